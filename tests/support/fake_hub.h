// An HTTPS server in the test's own thread that answers what it is told to: hubs that hang, break
// off in the middle or talk nonsense. Speaks just enough HTTP for the console's client.
#pragma once

#include "models/client/connection_profile.h"
#include "tests/support/temporary_folder.h"

#include <QHash>
#include <QPointer>
#include <QSslCertificate>
#include <QSslKey>
#include <QTcpServer>

#include <string>
#include <vector>

class QSslSocket;

namespace deck::test {

class FakeHub final : public QTcpServer
{
    Q_OBJECT

public:
    struct Request
    {
        QByteArray method;
        QByteArray path; ///< without the query, as it came
        QByteArray query;
        QHash<QByteArray, QByteArray> headers; ///< names in lower case
        QByteArray body;
    };

    /// Listens. Its certificate names 127.0.0.1 and is signed by an authority of its own.
    explicit FakeHub(const std::string& name = "127.0.0.1");

    /// The right address, key and authority.
    ConnectionProfile profile() const;
    const QSslCertificate& authority() const { return chain_.last(); }

    /// An answer of GET /admin/capabilities.
    static QByteArray capabilities(const std::vector<std::string>& features);

    /// An answer of GET /admin/health.
    static QByteArray health(const std::string& state, const std::string& reason = {});

    // What it answers on a path; capabilities and health are good from the start, the rest is 404.

    /// path: also with a method before it, "PATCH /twins/pump"; that counts before the path alone.
    void answer(const QByteArray& path, int status, const QByteArray& body);
    void hang(const QByteArray& path);     ///< says nothing
    void breakOff(const QByteArray& path); ///< closes in the middle of an answer
    void answerWell(const QByteArray& path);

    /// On what hangs on a path, as if it had only taken long.
    void answerHanging(const QByteArray& path, int status, const QByteArray& body);

    /// Speaks no TLS from now on, but something else.
    void speakNonsense() { nonsense_ = true; }

    // GET /admin/events stays open.

    void send(const QByteArray& bytes); ///< on all event streams
    void sendEvent(const QByteArray& id,
                   const QByteArray& type,
                   const QByteArray& data = "{}",
                   const QByteArray& deviceId = "pump");
    void cutStreams();
    int openStreams() const;

    /// Closes the port and every connection; goOn() opens the same port.
    void goAway();
    bool goOn();

    const QList<Request>& requests() const { return requests_; }
    QList<Request> requestsOf(const QByteArray& path) const;

protected:
    void incomingConnection(qintptr handle) override;

private:
    enum class Manner { Answer, Hang, BreakOff };
    struct Answer
    {
        Manner manner = Manner::Answer;
        int status = 200;
        QByteArray body;
    };
    struct Hanging
    {
        QByteArray path;
        QPointer<QSslSocket> socket;
    };

    void read(QSslSocket& socket);
    bool takeRequest(QByteArray& buffer, Request& request) const;
    void reply(QSslSocket& socket, const Request& request);
    static void write(QSslSocket& socket, const Answer& answer);

    hub::test::TemporaryFolder folder_;
    QList<QSslCertificate> chain_;
    QSslKey key_;
    QHash<QByteArray, Answer> answers_;
    QHash<QSslSocket*, QByteArray> buffers_;
    QList<QPointer<QSslSocket>> streams_;
    QList<Hanging> hanging_;
    QList<Request> requests_;
    quint16 port_ = 0;
    bool nonsense_ = false;
};

} // namespace deck::test
