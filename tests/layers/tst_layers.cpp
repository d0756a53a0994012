// The include table of docs/architecture.md, held against every #include of the tree.
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

constexpr int kMaxLines = 600;

/// A folder, what it may include of ours, and which outside headers it may not name.
struct Layer
{
    QString folder;
    QStringList mayInclude;
    QString forbidden; ///< regular expression over <…> includes
};

const QString kNoQt = QStringLiteral("^Q[A-Z]");
const QString kNoAsio = QStringLiteral("^Q[A-Z]|^boost/(asio|beast)|^sys/socket|^sqlite3");

const QList<Layer>& layers()
{
    static const QList<Layer> table{
        {"backend/include/hub", {"hub"}, kNoAsio},
        {"backend/base", {"base", "hub/error.h", "hub/log.h"}, kNoAsio},
        {"backend/domain", {"domain", "base", "hub/error.h"}, kNoAsio},
        {"backend/api", {"api", "domain", "base", "hub/error.h"}, kNoAsio},
        {"backend/protocol", {"protocol", "domain", "base", "hub/error.h"}, kNoAsio},
        {"backend/storage", {"storage", "domain", "base", "hub/error.h"},
         QStringLiteral("^Q[A-Z]|^boost/(asio|beast)|^sys/socket")},
        {"backend/services", {"services", "storage", "domain", "base", "hub/error.h",
          "hub/throttle_tier.h"},
         QStringLiteral("^Q[A-Z]|^boost/beast|^boost/asio/(ip|ssl)|^sys/socket|^sqlite3")},
        {"backend/gateway",
         {"gateway", "services", "protocol", "domain", "base", "hub/error.h"},
         QStringLiteral("^Q[A-Z]|^boost/beast|^boost/asio/(ip|ssl)|^sys/socket|^sqlite3")},
        {"backend/net", {"net", "gateway", "domain", "base", "hub/error.h"},
         QStringLiteral("^Q[A-Z]|^sqlite3")},
        {"backend/admin", {"admin", "services", "api", "net", "domain", "base", "hub/error.h"},
         QStringLiteral("^Q[A-Z]|^sqlite3|^openssl")},
        {"backend/server",
         {"server", "admin", "api", "net", "gateway", "services", "storage", "domain", "base",
          "hub"},
         kNoQt},
        {"models", {"models", "api", "domain", "base", "hub/error.h"},
         QStringLiteral("^QtWidgets|^Q(Widget|Chart|AbstractItemView|Painter)|^boost/asio")},
        {"widgets", {"widgets", "models", "api", "resources"},
         QStringLiteral("^boost|^QNetwork|^openssl")},
        {"app/console", {"app/console", "widgets", "models", "resources", "hub"},
         QStringLiteral("^boost")},
        {"app/hubd", {"app/hubd", "hub"}, kNoQt},
        {"resources", {"resources"}, QStringLiteral("^boost")},
    };
    return table;
}

struct Source
{
    QString path; ///< relative to the tree
    QStringList ours;
    QStringList outside;
    int lines = 0;
};

Source readSource(const QString& root, const QString& path)
{
    static const QRegularExpression include(
        QStringLiteral("^\\s*#\\s*include\\s*(\"([^\"]+)\"|<([^>]+)>)"));
    Source source;
    source.path = QString(path).remove(0, root.size() + 1);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(path));
    }
    while (!file.atEnd()) {
        const auto match = include.match(QString::fromUtf8(file.readLine()));
        ++source.lines;
        if (match.hasMatch() && !match.captured(2).isEmpty()) {
            source.ours << match.captured(2);
        } else if (match.hasMatch()) {
            source.outside << match.captured(3);
        }
    }
    return source;
}

QList<Source> allSources()
{
    const QString root = QStringLiteral(SOURCE_FOLDER);
    QList<Source> sources;
    for (const char* const folder : {"backend", "models", "widgets", "app", "resources"}) {
        QDirIterator files(root + "/" + folder, {"*.h", "*.cpp"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            sources << readSource(root, files.next());
        }
    }
    return sources;
}

const Layer* layerOf(const QString& path)
{
    for (const Layer& layer : layers()) {
        if (path.startsWith(layer.folder + "/")) {
            return &layer;
        }
    }
    return nullptr;
}

bool isAllowed(const Layer& layer, const QString& include)
{
    for (const QString& allowed : layer.mayInclude) {
        if (include == allowed || include.startsWith(allowed + "/")) {
            return true;
        }
    }
    return false;
}

/// What a row of the table in docs/architecture.md may include besides itself, by its folder.
QHash<QString, QSet<QString>> documentedTable()
{
    QFile file(QStringLiteral(SOURCE_FOLDER "/docs/architecture.md"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QHash<QString, QSet<QString>> table;
    const QString text = QString::fromUtf8(file.readAll())
                             .section("## Who may include whom", 1)
                             .section("\n## ", 0, 0);
    for (const QString& line : text.split('\n')) {
        const QStringList cells = line.split('|');
        if (cells.size() == 5) { // empty, folder, includes, names, empty
            const QString includes = QString(cells[2]).remove('`').remove(u'–').replace("/…", "");
            const QStringList names = includes.trimmed().split(", ", Qt::SkipEmptyParts);
            table[cells[1].trimmed()] = QSet<QString>(names.begin(), names.end());
        }
    }
    return table;
}

/// Where an include of ours lies in the tree.
QString pathOf(const QString& include)
{
    for (const char* const prefix : {"backend/include/", "backend/", ""}) {
        const QString path = QLatin1String(prefix) + include;
        if (QFile::exists(QStringLiteral(SOURCE_FOLDER) + "/" + path)) {
            return path;
        }
    }
    return {};
}

using Graph = QHash<QString, QStringList>;

/// A path that leads from `file` back to itself, or nothing.
QStringList cycleFrom(const Graph& graph, const QString& file, QStringList& way, QSet<QString>& done)
{
    if (way.contains(file)) {
        return way.mid(way.indexOf(file)) << file;
    }
    if (done.contains(file)) {
        return {};
    }
    way << file;
    for (const QString& next : graph.value(file)) {
        const QStringList cycle = cycleFrom(graph, next, way, done);
        if (!cycle.isEmpty()) {
            return cycle;
        }
    }
    way.removeLast();
    done << file;
    return {};
}

} // namespace

class LayersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        sources_ = allSources();
        QVERIFY(sources_.size() > 100); // the tree was found
    }

    void everyFolderHasARow()
    {
        for (const Source& source : sources_) {
            QVERIFY2(layerOf(source.path), qPrintable(source.path));
        }
    }

    void documentationHasTheSameTable()
    {
        const auto documented = documentedTable();
        for (const Layer& layer : layers()) {
            QSet<QString> others(layer.mayInclude.begin(), layer.mayInclude.end());
            others.remove(layer.folder);
            others.remove(layer.folder.section('/', -1));
            QVERIFY2(documented.value(layer.folder, {"no row"}) == others,
                     qPrintable(layer.folder));
        }
        QCOMPARE(documented.size(), layers().size() + 2); // its head has two lines
    }

    void includesPointUpwardsOnly()
    {
        QStringList wrong;
        for (const Source& source : sources_) {
            for (const QString& include : source.ours) {
                if (!isAllowed(*layerOf(source.path), include)) {
                    wrong << source.path + " includes " + include;
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join("\n")));
    }

    void lowerFoldersDoNotNameWhatIsNotTheirs()
    {
        QStringList wrong;
        for (const Source& source : sources_) {
            const QRegularExpression forbidden(layerOf(source.path)->forbidden);
            for (const QString& include : source.outside) {
                if (forbidden.match(include).hasMatch()) {
                    wrong << source.path + " includes <" + include + ">";
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join("\n")));
    }

    void onlyTheEngineFoldersNameTheirEngine()
    {
        const QList<QPair<QString, QString>> homes{
            {"sqlite3.h", "backend/storage/sqlite/"},
            {"boost/beast", "backend/net/"},
            {"QtCharts", "widgets/plot/"},
            {"QChart", "widgets/plot/"},
            {"mqtt/", "app/console/samples/"},
        };
        for (const Source& source : sources_) {
            for (const auto& [engine, home] : homes) {
                for (const QString& include : source.outside) {
                    QVERIFY2(!include.startsWith(engine) || source.path.startsWith(home),
                             qPrintable(source.path + " includes <" + include + ">"));
                }
            }
        }
    }

    /// Only TemporaryFolder looks for secrets at its end.
    void testsKeepTheirFilesInFoldersThatAreSearched()
    {
        const QString other = QStringLiteral("QTemporary") + "Dir";
        QDirIterator files(QStringLiteral(SOURCE_FOLDER "/tests"), {"*.cpp", "*.h"}, QDir::Files,
                           QDirIterator::Subdirectories);
        QStringList users;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            if (file.readAll().contains(other.toUtf8())) {
                users << QFileInfo(file).fileName();
            }
        }
        QCOMPARE(users, QStringList{"temporary_folder.h"});
    }

    void filesIncludeEachOtherInNoCircle()
    {
        Graph graph;
        for (const Source& source : sources_) {
            for (const QString& include : source.ours) {
                graph[source.path] << pathOf(include);
            }
        }
        QSet<QString> done;
        for (const Source& source : sources_) {
            QStringList way;
            const QStringList cycle = cycleFrom(graph, source.path, way, done);
            QVERIFY2(cycle.isEmpty(), qPrintable(cycle.join(" -> ")));
        }
    }

    void filesAreShort()
    {
        for (const Source& source : sources_) {
            QVERIFY2(source.lines <= kMaxLines,
                     qPrintable(source.path + " has " + QString::number(source.lines) + " lines"));
        }
    }

private:
    QList<Source> sources_;
};

QTEST_APPLESS_MAIN(LayersTest)
#include "tst_layers.moc"
