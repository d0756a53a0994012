#include "widgets/parts/toast_stack.h"

#include "widgets/metrics.h"
#include "widgets/parts/halo.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QLayout>

#include <algorithm>
#include <utility>

namespace deck {

namespace {

constexpr int kMargin = 24;
constexpr int kGap = 8;

} // namespace

ToastStack::ToastStack(Theme& theme, QWidget& host, TimerFactory timers)
    : QObject(&host), theme_(theme), host_(host), timers_(std::move(timers))
{
    host.installEventFilter(this);
}

int ToastStack::add(const ToastMessage& message, std::function<void(ToastEnd)> onEnd)
{
    while (count() >= kMost) {
        end(entries_.first().number, ToastEnd::PushedOut);
    }
    const int number = ++lastNumber_;
    auto* toast = new Toast(theme_, message, timers_(), &host_);
    entries_.append({number, toast, std::move(onEnd)});
    connect(toast, &Toast::ended, this, [this, number](ToastEnd how) { end(number, how); });
    new Halo(theme_, *toast, kRowRadius);
    place();
    toast->show();
    toast->start();
    QAccessibleEvent announcement(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&announcement);
    return number;
}

void ToastStack::dismiss(int number)
{
    end(number, ToastEnd::Flushed);
}

void ToastStack::flush()
{
    while (!entries_.isEmpty()) {
        end(entries_.first().number, ToastEnd::Flushed);
    }
}

void ToastStack::setBottomInset(int pixels)
{
    bottomInset_ = pixels;
    place();
}

void ToastStack::focusNewest()
{
    if (!entries_.isEmpty()) {
        entries_.last().toast->focusFirst();
    }
}

bool ToastStack::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == &host_ && event->type() == QEvent::Resize) {
        place();
    }
    return QObject::eventFilter(watched, event);
}

void ToastStack::end(int number, ToastEnd how)
{
    const auto at = std::find_if(entries_.begin(), entries_.end(),
                                 [number](const Entry& entry) { return entry.number == number; });
    if (at == entries_.end()) {
        return;
    }
    const Entry entry = *at;
    entries_.erase(at);
    entry.toast->hide();
    entry.toast->deleteLater();
    place();
    if (entry.onEnd) {
        entry.onEnd(how);
    }
}

void ToastStack::place()
{
    int bottom = host_.height() - bottomInset_ - kMargin;
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
        Toast& toast = *entry->toast;
        toast.layout()->activate();
        const int width = qMin(toast.sizeHint().width(), host_.width() - 2 * kMargin);
        toast.setGeometry(host_.width() - kMargin - width, bottom - toast.height(), width,
                          toast.height());
        toast.raise();
        bottom -= toast.height() + kGap;
    }
}

} // namespace deck
