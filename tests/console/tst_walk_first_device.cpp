// Connect my device: the snippets that the dialog shows are run as they stand, by the programs that
// they are for.
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>

namespace deck::test {

using namespace Qt::StringLiterals;

class FirstDeviceWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shellSnippetRunsUnchanged_data();
    void shellSnippetRunsUnchanged();
    void pythonSnippetRunsUnchanged_data() { shellSnippetRunsUnchanged_data(); }
    void pythonSnippetRunsUnchanged();
    void idThatIsTakenIsRefused();
    void idThatCannotBeIsRefused();
    void wrongKeyIsExplained();
};

namespace {

/// The dialog, with a device made.
struct NewDevice
{
    Walk walk;

    bool open()
    {
        if (!walk.online()) {
            return false;
        }
        Walk::key(Qt::Key_N, Qt::ControlModifier);
        return QTest::qWaitForWindowActive(&walk.part("dialog.connectDevice"));
    }

    bool create(const QString& id)
    {
        if (!open()) {
            return false;
        }
        enter(id);
        return QTest::qWaitFor([this] { return walk.shows("connectDevice.snippet"); }, kPatienceMs);
    }

    void enter(const QString& id)
    {
        walk.part<TextField>("connectDevice.id").edit()->selectAll();
        Walk::type(id);
        Walk::key(Qt::Key_Return);
    }

    QString snippet() { return walk.part<TextArea>("connectDevice.snippet").text(); }
    QString waiting() { return walk.part<QLabel>("connectDevice.waiting").text(); }

    void chooseLanguage(const QString& name)
    {
        for (auto* button : walk.part("dialog.connectDevice").findChildren<QAbstractButton*>()) {
            if (button->text() == name) {
                Walk::click(*button);
            }
        }
    }
};

/// Ends with the test, however it ends.
struct Program
{
    QProcess process;

    ~Program()
    {
        process.kill();
        process.waitForFinished();
    }

    bool start(const QString& name, const QString& code)
    {
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(name, {u"-c"_s, code});
        return process.waitForStarted();
    }
};

QString errorOf(Walk& walk)
{
    return walk.part<TextField>("connectDevice.id").error();
}

} // namespace

void FirstDeviceWalks::shellSnippetRunsUnchanged_data()
{
    QTest::addColumn<QString>("id");
    QTest::newRow("plain") << u"my-device-7"_s;
    QTest::newRow("quotes and commands") << u"a'b$(x)"_s;
    QTest::newRow("looks like a place to fill in") << u"%1:%2F%5"_s;
    QTest::newRow("looks like a query") << u"a?b=c,d;e"_s;
}

void FirstDeviceWalks::shellSnippetRunsUnchanged()
{
    QFETCH(QString, id);
    NewDevice device;
    QVERIFY(device.create(id));
    device.chooseLanguage(u"mosquitto_pub"_s);
    Program shell;

    QVERIFY(shell.start(u"sh"_s, device.snippet()));

    const bool heard = QTest::qWaitFor(
        [&] { return device.waiting().startsWith(u"First message received: "_s); }, kPatienceMs);
    QVERIFY2(heard, qPrintable(device.waiting() + shell.process.readAll()));
    QVERIFY(device.waiting().contains(u"21.5"_s));
}

void FirstDeviceWalks::pythonSnippetRunsUnchanged()
{
    QFETCH(QString, id);
    NewDevice device;
    QVERIFY(device.create(id));
    device.chooseLanguage(u"Python"_s);
    QVERIFY(device.snippet().contains(u"import paho"_s));
    Program python;

    QVERIFY(python.start(u"/usr/bin/python3"_s, device.snippet()));

    const bool heard = QTest::qWaitFor(
        [&] { return device.waiting().startsWith(u"First message received: "_s); }, kPatienceMs);
    QVERIFY2(heard, qPrintable(device.waiting() + python.process.readAll()));
    QVERIFY(device.waiting().contains(u"humidity"_s));
}

void FirstDeviceWalks::idThatIsTakenIsRefused()
{
    NewDevice device;
    QVERIFY(device.create(u"twice"_s));
    Walk::key(Qt::Key_Escape);
    QTRY_VERIFY(!device.walk.has("dialog.connectDevice"));

    Walk::key(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(QTest::qWaitForWindowActive(&device.walk.part("dialog.connectDevice")));
    device.enter(u"twice"_s);

    QTRY_VERIFY(!errorOf(device.walk).isEmpty());
    QVERIFY2(errorOf(device.walk).contains(u"already"_s), qPrintable(errorOf(device.walk)));
    QVERIFY2(errorOf(device.walk).endsWith(u'.'), qPrintable(errorOf(device.walk)));
    QVERIFY(!device.walk.shows("connectDevice.snippet"));
    device.enter(u"once"_s);
    QTRY_VERIFY(device.walk.shows("connectDevice.snippet"));
}

void FirstDeviceWalks::idThatCannotBeIsRefused()
{
    NewDevice device;
    QVERIFY(device.open());

    device.enter(u"two words"_s);

    QTRY_VERIFY(!errorOf(device.walk).isEmpty());
    QVERIFY2(errorOf(device.walk).endsWith(u'.'), qPrintable(errorOf(device.walk)));
    device.enter({});
    QTRY_VERIFY2(errorOf(device.walk).contains(u"id"_s), qPrintable(errorOf(device.walk)));
}

void FirstDeviceWalks::wrongKeyIsExplained()
{
    NewDevice device;
    QVERIFY(device.create(u"forged"_s));
    device.chooseLanguage(u"mosquitto_pub"_s);
    QString snippet = device.snippet();
    snippet.replace(u"&sig="_s, u"&sig=AAAA"_s);
    Program shell;

    QVERIFY(shell.start(u"sh"_s, snippet));

    QTRY_VERIFY_WITH_TIMEOUT(device.waiting().startsWith(u"Refused: "_s), kPatienceMs);
    QVERIFY(device.waiting().size() > 20);
    Program right;
    QVERIFY(right.start(u"sh"_s, device.snippet()));
    QTRY_VERIFY_WITH_TIMEOUT(device.waiting().startsWith(u"First message received"_s), kPatienceMs);
}

std::unique_ptr<QObject> makeFirstDeviceWalks()
{
    return std::make_unique<FirstDeviceWalks>();
}

} // namespace deck::test

#include "tst_walk_first_device.moc"
