#include "widgets/parts/status_mark.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace deck {

namespace {

constexpr int kWordGap = 8;
constexpr int kHeight = 20;
constexpr int kPillHeight = 24;
constexpr int kPillPadding = 10;
constexpr qreal kLine = 1.8;
constexpr qreal kRadius = 5;

QRectF circleAround(QPointF centre, qreal radius)
{
    return {centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius};
}

void paintRing(QPainter& painter, QPointF centre, const QColor& color)
{
    const qreal radius = kRadius - kLine / 2;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, kLine));
    painter.drawEllipse(centre, radius, radius);
}

void paintTriangle(QPainter& painter, QPointF centre, const QColor& color)
{
    QPainterPath path;
    path.moveTo(centre + QPointF(0, -4.2)); // with the pen, 5 from the centre at most
    path.lineTo(centre + QPointF(4.2, 3.6));
    path.lineTo(centre + QPointF(-4.2, 3.6));
    path.closeSubpath();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(centre + QPointF(0, -1.2), centre + QPointF(0, 0.9));
    painter.drawPoint(centre + QPointF(0, 2.5));
}

TokenColor softColor(Status status)
{
    switch (status) {
    case Status::Online:
        return &Tokens::okSoft;
    case Status::Stale:
    case Status::Warning:
        return &Tokens::warnSoft;
    case Status::Offline:
        return &Tokens::offSoft;
    case Status::Blocked:
    case Status::Failed:
        return &Tokens::badSoft;
    }
    return &Tokens::offSoft;
}

} // namespace

TokenColor statusColor(Status status)
{
    switch (status) {
    case Status::Online:
        return &Tokens::ok;
    case Status::Stale:
    case Status::Warning:
        return &Tokens::warn;
    case Status::Offline:
        return &Tokens::off;
    case Status::Blocked:
    case Status::Failed:
        return &Tokens::bad;
    }
    return &Tokens::off;
}

TokenColor statusWordColor(Status status)
{
    switch (status) {
    case Status::Online:
        return &Tokens::text;
    case Status::Offline:
        return &Tokens::text2;
    default:
        return statusColor(status);
    }
}

void paintStatus(QPainter& painter, const QRectF& box, Status status, const Tokens& tokens)
{
    const QColor color = tokens.*statusColor(status);
    const QPointF centre = box.center();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    switch (status) {
    case Status::Online:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(centre, kRadius - 0.2, kRadius - 0.2);
        break;
    case Status::Stale:
        paintRing(painter, centre, color);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPie(circleAround(centre, kRadius - kLine / 2), -90 * 16, 180 * 16);
        break;
    case Status::Offline:
        paintRing(painter, centre, color);
        break;
    case Status::Blocked:
        paintRing(painter, centre, color);
        painter.drawLine(centre + QPointF(-2.6, -2.6), centre + QPointF(2.6, 2.6));
        break;
    case Status::Warning:
    case Status::Failed:
        paintTriangle(painter, centre, color);
        break;
    }
    painter.restore();
}

StatusMark::StatusMark(Theme& theme, Status status, const QString& word, QWidget* parent)
    : QWidget(parent), theme_(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setStatus(status, word);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StatusMark::setStatus(Status status, const QString& word)
{
    status_ = status;
    word_ = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

void StatusMark::setPill(bool pill)
{
    pill_ = pill;
    updateGeometry();
    update();
}

QSize StatusMark::sizeHint() const
{
    const int word = word_.isEmpty() ? 0 : kWordGap + textWidth(word_, TextStyle::BodyMedium);
    const int width = kStatusMarkSide + word;
    return pill_ ? QSize(width + 2 * kPillPadding, kPillHeight) : QSize(width, kHeight);
}

void StatusMark::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    if (pill_) {
        paintBox(painter, rect(), {.fill = t.*softColor(status_), .radius = height() / 2.0});
    }
    const int left = pill_ ? kPillPadding : 0;
    paintStatus(painter, QRectF(left, 0, kStatusMarkSide, height()), status_, t);
    const int wordLeft = left + kStatusMarkSide + kWordGap;
    const TokenColor color = pill_ ? statusColor(status_) : statusWordColor(status_);
    paintText(painter, QRect(wordLeft, 0, width() - wordLeft, height()), word_,
              {.style = TextStyle::BodyMedium, .color = t.*color});
}

} // namespace deck
