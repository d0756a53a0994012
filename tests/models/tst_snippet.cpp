#include "models/snippet.h"

#include <QProcess>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class SnippetTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shellReadsEveryValueAsItIs_data();
    void shellReadsEveryValueAsItIs();
    void pythonReadsEveryValueAsItIs_data() { shellReadsEveryValueAsItIs_data(); }
    void pythonReadsEveryValueAsItIs();
    void nodeHasTheConnectionStringAndTheAuthority();
    void authorityOfTheSystemNeedsNoFile();
    void languagesAreKeptByTheirKeys();
    void unknownLanguageIsTheShell();
    void everySnippetEndsWithANewLine();
    void nodeOnAnotherPortIsAnObstacle();
    void authorityThatIsNotThereYetIsAnObstacle();
    void idThatNoTopicCanCarryIsAnObstacle_data();
    void idThatNoTopicCanCarryIsAnObstacle();
};

namespace {

constexpr std::array kAll{SnippetLanguage::Shell, SnippetLanguage::Python, SnippetLanguage::Node};

DeviceAccess accessOf(const QString& id)
{
    return {.host = u"hub.example"_s,
            .mqttsPort = 8883,
            .caFile = u"/tmp/a folder/ca's %2F.pem"_s,
            .deviceId = id,
            .key = u"a+b/c="_s,
            .password = u"SharedAccessSignature sr=hub%2Fdevices%2Fx&sig=%1%3D&se=1"_s,
            .connectionString =
                u"HostName=hub.example;DeviceId=%1;SharedAccessKey=a+b/c="_s.arg(id)};
}

QString outputOf(const QString& program, const QString& code)
{
    QProcess process;
    process.start(program, {u"-c"_s, code});
    if (!process.waitForFinished()) {
        qFatal("%s does not end", qPrintable(program));
    }
    return QString::fromUtf8(process.readAllStandardOutput());
}

} // namespace

void SnippetTest::shellReadsEveryValueAsItIs_data()
{
    QTest::addColumn<QString>("id");
    QTest::newRow("plain") << u"pump-7"_s;
    QTest::newRow("command") << u"a'b$(x)"_s;
    QTest::newRow("quotes") << u"''\"\\`"_s;
    QTest::newRow("place to fill in") << u"%1%2%7"_s;
    QTest::newRow("percent code") << u"a%2Fb"_s;
    QTest::newRow("marks") << u"-:.+_#*?!(),=@;"_s;
}

/// A shell function in place of the program prints what it is given.
void SnippetTest::shellReadsEveryValueAsItIs()
{
    QFETCH(const QString, id);
    const DeviceAccess access = accessOf(id);

    const QString given = outputOf(u"sh"_s, u"mosquitto_pub() { printf '%s\\n' \"$@\"; }\n"_s +
                                                snippetFor(SnippetLanguage::Shell, access));

    const QStringList words = given.split(u'\n');
    const auto valueOf = [&words](const QString& option) {
        return words.value(words.indexOf(option) + 1);
    };
    QCOMPARE(valueOf(u"-h"_s), access.host);
    QCOMPARE(valueOf(u"-p"_s), u"8883"_s);
    QCOMPARE(valueOf(u"--cafile"_s), access.caFile);
    QCOMPARE(valueOf(u"-i"_s), id);
    QCOMPARE(valueOf(u"-u"_s), u"hub.example/"_s + id + u"/?api-version=2021-04-12"_s);
    QCOMPARE(valueOf(u"-P"_s), access.password);
    QCOMPARE(valueOf(u"-t"_s),
             u"devices/"_s + id + u"/messages/events/$.ct=application%2Fjson&$.ce=utf-8"_s);
    QVERIFY(valueOf(u"-m"_s).startsWith(u"{\"temperature\""_s));
}

/// Up to where it needs its library.
void SnippetTest::pythonReadsEveryValueAsItIs()
{
    QFETCH(const QString, id);
    const DeviceAccess access = accessOf(id);
    const QString snippet = snippetFor(SnippetLanguage::Python, access);
    const qsizetype from = snippet.indexOf(u"host, port"_s);
    const QString values = snippet.mid(from, snippet.indexOf(u"def token"_s) - from);

    const QString printed =
        outputOf(u"python3"_s, values + u"print(host, port, device, key, sep='\\n', end='')"_s);

    QCOMPARE(printed.split(u'\n'),
             (QStringList{access.host, u"8883"_s, access.deviceId, access.key}));
    QVERIFY(snippet.contains(u"ca_certs=\"/tmp/a folder/ca's %2F.pem\""_s));
    QVERIFY(snippet.contains(u"$.ct=application%2Fjson"_s));
}

void SnippetTest::nodeHasTheConnectionStringAndTheAuthority()
{
    const DeviceAccess access = accessOf(u"a\"b%2"_s);

    const QString snippet = snippetFor(SnippetLanguage::Node, access);

    QVERIFY(snippet.contains(u"fromConnectionString(\"HostName=hub.example;DeviceId=a\\\"b%2;"_s));
    QVERIFY(snippet.contains(u"readFileSync(\"/tmp/a folder/ca's %2F.pem\""_s));
    QVERIFY(snippet.indexOf(u"await ready;"_s) < snippet.indexOf(u"await client.open();"_s));
    QVERIFY(snippet.contains(u"await ready;"_s));
}

void SnippetTest::authorityOfTheSystemNeedsNoFile()
{
    DeviceAccess access = accessOf(u"pump"_s);
    access.caFile.clear();

    QVERIFY(!snippetFor(SnippetLanguage::Shell, access).contains(u"--cafile"_s));
    QVERIFY(snippetFor(SnippetLanguage::Python, access).contains(u"ca_certs=None"_s));
    QVERIFY(!snippetFor(SnippetLanguage::Node, access).contains(u"ready"_s));
}

void SnippetTest::languagesAreKeptByTheirKeys()
{
    for (const SnippetLanguage language : kAll) {
        QCOMPARE(int(snippetLanguageFrom(keyOf(language))), int(language));
        QVERIFY(!nameOf(language).isEmpty());
    }
}

void SnippetTest::unknownLanguageIsTheShell()
{
    QCOMPARE(int(snippetLanguageFrom(u"cobol"_s)), int(SnippetLanguage::Shell));
    QCOMPARE(int(snippetLanguageFrom({})), int(SnippetLanguage::Shell));
}

void SnippetTest::everySnippetEndsWithANewLine()
{
    for (const SnippetLanguage language : kAll) {
        QVERIFY(snippetFor(language, accessOf(u"pump"_s)).endsWith(u'\n'));
    }
}

void SnippetTest::nodeOnAnotherPortIsAnObstacle()
{
    DeviceAccess access = accessOf(u"pump"_s);
    QCOMPARE(obstacleFor(SnippetLanguage::Node, access), QString());

    access.mqttsPort = 8884;

    QVERIFY(obstacleFor(SnippetLanguage::Node, access).contains(u"8884"_s));
    QCOMPARE(obstacleFor(SnippetLanguage::Shell, access), QString());
    QCOMPARE(obstacleFor(SnippetLanguage::Python, access), QString());
}

void SnippetTest::authorityThatIsNotThereYetIsAnObstacle()
{
    DeviceAccess access = accessOf(u"pump"_s);

    access.isCaFileToBeMade = true;

    for (const SnippetLanguage language : kAll) {
        QVERIFY(obstacleFor(language, access).contains(access.caFile));
    }
}

void SnippetTest::idThatNoTopicCanCarryIsAnObstacle_data()
{
    QTest::addColumn<QString>("id");
    QTest::newRow("plus") << u"a+b"_s;
    QTest::newRow("number sign") << u"pump#7"_s;
}

/// MQTT 3.1.1 §3.3.2.1: these clients publish to no topic with a wildcard in it.
void SnippetTest::idThatNoTopicCanCarryIsAnObstacle()
{
    QFETCH(const QString, id);

    for (const SnippetLanguage language : kAll) {
        QVERIFY(obstacleFor(language, accessOf(id)).contains(id));
        QVERIFY(obstacleFor(language, accessOf(id)).endsWith(u'.'));
    }
}

std::unique_ptr<QObject> snippetTest()
{
    return std::make_unique<SnippetTest>();
}

} // namespace deck::test

#include "tst_snippet.moc"
