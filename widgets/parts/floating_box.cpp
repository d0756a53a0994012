#include "widgets/parts/floating_box.h"

#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QWidget>

namespace deck {

void paintFloatingBox(QWidget& widget, const Theme& theme, int radius)
{
    const Tokens& t = theme.tokens();
    constexpr int kReach = Shadow::kReach;
    const QRect box = widget.rect().adjusted(kReach, kReach, -kReach, -kReach);
    QPainter painter(&widget);
    theme.shadow().paint(painter, box, radius, t.shadow);
    paintBox(painter, box,
             {.fill = t.raised,
              .border = theme.isDark() ? t.borderStrong : t.border,
              .radius = qreal(radius)});
}

} // namespace deck
