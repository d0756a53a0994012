#include "widgets/parts/dialog.h"

#include "widgets/metrics.h"
#include "widgets/parts/floating_box.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/scrim.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace deck {

namespace {

constexpr int kPadding = 20;
constexpr int kUsualWidth = 480;

} // namespace

Dialog::Dialog(Theme& theme, const QString& title, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint),
      theme_(theme),
      heading_(new Label(theme, title, TextStyle::PanelTitle, &Tokens::text, this)),
      text_(new Label(theme, {}, TextStyle::Body, &Tokens::text2, this)),
      close_(new IconButton(theme, Icon::Close, tr("Close"), this)),
      bodyHost_(new QWidget(this)),
      body_(new QVBoxLayout(bodyHost_)),
      buttons_(new QHBoxLayout)
{
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_TranslucentBackground);
    build();
    setTitle(title);
    setCardWidth(kUsualWidth);
    connect(close_, &IconButton::clicked, this, &Dialog::reject);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Dialog::build()
{
    text_->setWordWrap(true);
    text_->hide();
    close_->setSide(28);
    close_->setFocusPolicy(Qt::NoFocus); // Esc does the same
    body_->setContentsMargins(0, 0, 0, 0);
    body_->setSpacing(kCardGap);
    bodyHost_->hide();

    heading_->setWordWrap(true);
    auto* titleRow = new QHBoxLayout;
    titleRow->addWidget(heading_, 1);
    titleRow->addWidget(close_, 0, Qt::AlignTop);
    buttons_->setSpacing(8);
    buttons_->addStretch(1);

    auto* column = new QVBoxLayout(this);
    const int margin = Shadow::kReach + kPadding;
    column->setContentsMargins(margin, margin - 4, margin, margin);
    column->setSpacing(0);
    column->addLayout(titleRow);
    column->addSpacing(6);
    column->addWidget(text_);
    column->addWidget(bodyHost_, 1);
    column->addSpacing(20);
    column->addLayout(buttons_);
}

void Dialog::setTitle(const QString& title)
{
    heading_->setText(title);
    setWindowTitle(title);
    setAccessibleName(title);
}

void Dialog::setText(const QString& text)
{
    text_->setText(text);
    text_->setVisible(!text.isEmpty());
    setAccessibleDescription(text);
}

Button* Dialog::addButton(const QString& text, Button::Kind kind, Answer answer)
{
    auto* button = new Button(theme_, text, kind, this);
    buttons_->addWidget(button);
    if (answer == Answer::Accept) {
        connect(button, &Button::clicked, this, &Dialog::accept);
        if (!default_) {
            default_ = button;
        }
    } else if (answer == Answer::Reject) {
        connect(button, &Button::clicked, this, &Dialog::reject);
    }
    return button;
}

void Dialog::setBusy(bool busy)
{
    if (busy && !busy_) {
        focusBeforeBusy_ = focusWidget(); // disabled parts lose it
    }
    busy_ = busy;
    bodyHost_->setEnabled(!busy);
    close_->setEnabled(!busy);
    for (int at = 0; at < buttons_->count(); ++at) {
        if (auto* button = qobject_cast<Button*>(buttons_->itemAt(at)->widget())) {
            if (button == default_) {
                button->setBusy(busy);
            } else {
                button->setEnabled(!busy);
            }
        }
    }
    if (!busy && focusBeforeBusy_) {
        focusBeforeBusy_->setFocus();
        focusBeforeBusy_.clear();
    }
}

void Dialog::setCardWidth(int pixels)
{
    setFixedWidth(pixels + 2 * Shadow::kReach);
}

void Dialog::open()
{
    const bool hasBody = body_->count() > 0;
    bodyHost_->setVisible(hasBody);
    body_->setContentsMargins(0, hasBody ? 14 : 0, 0, 0);
    fitHeight();
    QDialog::open();
}

bool Dialog::event(QEvent* event)
{
    const bool done = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest) {
        fitHeight();
    }
    return done;
}

void Dialog::fitHeight()
{
    // Texts that wrap need less than their size hints ask for.
    layout()->activate();
    const int before = height();
    setFixedHeight(layout()->totalHeightForWidth(width()));
    if (isVisible() && height() != before && parentWidget() != nullptr) {
        // It grows to both sides, or its buttons would leave the window below.
        const int top = parentWidget()->window()->geometry().top() - Shadow::kReach;
        move(x(), std::max(top, y() - (height() - before) / 2));
    }
}

void Dialog::reject()
{
    if (!busy_) {
        QDialog::reject();
    }
}

void Dialog::showEvent(QShowEvent* event)
{
    if (parentWidget() != nullptr && !scrim_) {
        scrim_ = new Scrim(theme_, *parentWidget()->window());
    }
    QDialog::showEvent(event);
    QWidget* first = firstFocus_ ? firstFocus_.data() : default_.data();
    if (first != nullptr) {
        first->setFocus(Qt::TabFocusReason);
    }
}

void Dialog::hideEvent(QHideEvent* event)
{
    QDialog::hideEvent(event);
    delete scrim_.data();
}

void Dialog::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (default_ && !busy_) {
            default_->click();
        }
        return;
    }
    QDialog::keyPressEvent(event);
}

void Dialog::paintEvent(QPaintEvent* /*event*/)
{
    paintFloatingBox(*this, theme_, kPaletteRadius);
}

} // namespace deck
