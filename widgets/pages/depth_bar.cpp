#include "widgets/pages/depth_bar.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace deck {
namespace {

constexpr int kBarHeight = 6;
constexpr int kTextHeight = 26;
constexpr int kGap = 10;
constexpr double kWarnFrom = 0.8;

} // namespace

void paintDepth(QPainter& painter, const QRectF& rect, double part, const Tokens& tokens)
{
    const qreal radius = rect.height() / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintBox(painter, rect,
             {.fill = mixed(tokens.inset, tokens.borderStrong, 0.5), .radius = radius});
    if (part > 0) {
        const QColor color = part >= 1           ? tokens.bad
                             : part >= kWarnFrom ? tokens.warn
                                                 : tokens.accent;
        QRectF filled = rect;
        filled.setWidth(std::max(rect.height(), rect.width() * std::min(part, 1.0)));
        paintBox(painter, filled, {.fill = color, .radius = radius});
    }
    painter.restore();
}

DepthBar::DepthBar(Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMaximumWidth(300);
    clear();
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void DepthBar::setDepth(unsigned waiting, unsigned inFlight, unsigned limit)
{
    const unsigned depth = waiting + inFlight;
    number_ = tr("%1 of %2").arg(depth).arg(limit);
    words_ = inFlight == 0 ? tr("waiting") : tr("waiting, %1 in flight").arg(inFlight);
    part_ = limit == 0 ? 0 : double(depth) / limit;
    setAccessibleName(tr("Depth: %1 %2").arg(number_, words_));
    setToolTip(tr("A queue takes %1 commands, those in flight included.").arg(limit));
    update();
}

void DepthBar::clear()
{
    number_.clear();
    words_.clear();
    part_ = 0;
    setAccessibleName(tr("Depth"));
    update();
}

QSize DepthBar::sizeHint() const
{
    return {240, kTextHeight + kBarHeight + 4};
}

QSize DepthBar::minimumSizeHint() const
{
    return {110, sizeHint().height()};
}

void DepthBar::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    const QRect line(0, 0, width(), kTextHeight);
    const int taken =
        paintText(painter, line, number_, {.style = TextStyle::KeyNumber, .color = t.text});
    const QRect rest = line.adjusted(taken + kGap, 3, 0, 0);
    if (textWidth(words_, TextStyle::Body) <= rest.width()) { // half of them would say too little
        paintText(painter, rest, words_, {.color = t.text2});
    }
    paintDepth(painter, QRectF(0, kTextHeight + 2, width(), kBarHeight), part_, t);
}

} // namespace deck
