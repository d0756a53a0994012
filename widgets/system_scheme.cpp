#include "widgets/system_scheme.h"

#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QSettings>

namespace deck {

namespace {

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kNamespace = QStringLiteral("org.freedesktop.appearance");
const QString kKey = QStringLiteral("color-scheme");

constexpr uint kPrefersDark = 1;
constexpr uint kPrefersLight = 2;

/// Read() wraps the value twice, the signal once.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value;
}

} // namespace

SystemScheme::SystemScheme(const QDBusConnection& bus, QObject* parent) : QObject(parent), bus_(bus)
{}

void SystemScheme::start()
{
#ifdef Q_OS_WIN
    const QSettings registry(QStringLiteral("HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\"
                                            "CurrentVersion\\Themes\\Personalize"),
                             QSettings::NativeFormat);
    const QVariant light = registry.value(QStringLiteral("AppsUseLightTheme"));
    if (light.isValid()) {
        dark_ = light.toInt() == 0;
    }
#endif
    if (!bus_.isConnected()) {
        return; // a call on a closed connection would never be answered
    }
    bus_.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
                 SLOT(onSettingChanged(QDBusMessage)));
    QDBusMessage question =
        QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
    question << kNamespace << kKey;
    auto* watcher = new QDBusPendingCallWatcher(bus_.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, &SystemScheme::onAnswer);
}

void SystemScheme::onSettingChanged(const QDBusMessage& message)
{
    const QVariantList arguments = message.arguments();
    if (arguments.size() == 3 && arguments[0].toString() == kNamespace &&
        arguments[1].toString() == kKey) {
        take(arguments[2]);
    }
}

void SystemScheme::onAnswer(QDBusPendingCallWatcher* watcher)
{
    const QDBusPendingReply<QDBusVariant> reply = *watcher;
    watcher->deleteLater();
    if (reply.isValid()) {
        take(QVariant::fromValue(reply.value()));
    }
}

void SystemScheme::take(const QVariant& value)
{
    const uint scheme = unwrapped(value).toUInt();
    const std::optional<bool> before = dark_;
    dark_.reset(); // 0: no preference
    if (scheme == kPrefersDark || scheme == kPrefersLight) {
        dark_ = scheme == kPrefersDark;
    }
    if (dark_ != before) {
        Q_EMIT changed();
    }
}

} // namespace deck
