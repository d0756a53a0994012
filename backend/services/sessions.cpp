#include "services/sessions.h"

#include "domain/partition.h"

#include "base/json_writer.h"

#include <boost/asio/post.hpp>

namespace hub {
namespace {

constexpr int kMaxReads = 3; // an identity that changes faster than it can be read is refused

std::shared_ptr<const SessionInfo> infoOf(const SignInRequest& request,
                                          const DevicePrincipal& principal,
                                          WallTime now)
{
    auto info = std::make_shared<SessionInfo>();
    info->key = principal.identity.key;
    info->address = request.address;
    info->protocol = request.protocol;
    info->tlsVersion = request.tlsVersion;
    info->clientType = request.clientType;
    info->modelId = request.modelId;
    info->signedInWith = principal.signedInWith;
    info->since = now;
    if (principal.usedKey) {
        info->usedKey = std::make_shared<LiveKey>(*principal.usedKey);
    }
    info->certificate = principal.certificate;
    info->subject = principal.subject;
    return info;
}

Caller callerOf(const SignInRequest& request)
{
    return {request.address, request.protocol, request.claims.id.text()};
}

std::string connectedJson(const SessionInfo& info)
{
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("address", info.address)
        .member("protocol", info.protocol)
        .member("tlsVersion", info.tlsVersion)
        .member("clientType", info.clientType)
        .member("signedInWith", info.signedInWith)
        .endObject();
    return data;
}

} // namespace

struct Sessions::Attempt
{
    SignInRequest request;
    SessionNumber number = 0;
    boost::asio::any_io_executor executor;
    Answer answer;

    void finish(Result<Session> result) const
    {
        boost::asio::post(executor, [answer = answer, result = std::move(result)]() mutable {
            answer(std::move(result));
        });
    }
};

void Sessions::signIn(SignInRequest request,
                      std::weak_ptr<DeviceLink> link,
                      boost::asio::any_io_executor executor,
                      Answer answer)
{
    if (parts_.denials.isLockedOut(callerOf(request))) {
        boost::asio::post(executor, [answer = std::move(answer)] {
            answer(fail(Errc::Unauthorized));
        });
        return;
    }
    auto attempt = std::make_shared<Attempt>();
    attempt->request = std::move(request);
    attempt->request.claims.address = attempt->request.address;
    attempt->executor = std::move(executor);
    attempt->answer = std::move(answer);
    const IdentityId& id = attempt->request.claims.id;
    attempt->number = parts_.directory.enter(id, std::move(link));
    const bool posted = parts_.workers.post([this, attempt](Storage& storage) {
        Result<Session> session = decide(storage, *attempt);
        if (!session) {
            parts_.directory.leave(attempt->request.claims.id, attempt->number);
        }
        attempt->finish(std::move(session));
    });
    if (!posted) {
        parts_.directory.leave(id, attempt->number);
        attempt->finish(fail(Errc::Unavailable, "the hub is stopping or overloaded"));
    }
}

Result<Session> Sessions::decide(Storage& storage, const Attempt& attempt)
{
    const SignInRequest& request = attempt.request;
    for (int read = 0; read < kMaxReads; ++read) {
        auto verdict = parts_.authenticator.device(storage, request.claims);
        if (!verdict) {
            parts_.log.error("sign-in-failed", {{"device", request.claims.id.text()},
                                                {"detail", verdict.error().detail}});
            return fail(Errc::Unavailable, verdict.error().detail);
        }
        if (const auto* denial = std::get_if<Denial>(&verdict.value())) {
            parts_.denials.note(callerOf(request), *denial);
            return fail(Errc::Unauthorized);
        }
        Result<Session> session =
            admit(storage, attempt, std::move(std::get<DevicePrincipal>(verdict.value())));
        if (session) {
            return session;
        }
    }
    return fail(Errc::Unavailable, "the identity keeps changing");
}

Result<Session> Sessions::admit(Storage& storage,
                                const Attempt& attempt,
                                DevicePrincipal principal)
{
    HUB_TRY(std::optional<Bytes> subscriptions,
            storage.mqttSessions().find(principal.identity.key));
    const WallTime now = parts_.clock.wall();
    const auto info = infoOf(attempt.request, principal, now);
    const IdentityId& id = principal.identity.id;
    const auto before = parts_.directory.find(id);
    if (parts_.directory.admit(id, attempt.number, info) == SessionDirectory::Admission::Revoked) {
        return fail(Errc::Cancelled, "changed while it was read");
    }
    if (before) {
        noteTakeOver(id, *before, *info);
    }
    parts_.denials.succeeded(callerOf(attempt.request));
    parts_.log.info("device-connected", {{"device", id.text()},
                                         {"address", info->address},
                                         {"protocol", info->protocol},
                                         {"client", info->clientType}});
    parts_.events.publish("device-connected", id.text(), connectedJson(*info));
    Session session;
    session.number = attempt.number;
    session.id = id;
    session.key = principal.identity.key;
    session.generationId = principal.identity.generationId;
    session.method = principal.method;
    session.partition = partitionOf(id);
    session.expires = principal.expires;
    session.subscriptions = std::move(subscriptions);
    session.usedKey = info->usedKey;
    session.address = info->address;
    session.protocol = info->protocol;
    noteKey(session);
    return session;
}

/// When it signs in, and when it ends: in between the live session says that the key is in use.
void Sessions::noteKey(const Session& session)
{
    if (const auto key = session.usedKey ? session.usedKey->now() : std::nullopt) {
        const std::string name =
            key->holder.policy.empty() ? session.id.text() : "policy:" + key->holder.policy;
        parts_.keyUse.note(*key, name, session.address, session.protocol);
    }
}

void Sessions::noteTakeOver(const IdentityId& id, const SessionInfo& before, const SessionInfo& now)
{
    const bool isFight = takeOvers_.with(
        [&](Lockout& takeOvers) { return takeOvers.failed(id.text(), parts_.clock.mono()); });
    if (isFight) {
        parts_.alerts.raise({"idFight", id.text(),
                             "clients at " + before.address + " and " + now.address +
                                 " keep taking the id over from each other",
                             Severity::Warning});
    }
}

void Sessions::keep(const Session& session,
                    std::optional<Bytes> subscriptions,
                    boost::asio::any_io_executor executor,
                    std::function<void(Result<void>)> done)
{
    parts_.workers.post(WriteJob{
        [key = session.key, subscriptions = std::move(subscriptions)](Storage& storage) {
            return subscriptions ? storage.mqttSessions().put(key, *subscriptions)
                                 : storage.mqttSessions().remove(key);
        },
        [executor = std::move(executor), done = std::move(done)](const Result<void>& kept) {
            boost::asio::post(executor, [done, kept] { done(kept); });
        }});
}

void Sessions::end(const Session& session, CloseReason reason)
{
    parts_.directory.leave(session.id, session.number);
    noteKey(session);
    parts_.log.info("device-disconnected",
                    {{"device", session.id.text()}, {"reason", nameOf(reason)}});
    std::string data;
    JsonWriter(data).beginObject().member("reason", nameOf(reason)).endObject();
    parts_.events.publish("device-disconnected", session.id.text(), std::move(data));
}

} // namespace hub
