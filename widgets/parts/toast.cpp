#include "widgets/parts/toast.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/label.h"
#include "widgets/parts/toast_button.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include <utility>

namespace deck {

namespace {

constexpr int kHeight = 44;
constexpr int kMostTextWidth = 420;

} // namespace

Toast::Toast(Theme& theme,
             const ToastMessage& message,
             std::unique_ptr<Timer> timer,
             QWidget* parent)
    : QWidget(parent), theme_(theme), timer_(std::move(timer)), left_(message.life)
{
    setAccessibleName(message.text);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 8, 0);
    row->setSpacing(10);
    if (message.icon) {
        auto* icon = new IconView(theme, *message.icon, kButtonIcon, message.iconColor, this);
        icon->setAlwaysDark(true);
        row->addWidget(icon);
    }
    auto* text = new Label(theme, message.text, TextStyle::BodyStrong, &Tokens::text, this);
    text->setAlwaysDark(true);
    text->setElide(Qt::ElideMiddle);
    text->setMaximumWidth(kMostTextWidth);
    row->addWidget(text);
    row->addSpacing(6);
    if (!message.action.isEmpty()) {
        auto* action = new ToastButton(theme, message.action, std::nullopt, this);
        connect(action, &ToastButton::clicked, this, [this] { Q_EMIT ended(ToastEnd::Action); });
        addButton(*action);
    }
    auto* close = new ToastButton(theme, tr("Close message"), Icon::Close, this);
    connect(close, &ToastButton::clicked, this, [this] { Q_EMIT ended(ToastEnd::Closed); });
    addButton(*close);
    setFixedHeight(kHeight);
}

Toast::~Toast() = default;

void Toast::addButton(QWidget& button)
{
    buttons_.append(&button);
    button.installEventFilter(this);
    layout()->addWidget(&button);
}

void Toast::start()
{
    started_ = true;
    paused_ = true;
    pauseOrRun();
}

void Toast::focusFirst()
{
    buttons_.first()->setFocus(Qt::ShortcutFocusReason);
}

bool Toast::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        pauseOrRun();
    }
    return QWidget::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent* event)
{
    QWidget::enterEvent(event);
    pauseOrRun();
}

void Toast::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    pauseOrRun();
}

void Toast::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT ended(ToastEnd::Closed);
        return;
    }
    QWidget::keyPressEvent(event);
}

void Toast::pauseOrRun()
{
    if (!started_) {
        return;
    }
    bool pause = underMouse();
    for (const QWidget* button : std::as_const(buttons_)) {
        pause = pause || button->hasFocus();
    }
    if (pause == paused_) {
        return;
    }
    paused_ = pause;
    if (pause) {
        left_ = timer_->remaining();
        timer_->stop();
    } else {
        timer_->start(left_, [this] { Q_EMIT ended(ToastEnd::TimedOut); });
    }
}

void Toast::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    paintBox(painter, rect(), {.fill = t.toast, .radius = kRowRadius});
}

} // namespace deck
