#include "app/console/picture.h"

#include <QApplication>
#include <QPainter>
#include <QWidget>

namespace deck {

QPixmap pictureOf(QWidget& window)
{
    QPixmap picture = window.grab();
    QPainter painter(&picture);
    for (QWidget* over : QApplication::topLevelWidgets()) {
        if (over != &window && over->isVisible()) {
            painter.drawPixmap(over->geometry().topLeft() - window.geometry().topLeft(),
                               over->grab());
        }
    }
    return picture;
}

} // namespace deck
