#include "tests/console/walk.h"

#include <QScrollArea>
#include <QWindow>

namespace deck::test {
namespace {

using namespace Qt::StringLiterals;

StartOptions optionsFor(const hub::test::TemporaryFolder& folder, const QString& dataFolder)
{
    return {.dataFolder = dataFolder,
            .configFolder = QString::fromStdString((folder / "config").string()),
            .keychain = false};
}

/// Where keys go. Without a window manager nobody has the focus when a dialog has closed.
QWindow* windowInUse()
{
    if (QGuiApplication::focusWindow() == nullptr) {
        for (QWidget* window : QApplication::topLevelWidgets()) {
            if (qobject_cast<MainWindow*>(window) != nullptr) {
                window->activateWindow();
                (void)QTest::qWaitForWindowActive(window);
            }
        }
    }
    QWindow* const window = QGuiApplication::focusWindow();
    if (window == nullptr) {
        qFatal("no window has the focus");
    }
    return window;
}

void scrollTo(QWidget& part)
{
    for (QWidget* above = part.parentWidget(); above != nullptr; above = above->parentWidget()) {
        if (auto* const scroll = qobject_cast<QScrollArea*>(above)) {
            scroll->ensureWidgetVisible(&part);
        }
    }
}

} // namespace

Walk::Walk()
    : dataFolder_(QString::fromStdString((folder_ / "data").string())),
      console_(*qApp, optionsFor(folder_, dataFolder_))
{}

Walk::Walk(const Walk& other)
    : dataFolder_(other.dataFolder_), console_(*qApp, optionsFor(folder_, dataFolder_))
{}

bool Walk::online()
{
    return QTest::qWaitForWindowActive(&window()) &&
           QTest::qWaitFor(
               [this] {
                   const HubSession* const session = console_.hubs().current();
                   return session != nullptr && session->isOnline();
               },
               kPatienceMs);
}

bool Walk::addSamples()
{
    click("home.samples");
    return QTest::qWaitFor(
        [this] { return console_.samples().state() == SampleDevices::State::Running; },
        kPatienceMs);
}

QWidget* Walk::partNamed(const QString& name)
{
    const QList<QWidget*> found = window().findChildren<QWidget*>(name);
    return found.isEmpty() ? nullptr : found.last();
}

bool Walk::shows(const char* name)
{
    const QWidget* const found = partNamed(QString::fromLatin1(name));
    return found != nullptr && found->isVisible();
}

void Walk::click(QWidget& part)
{
    if (!part.isVisible()) {
        qFatal("%s cannot be clicked, it is not to be seen", qPrintable(part.objectName()));
    }
    scrollTo(part);
    QCoreApplication::sendPostedEvents(); // a person clicks where a part is, not where it was
    QTest::mouseClick(part.window()->windowHandle(), Qt::LeftButton, {},
                      part.mapTo(part.window(), part.rect().center()));
}

void Walk::clickRow(QTableView& table, int row)
{
    int column = 0;
    while (table.isColumnHidden(column)) {
        ++column;
    }
    const QPoint at = table.visualRect(table.model()->index(row, column)).center();
    QTest::mouseClick(table.window()->windowHandle(), Qt::LeftButton, {},
                      table.viewport()->mapTo(table.window(), at));
}

void Walk::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(windowInUse(), key, modifiers);
}

void Walk::type(const QString& text)
{
    for (const QChar c : text) {
        QTest::keyClick(windowInUse(), c.toLatin1());
    }
}

QStringList columnOf(const QTableView& table, int column)
{
    QStringList texts;
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        texts << table.model()->index(row, column).data().toString();
    }
    return texts;
}

} // namespace deck::test
