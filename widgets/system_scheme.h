// Whether the desktop wants dark windows. On Linux the answer comes from the settings portal over
// the session bus, some milliseconds after the question; nothing here ever waits for it.
#pragma once

#include <QDBusConnection>
#include <QDBusMessage>
#include <QObject>

#include <optional>

class QDBusPendingCallWatcher;

namespace deck {

/// GUI thread. Owned by the Theme.
class SystemScheme final : public QObject
{
    Q_OBJECT

public:
    explicit SystemScheme(const QDBusConnection& bus, QObject* parent = nullptr);

    /// Asks, and listens from then on. Without a bus it does nothing.
    void start();

    /// Nothing as long as nobody answered.
    std::optional<bool> isDark() const { return dark_; }

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    // QtDBus refuses the connection when the three arguments are named one by one.
    void onSettingChanged(const QDBusMessage& message);

private:
    void onAnswer(QDBusPendingCallWatcher* watcher);
    void take(const QVariant& value);

    QDBusConnection bus_;
    std::optional<bool> dark_;
};

} // namespace deck
