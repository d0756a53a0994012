// What the stored keys are encrypted under: where it comes from, how a wrong one is told, and changing
// it, with a kill after each step.
#include "tests/support/hubd_process.h"
#include "tests/support/test_hub.h"

#include "server/hub_key.h"
#include "server/rekey.h"

#include "storage/sqlite/key_boxes.h"
#include "storage/sqlite/state_database.h"

#include "base/private_file.h"

#include <QProcess>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace hub;
using namespace hub::test;

namespace {

const std::string kFirst = "the first passphrase of this test";
const std::string kSecond = "another passphrase of this test";

KeySource passphrase(const std::string& text, bool takesOver = false)
{
    return {text, "--key-file /etc/key", takesOver};
}

TestHub::Adjust with(KeySource source)
{
    return [source](Config& config) { config.key = source; };
}

/// Starts a hub in the folder and lets it go at once.
Result<void> startIn(const std::filesystem::path& folder, const KeySource& source)
{
    Config config;
    config.dataFolder = folder;
    config.key = source;
    config.httpsPorts = {0};
    config.mqttsPort = 0;
    config.ioThreads = 1;
    config.readyFile = std::filesystem::path();
    auto server = Server::start(config);
    return server ? Result<void>(success()) : server.error();
}

/// Every stored key with its place, as text; nothing when the source does not open them.
std::optional<std::vector<std::string>> keysIn(const std::filesystem::path& folder,
                                               const KeySource& source)
{
    const auto key = readHubKey(folder, source);
    if (!key) {
        return std::nullopt;
    }
    std::vector<std::string> keys;
    const auto note = [&keys](const sqlite::BoxColumn& column, const Secret& secret) {
        keys.push_back(std::string(column.table) + "." + column.column + " " +
                       std::string(secret.reveal()));
    };
    return sqlite::forEachBox(folder, key.value().box, note) ? std::optional(keys) : std::nullopt;
}

/// A folder in which a hub with a device, a module and a certificate device has run.
void fill(TestHub& hub)
{
    HttpPeer http = hub.http();
    const std::string version = "?api-version=2021-04-12";
    const std::string x509 = R"({"authentication":{"type":"certificateAuthority"}})";
    QCOMPARE(http.request("PUT", "/devices/dev1" + version, "{}").status, 200);
    QCOMPARE(http.request("PUT", "/devices/dev1/modules/mod" + version, "{}").status, 200);
    QCOMPARE(http.request("PUT", "/devices/cert1" + version, x509).status, 200);
}

struct Run
{
    int exitCode = -1;
    QString output;
    QString errors;
};

Run runHubd(const QStringList& arguments, const QStringList& environment = {})
{
    QProcess process;
    process.setEnvironment(QProcess::systemEnvironment() + environment);
    process.start(qEnvironmentVariable("HUBD"), arguments);
    Run run;
    if (process.waitForFinished(20'000)) {
        run.exitCode = process.exitCode();
    }
    run.output = process.readAllStandardOutput();
    run.errors = process.readAllStandardError();
    return run;
}

QString text(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

} // namespace

Q_DECLARE_METATYPE(hub::KeySource)

class HubKeysTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passphraseLeavesNoKeyInTheFolder()
    {
        TestHub hub(with(passphrase(kFirst)));
        hub.addDevice("dev1");
        hub.stop();

        QVERIFY(!std::filesystem::exists(hub.folder() / "secret.key"));
        QVERIFY(startIn(hub.folder(), passphrase(kFirst)));
        hub.start();
        QVERIFY(hub.device("dev1") != nullptr);
    }

    void wrongKeyIsToldAtTheStart_data()
    {
        QTest::addColumn<KeySource>("made");
        QTest::addColumn<KeySource>("given");
        QTest::addColumn<QString>("said");
        QTest::newRow("another passphrase")
            << passphrase(kFirst) << passphrase(kSecond) << "--key-file /etc/key does not hold";
        QTest::newRow("no passphrase") << passphrase(kFirst) << KeySource() << "--key-credential";
        QTest::newRow("a passphrase too much")
            << KeySource() << passphrase(kFirst) << "hubd rekey";
    }

    void wrongKeyIsToldAtTheStart()
    {
        QFETCH(KeySource, made);
        QFETCH(KeySource, given);
        QFETCH(QString, said);
        TestHub hub(with(made));
        fill(hub);
        hub.stop();
        const auto before = keysIn(hub.folder(), made);

        const auto started = startIn(hub.folder(), given);
        const auto offline = connectionString(hub.folder(), "iothubowner", {}, given);
        const auto changed = rekey(hub.folder(), given, passphrase(kSecond));

        for (const Result<void>& result :
             {started, Result<void>(offline.error()), changed}) {
            QVERIFY(!result);
            QCOMPARE(result.error().code, Errc::WrongKey);
            QVERIFY2(result.error().detail.find(said.toStdString()) != std::string::npos,
                     result.error().detail.c_str());
            QVERIFY(result.error().detail.find(given.passphrase) == std::string::npos ||
                    given.passphrase.empty());
        }
        QVERIFY(before.has_value());
        QVERIFY(keysIn(hub.folder(), made) == before);
    }

    void anotherFoldersKeyFileIsToldAtTheStart()
    {
        TestHub hub;
        hub.stop();
        const TestHub other;
        std::filesystem::copy_file(other.folder() / "secret.key", hub.folder() / "secret.key",
                                   std::filesystem::copy_options::overwrite_existing);

        const auto started = startIn(hub.folder(), {});

        QCOMPARE(started.error().code, Errc::WrongKey);
        QVERIFY(started.error().detail.find("secret.key is not the key") != std::string::npos);
    }

    void folderOfBeforeThereWereRecordsGetsOne()
    {
        TestHub hub;
        fill(hub);
        hub.stop();
        const auto before = keysIn(hub.folder(), {});
        {
            const auto database = sqlite::openStateDatabase(hub.folder(), sqlite::Access::ReadWrite);
            QVERIFY(database.value().execute("DELETE FROM setting WHERE name = 'key.record'"));
        }
        QVERIFY(connectionString(hub.folder(), "iothubowner", {}).has_value());

        QVERIFY(startIn(hub.folder(), {}));

        QVERIFY(sqlite::sealedUnder(hub.folder()).value().record.has_value());
        QVERIFY(before && keysIn(hub.folder(), {}) == before);
    }

    void folderUnderAFileIsTakenOver()
    {
        TestHub hub;
        hub.addDevice("dev1");
        hub.stop();
        const auto before = keysIn(hub.folder(), {});

        QVERIFY(startIn(hub.folder(), passphrase(kFirst, true)));
        QVERIFY(startIn(hub.folder(), passphrase(kFirst, true))); // nothing left to take over

        QVERIFY(!std::filesystem::exists(hub.folder() / "secret.key"));
        QVERIFY(before && keysIn(hub.folder(), passphrase(kFirst)) == before);
    }

    void shortPassphraseIsNoNewKey()
    {
        const TemporaryFolder folder;

        const auto started = startIn(folder / "data", passphrase("hubdeck"));

        QCOMPARE(started.error().code, Errc::InvalidArgument);
        QVERIFY(started.error().detail.find("hubdeck") == std::string::npos);
        QVERIFY(started.error().detail.find("openssl rand") != std::string::npos);
    }

    void rekeyWhileTheHubRunsIsRefused()
    {
        const TestHub hub;

        const auto changed = rekey(hub.folder(), {}, passphrase(kFirst));

        QCOMPARE(changed.error().code, Errc::Locked);
        QVERIFY(!std::filesystem::exists(hub.folder() / kNextKeyFile));
    }

    void rekeyChangesTheKeyAndNothingElse_data()
    {
        QTest::addColumn<KeySource>("now");
        QTest::addColumn<KeySource>("next");
        QTest::newRow("file to file") << KeySource() << KeySource();
        QTest::newRow("file to passphrase") << KeySource() << passphrase(kFirst);
        QTest::newRow("passphrase to passphrase") << passphrase(kFirst) << passphrase(kSecond);
        QTest::newRow("the same passphrase") << passphrase(kFirst) << passphrase(kFirst);
        QTest::newRow("passphrase to file") << passphrase(kFirst) << KeySource();
    }

    void rekeyChangesTheKeyAndNothingElse()
    {
        QFETCH(KeySource, now);
        QFETCH(KeySource, next);
        TestHub hub(with(now));
        fill(hub);
        hub.stop();
        const auto before = keysIn(hub.folder(), now);
        const SecretBox oldBox = readHubKey(hub.folder(), now).value().box;

        for (int round = 1; round <= 2; ++round) {
            const auto changed = rekey(hub.folder(), round == 1 ? now : next, next);
            QVERIFY2(changed.has_value(), changed ? "" : changed.error().detail.c_str());
        }

        const HubKey key = readHubKey(hub.folder(), next).value();
        QCOMPARE(int(key.record.keyId), 3);
        QVERIFY(before && keysIn(hub.folder(), next) == before);
        const auto nothing = [](const sqlite::BoxColumn&, const Secret&) {};
        QVERIFY(!sqlite::forEachBox(hub.folder(), oldBox, nothing));
        QCOMPARE(std::filesystem::exists(hub.folder() / "secret.key"), next.isFile());
        QVERIFY(!std::filesystem::exists(hub.folder() / kNextKeyFile));
        QVERIFY(startIn(hub.folder(), next));
    }

    void killedRekeyLeavesAFolderThatOpens_data()
    {
        QTest::addColumn<KeySource>("now");
        QTest::addColumn<KeySource>("next");
        QTest::addColumn<QString>("step");
        QTest::addColumn<bool>("isNew");
        const std::vector<std::pair<const char*, bool>> steps{
            {"key", false}, {"sealed", false}, {"committed", true}, {"emptied", true}, {"settled", true}};
        for (const auto& [step, isNew] : steps) {
            QTest::addRow("file to file, %s", step) << KeySource() << KeySource() << step << isNew;
            QTest::addRow("file to passphrase, %s", step)
                << KeySource() << passphrase(kFirst) << step << isNew;
            QTest::addRow("passphrase to passphrase, %s", step)
                << passphrase(kFirst) << passphrase(kSecond) << step << isNew;
            QTest::addRow("passphrase to file, %s", step)
                << passphrase(kFirst) << KeySource() << step << isNew;
        }
    }

    void killedRekeyLeavesAFolderThatOpens()
    {
        QFETCH(KeySource, now);
        QFETCH(KeySource, next);
        QFETCH(QString, step);
        QFETCH(bool, isNew);
        TestHub hub(with(now));
        fill(hub);
        hub.stop();
        const auto before = keysIn(hub.folder(), now);

        const pid_t child = ::fork();
        if (child == 0) {
            (void)rekeyLocked(hub.folder(), now, next, [&step](std::string_view done) {
                if (done == step.toStdString()) {
                    ::raise(SIGKILL);
                }
            });
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

        const KeySource& right = isNew ? next : now;
        const KeySource& wrong = isNew ? now : next;
        QVERIFY(before && keysIn(hub.folder(), right) == before);
        if (right.passphrase != wrong.passphrase) {
            QCOMPARE(startIn(hub.folder(), wrong).error().code, Errc::WrongKey);
        }
        const auto started = startIn(hub.folder(), right);
        QVERIFY2(started.has_value(), started ? "" : started.error().detail.c_str());
        QVERIFY(keysIn(hub.folder(), right) == before);
        QCOMPARE(std::filesystem::exists(hub.folder() / "secret.key"), right.isFile());
        QVERIFY(!std::filesystem::exists(hub.folder() / kNextKeyFile));
        QVERIFY(rekey(hub.folder(), right, next)); // and it can be done again
        QVERIFY(keysIn(hub.folder(), next) == before);
    }

    void damagedBoxStopsTheRekeyAndChangesNothing()
    {
        TestHub hub;
        fill(hub);
        hub.stop();
        {
            const auto database = sqlite::openStateDatabase(hub.folder(), sqlite::Access::ReadWrite);
            QVERIFY(database.value().execute(
                "UPDATE identity SET secondary_key = zeroblob(62) WHERE module_id <> ''"));
        }

        const auto changed = rekey(hub.folder(), {}, passphrase(kFirst));

        QCOMPARE(changed.error().code, Errc::Corrupt);
        QVERIFY(changed.error().detail.find("identity.secondary_key") != std::string::npos);
        QVERIFY(startIn(hub.folder(), {}));
    }

    void hubdTakesThePassphraseFromEachPlace_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("environment");
        QTest::newRow("file") << QStringList{"--key-file", "@/key"} << QStringList{};
        QTest::newRow("variable") << QStringList{"--key-variable", "HUB_KEY"}
                                  << QStringList{"HUB_KEY=" + QString::fromStdString(kFirst)};
        QTest::newRow("credential") << QStringList{"--key-credential", "key"}
                                    << QStringList{"CREDENTIALS_DIRECTORY=@"};
    }

    void hubdTakesThePassphraseFromEachPlace()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QStringList, environment);
        const TemporaryFolder folder;
        arguments.replaceInStrings("@", text(folder.path()));
        environment.replaceInStrings("@", text(folder.path()));
        QVERIFY(writePrivateFile(folder / "key", kFirst + "\nnot part of it\n"));
        const QStringList all =
            QStringList{"--data", text(folder / "data"), "--https-port", "0", "--mqtts-port", "0",
                        "--ready-file", text(folder / "ready")} +
            arguments;
        QProcess process;
        process.setEnvironment(QProcess::systemEnvironment() + environment);
        process.start(qEnvironmentVariable("HUBD"), all);
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(folder / "ready"), 20'000);

        QFile processEnvironment("/proc/" + QString::number(process.processId()) + "/environ");
        QVERIFY(processEnvironment.open(QIODevice::ReadOnly));
        const QByteArray shown = processEnvironment.readAll();
        const Run printed = runHubd(QStringList{"connection-string", "--data", text(folder / "data")} +
                                        arguments,
                                    environment);
        const Run without = runHubd({"connection-string", "--data", text(folder / "data")});
        process.terminate();
        QVERIFY(process.waitForFinished());

        QVERIFY(shown.contains("PATH=") && !shown.contains(kFirst.c_str()));
        QVERIFY2(printed.output.contains("SharedAccessKeyName=iothubowner"), qPrintable(printed.errors));
        QCOMPARE(without.exitCode, 1);
        QVERIFY2(without.errors.contains("--key-file"), qPrintable(without.errors));
        QVERIFY(keysIn(folder / "data", passphrase(kFirst)).has_value());
    }

    void hubdExplainsWhatItCannotTake_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        QTest::newRow("open to the group") << QStringList{"--key-file", "@/open"} << "chmod 600";
        QTest::newRow("empty") << QStringList{"--key-file", "@/empty"} << "first line is empty";
        QTest::newRow("missing") << QStringList{"--key-file", "@/none"} << "cannot read";
        QTest::newRow("no variable") << QStringList{"--key-variable", "NO_SUCH_VARIABLE"}
                                     << "no variable NO_SUCH_VARIABLE";
        QTest::newRow("no credentials") << QStringList{"--key-credential", "key"}
                                        << "LoadCredential=key:FILE";
        QTest::newRow("two") << QStringList{"--key-file", "@/key", "--key-variable", "PATH"}
                             << "exclude each other";
    }

    void hubdExplainsWhatItCannotTake()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, said);
        const TemporaryFolder folder;
        arguments.replaceInStrings("@", text(folder.path()));
        QVERIFY(writePrivateFile(folder / "key", kFirst));
        QVERIFY(writePrivateFile(folder / "empty", "\n" + kFirst));
        QVERIFY(writePrivateFile(folder / "open", kFirst));
        std::filesystem::permissions(folder / "open", static_cast<std::filesystem::perms>(0640));

        const Run run = runHubd(QStringList{"--data", text(folder / "data")} + arguments);

        QCOMPARE(run.exitCode, 2);
        QVERIFY2(run.errors.contains(said), qPrintable(run.errors));
        QVERIFY(!run.errors.contains(QString::fromStdString(kFirst)));
        QVERIFY(!std::filesystem::exists(folder / "data"));
    }

    void hubdRekeys()
    {
        TestHub hub;
        fill(hub);
        hub.stop();
        const auto before = keysIn(hub.folder(), {});
        const TemporaryFolder folder;
        QVERIFY(writePrivateFile(folder / "key", kFirst));
        const QStringList base{"rekey", "--data", text(hub.folder())};

        const Run toPassphrase = runHubd(base + QStringList{"--new-key-file", text(folder / "key")});
        const bool hadFile = std::filesystem::exists(hub.folder() / "secret.key");
        const Run wrong = runHubd(base);
        const Run back = runHubd(base + QStringList{"--key-file", text(folder / "key")});
        const Run nowhere = runHubd({"rekey", "--data", text(folder / "none")});

        QCOMPARE(toPassphrase.exitCode, 0);
        QVERIFY(toPassphrase.output.contains("--new-key-file"));
        QVERIFY(!hadFile);
        QCOMPARE(wrong.exitCode, 1);
        QVERIFY2(wrong.errors.contains("under a passphrase"), qPrintable(wrong.errors));
        QCOMPARE(back.exitCode, 0);
        QVERIFY(before && keysIn(hub.folder(), {}) == before);
        QCOMPARE(nowhere.exitCode, 1);
        QVERIFY(!std::filesystem::exists(folder / "none"));
    }
};

QTEST_GUILESS_MAIN(HubKeysTest)
#include "tst_keys.moc"
