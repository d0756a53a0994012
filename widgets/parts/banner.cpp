#include "widgets/parts/banner.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/button.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>

namespace deck {

namespace {

struct Look
{
    Icon icon;
    TokenColor color;
    TokenColor fill;
    TokenColor border;
};

Look lookOf(Banner::Role role)
{
    switch (role) {
    case Banner::Role::Info:
        return {Icon::Info, &Tokens::accentText, &Tokens::accentSoft, &Tokens::infoBorder};
    case Banner::Role::Warn:
        return {Icon::Warning, &Tokens::warn, &Tokens::warnSoft, &Tokens::warnBorder};
    case Banner::Role::Bad:
        return {Icon::Error, &Tokens::bad, &Tokens::badSoft, &Tokens::badBorder};
    }
    return {Icon::Info, &Tokens::accentText, &Tokens::accentSoft, &Tokens::infoBorder};
}

} // namespace

Banner::Banner(Theme& theme, QWidget* parent)
    : QWidget(parent),
      theme_(theme),
      icon_(new IconView(theme, Icon::Info, kButtonIcon, &Tokens::text, this)),
      sentence_(new Label(theme, {}, TextStyle::BodyStrong, &Tokens::text, this)),
      detail_(new Label(theme, {}, TextStyle::Body, &Tokens::text2, this)),
      action_(new Button(theme, {}, Button::Kind::Link, this)),
      close_(new IconButton(theme, Icon::Close, tr("Close message"), this))
{
    setFixedHeight(kBannerHeight);
    sentence_->setElide(Qt::ElideRight);
    detail_->setElide(Qt::ElideRight);
    close_->setSide(28);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 8, 0);
    row->setSpacing(10);
    row->addWidget(icon_);
    row->addSpacing(1);
    row->addWidget(sentence_);
    row->addWidget(detail_, 1);
    row->addStretch(0);
    row->addWidget(action_);
    row->addWidget(close_);
    hide();
    connect(action_, &Button::clicked, this, &Banner::actionTriggered);
    connect(close_, &IconButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Banner::show(const Message& message)
{
    role_ = message.role;
    const Look look = lookOf(role_);
    icon_->setIcon(look.icon);
    icon_->setColor(look.color);
    sentence_->setText(message.sentence);
    detail_->setText(message.detail);
    action_->setText(message.action);
    action_->updateGeometry();
    action_->setBusy(false);
    action_->setVisible(!message.action.isEmpty());
    close_->setVisible(message.closable);
    setAccessibleName(message.sentence);
    setAccessibleDescription(message.detail);
    QWidget::show();
    update();
    QAccessibleEvent announcement(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&announcement);
}

void Banner::setActionBusy(bool busy)
{
    action_->setBusy(busy);
}

void Banner::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    const Look look = lookOf(role_);
    QPainter painter(this);
    paintBox(painter, rect(),
             {.fill = t.*look.fill, .border = t.*look.border, .radius = kRowRadius});
}

} // namespace deck
