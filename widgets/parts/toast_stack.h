// The toasts of a window, at its lower right: at most three, the newest below.
#pragma once

#include "widgets/parts/toast.h"

#include <QList>
#include <QObject>

#include <functional>

namespace deck {

/// Owned by host, over which the toasts lie.
class ToastStack final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMost = 3;

    ToastStack(Theme& theme, QWidget& host, TimerFactory timers = realTimers());

    /// onEnd is called once, however it ends: on Action take the act back, else let it stand.
    /// Gives a number to dismiss it by.
    int add(const ToastMessage& message, std::function<void(ToastEnd)> onEnd = {});

    /// Without a call of onEnd when that number has ended already.
    void dismiss(int number);

    /// Ends all, for example before the program quits.
    void flush();

    int count() const { return static_cast<int>(entries_.size()); }

    /// Keeps clear of a footer or bar of that height.
    void setBottomInset(int pixels);

    /// For a shortcut that leads to the newest toast.
    void focusNewest();

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Entry
    {
        int number;
        Toast* toast;
        std::function<void(ToastEnd)> onEnd;
    };

    void end(int number, ToastEnd how);
    void place();

    Theme& theme_;
    QWidget& host_;
    TimerFactory timers_;
    QList<Entry> entries_; ///< oldest first
    int lastNumber_ = 0;
    int bottomInset_ = 0;
};

} // namespace deck
