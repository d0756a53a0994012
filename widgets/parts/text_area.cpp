#include "widgets/parts/text_area.h"

#include "widgets/parts/error_line.h"
#include "widgets/parts/field_frame.h"
#include "widgets/parts/focus_ring.h"
#include "widgets/text_style.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QPlainTextEdit>
#include <QTextDocument>
#include <QVBoxLayout>

namespace deck {

namespace {

constexpr int kTextMargin = 6;
constexpr int kErrorGap = 4;

} // namespace

TextArea::TextArea(Theme& theme, const QString& name, QWidget* parent)
    : QWidget(parent),
      frame_(new FieldFrame(theme, this)),
      edit_(new QPlainTextEdit(frame_)),
      error_(new ErrorLine(theme, this))
{
    edit_->setAccessibleName(name);
    edit_->setFrameShape(QFrame::NoFrame);
    edit_->setTabChangesFocus(true);
    edit_->document()->setDocumentMargin(kTextMargin);
    edit_->viewport()->setAutoFillBackground(false);
    setMono(true);
    auto* inner = new QVBoxLayout(frame_);
    inner->setContentsMargins(3, 2, 2, 2);
    inner->addWidget(edit_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kErrorGap);
    column->addWidget(frame_, 1);
    column->addWidget(error_);
    setFocusProxy(edit_);
    edit_->installEventFilter(this);
    FocusRing::attach(theme, *edit_, *frame_);
    connect(edit_, &QPlainTextEdit::textChanged, this, &TextArea::textChanged);
}

QString TextArea::text() const
{
    return edit_->toPlainText();
}

void TextArea::setText(const QString& text)
{
    edit_->setPlainText(text);
}

void TextArea::setPlaceholder(const QString& text)
{
    edit_->setPlaceholderText(text);
}

void TextArea::setReadOnly(bool readOnly)
{
    edit_->setReadOnly(readOnly);
    frame_->setReadOnly(readOnly);
}

void TextArea::setMono(bool mono)
{
    edit_->setFont(fontFor(mono ? TextStyle::MonoSmall : TextStyle::Body));
}

void TextArea::setError(const QString& message)
{
    error_->setText(message);
    frame_->setError(!message.isEmpty());
    edit_->setAccessibleDescription(message);
}

QString TextArea::error() const
{
    return error_->text();
}

bool TextArea::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        frame_->setFocused(event->type() == QEvent::FocusIn);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace deck
