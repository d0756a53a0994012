#include "widgets/parts/text_field.h"

#include "widgets/metrics.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/field_frame.h"
#include "widgets/parts/focus_ring.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/key_cap.h"
#include "widgets/text_style.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

namespace deck {

namespace {

constexpr int kSidePadding = 9;
constexpr int kInnerGap = 6;
constexpr int kErrorGap = 4;
constexpr int kSmallButton = 24;
constexpr int kEndPadding = 4;
constexpr int kLeastWidth = 120;

} // namespace

TextField::TextField(Theme& theme, const QString& name, QWidget* parent)
    : QWidget(parent),
      frame_(new FieldFrame(theme, this)),
      icon_(new IconView(theme, Icon::Search, kButtonIcon, &Tokens::text3, frame_)),
      edit_(new QLineEdit(frame_)),
      clear_(new IconButton(theme, Icon::Close, tr("Clear"), frame_)),
      reveal_(new IconButton(theme, Icon::Eye, tr("Show"), frame_)),
      keyHint_(new KeyCap(theme, {}, frame_)),
      error_(new ErrorLine(theme, this))
{
    edit_->setAccessibleName(name);
    edit_->setFrame(false);
    QPalette clear;
    clear.setColor(QPalette::Base, Qt::transparent);
    edit_->setPalette(clear);
    edit_->setMinimumWidth(kLeastWidth / 2);
    buildRow();
    connectEdit();
    setFocusProxy(edit_);
    setMinimumWidth(kLeastWidth);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    FocusRing::attach(theme, *edit_, *frame_);
    updateExtras();
}

void TextField::buildRow()
{
    for (IconButton* button : {clear_, reveal_}) {
        button->setSide(kSmallButton);
    }
    clear_->setFocusPolicy(Qt::NoFocus); // Esc clears; one stop for Tab is enough
    icon_->hide();
    keyHint_->hide();
    reveal_->hide();
    auto* row = new QHBoxLayout(frame_);
    row->setContentsMargins(kSidePadding, 0, kEndPadding, 0);
    row->setSpacing(kInnerGap);
    for (QWidget* widget :
         {static_cast<QWidget*>(icon_), static_cast<QWidget*>(edit_), static_cast<QWidget*>(clear_),
          static_cast<QWidget*>(reveal_), static_cast<QWidget*>(keyHint_)}) {
        row->addWidget(widget, widget == edit_ ? 1 : 0);
    }
    frame_->setFixedHeight(kControlHeight);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kErrorGap);
    column->addWidget(frame_);
    column->addWidget(error_);
}

void TextField::connectEdit()
{
    edit_->installEventFilter(this);
    connect(edit_, &QLineEdit::textChanged, this, [this](const QString& text) {
        updateExtras();
        Q_EMIT textChanged(text);
    });
    connect(edit_, &QLineEdit::textEdited, this, &TextField::textEdited);
    connect(edit_, &QLineEdit::returnPressed, this, &TextField::submitted);
    connect(clear_, &IconButton::clicked, this, [this] {
        edit_->clear();
        edit_->setFocus();
        Q_EMIT textEdited({});
    });
    connect(reveal_, &IconButton::clicked, this,
            [this] { setRevealed(edit_->echoMode() == QLineEdit::Password); });
}

QString TextField::text() const
{
    return edit_->text();
}

void TextField::setText(const QString& text)
{
    edit_->setText(text);
}

void TextField::setPlaceholder(const QString& text)
{
    edit_->setPlaceholderText(text);
}

void TextField::setIcon(Icon icon)
{
    icon_->setIcon(icon);
    icon_->show();
}

void TextField::setClearable(bool clearable)
{
    clearable_ = clearable;
    updateExtras();
}

void TextField::setKeyHint(const QString& keys)
{
    hasKeyHint_ = !keys.isEmpty();
    keyHint_->setKeys(keys);
    updateExtras();
}

void TextField::setError(const QString& message)
{
    error_->setText(message);
    frame_->setError(!message.isEmpty());
    edit_->setAccessibleDescription(message);
}

QString TextField::error() const
{
    return error_->text();
}

void TextField::setReadOnly(bool readOnly)
{
    edit_->setReadOnly(readOnly);
    frame_->setReadOnly(readOnly);
    updateExtras();
}

void TextField::setMono(bool mono)
{
    edit_->setFont(fontFor(mono ? TextStyle::Mono : TextStyle::Body));
}

void TextField::setSecret(bool secret)
{
    reveal_->setVisible(secret);
    setRevealed(!secret);
}

void TextField::setRevealed(bool revealed)
{
    edit_->setEchoMode(revealed ? QLineEdit::Normal : QLineEdit::Password);
    reveal_->setIconName(revealed ? Icon::EyeOff : Icon::Eye);
    reveal_->setName(revealed ? tr("Hide") : tr("Show"));
}

void TextField::setInset(bool inset)
{
    frame_->setInset(inset);
}

void TextField::updateExtras()
{
    const bool empty = edit_->text().isEmpty();
    clear_->setVisible(clearable_ && !empty && !edit_->isReadOnly());
    keyHint_->setVisible(hasKeyHint_ && empty && !edit_->hasFocus());
}

bool TextField::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        frame_->setFocused(event->type() == QEvent::FocusIn);
        updateExtras();
    }
    const bool asksForEsc =
        event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (asksForEsc && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && clearable_ &&
        !edit_->text().isEmpty() && !edit_->isReadOnly()) {
        if (event->type() == QEvent::KeyPress) {
            clear_->click();
        }
        event->accept();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace deck
