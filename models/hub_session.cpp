#include "models/hub_session.h"

#include "models/client/hub_answer.h"
#include "models/client/json_body.h"
#include "models/client/request_need.h"

#include <algorithm>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kHealthEvery = 2s;
constexpr std::chrono::milliseconds kFirstRetry = 500ms;
constexpr std::chrono::milliseconds kLastRetry = 30s;
constexpr int kBadRequest = 400; ///< RFC 9110 §15.5.1
constexpr int kTooManyRequests = 429; ///< RFC 6585 §4
constexpr int kNotFound = 404; ///< RFC 9110 §15.5.5
constexpr QLatin1String kMe{"/admin/me"};

HubError malformed()
{
    HubError error;
    error.kind = HubError::Kind::Malformed;
    error.message = HubSession::tr("The answer is not that of a Hubdeck hub.");
    error.remedy = HubSession::tr("Check that the address is that of a Hubdeck hub.");
    return error;
}

HubSession::State stateFor(HubError::Kind kind)
{
    switch (kind) {
    case HubError::Kind::SignedOut: return HubSession::State::SignedOut;
    case HubError::Kind::Untrusted: return HubSession::State::Untrusted;
    default: return HubSession::State::Connecting;
    }
}

/// From the answer of POST /admin/session. Errors: MissingArgument, InvalidArgument.
hub::Result<hub::Secret> sessionFrom(const hub::JsonView& json)
{
    HUB_TRY(const std::string session, json.requiredString("session"));
    return hub::Secret(session);
}

/// Stored messages per second between two answers.
double rateBetween(const hub::api::Health& before, const hub::api::Health& now)
{
    const std::chrono::duration<double> seconds = now.time - before.time;
    if (seconds.count() <= 0 || now.startedAt != before.startedAt ||
        now.messagesStored < before.messagesStored) {
        return 0;
    }
    return double(now.messagesStored - before.messagesStored) / seconds.count();
}

hub::WallTime wallNow()
{
    return std::chrono::time_point_cast<hub::Micros>(std::chrono::system_clock::now());
}

} // namespace

HubSession::HubSession(ConnectionProfile profile, QObject* parent)
    : QObject(parent),
      client_(std::move(profile)),
      events_(client_),
      identity_(Identity::ofPolicy(client_.profile().policy))
{
    client_.setGate([this](const HubRequest& request) { return refusalOf(identity_, request); });
    retry_.setSingleShot(true);
    connect(&retry_, &QTimer::timeout, this, &HubSession::signIn);
    healthTimer_.setSingleShot(true);
    connect(&healthTimer_, &QTimer::timeout, this, &HubSession::askHealth);
    connect(&events_, &EventStream::received, this, &HubSession::takeEvent);
    connect(&events_, &EventStream::opened, this, &HubSession::askAnew);
    connect(&events_, &EventStream::interrupted, this, [this](const HubError& error) {
        if (error.kind != HubError::Kind::SignedOut || !isOnline()) {
            return; // the stream tries again by itself
        }
        if (client_.hasSecondFactor()) {
            fail(error);
        } else { // a key that was good: a code is wanted now, or it ends
            streamWasOpen_ = true;
            askAnew();
        }
    });
}

void HubSession::start()
{
    if (state_ == State::Offline) {
        setState(State::Connecting);
        signIn();
    }
}

void HubSession::stop()
{
    ++attempt_;
    retry_.stop();
    healthTimer_.stop();
    events_.close();
    setState(State::Offline);
}

void HubSession::retryNow()
{
    if (state_ != State::Offline && !isOnline()) {
        setState(State::Connecting);
        signIn();
    }
}

hub::WallTime HubSession::hubNow() const
{
    return wallNow() + clockOffset_;
}

int HubSession::secondsToRetry() const
{
    return retry_.isActive() ? (retry_.remainingTime() + 999) / 1'000 : 0;
}

bool HubSession::supports(std::string_view feature) const
{
    if (!capabilities_) {
        return false;
    }
    const std::vector<std::string>& all = capabilities_->features;
    return std::find(all.begin(), all.end(), feature) != all.end();
}

void HubSession::setState(State state)
{
    if (state_ != state) {
        state_ = state;
        Q_EMIT stateChanged();
    }
}

void HubSession::signIn()
{
    retry_.stop();
    streamWasOpen_ = false;
    HubRequest request;
    request.path = kMe;
    client_.send(request, this, [this, attempt = ++attempt_](const HubReply& reply) {
        if (attempt == attempt_) { // not stopped meanwhile, nor tried again
            takeIdentity(reply);
        }
    });
}

void HubSession::takeIdentity(const HubReply& reply)
{
    if (!readIdentity(reply)) {
        return;
    }
    if (identity_.needsCode() && !client_.hasSecondFactor()) {
        waitForCode();
    } else if (identity_.mayLook()) {
        askCapabilities();
    } else {
        capabilities_.reset();
        health_.reset();
        askHealth();
    }
}

void HubSession::waitForCode()
{
    failures_ = 0;
    lastError_ = {};
    healthTimer_.stop();
    events_.close();
    setState(State::NeedsCode);
}

void HubSession::showCode(const QString& code)
{
    HubRequest request;
    request.method = QByteArrayLiteral("POST");
    request.path = u"/admin/session"_s;
    request.body = jsonBody(QJsonObject{{u"code"_s, code}});
    client_.send(request, this, [this, attempt = attempt_](const HubReply& reply) {
        if (attempt == attempt_ && state_ == State::NeedsCode) {
            takeSession(reply);
        }
    });
}

void HubSession::takeSession(const HubReply& reply)
{
    HubAnswer<hub::Secret> answer = answerFrom(reply, &sessionFrom);
    if (answer.value) {
        client_.setSecondFactor(std::move(*answer.value));
        askCapabilities();
    } else if (reply.status == kBadRequest) {
        signIn(); // it was taken away meanwhile
    } else {
        if (reply.status == kTooManyRequests) {
            answer.error.remedy.clear(); // the hub's is about streams
        }
        Q_EMIT codeRefused(answer.error);
    }
}

/// False: it cannot be read, and the session has failed.
bool HubSession::readIdentity(const HubReply& reply)
{
    Identity identity = Identity::ofPolicy(profile().policy);
    if (reply.status != kNotFound) { // the route is not there: an older hub
        HubAnswer<Identity> answer = answerFrom(reply, &identityFrom);
        if (!answer.value) {
            fail(reply.ok() ? malformed() : reply.error);
            return false;
        }
        identity = std::move(*answer.value);
    }
    if (!(identity == identity_)) {
        identity_ = std::move(identity);
        Q_EMIT identityChanged();
    }
    return true;
}

/// The hub ends the stream when something about the person changes; other rights, other pages.
void HubSession::askAnew()
{
    if (!std::exchange(streamWasOpen_, true)) {
        return; // just asked
    }
    HubRequest request;
    request.path = kMe;
    client_.send(request, this, [this, attempt = attempt_](const HubReply& reply) {
        const Identity before = identity_;
        if (attempt != attempt_ || !readIdentity(reply)) {
            return;
        }
        if (identity_.needsCode() && !client_.hasSecondFactor()) {
            waitForCode();
        } else if (!(before == identity_)) {
            Q_EMIT reconnected();
        }
    });
}

void HubSession::askCapabilities()
{
    HubRequest request;
    request.path = u"/admin/capabilities"_s;
    client_.send(request, this, [this, attempt = attempt_](const HubReply& reply) {
        if (attempt == attempt_) {
            takeCapabilities(reply);
        }
    });
}

void HubSession::takeCapabilities(const HubReply& reply)
{
    HubAnswer<hub::api::Capabilities> answer = answerFrom(reply, &hub::api::capabilitiesFrom);
    if (!answer.value) {
        fail(reply.ok() ? malformed() : reply.error);
        return;
    }
    capabilities_ = std::move(*answer.value);
    health_.reset();
    events_.open();
    askHealth();
}

void HubSession::fail(const HubError& error)
{
    if (error.kind == HubError::Kind::SignedOut && client_.hasSecondFactor()) {
        client_.setSecondFactor({}); // it ends after hours, at a restart of the hub, with a change
        signIn();
        return;
    }
    ++attempt_;
    lastError_ = error;
    healthTimer_.stop();
    events_.close();
    const auto wait = std::min(kFirstRetry * (1 << std::min(failures_, 6)), kLastRetry);
    ++failures_;
    retry_.start(wait);
    setState(stateFor(error.kind));
    Q_EMIT healthChanged(); // the time to the next try has changed
}

/// Who may see nothing asks who it is instead: the key is good for that.
void HubSession::askHealth()
{
    const bool mayLook = identity_.mayLook();
    HubRequest request;
    request.path = mayLook ? u"/admin/health"_s : QString(kMe);
    client_.send(request, this, [this, mayLook, attempt = attempt_](const HubReply& reply) {
        if (attempt == attempt_) {
            mayLook ? takeHealth(reply) : takeSight(reply);
        }
    });
}

void HubSession::takeHealth(const HubReply& reply)
{
    const HubAnswer<hub::api::Health> answer = answerFrom(reply, &hub::api::healthFrom);
    if (!answer.value) {
        fail(reply.ok() ? malformed() : reply.error);
        return;
    }
    const hub::api::Health& health = *answer.value;
    messagesPerSecond_ = health_ ? rateBetween(*health_, health) : 0;
    health_ = health;
    clockOffset_ = health.time - wallNow() + std::chrono::milliseconds(reply.milliseconds) / 2;
    comeOnline(health.state == "running" ? State::Online : State::Degraded, reply.milliseconds);
}

/// The hub is there, and that is all that may be known of it.
void HubSession::takeSight(const HubReply& reply)
{
    if (!readIdentity(reply)) {
        return;
    }
    if (identity_.mayLook()) {
        askCapabilities();
    } else {
        comeOnline(State::Online, reply.milliseconds);
    }
}

void HubSession::comeOnline(State state, int milliseconds)
{
    failures_ = 0;
    roundTripMs_ = milliseconds;
    const bool was = isOnline();
    setState(state);
    healthTimer_.start(kHealthEvery);
    Q_EMIT healthChanged();
    if (!was) {
        Q_EMIT reconnected();
    }
}

void HubSession::takeEvent(const hub::api::Event& event)
{
    if (event.type == "telemetry") {
        takeTelemetry(event);
    } else if (event.type == "telemetry-skipped") {
        const hub::JsonView data(*event.data);
        const auto member = data.member("count");
        const auto count = member ? member->integer() : hub::Result<std::int64_t>(0);
        Q_EMIT telemetrySkipped(count ? qint64(count.value()) : 0);
    } else if (event.type == "gap") {
        Q_EMIT eventsMissed();
    } else {
        Q_EMIT deviceEvent(event);
    }
}

void HubSession::takeTelemetry(const hub::api::Event& event)
{
    const hub::json::array* const array = event.data->if_array();
    if (array == nullptr) {
        return;
    }
    std::vector<hub::api::Message> messages;
    messages.reserve(array->size());
    for (const hub::json::value& value : *array) {
        if (auto message = hub::api::messageFrom(hub::JsonView(value))) {
            messages.push_back(std::move(message.value()));
        }
    }
    Q_EMIT telemetryReceived(messages);
}

} // namespace deck
