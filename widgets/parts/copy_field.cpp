#include "widgets/parts/copy_field.h"

#include "widgets/metrics.h"
#include "widgets/parts/field_frame.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/secret_clipboard.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>

#include <utility>

namespace deck {

namespace {

using namespace std::chrono_literals;

constexpr auto kConfirmed = 2s;
constexpr auto kInView = 30s;
constexpr int kMaskLength = 24; ///< always the same: it must not tell how long the secret is
constexpr int kSmallButton = 24;
constexpr int kLeastWidth = 140;

} // namespace

CopyField::CopyField(Theme& theme, const QString& name, QWidget* parent, TimerFactory timers)
    : QWidget(parent),
      name_(name),
      timers_(std::move(timers)),
      confirmation_(timers_()),
      hiding_(timers_()),
      frame_(new FieldFrame(theme, this)),
      shown_(new Label(theme, {}, TextStyle::MonoSmall, &Tokens::text, frame_)),
      reveal_(new IconButton(theme, Icon::Eye, {}, frame_)),
      copy_(new IconButton(theme, Icon::Copy, tr("Copy %1").arg(name), frame_))
{
    setAccessibleName(name);
    buildRow();
    setMinimumWidth(kLeastWidth);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(copy_, &IconButton::clicked, this, &CopyField::copy);
    connect(reveal_, &IconButton::clicked, this, [this] { setRevealed(!revealed_); });
    updateShown();
}

CopyField::~CopyField() = default;

void CopyField::buildRow()
{
    frame_->setReadOnly(true);
    frame_->setFixedHeight(kControlHeight);
    shown_->setElide(Qt::ElideMiddle);
    auto* row = new QHBoxLayout(frame_);
    row->setContentsMargins(10, 0, 4, 0);
    row->setSpacing(2);
    row->addWidget(shown_, 1);
    for (IconButton* button : {reveal_, copy_}) {
        button->setSide(kSmallButton);
        row->addWidget(button);
    }
    auto* outer = new QHBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(frame_);
}

void CopyField::setValue(const QString& value)
{
    value_ = value;
    updateShown();
}

void CopyField::setSecret(bool secret)
{
    secret_ = secret;
    updateShown();
}

void CopyField::setRevealed(bool revealed)
{
    if (revealed == revealed_) {
        return;
    }
    revealed_ = revealed;
    if (revealed) {
        hiding_->start(kInView, [this] { setRevealed(false); });
    } else {
        hiding_->stop();
    }
    updateShown();
    Q_EMIT revealedChanged(revealed);
}

void CopyField::updateShown()
{
    const bool masked = !isRevealed() && !value_.isEmpty();
    shown_->setText(masked ? QString(kMaskLength, QChar(0x2022)) : value_);
    shown_->setAccessibleName(masked ? tr("%1, hidden").arg(name_) : QString());
    reveal_->setVisible(secret_);
    reveal_->setIconName(revealed_ ? Icon::EyeOff : Icon::Eye);
    reveal_->setName(revealed_ ? tr("Hide %1").arg(name_) : tr("Show %1").arg(name_));
    reveal_->setEnabled(!value_.isEmpty());
    copy_->setEnabled(!value_.isEmpty());
}

void CopyField::copy()
{
    if (value_.isEmpty()) {
        return;
    }
    if (secret_) {
        copySecret(value_, timers_);
    } else {
        QGuiApplication::clipboard()->setText(value_);
    }
    confirm();
    Q_EMIT copied();
}

void CopyField::confirm()
{
    copy_->setIconName(Icon::Check);
    copy_->setName(tr("Copied"));
    confirmation_->start(kConfirmed, [this] {
        copy_->setIconName(Icon::Copy);
        copy_->setName(tr("Copy %1").arg(name_));
    });
}

} // namespace deck
