#include "widgets/parts/empty_state.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/spinner.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace deck {

namespace {

constexpr int kDisc = 68;
constexpr int kDiscIcon = 28;
constexpr int kSpinner = 28;
constexpr int kHelpWidth = 520;
constexpr int kPadding = 24;
constexpr int kTightPadding = 8;
constexpr int kLeastHeightWithDisc = 228;

} // namespace

EmptyState::EmptyState(Theme& theme, Icon icon, QWidget* parent)
    : QWidget(parent),
      theme_(theme),
      icon_(icon),
      disc_(new QWidget(this)),
      spinner_(new Spinner(theme, kSpinner, disc_)),
      sentence_(new Label(theme, {}, TextStyle::PanelTitle, &Tokens::text, this)),
      help_(new Label(theme, {}, TextStyle::Body, &Tokens::text2, this)),
      primary_(new Button(theme, {}, Button::Kind::Primary, this)),
      secondary_(new Button(theme, {}, Button::Kind::Secondary, this))
{
    build();
    connect(primary_, &Button::clicked, this, &EmptyState::primaryClicked);
    connect(secondary_, &Button::clicked, this, &EmptyState::secondaryClicked);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void EmptyState::build()
{
    disc_->setFixedSize(kDisc, kDisc);
    disc_->setAttribute(Qt::WA_TransparentForMouseEvents);
    spinner_->move((kDisc - kSpinner) / 2, (kDisc - kSpinner) / 2);
    spinner_->setColor(&Tokens::accentText);
    spinner_->hide();
    primary_->hide();
    secondary_->hide();
    for (Label* label : {sentence_, help_}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    }
    help_->setMaximumWidth(kHelpWidth);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(primary_);
    buttons->addWidget(secondary_);
    buttons->addStretch(1);
    auto* helpRow = new QHBoxLayout;
    helpRow->addWidget(help_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kPadding, kPadding, kPadding, kPadding);
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(disc_, 0, Qt::AlignHCenter);
    column->addSpacing(14);
    column->addWidget(sentence_);
    column->addSpacing(4);
    column->addLayout(helpRow);
    column->addSpacing(16);
    column->addLayout(buttons);
    column->addStretch(1);
}

void EmptyState::setIcon(Icon icon)
{
    icon_ = icon;
    update();
}

void EmptyState::setTexts(const QString& sentence, const QString& help)
{
    sentence_->setText(sentence);
    help_->setText(help);
    help_->setVisible(!help.isEmpty());
    setAccessibleName(sentence);
    setAccessibleDescription(help);
}

void EmptyState::setPrimary(const QString& text, std::optional<Icon> icon)
{
    primary_->setText(text);
    primary_->setIconName(icon);
    primary_->setVisible(!text.isEmpty());
}

void EmptyState::setSecondary(const QString& text)
{
    secondary_->setText(text);
    secondary_->updateGeometry();
    secondary_->setVisible(!text.isEmpty());
}

void EmptyState::setBusy(bool busy)
{
    spinner_->setVisible(busy);
    update();
}

void EmptyState::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool tight = height() < kLeastHeightWithDisc;
    const int padding = tight ? kTightPadding : kPadding;
    disc_->setVisible(!tight);
    layout()->setContentsMargins(kPadding, padding, kPadding, padding);
}

void EmptyState::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    if (disc_->isHidden()) {
        return;
    }
    const QRect disc = disc_->geometry();
    QPainter painter(this);
    paintBox(painter, disc, {.fill = t.accentSoft, .radius = kDisc / 2.0});
    if (spinner_->isHidden()) {
        theme_.icons().paint(painter, disc, icon_, kDiscIcon, t.accentText);
    }
}

} // namespace deck
