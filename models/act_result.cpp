#include "models/act_result.h"

#include "models/hub_session.h"

#include <QCoreApplication>

namespace deck {
namespace {

/// The hub's name for what is not in somebody's part of the fleet.
constexpr QLatin1String kForbidden{"GenericForbidden"};

} // namespace

ActResult actResultOf(const HubReply& reply, const QString& failure, const QString& success)
{
    if (reply.ok()) {
        return {{}, success};
    }
    return {reply.error,
            (failure + u' ' + reply.error.message + u' ' + reply.error.remedy).trimmed()};
}

bool lacksRight(const HubSession& session, const HubError& error)
{
    const bool isRefused = error.kind == HubError::Kind::SignedOut && session.isOnline();
    const bool isElsewhere = error.code == kForbidden && !session.identity().scope().isEmpty();
    return isRefused || isElsewhere || error.kind == HubError::Kind::NotAllowed;
}

HubError rightsError(const HubSession& session, const HubError& error)
{
    if (!lacksRight(session, error) || error.kind == HubError::Kind::NotAllowed) {
        return error; // the latter says all of it
    }
    HubError words = error;
    if (session.identity().isPerson()) {
        words.remedy = QCoreApplication::translate("ActResult", "Ask who administers this hub.");
        return words;
    }
    words.message = QCoreApplication::translate("ActResult", "The policy %1 may not do this.")
                        .arg(session.profile().policy);
    words.remedy = QCoreApplication::translate(
        "ActResult", "Connect with a policy that has the rights, such as iothubowner.");
    return words;
}

} // namespace deck
