#include "widgets/icons.h"

#include <QFile>
#include <QPaintDevice>
#include <QPainter>
#include <QSvgRenderer>

namespace deck {

namespace {

constexpr std::array<const char*, kIconCount> kNames{
    "logo",         "home",          "devices",  "access",   "telemetry",   "queues",
    "commands",     "audit",         "alerts",   "metrics",  "connections", "settings",
    "search",       "plus",          "minus",    "copy",     "check",       "close",
    "chevron-down", "chevron-right", "chevrons", "pause",    "play",        "refresh",
    "sun",          "moon",          "system",   "trash",    "key",         "link",
    "warning",      "info",          "error",    "download", "upload",      "eye",
    "eye-off",      "clock",         "ban",      "arrow-up", "arrow-down",  "arrow-right",
    "more",         "terminal",      "code",     "server",   "spinner",     "broadcast",
    "columns",      "filter",        "send",     "edit",     "tag",         "globe",
    "user",         "undo",          "external",
};
constexpr int kKeptPixmaps = 256;

} // namespace

QString iconFileName(Icon icon)
{
    return QString::fromLatin1(kNames.at(static_cast<size_t>(icon)));
}

Icons::Icons() : pixmaps_(kKeptPixmaps) {}

QPixmap Icons::pixmap(Icon icon, int size, const QColor& color, qreal devicePixelRatio) const
{
    const Key key{icon, size, color.rgba(), qRound(devicePixelRatio * 100)};
    if (const QPixmap* kept = pixmaps_.object(key)) {
        return *kept;
    }
    const QPixmap drawn = draw(key);
    pixmaps_.insert(key, new QPixmap(drawn));
    return drawn;
}

void Icons::paint(
    QPainter& painter, const QRectF& box, Icon icon, int size, const QColor& color) const
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QPixmap image = pixmap(icon, size, color, ratio);
    const QPointF corner = box.center() - QPointF(size, size) / 2;
    const QPointF origin = painter.deviceTransform().map(QPointF());
    const auto onPixel = [ratio](qreal at, qreal zero) {
        return (qRound(at * ratio + zero) - zero) / ratio;
    };
    painter.drawPixmap(QPointF(onPixel(corner.x(), origin.x()), onPixel(corner.y(), origin.y())),
                       image);
}

const QByteArray& Icons::source(Icon icon) const
{
    QByteArray& kept = sources_.at(static_cast<size_t>(icon));
    if (kept.isEmpty()) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(iconFileName(icon)));
        if (file.open(QIODevice::ReadOnly)) {
            kept = file.readAll();
        }
    }
    return kept;
}

QPixmap Icons::draw(const Key& key) const
{
    const QColor color = QColor::fromRgba(key.color);
    QByteArray svg = source(key.icon);
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    if (!renderer.isValid()) {
        return {};
    }
    const qreal ratio = key.ratioPercent / 100.0;
    const int pixels = qRound(key.size * ratio);
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setOpacity(color.alphaF());
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    image.setDevicePixelRatio(ratio);
    return QPixmap::fromImage(image);
}

} // namespace deck
