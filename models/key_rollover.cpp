#include "models/key_rollover.h"

#include "models/act_result.h"
#include "models/client/hub_answer.h"
#include "models/client/json_body.h"
#include "models/texts.h"

#include <QJsonDocument>

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kReadAfter = 300ms; ///< events come in twos and threes
constexpr int kMostChars = 100;

QString nameOf(KeyRollover::Step step)
{
    switch (step) {
    case KeyRollover::Step::NewSecondary: return u"newSecondary"_s;
    case KeyRollover::Step::Swap: return u"swap"_s;
    case KeyRollover::Step::Retire: return u"retire"_s;
    }
    return {};
}

QString line(const std::string& text)
{
    return plainLine(QString::fromStdString(text), kMostChars);
}

} // namespace

KeyRollover::KeyRollover(HubSession& session, const QString& deviceId, QObject* parent)
    : QObject(parent), session_(session), deviceId_(deviceId)
{
    readSoon_.setSingleShot(true);
    readSoon_.setInterval(kReadAfter);
    connect(&readSoon_, &QTimer::timeout, this, &KeyRollover::readUse);
    connect(&session, &HubSession::reconnected, &readSoon_, qOverload<>(&QTimer::start));
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (QString::fromStdString(event.deviceId) == deviceId_ && !readSoon_.isActive()) {
            readSoon_.start();
        }
    });
}

void KeyRollover::readUse()
{
    if (!session_.supports("key-use")) {
        return;
    }
    HubRequest request;
    request.path = u"/admin/devices/"_s + deviceId_ + u"/keys/use"_s;
    session_.client().send(request, this, [this](const HubReply& reply) {
        auto answer = answerFrom(reply, &hub::api::keyUseFrom);
        if (answer.value) {
            use_ = std::move(answer.value);
            Q_EMIT changed();
        }
    });
}

void KeyRollover::take(Step step, const QString& etag, bool force)
{
    if (busy_) {
        return;
    }
    HubRequest request;
    request.method = "POST"_ba;
    request.path = u"/admin/devices/"_s + deviceId_ + u"/keys/rollover"_s;
    request.body = jsonBody(QJsonObject{{u"step"_s, nameOf(step)}, {u"force"_s, force}});
    request.ifMatch = u'"' + etag + u'"';
    busy_ = true;
    error_ = {};
    session_.client().send(request, this, [this](const HubReply& reply) { takeStep(reply); });
    Q_EMIT changed();
}

void KeyRollover::takeStep(const HubReply& reply)
{
    busy_ = false;
    error_ = rightsError(session_, reply.error);
    if (reply.ok()) {
        Q_EMIT stepped(deviceKeysFrom(session_, deviceId_, reply.body));
    }
    Q_EMIT changed();
    readUse();
}

bool KeyRollover::isInUse() const
{
    return error_.code == "KeyInUse"_L1;
}

QString keyUseText(const std::optional<hub::KeyUse>& use)
{
    return use ? KeyRollover::tr("Used last at %1 from %2 over %3.")
                     .arg(dateTime(use->last), line(use->address), line(use->protocol))
               : KeyRollover::tr("Not used since it was made, as far as the hub has noted.");
}

} // namespace deck
