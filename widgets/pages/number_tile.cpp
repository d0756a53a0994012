#include "widgets/pages/number_tile.h"

#include "widgets/metrics.h"
#include "widgets/parts/label.h"
#include "widgets/plot/spark_line.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {

NumberTile::NumberTile(Theme& theme, const QString& name, QWidget* parent)
    : Card(theme, parent),
      theme_(theme),
      name_(name),
      number_(new Label(theme, QStringLiteral("–"), TextStyle::KeyNumber)),
      detail_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2))
{
    setFixedHeight(kTileHeight);
    auto* title = new Label(theme, name, TextStyle::Caption, &Tokens::text2);
    for (Label* label : {title, number_, detail_}) {
        label->setElide(Qt::ElideRight);
    }
    body()->setContentsMargins(16, 10, 16, 10);
    body()->setSpacing(1);
    body()->addWidget(title);
    body()->addWidget(number_);
    body()->addWidget(detail_);
}

void NumberTile::setNumber(const QString& number, const QString& detail)
{
    number_->setText(number);
    detail_->setText(detail);
    setAccessibleName(name_ + QStringLiteral(": ") + number);
}

void NumberTile::setSpark(const std::deque<double>& values, std::size_t line)
{
    if (spark_ == nullptr) {
        spark_ = new SparkLine(theme_, line, this);
        spark_->setAttribute(Qt::WA_TransparentForMouseEvents);
        spark_->show();
    }
    spark_->setGeometry(width() - 86, 24, 70, 30);
    spark_->setVisible(width() > 190);
    spark_->setValues(values);
}

} // namespace deck
