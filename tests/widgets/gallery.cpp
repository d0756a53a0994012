// parts_gallery: every part on one window, to look at.
//   parts_gallery [--view controls|text|icons|table|feedback|dialog|popups] [--dark | --light]
//                 [--size 1440x900] [--shot FILE.png]
#include "tests/widgets/gallery_pages.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>
#include <QWidget>

namespace {

using namespace Qt::Literals::StringLiterals;

QWidget* pageNamed(const QString& view, deck::Theme& theme)
{
    if (view == "text"_L1) {
        return deck::textPage(theme);
    }
    if (view == "icons"_L1) {
        return deck::iconsPage(theme);
    }
    if (view == "table"_L1) {
        return deck::tablePage(theme);
    }
    if (view == "feedback"_L1) {
        return deck::feedbackPage(theme);
    }
    return deck::controlsPage(theme);
}

QSize sizeFrom(const QString& text)
{
    const QStringList sides = text.split(u'x');
    return {sides.value(0).toInt(), sides.value(1).toInt()};
}

/// The window with everything that stands over it.
void shoot(QWidget& window, const QString& file)
{
    QPixmap picture = window.grab();
    QPainter painter(&picture);
    for (QWidget* over : QApplication::topLevelWidgets()) {
        if (over != &window && over->isVisible()) {
            painter.drawPixmap(over->geometry().topLeft() - window.geometry().topLeft(),
                               over->grab());
        }
    }
    painter.end();
    picture.save(file);
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QApplication::setCursorFlashTime(0);
    QCommandLineParser options;
    options.addOptions({{u"view"_s, u"Which page"_s, u"name"_s, u"controls"_s},
                        {u"size"_s, u"Of the window"_s, u"WxH"_s, u"1440x900"_s},
                        {u"shot"_s, u"Save a picture and end"_s, u"file"_s},
                        {u"dark"_s, u"Dark colours"_s},
                        {u"light"_s, u"Light colours"_s}});
    options.process(app);

    deck::Theme theme(app);
    if (options.isSet(u"dark"_s) || options.isSet(u"light"_s)) {
        theme.setChoice(options.isSet(u"dark"_s) ? deck::Theme::Choice::Dark
                                                 : deck::Theme::Choice::Light);
    }
    const QString view = options.value(u"view"_s);
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(pageNamed(view, theme));
    window.resize(sizeFrom(options.value(u"size"_s)));
    window.show();
    QTimer::singleShot(50, &window, [&] {
        if (view == "dialog"_L1) {
            deck::openSampleDialog(theme, &window);
        } else if (view == "popups"_L1) {
            deck::openSamplePopups(theme, &window);
        }
    });
    if (options.isSet(u"shot"_s)) {
        QTimer::singleShot(400, &window, [&] {
            shoot(window, options.value(u"shot"_s));
            QApplication::exit();
        });
    }
    return QApplication::exec();
}
