// Several hubs: one elsewhere is trusted and connected, the console goes back and forth, forgets
// it, and says when it is another one. And two consoles on one data folder.
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "tests/support/hubd_process.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/button.h"
#include "widgets/parts/copy_field.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/shell/hub_row.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>

namespace deck::test {

using namespace Qt::StringLiterals;
using hub::test::HubdProcess;

class HubWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void otherHubIsTrustedByItsFingerprint();
    void badConnectionStringIsExplained();
    void deviceOfAnotherHubRunsOnceItsAuthorityIsSaved();
    void switchingGoesBackAndForth();
    void removedHubGivesWayToTheLocalOne();
    void hubWithAnotherCertificateIsNotTalkedTo();
    void secondConsoleUsesTheHubOfTheFirst();
};

namespace {

/// A console and a hub elsewhere.
struct TwoHubs
{
    hub::test::TemporaryFolder folder;
    HubdProcess hubd{folder / "hub"};
    Walk walk;

    bool openDialog()
    {
        Walk::key(Qt::Key_O, Qt::ControlModifier);
        return QTest::qWaitForWindowActive(&walk.part("dialog.connectHub"));
    }

    void paste(const QString& connectionString)
    {
        walk.part<TextField>("connectHub.string").setText(connectionString);
        walk.click("connectHub.connect");
    }

    QString ownerString() const
    {
        return QString::fromStdString(
            std::string(hubd.ready().at("ownerConnectionString").as_string()));
    }

    /// Until the dialog asks whether to trust.
    bool ask()
    {
        if (!hubd.start() || !walk.online() || !openDialog()) {
            return false;
        }
        paste(ownerString());
        return QTest::qWaitFor([this] { return walk.shows("connectHub.fingerprint"); },
                               kPatienceMs);
    }

    bool connect()
    {
        if (!ask()) {
            return false;
        }
        walk.click("connectHub.connect");
        return isAt(false);
    }

    bool isAt(bool local)
    {
        return QTest::qWaitFor(
            [this, local] {
                HubSession* const session = walk.console().hubs().current();
                return session != nullptr && session->profile().isLocal == local &&
                       session->isOnline();
            },
            kPatienceMs);
    }

    QList<HubRow*> openSwitcher()
    {
        Walk::key(Qt::Key_H, Qt::ControlModifier);
        return walk.part("shell.hubs.list").findChildren<HubRow*>();
    }

    /// To the first or the second one in the list.
    void switchTo(int place)
    {
        const QList<HubRow*> rows = openSwitcher();
        Walk::click(*rows.at(place));
    }
};

Button* removeButtonIn(QWidget& page)
{
    for (Button* button : page.findChildren<Button*>()) {
        if (button->accessibleName().startsWith(u"Remove "_s)) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

void HubWalks::otherHubIsTrustedByItsFingerprint()
{
    TwoHubs hubs;
    QVERIFY(hubs.ask());
    const auto authority =
        QSslCertificate::fromPath(QString::fromStdString(hubs.hubd.caFile())).value(0);
    QString shown = hubs.walk.part<QLabel>("connectHub.fingerprint").text();
    QCOMPARE(shown.replace(u'\n', u':'), fingerprintOf(authority));
    auto& button = hubs.walk.part<QAbstractButton>("connectHub.connect");
    QCOMPARE(button.text(), u"Trust and connect"_s);

    hubs.walk.click(button);

    QVERIFY(hubs.isAt(false));
    QTRY_VERIFY(!hubs.walk.has("dialog.connectHub"));
    QVERIFY(hubs.walk.shows("page.home"));
    QCOMPARE(hubs.openSwitcher().size(), 2);
}

void HubWalks::badConnectionStringIsExplained()
{
    TwoHubs hubs;
    QVERIFY(hubs.walk.online());
    QVERIFY(hubs.openDialog());

    hubs.paste(u"HostName=somewhere"_s);

    const auto& field = hubs.walk.part<TextField>("connectHub.string");
    QVERIFY(!field.error().isEmpty());
    QVERIFY2(field.error().endsWith(u'.'), qPrintable(field.error()));
    QVERIFY(hubs.walk.part("connectHub.connect").isEnabled());
}

/// Its authority is known to nobody but the console: a snippet that says nothing of it cannot run.
void HubWalks::deviceOfAnotherHubRunsOnceItsAuthorityIsSaved()
{
    TwoHubs hubs;
    QVERIFY(hubs.connect());
    QFile authority(QString::fromStdString((hubs.folder / "hub-ca.pem").string()));
    QVERIFY(authority.open(QIODevice::WriteOnly));
    authority.write(hubs.walk.part<CopyField>("home.authority").value().toLatin1());
    authority.close();
    Walk::key(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(QTest::qWaitForWindowActive(&hubs.walk.part("dialog.connectDevice")));
    Walk::key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(hubs.walk.shows("connectDevice.snippet"), kPatienceMs);
    QVERIFY(hubs.walk.part<QLabel>("connectDevice.obstacle").text().contains(u"hub-ca.pem"_s));

    QProcess shell;
    shell.setWorkingDirectory(QString::fromStdString(hubs.folder.path().string()));
    shell.start(u"sh"_s, {u"-c"_s, hubs.walk.part<TextArea>("connectDevice.snippet").text()});

    auto& waiting = hubs.walk.part<QLabel>("connectDevice.waiting");
    QTRY_VERIFY_WITH_TIMEOUT(waiting.text().startsWith(u"First message received"_s), kPatienceMs);
    QTRY_COMPARE(shell.state(), QProcess::NotRunning);
}

void HubWalks::switchingGoesBackAndForth()
{
    TwoHubs hubs;
    QVERIFY(hubs.connect());

    for (const int place : {0, 1, 0, 1}) {
        hubs.switchTo(place);
        QVERIFY(hubs.isAt(place == 0));
        Walk::key(Qt::Key_2, Qt::ControlModifier);
        QVERIFY(hubs.walk.shows("devices.table"));
        Walk::key(Qt::Key_4, Qt::ControlModifier);
        QVERIFY(hubs.walk.shows("page.telemetry"));
    }
}

void HubWalks::removedHubGivesWayToTheLocalOne()
{
    TwoHubs hubs;
    QVERIFY(hubs.connect());
    Walk::key(Qt::Key_7, Qt::ControlModifier);
    Button* const remove = removeButtonIn(hubs.walk.part("page.settings"));
    QVERIFY(remove != nullptr);

    Walk::click(*remove);

    QTRY_COMPARE(hubs.walk.console().hubs().rowCount(), 1);
    QVERIFY(hubs.isAt(true));
    QTRY_VERIFY(removeButtonIn(hubs.walk.part("page.settings")) == nullptr);
    Walk::key(Qt::Key_1, Qt::ControlModifier);
    QVERIFY(hubs.walk.shows("page.home"));
}

void HubWalks::hubWithAnotherCertificateIsNotTalkedTo()
{
    TwoHubs hubs;
    QVERIFY(hubs.connect());
    const auto port = QString::number(hubs.hubd.ready().at("https").at(0).as_int64());
    hubs.hubd.kill();

    HubdProcess other(hubs.folder / "other", {u"--mqtts-port"_s, u"0"_s, u"--https-port"_s, port});
    QVERIFY(other.start());

    QTRY_COMPARE_WITH_TIMEOUT(hubs.walk.session().state(), HubSession::State::Untrusted,
                              kPatienceMs);
    const auto* const banner = hubs.walk.window().findChild<Banner*>();
    QVERIFY(banner->isVisible());
    QCOMPARE(banner->role(), Banner::Role::Bad);
}

void HubWalks::secondConsoleUsesTheHubOfTheFirst()
{
    Walk first;
    QVERIFY(first.online());

    Walk second(first);
    QVERIFY(second.online());

    QCOMPARE(second.console().localHub().phase(), LocalHubStatus::Phase::Attached);
    QCOMPARE(second.session().profile().address(), first.session().profile().address());
    QVERIFY(second.shows("page.home"));
}

std::unique_ptr<QObject> makeHubWalks()
{
    return std::make_unique<HubWalks>();
}

} // namespace deck::test

#include "tst_walk_hubs.moc"
