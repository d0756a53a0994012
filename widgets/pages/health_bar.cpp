#include "widgets/pages/health_bar.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QPainter>

#include <algorithm>

namespace deck {
namespace {

constexpr int kBarHeight = 6;
constexpr int kGap = 2;
constexpr int kLeastPart = 6; ///< a part with one device in a million is still to be seen
constexpr int kCounterWidth = 150;

} // namespace

HealthBar::HealthBar(Theme& theme, QWidget* parent)
    : QWidget(parent),
      theme_(theme),
      parts_{Part{Status::Online, tr("Connected")}, Part{Status::Offline, tr("Offline")},
             Part{Status::Blocked, tr("Disabled")}}
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void HealthBar::setCounts(std::uint64_t connected, std::uint64_t offline, std::uint64_t disabled)
{
    parts_[0].count = connected;
    parts_[1].count = offline;
    parts_[2].count = disabled;
    QStringList words;
    for (const Part& part : parts_) {
        words << part.word + u' ' + countText(part.count);
    }
    setAccessibleName(words.join(QStringLiteral(", ")));
    update();
}

void HealthBar::paintBar(QPainter& painter) const
{
    std::uint64_t sum = 0;
    int shown = 0;
    for (const Part& part : parts_) {
        sum += part.count;
        shown += part.count > 0 ? 1 : 0;
    }
    const Tokens& t = theme_.tokens();
    if (sum == 0) {
        paintBox(painter, QRectF(0, 0, width(), kBarHeight), {.fill = t.inset, .radius = 3});
        return;
    }
    const double room = width() - (shown - 1) * kGap - shown * kLeastPart;
    double x = 0;
    for (const Part& part : parts_) {
        if (part.count == 0) {
            continue;
        }
        const double length = kLeastPart + room * double(part.count) / double(sum);
        const QColor color = part.status == Status::Offline ? t.borderStrong
                                                            : t.*statusColor(part.status);
        paintBox(painter, QRectF(x, 0, length, kBarHeight), {.fill = color, .radius = 3});
        x += length + kGap;
    }
}

void HealthBar::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintBar(painter);
    const Tokens& t = theme_.tokens();
    int x = 0;
    for (const Part& part : parts_) {
        paintStatus(painter, QRectF(x, 17, kStatusMarkSide, kStatusMarkSide), part.status, t);
        paintText(painter, QRect(x + 17, 13, kCounterWidth - 17, 18), part.word,
                  {.style = TextStyle::Caption, .color = t.text2});
        paintText(painter, QRect(x, 31, kCounterWidth, 25), countText(part.count),
                  {.style = TextStyle::KeyNumber, .color = t.text});
        x += kCounterWidth;
    }
}

} // namespace deck
