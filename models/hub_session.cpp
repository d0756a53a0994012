#include "models/hub_session.h"

#include "base/json.h"

#include <algorithm>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kHealthEvery = 2s;
constexpr std::chrono::milliseconds kFirstRetry = 500ms;
constexpr std::chrono::milliseconds kLastRetry = 30s;

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

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
    : QObject(parent), client_(std::move(profile)), events_(client_)
{
    retry_.setSingleShot(true);
    connect(&retry_, &QTimer::timeout, this, &HubSession::askCapabilities);
    healthTimer_.setSingleShot(true);
    connect(&healthTimer_, &QTimer::timeout, this, &HubSession::askHealth);
    connect(&events_, &EventStream::received, this, &HubSession::takeEvent);
}

void HubSession::start()
{
    if (state_ == State::Offline) {
        setState(State::Connecting);
        askCapabilities();
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
        askCapabilities();
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

void HubSession::askCapabilities()
{
    retry_.stop();
    HubRequest request;
    request.path = u"/admin/capabilities"_s;
    client_.send(request, this, [this, attempt = ++attempt_](const HubReply& reply) {
        if (attempt != attempt_) {
            return; // stopped meanwhile, or tried again
        }
        if (!reply.ok()) {
            fail(reply.error);
            return;
        }
        const auto json = hub::parseJson(view(reply.body));
        auto capabilities = json ? hub::api::capabilitiesFrom(hub::JsonView(json.value()))
                                 : hub::Result<hub::api::Capabilities>(json.error());
        if (!capabilities) {
            fail(malformed());
            return;
        }
        capabilities_ = std::move(capabilities.value());
        health_.reset();
        events_.open();
        askHealth();
    });
}

void HubSession::fail(const HubError& error)
{
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

void HubSession::askHealth()
{
    HubRequest request;
    request.path = u"/admin/health"_s;
    client_.send(request, this, [this, attempt = attempt_](const HubReply& reply) {
        if (attempt == attempt_) {
            takeHealth(reply);
        }
    });
}

void HubSession::takeHealth(const HubReply& reply)
{
    if (!reply.ok()) {
        fail(reply.error);
        return;
    }
    const auto json = hub::parseJson(view(reply.body));
    const auto health = json ? hub::api::healthFrom(hub::JsonView(json.value()))
                             : hub::Result<hub::api::Health>(json.error());
    if (!health) {
        fail(malformed());
        return;
    }
    failures_ = 0;
    messagesPerSecond_ = health_ ? rateBetween(*health_, health.value()) : 0;
    health_ = health.value();
    roundTripMs_ = reply.milliseconds;
    clockOffset_ = health_->time - wallNow() + std::chrono::milliseconds(reply.milliseconds) / 2;
    const bool was = isOnline();
    setState(health_->state == "running" ? State::Online : State::Degraded);
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
