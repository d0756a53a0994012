#include "models/device_verdict.h"

#include "models/access_texts.h"

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kAskAfter = 200ms;

} // namespace

DeviceVerdict::DeviceVerdict(HubSession& session, QObject* parent)
    : QObject(parent), session_(session)
{
    soon_.setSingleShot(true);
    soon_.setInterval(kAskAfter);
    connect(&soon_, &QTimer::timeout, this, &DeviceVerdict::ask);
    connect(&session, &HubSession::reconnected, this, &DeviceVerdict::ask);
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        const bool ours = QString::fromStdString(event.deviceId) == deviceId_ &&
                          (event.type.starts_with("device-") || event.type == "twin");
        if (event.type == "access" || ours) {
            soon_.start();
        }
    });
}

void DeviceVerdict::setDevice(const QString& deviceId, const QString& address)
{
    if (deviceId_ != deviceId) {
        verdict_ = {};
    } else if (address_ == address) {
        return;
    }
    deviceId_ = deviceId;
    address_ = address;
    ask();
}

void DeviceVerdict::ask()
{
    ++asked_;
    if (deviceId_.isEmpty() || !session_.isOnline() || !session_.supports("access")) {
        return;
    }
    askAccess(session_, {deviceId_, address_}, this,
              [this, asked = asked_](const AccessVerdict& verdict) {
                  if (asked == asked_) {
                      verdict_ = verdict;
                      Q_EMIT changed();
                  }
              });
}

std::optional<hub::api::AccessEntry> DeviceVerdict::ownBlock() const
{
    if (verdict_.explanation) {
        for (const hub::api::AccessStep& step : verdict_.explanation->chain) {
            for (const hub::api::AccessEntry& entry : step.entries) {
                if (entry.list == "block" && entry.kind == "device" &&
                    QString::fromStdString(entry.value) == deviceId_) {
                    return entry;
                }
            }
        }
    }
    return std::nullopt;
}

QString DeviceVerdict::whyText() const
{
    if (!verdict_.explanation) {
        return (verdict_.error.message + u' ' + verdict_.error.remedy).trimmed();
    }
    for (const hub::api::AccessStep& step : verdict_.explanation->chain) {
        if (step.refuses) {
            return stepText(QString::fromStdString(step.step)) + u": "_s + findingText(step);
        }
    }
    return tr("Registered and enabled; no rule and no list stands against it. Keys and "
              "certificates are looked at when it signs in.");
}

} // namespace deck
