// Fusion with our own menus, scroll bars and tool tips: what Qt opens or adds by itself, so that no
// part of ours paints it. Also leaves out the dotted focus frames, since parts have a ring.
//
// No style sheet does this, however small: under one, Qt ignores the palettes of single widgets
// (the colours of labels, the clear ground of fields), and a change of theme costs four times as
// much.
#pragma once

#include "widgets/icons.h"

#include <QProxyStyle>

class QStyleOptionMenuItem;
class QStyleOptionSlider;

namespace deck {

struct Tokens;

/// Made by the Theme, owned by the application.
class DeckStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    DeckStyle();

    void setTokens(const Tokens& tokens) { tokens_ = &tokens; }

    using QProxyStyle::polish;
    void polish(QWidget* widget) override;
    void drawPrimitive(PrimitiveElement element,
                       const QStyleOption* option,
                       QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element,
                     const QStyleOption* option,
                     QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control,
                            const QStyleOptionComplex* option,
                            QPainter* painter,
                            const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control,
                         const QStyleOptionComplex* option,
                         SubControl part,
                         const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type,
                           const QStyleOption* option,
                           const QSize& size,
                           const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric,
                    const QStyleOption* option,
                    const QWidget* widget) const override;
    int styleHint(StyleHint hint,
                  const QStyleOption* option,
                  const QWidget* widget,
                  QStyleHintReturn* answer) const override;

private:
    void paintMenuItem(const QStyleOptionMenuItem& item, QPainter& painter) const;
    void paintMenuText(const QStyleOptionMenuItem& item, QPainter& painter) const;
    void paintScrollBar(const QStyleOptionSlider& bar, QPainter& painter) const;

    const Tokens* tokens_; ///< light or dark; both live as long as the program
    Icons icons_;
};

} // namespace deck
