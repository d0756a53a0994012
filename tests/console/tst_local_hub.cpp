// The hub inside the console: started, attached to, failing with a sentence, restarted, stopped.
#include "app/console/local_hub.h"

#include "base/private_file.h"

#include "hub/server.h"

#include "models/hub_session.h"

#include "tests/support/hubd_process.h"
#include "tests/support/temporary_folder.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace deck;
using hub::test::HubdProcess;
using hub::test::TemporaryFolder;
using Phase = LocalHubStatus::Phase;

namespace {

constexpr int kPatienceMs = 15'000;

/// A local hub on free ports.
struct Fixture
{
    TemporaryFolder folder;
    LocalHubStatus status;
    std::unique_ptr<LocalHub> local = std::make_unique<LocalHub>(status);
    std::vector<ConnectionProfile> profiles;

    Fixture()
    {
        QObject::connect(local.get(), &LocalHub::ready, &status,
                         [this](const ConnectionProfile& profile) { profiles.push_back(profile); });
    }

    hub::Config config() const
    {
        hub::Config config;
        config.dataFolder = folder / "data";
        config.hostName = "127.0.0.1";
        config.httpsPorts = {0};
        config.mqttsPort = 0;
        config.ioThreads = 1;
        config.readyFile = folder / "ready.json";
        return config;
    }
};

/// True when a session of that profile gets in.
bool canBeReached(const ConnectionProfile& profile)
{
    HubSession session(profile);
    session.start();
    return QTest::qWaitFor([&] { return session.isOnline(); }, kPatienceMs);
}

} // namespace

class LocalHubTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { std::signal(SIGXFSZ, SIG_IGN); }

    void startsWithoutBlockingAndCanBeReached()
    {
        Fixture f;

        f.local->start(f.config());
        QCOMPARE(f.status.phase(), Phase::Starting);
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);

        QCOMPARE(f.profiles.size(), std::size_t{1});
        const ConnectionProfile& profile = f.profiles.front();
        QCOMPARE(profile.id, QString("local"));
        QCOMPARE(profile.host, QString("127.0.0.1"));
        QCOMPARE(profile.policy, QString("iothubowner"));
        QVERIFY(profile.isLocal && !profile.authority.isNull() && !profile.key.empty());
        QVERIFY(QFile::exists(f.status.values().caCertificate));
        QCOMPARE(f.status.values().bindAddress, QString("127.0.0.1"));
        QVERIFY(canBeReached(profile));
    }

    void stopReleasesTheFolder()
    {
        Fixture f;
        f.local->start(f.config());
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);

        f.local->stop();

        QCOMPARE(f.status.phase(), Phase::Stopped);
        QVERIFY(!hub::runningHub(f.config().dataFolder).has_value());
        QVERIFY(!std::filesystem::exists(*f.config().readyFile));
    }

    void stopWhileItStartsWaitsAndSaysNothingMore()
    {
        Fixture f;

        f.local->start(f.config());
        f.local->stop();

        QCOMPARE(f.status.phase(), Phase::Stopped);
        QCoreApplication::sendPostedEvents();
        QCOMPARE(f.status.phase(), Phase::Stopped);
        QVERIFY(f.profiles.empty());
    }

    void canBeDestroyedWhileItStarts()
    {
        Fixture f;

        f.local->start(f.config());
        f.local.reset();

        QVERIFY(!hub::runningHub(f.config().dataFolder).has_value());
    }

    void restartsOnTheSameFolder()
    {
        Fixture f;
        f.local->start(f.config());
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);

        f.local->restart();
        f.local->restart(); // an impatient second press
        QCOMPARE(f.status.phase(), Phase::Starting);
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);

        QCOMPARE(f.profiles.size(), std::size_t{2});
        QVERIFY(haveSameKey(f.profiles[0].authority, f.profiles[1].authority));
        QVERIFY(canBeReached(f.profiles[1]));
    }

    void restartButtonRestarts()
    {
        Fixture f;
        f.local->start(f.config());
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);

        Q_EMIT f.status.restartWanted();

        QTRY_COMPARE_WITH_TIMEOUT(f.profiles.size(), std::size_t{2}, kPatienceMs);
    }

    void startsAgainAfterStop()
    {
        Fixture f;
        f.local->start(f.config());
        f.local->stop();

        f.local->restart();

        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);
    }

    void attachesToTheHubOfAnotherProgram()
    {
        Fixture f;
        HubdProcess hubd(f.config().dataFolder);
        QVERIFY(hubd.start());

        f.local->start(f.config());
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Attached, kPatienceMs);

        QCOMPARE(f.profiles.size(), std::size_t{1});
        QCOMPARE(f.profiles[0].id, QString("local"));
        QCOMPARE(f.profiles[0].host, QString("127.0.0.1"));
        QVERIFY(canBeReached(f.profiles[0]));
    }

    void takesOverWhenTheOtherProgramHasGone()
    {
        Fixture f;
        HubdProcess hubd(f.config().dataFolder);
        QVERIFY(hubd.start());
        f.local->start(f.config());
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Attached, kPatienceMs);

        hubd.kill();

        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);
        QVERIFY(canBeReached(f.profiles.back()));
    }

    void withoutReadyFileItNamesTheOtherProgram()
    {
        Fixture f;
        HubdProcess hubd(f.config().dataFolder);
        QVERIFY(hubd.start());
        std::filesystem::remove(hubd.readyFile());

        f.local->start(f.config());
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Failed, kPatienceMs);

        QVERIFY2(f.status.values().message.contains(QString::number(hubd.pid())),
                 qPrintable(f.status.values().message));
        QVERIFY(!f.status.values().remedy.isEmpty());
        QVERIFY(f.profiles.empty());
    }

    void portInUseIsExplained()
    {
        Fixture other;
        other.local->start(other.config());
        QTRY_COMPARE_WITH_TIMEOUT(other.status.phase(), Phase::Running, kPatienceMs);
        Fixture f;
        hub::Config config = f.config();
        config.httpsPorts = {other.profiles.front().port};

        f.local->start(config);
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Failed, kPatienceMs);

        QVERIFY2(f.status.values().message.contains(QString::number(config.httpsPorts[0])),
                 qPrintable(f.status.values().message));
        QVERIFY(f.status.values().remedy.contains("port"));
    }

    void folderThatCannotBeUsedIsExplained_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("said");
        QTest::newRow("newer") << "data/format"
                               << "hubdeck 2\n"
                               << "format 2";
        QTest::newRow("foreign") << "data/format"
                                 << "something\n"
                                 << "not a data folder";
        QTest::newRow("key is damaged") << "data/secret.key"
                                        << "x"
                                        << "secret.key";
        QTest::newRow("file in its place") << "data"
                                           << "x"
                                           << "not a folder";
    }

    void folderThatCannotBeUsedIsExplained()
    {
        QFETCH(QString, file);
        QFETCH(QString, content);
        QFETCH(QString, said);
        Fixture f;
        const std::filesystem::path path = f.folder.path() / file.toStdString();
        if (path.parent_path() != f.folder.path()) {
            QVERIFY(hub::makePrivateFolder(path.parent_path()));
        }
        QVERIFY(hub::writePrivateFile(path, content.toStdString()));

        f.local->start(f.config());
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Failed, kPatienceMs);

        QVERIFY2(f.status.values().message.contains(said), qPrintable(f.status.values().message));
        QVERIFY(f.status.values().message.endsWith('.'));
        QVERIFY(!f.status.values().remedy.isEmpty());
    }

    void failureIsRepairedByRestart()
    {
        Fixture f;
        QVERIFY(hub::makePrivateFolder(f.config().dataFolder));
        QVERIFY(hub::writePrivateFile(f.config().dataFolder / "format", "hubdeck 2\n"));
        f.local->start(f.config());
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Failed, kPatienceMs);

        std::filesystem::remove(f.config().dataFolder / "format");
        f.local->restart();

        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);
    }

    /// A write that the system refuses stands in for a broken disk.
    void storeFailureIsShownAndRestartable()
    {
        Fixture f;
        f.local->start(f.config());
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);
        HubClient client(f.profiles.front());
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit nothing{0, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &nothing), 0);
        HubRequest request;
        request.method = "PUT";
        request.path = QStringLiteral("/devices/d1");
        request.query.addQueryItem(QStringLiteral("api-version"), QStringLiteral("2021-04-12"));
        request.body = "{}";

        client.send(request, this, [](const HubReply&) {});
        const bool failed =
            QTest::qWaitFor([&] { return f.status.phase() == Phase::Failed; }, kPatienceMs);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);

        QVERIFY(failed);
        QVERIFY2(f.status.values().message.contains("acknowledged"),
                 qPrintable(f.status.values().message));
        f.local->restart();
        QTRY_COMPARE_WITH_TIMEOUT(f.status.phase(), Phase::Running, kPatienceMs);
        QVERIFY(canBeReached(f.profiles.back()));
    }
};

QTEST_GUILESS_MAIN(LocalHubTest)
#include "tst_local_hub.moc"
