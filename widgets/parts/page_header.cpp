#include "widgets/parts/page_header.h"

#include "widgets/metrics.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include <QHBoxLayout>

namespace deck {

PageHeader::PageHeader(Theme& theme, const QString& title, QWidget* parent)
    : QWidget(parent),
      title_(new Label(theme, title, TextStyle::PageTitle, &Tokens::text, this)),
      detail_(new Label(theme, {}, TextStyle::Subtitle, &Tokens::text3, this)),
      actions_(new QHBoxLayout)
{
    setFixedHeight(kControlHeight);
    setAccessibleName(title);
    title_->setElide(Qt::ElideRight);
    detail_->setElide(Qt::ElideRight);
    detail_->setContentsMargins(0, 3, 0, 0); // both stand on one line of letters
    detail_->hide();
    actions_->setSpacing(8);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kCardGap);
    row->addWidget(title_);
    row->addWidget(detail_);
    row->addStretch(1);
    row->addLayout(actions_);
}

void PageHeader::setTitle(const QString& title)
{
    title_->setText(title);
    setAccessibleName(title);
}

void PageHeader::setDetail(const QString& detail)
{
    detail_->setText(detail);
    detail_->setVisible(!detail.isEmpty());
}

QString PageHeader::detail() const
{
    return detail_->text();
}

void PageHeader::addAction(QWidget* action)
{
    actions_->addWidget(action);
}

} // namespace deck
