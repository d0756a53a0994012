// hubdeck: the console with a hub inside.
// Exit codes: 0 ended by the person, or the tour went well; 1 the tour failed; 2 wrong options.
#include "app/console/application.h"
#include "app/console/tour.h"

#include "hub/server.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTemporaryDir>
#include <QTextStream>

#include <malloc.h>

namespace {

using namespace Qt::StringLiterals;

struct Arguments
{
    QString dataFolder;
    QString tourFolder; ///< empty: no tour
};

Arguments parse(const QApplication& application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "A desktop console for IoT fleets with an IoT hub inside."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption data(
        u"data"_s, QApplication::translate("main", "Data folder of the local hub."), u"folder"_s);
    const QCommandLineOption tour(
        u"tour"_s,
        QApplication::translate("main",
                                "Show everything by itself, keep pictures in that folder, and end. "
                                "Uses a hub of its own that leaves nothing behind."),
        u"folder"_s);
    parser.addOptions({data, tour});
    parser.process(application);
    return {parser.value(data), parser.value(tour)};
}

int runConsole(QApplication& application, const Arguments& arguments)
{
    deck::Application console(
        application,
        {.dataFolder = arguments.dataFolder.isEmpty() ? deck::Application::defaultDataFolder()
                                                      : arguments.dataFolder,
         .configFolder = deck::Settings::defaultFolder()});
    return QApplication::exec();
}

int runTour(QApplication& application, const Arguments& arguments)
{
    const QTemporaryDir folder;
    if (!folder.isValid()) {
        QTextStream(stderr) << folder.errorString() << Qt::endl;
        return 1;
    }
    QApplication::setCursorFlashTime(0);
    deck::Application console(application, {.dataFolder = folder.filePath(u"hub"_s),
                                            .configFolder = folder.filePath(u"config"_s),
                                            .keychain = false});
    deck::Tour tour(console, arguments.tourFolder);
    QObject::connect(&tour, &deck::Tour::finished, &application,
                     [](int code) { QApplication::exit(code); });
    tour.start();
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    mallopt(M_ARENA_MAX, 4); // the hub's threads mostly sleep
    QApplication::setApplicationName(u"hubdeck"_s);
    QApplication::setApplicationDisplayName(u"Hubdeck"_s);
    QApplication::setApplicationVersion(QString::fromStdString(hub::version()));
    QApplication application(argc, argv);
    const Arguments arguments = parse(application);
    return arguments.tourFolder.isEmpty() ? runConsole(application, arguments)
                                          : runTour(application, arguments);
}
