#include "widgets/text_style.h"

#include <QString>

namespace deck {

namespace {

struct Spec
{
    int pixels;
    QFont::Weight weight;
    int lineHeight;
    bool mono = false;
};

constexpr int kTightFrom = 18; ///< pixels; from here on letters stand closer
constexpr qreal kTightSpacing = -0.35;

Spec specOf(TextStyle style)
{
    switch (style) {
    case TextStyle::Body:
        return {13, QFont::Normal, 18};
    case TextStyle::BodyMedium:
        return {13, QFont::Medium, 18};
    case TextStyle::BodyStrong:
        return {13, QFont::DemiBold, 18};
    case TextStyle::Caption:
        return {12, QFont::Normal, 16};
    case TextStyle::CaptionMedium:
        return {12, QFont::Medium, 16};
    case TextStyle::CaptionStrong:
        return {12, QFont::DemiBold, 16};
    case TextStyle::Axis:
        return {11, QFont::Normal, 14};
    case TextStyle::Section:
        return {11, QFont::DemiBold, 14};
    case TextStyle::CardTitle:
        return {14, QFont::DemiBold, 20};
    case TextStyle::Subtitle:
        return {15, QFont::Medium, 20};
    case TextStyle::PanelTitle:
        return {16, QFont::DemiBold, 22};
    case TextStyle::PageTitle:
    case TextStyle::KeyNumber:
        return {20, QFont::DemiBold, 26};
    case TextStyle::Mono:
        return {13, QFont::Normal, 18, true};
    case TextStyle::MonoSmall:
        return {12, QFont::Normal, 16, true};
    }
    return {13, QFont::Normal, 18};
}

} // namespace

QFont fontFor(TextStyle style)
{
    const Spec spec = specOf(style);
    QFont font(spec.mono ? QStringLiteral("Console Mono") : QStringLiteral("Console UI"));
    font.setPixelSize(spec.pixels);
    font.setWeight(spec.weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    if (spec.mono) {
        font.setStyleHint(QFont::Monospace);
    }
    if (spec.pixels >= kTightFrom) {
        font.setLetterSpacing(QFont::AbsoluteSpacing, kTightSpacing);
    }
    return font;
}

int lineHeightOf(TextStyle style)
{
    return specOf(style).lineHeight;
}

} // namespace deck
