#include "widgets/deck_style.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/tokens.h"

#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>

#include <utility>

namespace deck {

namespace {

constexpr int kMenuMargin = 5;
constexpr int kItemHeight = 30;
constexpr int kSeparatorHeight = 9;
constexpr int kMarkWidth = 30; ///< room for a check mark or an icon
constexpr int kEndPadding = 12;
constexpr int kShortcutGap = 28;
constexpr int kGrip = 6;
constexpr int kScrollBarWidth = 10;
constexpr int kLeastThumb = 32;
constexpr qreal kThumbInset = 2;
constexpr int kToolTipPadding = 5;

bool isSeparator(const QStyleOption* option)
{
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    return item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator;
}

/// Where the thumb is along the bar, and how long.
std::pair<int, int> thumbOf(const QStyleOptionSlider& bar)
{
    const bool lies = bar.orientation == Qt::Horizontal;
    const int track = lies ? bar.rect.width() : bar.rect.height();
    const qint64 range = qint64(bar.maximum) - bar.minimum;
    if (range <= 0) {
        return {0, track};
    }
    const auto fitting = static_cast<int>(qint64(track) * bar.pageStep / (range + bar.pageStep));
    const int length = qMin(track, qMax(kLeastThumb, fitting));
    const int at = QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition,
                                                   track - length, bar.upsideDown);
    return {at, length};
}

QRect scrollBarPart(const QStyleOptionSlider& bar, QStyle::SubControl part)
{
    const bool lies = bar.orientation == Qt::Horizontal;
    const int track = lies ? bar.rect.width() : bar.rect.height();
    const auto [at, length] = thumbOf(bar);
    const auto piece = [&](int from, int size) {
        return lies ? QRect(bar.rect.left() + from, bar.rect.top(), size, bar.rect.height())
                    : QRect(bar.rect.left(), bar.rect.top() + from, bar.rect.width(), size);
    };
    switch (part) {
    case QStyle::SC_ScrollBarGroove:
        return bar.rect;
    case QStyle::SC_ScrollBarSlider:
        return piece(at, length);
    case QStyle::SC_ScrollBarSubPage:
        return piece(0, at);
    case QStyle::SC_ScrollBarAddPage:
        return piece(at + length, track - at - length);
    default:
        return {}; // no arrows
    }
}

} // namespace

DeckStyle::DeckStyle() : QProxyStyle(QStringLiteral("Fusion")), tokens_(&lightTokens()) {}

void DeckStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (auto* menu = qobject_cast<QMenu*>(widget)) {
        menu->setWindowFlag(Qt::FramelessWindowHint);
        menu->setWindowFlag(Qt::NoDropShadowWindowHint);
        menu->setAttribute(Qt::WA_TranslucentBackground);
    } else if (qobject_cast<QScrollBar*>(widget) != nullptr) {
        widget->setAttribute(Qt::WA_OpaquePaintEvent, false); // there is nothing but the thumb
    } else if (widget->inherits("QTipLabel")) {
        widget->setAttribute(Qt::WA_TranslucentBackground); // round corners
    }
}

void DeckStyle::drawPrimitive(PrimitiveElement element,
                              const QStyleOption* option,
                              QPainter* painter,
                              const QWidget* widget) const
{
    if (element == PE_PanelMenu) {
        paintBox(*painter, option->rect,
                 {.fill = tokens_->raised, .border = tokens_->borderStrong, .radius = kRowRadius});
        return;
    }
    if (element == PE_PanelTipLabel) {
        paintBox(*painter, option->rect, {.fill = tokens_->toast, .radius = kKeyRadius});
        return;
    }
    if (element == PE_FrameMenu || element == PE_FrameFocusRect ||
        element == PE_PanelScrollAreaCorner) {
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void DeckStyle::drawControl(ControlElement element,
                            const QStyleOption* option,
                            QPainter* painter,
                            const QWidget* widget) const
{
    if (element == CE_MenuItem) {
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            paintMenuItem(*item, *painter);
        }
        return;
    }
    if (element == CE_MenuEmptyArea) {
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void DeckStyle::paintMenuItem(const QStyleOptionMenuItem& item, QPainter& painter) const
{
    if (item.menuItemType == QStyleOptionMenuItem::Separator) {
        const QRect line(item.rect.left() + kMenuMargin, item.rect.center().y(),
                         item.rect.width() - 2 * kMenuMargin, 1);
        painter.fillRect(line, tokens_->border);
        return;
    }
    const bool enabled = item.state.testFlag(State_Enabled);
    if (enabled && item.state.testFlag(State_Selected)) {
        paintBox(painter, item.rect.adjusted(0, 1, 0, -1),
                 {.fill = tokens_->accentSoft, .radius = kKeyRadius});
    }
    const QRect markPlace(item.rect.left(), item.rect.top(), kMarkWidth, item.rect.height());
    const QRect mark = mirrored(markPlace, item.rect, item.direction);
    if (item.checked) {
        icons_.paint(painter, mark, Icon::Check, kInlineIcon, tokens_->accentText);
    } else if (!item.icon.isNull()) {
        QRect box(0, 0, kButtonIcon, kButtonIcon);
        box.moveCenter(mark.center());
        item.icon.paint(&painter, box, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    paintMenuText(item, painter);
}

void DeckStyle::paintMenuText(const QStyleOptionMenuItem& item, QPainter& painter) const
{
    const QRect inner = item.rect.adjusted(kMarkWidth, 0, -kEndPadding, 0);
    const QRect place = mirrored(inner, item.rect, item.direction);
    const bool enabled = item.state.testFlag(State_Enabled);
    painter.setFont(fontFor(TextStyle::Body));
    painter.setPen(enabled ? tokens_->text : tokens_->text3);
    const int flags = Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextHideMnemonic;
    const int tab = static_cast<int>(item.text.indexOf(QLatin1Char('\t')));
    const Qt::Alignment start = visualAlignment(item.direction, Qt::AlignLeft);
    const Qt::Alignment end = visualAlignment(item.direction, Qt::AlignRight);
    painter.drawText(place, flags | static_cast<int>(start), item.text.left(tab));
    if (item.menuItemType == QStyleOptionMenuItem::SubMenu) {
        const QRect arrow(inner.right() - kInlineIcon, inner.top(), kInlineIcon, inner.height());
        icons_.paint(painter, mirrored(arrow, item.rect, item.direction), Icon::ChevronRight,
                     kInlineIcon, tokens_->text3);
    } else if (tab >= 0) {
        painter.setFont(fontFor(TextStyle::Caption));
        painter.setPen(tokens_->text3);
        painter.drawText(place, flags | static_cast<int>(end), item.text.mid(tab + 1));
    }
}

void DeckStyle::drawComplexControl(ComplexControl control,
                                   const QStyleOptionComplex* option,
                                   QPainter* painter,
                                   const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control == CC_ScrollBar && bar != nullptr) {
        paintScrollBar(*bar, *painter);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void DeckStyle::paintScrollBar(const QStyleOptionSlider& bar, QPainter& painter) const
{
    if (bar.maximum <= bar.minimum) {
        return;
    }
    const bool pressed = bar.state.testFlag(State_Sunken);
    const bool hovered = bar.state.testFlag(State_MouseOver);
    const qreal darker = pressed ? 0.35 : hovered ? 0.18 : 0.0;
    const QRectF thumb = QRectF(scrollBarPart(bar, SC_ScrollBarSlider))
                             .adjusted(kThumbInset, kThumbInset, -kThumbInset, -kThumbInset);
    paintBox(painter, thumb,
             {.fill = mixed(tokens_->thumb, tokens_->text2, darker),
              .radius = qMin(thumb.width(), thumb.height()) / 2});
}

QRect DeckStyle::subControlRect(ComplexControl control,
                                const QStyleOptionComplex* option,
                                SubControl part,
                                const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control == CC_ScrollBar && bar != nullptr) {
        return visualRect(bar->direction, bar->rect, scrollBarPart(*bar, part));
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QSize DeckStyle::sizeFromContents(ContentsType type,
                                  const QStyleOption* option,
                                  const QSize& size,
                                  const QWidget* widget) const
{
    if (type != CT_MenuItem) {
        return QProxyStyle::sizeFromContents(type, option, size, widget);
    }
    if (isSeparator(option)) {
        return {size.width(), kSeparatorHeight};
    }
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    const bool hasShortcut = item != nullptr && item->text.contains(QLatin1Char('\t'));
    const int width = size.width() + kMarkWidth + kEndPadding + (hasShortcut ? kShortcutGap : 0);
    return {width, kItemHeight};
}

int DeckStyle::pixelMetric(PixelMetric metric,
                           const QStyleOption* option,
                           const QWidget* widget) const
{
    switch (metric) {
    case PM_MenuPanelWidth:
        return 0;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return kMenuMargin;
    case PM_HeaderGripMargin:
        return kGrip;
    case PM_ToolTipLabelFrameWidth:
        return kToolTipPadding;
    case PM_ScrollBarExtent:
        return kScrollBarWidth;
    case PM_ScrollBarSliderMin:
        return kLeastThumb;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int DeckStyle::styleHint(StyleHint hint,
                         const QStyleOption* option,
                         const QWidget* widget,
                         QStyleHintReturn* answer) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_UnderlineShortcut:
    case SH_ScrollBar_Transient:
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_ToolTipLabel_Opacity:
        return 255;
    case SH_LineEdit_PasswordCharacter:
        return 0x2022;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0; // a click beside the thumb turns a page
    default:
        return QProxyStyle::styleHint(hint, option, widget, answer);
    }
}

} // namespace deck
