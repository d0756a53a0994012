#include "widgets/parts/drop_zone.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

namespace deck {
namespace {

constexpr int kHeight = 72;
constexpr int kUsualWidth = 320;
constexpr int kSide = 16;
constexpr int kIcon = 20;
constexpr int kLine = 18;

/// Empty: it is not one file of this computer.
QString fileOf(const QMimeData& data)
{
    const QList<QUrl> urls = data.urls();
    return urls.size() == 1 && urls.first().isLocalFile() ? urls.first().toLocalFile() : QString();
}

} // namespace

DropZone::DropZone(Theme& theme, const QString& text, QWidget* parent)
    : PaintedButton(theme, parent, kCardRadius)
{
    setText(text);
    setAccessibleName(text);
    setAcceptDrops(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void DropZone::setFile(const QString& name, const QString& detail)
{
    name_ = name;
    detail_ = detail;
    setAccessibleDescription(name.isEmpty() ? QString() : name + QStringLiteral(", ") + detail);
    update();
}

QSize DropZone::sizeHint() const
{
    return {kUsualWidth, kHeight};
}

void DropZone::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    const bool lit = hovering_ || isHovered();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(hovering_ ? t.accent : t.borderStrong, 1, name_.isEmpty() ? Qt::DashLine : Qt::SolidLine);
    painter.setPen(pen);
    painter.setBrush(hovering_ ? t.accentSoft : lit ? t.hover : t.inset);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kCardRadius, kCardRadius);
    const QRect icon(kSide, 0, kIcon, height());
    theme_.icons().paint(painter, icon, Icon::Upload, kIcon,
                         isEnabled() ? t.text2 : t.text3);
    QRect line(icon.right() + 12, 0, width() - icon.right() - 12 - kSide, height());
    if (name_.isEmpty()) {
        paintText(painter, line, text(), {.style = TextStyle::Body, .color = t.text2});
        return;
    }
    line = QRect(line.left(), height() / 2 - kLine, line.width(), kLine);
    paintText(painter, line, name_,
              {.style = TextStyle::BodyStrong, .color = t.text, .elide = Qt::ElideMiddle});
    paintText(painter, line.translated(0, kLine), detail_,
              {.style = TextStyle::Caption, .color = t.text2});
}

void DropZone::dragEnterEvent(QDragEnterEvent* event)
{
    if (!fileOf(*event->mimeData()).isEmpty()) {
        hovering_ = true;
        update();
        event->acceptProposedAction();
    }
}

void DropZone::dragLeaveEvent(QDragLeaveEvent* /*event*/)
{
    hovering_ = false;
    update();
}

void DropZone::dropEvent(QDropEvent* event)
{
    hovering_ = false;
    update();
    if (const QString file = fileOf(*event->mimeData()); !file.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT dropped(file);
    }
}

} // namespace deck
