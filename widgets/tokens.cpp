#include "widgets/tokens.h"

namespace deck {

namespace {

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value | 0xFF000000U);
}

Tokens light()
{
    Tokens t;
    t.window = rgb(0xF5F6F8);
    t.sidebar = rgb(0xECEFF3);
    t.surface = rgb(0xFFFFFF);
    t.inset = rgb(0xF3F5F8);
    t.hover = rgb(0xF7F8FA);
    t.border = rgb(0xE1E5EB);
    t.borderStrong = rgb(0xC9D0DA);
    t.text = rgb(0x19202B);
    t.text2 = rgb(0x4F5A6A);
    t.text3 = rgb(0x626C7B);
    t.onAccent = rgb(0xFFFFFF);
    t.accent = rgb(0x2858C7);
    t.accentHover = rgb(0x1F49AB);
    t.accentSoft = rgb(0xE6EDFB);
    t.accentText = rgb(0x2350B8);
    t.ok = rgb(0x157A58);
    t.okSoft = rgb(0xE1F3EB);
    t.warn = rgb(0x955E00);
    t.warnSoft = rgb(0xFAEFD8);
    t.off = rgb(0x566174);
    t.offSoft = rgb(0xECEFF3);
    t.bad = rgb(0x9B1428);
    t.badSoft = rgb(0xFBE7EA);
    t.env = rgb(0x7A3B86);
    t.envSoft = rgb(0xF4E9F6);
    t.scrim = QColor(17, 24, 39, 79);
    t.raised = rgb(0xFFFFFF);
    t.toast = rgb(0x1C2430);
    t.thumb = rgb(0xB7C0CC);
    t.primaryHover = rgb(0x1F49AB);
    t.primaryPress = rgb(0x193D92);
    t.warnBorder = rgb(0xEBCB94);
    t.badBorder = rgb(0xEBBAC1);
    t.infoBorder = rgb(0xB9CDF5);
    t.shadow = QColor(17, 24, 39, 18);
    t.series = {rgb(0x0062E0), rgb(0xD97A54), rgb(0x13643D), rgb(0xB4207B),
                rgb(0x379DBB), rgb(0x969807), rgb(0x53146F), rgb(0x363C4B)};
    return t;
}

Tokens dark()
{
    Tokens t;
    t.window = rgb(0x0F1318);
    t.sidebar = rgb(0x0B0E12);
    t.surface = rgb(0x161B22);
    t.inset = rgb(0x1D232C);
    t.hover = rgb(0x1A2028);
    t.border = rgb(0x262E39);
    t.borderStrong = rgb(0x3A4452);
    t.text = rgb(0xE7EBF1);
    t.text2 = rgb(0xA9B3C0);
    t.text3 = rgb(0x8592A1);
    t.onAccent = rgb(0xFFFFFF);
    t.accent = rgb(0x3D6BE0);
    t.accentHover = rgb(0x4F7CF0);
    t.accentSoft = rgb(0x182747);
    t.accentText = rgb(0x8FB1FF);
    t.ok = rgb(0x4FD1A1);
    t.okSoft = rgb(0x12302A);
    t.warn = rgb(0xF2C14E);
    t.warnSoft = rgb(0x352A14);
    t.off = rgb(0x8492A5);
    t.offSoft = rgb(0x222933);
    t.bad = rgb(0xF4745C);
    t.badSoft = rgb(0x3A1F1D);
    t.env = rgb(0xDDA6E6);
    t.envSoft = rgb(0x32203A);
    t.scrim = QColor(4, 6, 9, 150);
    t.raised = rgb(0x1B212A);
    t.toast = rgb(0x2A323D);
    t.thumb = rgb(0x4A5563);
    // accentHover is lighter than accent here and leaves white text at 3.8:1.
    t.primaryHover = rgb(0x3562D6);
    t.primaryPress = rgb(0x2C54BD);
    t.warnBorder = rgb(0x5A4318);
    t.badBorder = rgb(0x67332D);
    t.infoBorder = rgb(0x2E4A85);
    t.shadow = QColor(0, 0, 0, 36);
    t.series = {rgb(0x3D93F5), rgb(0xFB8E39), rgb(0x20A566), rgb(0xCD879E),
                rgb(0x40D3FD), rgb(0xF6D180), rgb(0x9F65B7), rgb(0xCFD5DB)};
    return t;
}

} // namespace

const Tokens& lightTokens()
{
    static const Tokens tokens = light();
    return tokens;
}

const Tokens& darkTokens()
{
    static const Tokens tokens = dark();
    return tokens;
}

QColor mixed(const QColor& under, const QColor& over, qreal part)
{
    const auto between = [part](int low, int high) { return qRound(low + (high - low) * part); };
    return {between(under.red(), over.red()), between(under.green(), over.green()),
            between(under.blue(), over.blue()), between(under.alpha(), over.alpha())};
}

QColor faded(QColor color, qreal part)
{
    color.setAlphaF(static_cast<float>(color.alphaF() * part));
    return color;
}

} // namespace deck
