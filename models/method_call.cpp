#include "models/method_call.h"

#include "models/json_text.h"
#include "models/texts.h"

#include "domain/limits.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <boost/json/serialize.hpp>

#include <QNetworkReply>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;
using Kind = MethodOutcome::Kind;

// Numbers of the service API (section direct methods).
constexpr int kNotOnline = 404'103;
constexpr int kGone = 404'104;
constexpr int kTimeout = 504'101;
constexpr int kTooManyOpen = 403'800;
constexpr int kThrottled = 429'001;

constexpr int kLeastResponse = int(hub::limits::kMinMethodTime.count());
constexpr int kMostSeconds = int(hub::limits::kMaxMethodTime.count());
constexpr std::chrono::seconds kBeyond{10}; ///< after the device's time is over the hub answers

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

/// Either form of an error names it, not each gives the number.
int numberOf(const HubError& error)
{
    if (error.number != 0) {
        return error.number;
    }
    struct Named
    {
        QLatin1StringView name;
        int number;
    };
    static constexpr Named kNamed[] = {
        {"DeviceNotOnline"_L1, kNotOnline},
        {"DeviceConnectionClosedRemotely"_L1, kGone},
        {"GatewayTimeout"_L1, kTimeout},
        {"DeviceMaximumInflightMethodExceeded"_L1, kTooManyOpen},
        {"ThrottlingException"_L1, kThrottled},
    };
    for (const Named& each : kNamed) {
        if (error.code == each.name) {
            return each.number;
        }
    }
    return 0;
}

QByteArray bodyOf(const MethodDraft& draft)
{
    const std::string name = draft.name.trimmed().toStdString();
    const std::string payload = draft.payload.trimmed().toStdString();
    std::string body;
    hub::JsonWriter out(body);
    out.beginObject()
        .member("methodName", name)
        .count("responseTimeoutInSeconds", draft.responseSeconds)
        .count("connectTimeoutInSeconds", draft.connectSeconds);
    if (!payload.empty()) {
        out.key("payload").raw(payload);
    }
    out.endObject();
    return QByteArray::fromStdString(body);
}

bool mayStandInName(QChar c)
{
    return c.category() != QChar::Other_Control && !u"/+#?"_s.contains(c);
}

QString faultOfName(const QString& name)
{
    if (name.isEmpty()) {
        return MethodCall::tr("Which method?");
    }
    if (name.size() > qsizetype(hub::limits::kMaxMethodNameChars)) {
        return MethodCall::tr("At most %1 characters.").arg(hub::limits::kMaxMethodNameChars);
    }
    return std::all_of(name.begin(), name.end(), mayStandInName)
               ? QString()
               : MethodCall::tr("A name has none of / + # ? in it.");
}

QString faultOfPayload(const QByteArray& payload)
{
    if (payload.isEmpty()) {
        return {};
    }
    if (payload.size() > qsizetype(hub::limits::kMaxMethodPayloadBytes)) {
        return MethodCall::tr("%1 are too much: at most %2 go to a device.")
            .arg(bytesText(quint64(payload.size())),
                 bytesText(hub::limits::kMaxMethodPayloadBytes));
    }
    const auto fault = jsonFault(payload);
    return fault ? fault->sentence : QString();
}

QString faultOfSeconds(int seconds, int least)
{
    return seconds >= least && seconds <= kMostSeconds
               ? QString()
               : MethodCall::tr("%1 to %2 seconds.").arg(least).arg(kMostSeconds);
}

} // namespace

MethodCall::MethodCall(HubSession& session, MethodHistory& history, QObject* parent)
    : QObject(parent), session_(session), history_(history)
{
}

MethodCall::~MethodCall()
{
    ++turn_;
    if (reply_) {
        reply_->abort();
    }
}

void MethodCall::setDevice(const QString& deviceId)
{
    if (deviceId_ == deviceId) {
        return;
    }
    cancel();
    deviceId_ = deviceId;
    outcome_.reset();
    Q_EMIT changed();
}

MethodCall::Faults MethodCall::check(const MethodDraft& draft)
{
    return {.name = faultOfName(draft.name.trimmed()),
            .payload = faultOfPayload(draft.payload.trimmed().toUtf8()),
            .responseSeconds = faultOfSeconds(draft.responseSeconds, kLeastResponse),
            .connectSeconds = faultOfSeconds(draft.connectSeconds, 0)};
}

void MethodCall::start(const MethodDraft& draft)
{
    if (running_ || deviceId_.isEmpty() || check(draft).any()) {
        return;
    }
    running_ = true;
    outcome_.reset();
    draft_ = draft;
    time_.start();
    HubRequest request;
    request.method = "POST"_ba;
    request.path = u"/twins/"_s + deviceId_ + u"/methods"_s;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = bodyOf(draft);
    request.patience =
        std::chrono::seconds(draft.responseSeconds + draft.connectSeconds) + kBeyond;
    reply_ = session_.client().send(request, this, [this, turn = ++turn_](const HubReply& reply) {
        if (turn == turn_) {
            finish(outcomeOf(reply));
        }
    });
    Q_EMIT changed();
}

void MethodCall::cancel()
{
    if (!running_) {
        return;
    }
    ++turn_;
    if (reply_) {
        reply_->abort();
    }
    MethodOutcome outcome;
    outcome.kind = Kind::Cancelled;
    outcome.sentence = tr("No longer waited for.");
    outcome.remedy = tr("The call is not taken back: the device may still do what it was asked.");
    outcome.milliseconds = int(time_.elapsed());
    finish(std::move(outcome));
}

int MethodCall::secondsRunning() const
{
    return running_ ? int(time_.elapsed() / 1'000) : 0;
}

void MethodCall::finish(MethodOutcome outcome)
{
    running_ = false;
    outcome_ = outcome;
    history_.add({.time = session_.hubNow(),
                  .deviceId = deviceId_,
                  .draft = draft_,
                  .outcome = std::move(outcome)});
    Q_EMIT changed();
}

MethodOutcome MethodCall::outcomeOf(const HubReply& reply) const
{
    MethodOutcome outcome = reply.ok() ? MethodOutcome() : failureOf(reply.error);
    outcome.milliseconds = reply.milliseconds;
    if (!reply.ok()) {
        return outcome;
    }
    const auto json = hub::parseJson(view(reply.body));
    const auto status = json ? hub::JsonView(json.value()).required("status")
                             : hub::Result<hub::JsonView>(json.error());
    const auto number = status ? status.value().integer() : hub::Result<std::int64_t>(0);
    if (!status || !number) {
        outcome.kind = Kind::Refused;
        outcome.sentence = tr("The hub's answer is not that of a method.");
        return outcome;
    }
    outcome.status = number.value();
    const hub::json::object& object = json.value().get_object();
    if (const auto* payload = object.if_contains("payload"); payload && !payload->is_null()) {
        outcome.payload =
            prettyJson(QByteArray::fromStdString(boost::json::serialize(*payload)));
    }
    return outcome;
}

/// What happened, to which device, what to do.
MethodOutcome MethodCall::failureOf(const HubError& error) const
{
    const auto outcome = [](Kind kind, const QString& sentence, const QString& remedy) {
        return MethodOutcome{.kind = kind, .sentence = sentence, .remedy = remedy};
    };
    switch (numberOf(error)) {
    case kNotOnline:
        return outcome(
            Kind::NotOnline,
            draft_.connectSeconds == 0
                ? tr("%1 is not connected, or takes no calls.").arg(deviceId_)
                : tr("%1 did not connect within %2 s.").arg(deviceId_).arg(draft_.connectSeconds),
            tr("Call again when it is online, or give it more time to connect. If it is online, "
               "its program has not asked for calls."));
    case kGone:
        return outcome(Kind::Gone,
                       tr("The connection of %1 ended before it answered.").arg(deviceId_),
                       tr("It may have done what it was asked. Its events say why it left."));
    case kTimeout:
        return outcome(
            Kind::TimedOut,
            tr("%1 did not answer within %2 s.").arg(deviceId_).arg(draft_.responseSeconds),
            tr("It may still be at work. Give it more time, or check that its program answers "
               "“%1”.")
                .arg(draft_.name.trimmed()));
    case kTooManyOpen:
        return outcome(Kind::Refused, tr("Too many calls of %1 are open.").arg(deviceId_),
                       tr("Wait until some are answered."));
    case kThrottled:
        return outcome(Kind::Refused, tr("The hub takes no more calls at the moment."),
                       tr("Wait a moment and call again."));
    default: break;
    }
    return outcome(error.kind == HubError::Kind::Unreachable ? Kind::Unreachable : Kind::Refused,
                   error.message, error.remedy);
}

} // namespace deck
