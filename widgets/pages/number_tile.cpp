#include "widgets/pages/number_tile.h"

#include "widgets/metrics.h"
#include "widgets/parts/label.h"
#include "widgets/plot/spark_line.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

constexpr int kSparkWidth = 70;
constexpr int kSparkFrom = 190; ///< width of the tile

} // namespace

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
        placeSpark();
    }
    spark_->setValues(values);
}

void NumberTile::placeSpark()
{
    if (spark_ != nullptr) {
        spark_->setGeometry(width() - kSparkWidth - 16, 24, kSparkWidth, 30);
        spark_->setVisible(width() >= kSparkFrom);
    }
}

void NumberTile::resizeEvent(QResizeEvent* event)
{
    Card::resizeEvent(event);
    placeSpark();
}

} // namespace deck
