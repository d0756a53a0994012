// What a window shows, with the dialogs and popovers over it.
#pragma once

#include <QPixmap>

class QWidget;

namespace deck {

QPixmap pictureOf(QWidget& window);

} // namespace deck
