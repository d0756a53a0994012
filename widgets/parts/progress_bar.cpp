#include "widgets/parts/progress_bar.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace deck {
namespace {

constexpr int kHeight = 6;
constexpr int kUsualWidth = 160;
constexpr double kLeastPart = 6; ///< one device of a million is still to be seen

double widthOf(double fraction, double room)
{
    return fraction <= 0 ? 0 : std::max(kLeastPart, fraction * room);
}

} // namespace

ProgressBar::ProgressBar(Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(kHeight);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ProgressBar::setFractions(double done, double failed)
{
    failed_ = std::clamp(failed, 0.0, 1.0);
    done_ = std::clamp(done, 0.0, 1.0 - failed_);
    setAccessibleName(tr("%1 % done").arg(int((done_ + failed_) * 100)));
    update();
}

QSize ProgressBar::sizeHint() const
{
    return {kUsualWidth, kHeight};
}

void ProgressBar::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    constexpr double kRadius = kHeight / 2.0;
    QPainter painter(this);
    paintBox(painter, rect(), {.fill = t.border, .radius = kRadius});
    const double failed = widthOf(failed_, width());
    const double done = std::min(widthOf(done_, width()), width() - failed);
    if (done + failed > 0) {
        paintBox(painter, QRectF(0, 0, done + failed, kHeight),
                 {.fill = failed > 0 ? t.bad : t.accent, .radius = kRadius});
    }
    if (done > 0 && failed > 0) {
        paintBox(painter, QRectF(0, 0, done, kHeight), {.fill = t.accent, .radius = kRadius});
    }
}

} // namespace deck
