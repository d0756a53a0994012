#include "widgets/pages/life_line.h"

#include "widgets/paint.h"
#include "widgets/plain_text.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kLineHeight = 18;
constexpr int kDetailHeight = 16;
constexpr int kGap = 10;
constexpr int kTextLeft = 22;
constexpr qreal kDot = 4;
constexpr qreal kDotLeft = 6;

QColor colorOf(LifeLine::Tone tone, const Tokens& t)
{
    switch (tone) {
    case LifeLine::Tone::Plain: return t.accent;
    case LifeLine::Tone::Good: return t.ok;
    case LifeLine::Tone::Warning: return t.warn;
    case LifeLine::Tone::Bad: return t.bad;
    }
    return t.accent;
}

} // namespace

LifeLineView::LifeLineView(Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme)
{
    setObjectName(u"command.life"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LifeLineView::setEvents(const std::vector<hub::api::CommandEvent>& events)
{
    lines_.clear();
    for (const hub::api::CommandEvent& event : events) {
        lines_.append({lifeLineOf(event), clockTime(event.time), absoluteTime(event.time)});
    }
    setAccessibleName(tr("Life of the command: %1").arg(text()));
    updateGeometry();
    update();
}

QString LifeLineView::text() const
{
    QStringList texts;
    for (const Line& line : lines_) {
        texts << (line.whole + u"  "_s + line.line.what + u"  "_s + line.line.detail).trimmed();
    }
    return texts.join(u'\n');
}

int LifeLineView::heightOf(const Line& line) const
{
    return kLineHeight + (line.line.detail.isEmpty() ? 0 : kDetailHeight) + kGap;
}

int LifeLineView::topOf(qsizetype line) const
{
    int top = 0;
    for (qsizetype i = 0; i < line; ++i) {
        top += heightOf(lines_[i]);
    }
    return top;
}

QSize LifeLineView::sizeHint() const
{
    return {240, topOf(lines_.size())};
}

QSize LifeLineView::minimumSizeHint() const
{
    return {160, sizeHint().height()};
}

void LifeLineView::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int last = topOf(std::max<qsizetype>(0, lines_.size() - 1));
    painter.fillRect(QRectF(kDotLeft - 0.5, kLineHeight / 2.0, 1, last), t.borderStrong);
    int top = 0;
    for (const Line& line : lines_) {
        painter.setPen(QPen(t.surface, 3));
        painter.setBrush(colorOf(line.line.tone, t));
        painter.drawEllipse(QPointF(kDotLeft, top + kLineHeight / 2.0), kDot + 1.5, kDot + 1.5);
        const int timeWidth = textWidth(line.time, TextStyle::Caption);
        const QRect row(kTextLeft, top, width() - kTextLeft, kLineHeight);
        paintText(painter, row.adjusted(0, 0, -timeWidth - kGap, 0), line.line.what,
                  {.style = TextStyle::BodyMedium,
                   .color = line.line.tone == LifeLine::Tone::Bad ? t.bad : t.text});
        paintText(painter, row, line.time,
                  {.style = TextStyle::Caption, .color = t.text2, .align = Qt::AlignRight});
        paintText(painter, QRect(kTextLeft, top + kLineHeight, row.width(), kDetailHeight),
                  line.line.detail,
                  {.style = TextStyle::Caption, .color = t.text2, .elide = Qt::ElideMiddle});
        top += heightOf(line);
    }
}

bool LifeLineView::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* const help = static_cast<QHelpEvent*>(event);
    for (qsizetype i = 0; i < lines_.size(); ++i) {
        if (help->y() >= topOf(i) && help->y() < topOf(i + 1)) {
            const Line& line = lines_[i];
            QToolTip::showText(help->globalPos(),
                               plainToolTip((line.whole + u'\n' + line.line.detail).trimmed()),
                               this);
            return true;
        }
    }
    return true;
}

} // namespace deck
