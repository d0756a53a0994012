// The answer to one request to a hub, in words that a page can show.
#pragma once

#include <QByteArray>
#include <QString>

namespace deck {

struct HubError
{
    enum class Kind {
        None,
        Unreachable, ///< no connection, or it broke
        Untrusted,   ///< the certificate is not signed by the authority that was agreed on
        SignedOut,   ///< 401: the key is not good, or a right is missing
        Refused,     ///< any other error of the hub
        Malformed,   ///< an answer that this program does not understand
        NotAllowed,  ///< not sent at all: whoever is signed in lacks what the hub wants for it
    };

    Kind kind = Kind::None;
    QString message; ///< a sentence: what failed and why
    QString remedy;  ///< what to do; may be empty
    QString requestId;
    QString code = {}; ///< the hub's name for it, "DeviceNotFound"; may be empty
    int number = 0;    ///< the hub's number for it, 404103; most errors come without one

    bool isError() const { return kind != Kind::None; }
};

struct HubReply
{
    int status = 0; ///< HTTP; 0 without an answer
    QByteArray body;
    HubError error;
    int milliseconds = 0; ///< from sending to the whole answer

    bool ok() const { return !error.isError(); }
};

} // namespace deck
