#include "widgets/parts/card.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace deck {

namespace {

constexpr int kPadding = 16;

} // namespace

Card::Card(Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), body_(new QVBoxLayout(this))
{
    body_->setContentsMargins(kPadding, kPadding, kPadding, kPadding);
    body_->setSpacing(kCardGap);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Card::setTitle(const QString& title, const QString& detail)
{
    needTitleRow();
    title_->setText(title);
    detail_->setText(detail);
    detail_->setVisible(!detail.isEmpty());
    setAccessibleName(title);
}

void Card::addAction(QWidget* action)
{
    needTitleRow();
    titleRow_->addWidget(action);
}

void Card::needTitleRow()
{
    if (titleRow_ != nullptr) {
        return;
    }
    title_ = new Label(theme_, {}, TextStyle::CardTitle);
    title_->setElide(Qt::ElideRight);
    detail_ = new Label(theme_, {}, TextStyle::Caption, &Tokens::text2);
    detail_->setElide(Qt::ElideRight);
    titleRow_ = new QHBoxLayout;
    titleRow_->setSpacing(8);
    titleRow_->addWidget(title_, 0);
    titleRow_->addWidget(detail_, 0);
    titleRow_->addStretch(1);
    body_->insertLayout(0, titleRow_);
}

void Card::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    paintBox(painter, rect(), {.fill = t.surface, .border = t.border, .radius = kCardRadius});
}

} // namespace deck
