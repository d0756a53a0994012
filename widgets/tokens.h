// Every colour of the console, once for light and once for dark. Plain values; the Theme says which
// set is in use. A part names a colour by its member, for example &Tokens::text2.
#pragma once

#include <QColor>

#include <array>

namespace deck {

struct Tokens
{
    QColor window;
    QColor sidebar;
    QColor surface;
    QColor inset;
    QColor hover;
    QColor border;
    QColor borderStrong;

    QColor text;
    QColor text2;
    QColor text3; ///< hints; not on the soft status colours
    QColor onAccent;

    QColor accent;
    QColor accentHover;
    QColor accentSoft;
    QColor accentText;

    QColor ok, okSoft;
    QColor warn, warnSoft;
    QColor off, offSoft;
    QColor bad, badSoft;
    QColor env, envSoft; ///< the environment of a hub, for example Production

    QColor scrim; ///< over the window behind a dialog or the palette

    // Made from those above for one use each.
    QColor raised;       ///< what floats: menus, dialogs, the chosen segment
    QColor toast;        ///< dark in both themes; its texts are those of the dark tokens
    QColor thumb;        ///< of a scroll bar
    QColor primaryHover; ///< under white text, so never lighter than accent
    QColor primaryPress; ///< likewise
    QColor warnBorder;   ///< of a banner
    QColor badBorder;    ///< of a banner
    QColor infoBorder;   ///< of a banner and of an active filter
    QColor shadow;       ///< with the alpha of its darkest point

    std::array<QColor, 8> series; ///< of charts, in this order; never text
};

/// Names one colour: &Tokens::accentText.
using TokenColor = QColor Tokens::*;

const Tokens& lightTokens();
const Tokens& darkTokens();

/// part of 0 gives under, 1 gives over.
QColor mixed(const QColor& under, const QColor& over, qreal part);

/// The same colour with its alpha multiplied.
QColor faded(QColor color, qreal part);

} // namespace deck
