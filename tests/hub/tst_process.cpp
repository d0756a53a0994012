// hubd as a program: options, files, signals, and what it says when something is wrong.
#include "tests/support/hubd_process.h"
#include "tests/support/test_hub.h"

#include "net/port_binder.h"

#include "base/private_file.h"

#include <boost/json/parse.hpp>

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

struct Run
{
    int exitCode = -1;
    QString output;
    QString errors;
};

/// Runs hubd to its end.
Run runHubd(const QStringList& arguments)
{
    QProcess process;
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

/// All bytes below a folder but those of the named files.
Bytes bytesBelow(const std::filesystem::path& folder, const QStringList& except)
{
    Bytes bytes;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        if (file.is_regular_file() && !except.contains(text(file.path().filename()))) {
            bytes += readSmallFile(file.path(), 64 << 20).value();
        }
    }
    return bytes;
}

} // namespace

class HubProcessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readyFileSaysHowToReachTheHub()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");

        QVERIFY(hubd.start());

        const json::value& ready = hubd.ready();
        QCOMPARE(ready.at("pid").as_int64(), std::int64_t{hubd.pid()});
        QCOMPARE(std::string(ready.at("version").as_string()), version());
        QCOMPARE(std::string(ready.at("hostName").as_string()), std::string("localhost"));
        QCOMPARE(ready.at("https").as_array().size(), std::size_t{1});
        QVERIFY(std::string(ready.at("ownerConnectionString").as_string())
                    .starts_with("HostName=localhost:"));
        QCOMPARE(static_cast<unsigned>(std::filesystem::status(hubd.readyFile()).permissions()),
                 0600U);
        HttpPeer http = hubd.http();
        QCOMPARE(http.get("/admin/health").status, 200);
    }

    void sigtermStopsCleanlyWithEverythingCommitted()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());
        HttpPeer http = hubd.http();
        QCOMPARE(http.request("PUT", "/devices/kept?api-version=2021-04-12", "{}").status, 200);

        QCOMPARE(hubd.stop().value_or(-1), 0);

        QVERIFY(!std::filesystem::exists(hubd.readyFile()));
        QVERIFY(hubd.start());
        HttpPeer again = hubd.http();
        QCOMPARE(again.get("/devices/kept?api-version=2021-04-12").status, 200);
    }

    void secondHubOnTheSameFolderNamesTheFirst()
    {
        const TemporaryFolder folder;
        HubdProcess first(folder / "data");
        QVERIFY(first.start());

        const Run second = runHubd({"--data", text(folder / "data"), "--mqtts-port", "0",
                                    "--https-port", "0", "--ready-file", text(folder / "r2")});

        QCOMPARE(second.exitCode, 1);
        QVERIFY2(second.errors.contains("process " + QString::number(first.pid())),
                 qPrintable(second.errors));
        HttpPeer http = first.http();
        QCOMPARE(http.get("/admin/health").status, 200);
    }

    void lockGoesWithAKilledHub()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());

        hubd.kill();

        QVERIFY(!runningHub(folder / "data").has_value());
        QVERIFY(hubd.start());
        QCOMPARE(runningHub(folder / "data")->pid, static_cast<long long>(hubd.pid()));
    }

    void chosenPortThatIsTakenIsAnError()
    {
        const TemporaryFolder folder;
        boost::asio::io_context io;
        const auto taken = net::bindPort(io, "127.0.0.1", 0).value();
        const QString port = QString::number(taken.port);

        const Run mqtts = runHubd({"--data", text(folder / "a"), "--mqtts-port", port});
        const Run https = runHubd({"--data", text(folder / "b"), "--https-port", port});

        QCOMPARE(mqtts.exitCode, 1);
        QVERIFY2(mqtts.errors.contains("port " + port + " is in use"), qPrintable(mqtts.errors));
        QCOMPARE(https.exitCode, 1);
    }

    void takenDefaultPortMovesAndSaysSo()
    {
        const TemporaryFolder folder;
        boost::asio::io_context io;
        const auto taken = net::bindPort(io, "127.0.0.87", 8883).value();
        HubdProcess hubd(folder / "data", {"--bind", "127.0.0.87", "--mqtts-port", "0"});
        Q_UNUSED(hubd);
        QProcess process;
        process.start(qEnvironmentVariable("HUBD"),
                      {"--data", text(folder / "data"), "--bind", "127.0.0.87", "--host-name",
                       "127.0.0.87", "--https-port", "0", "--ready-file", text(folder / "ready")});
        QVERIFY(process.waitForReadyRead(20'000));
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(folder / "ready"), 10'000);

        const QString said = process.readAllStandardOutput();
        process.terminate();
        QVERIFY(process.waitForFinished());

        QVERIFY2(said.contains("Port 8883 is taken, using 8884."), qPrintable(said));
    }

    void openHubSaysToWhom()
    {
        const TemporaryFolder folder;
        HubdProcess open(folder / "open", {"--bind", "0.0.0.0"});
        HubdProcess closed(folder / "closed");
        QVERIFY(open.start() && closed.start());

        HttpPeer everybody = open.http();
        HttpPeer nobody = closed.http();
        const json::value told = everybody.get("/admin/capabilities").parsed();
        const json::value quiet = nobody.get("/admin/capabilities").parsed();

        QCOMPARE(told.at("notices").as_array().size(), std::size_t{1});
        const std::string notice(told.at("notices").at(0).as_string());
        QVERIFY2(notice.starts_with("Listening on 0.0.0.0: every machine that reaches this one can connect"),
                 notice.c_str());
        QCOMPARE(quiet.at("notices").as_array().size(), std::size_t{0});
    }

    void connectionStringIsPrintedWhetherTheHubRunsOrNot()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());
        HttpPeer http = hubd.http();
        const json::value device =
            http.request("PUT", "/devices/dev1?api-version=2021-04-12", "{}").parsed();
        const QString key = QString::fromStdString(std::string(
            device.at("authentication").at("symmetricKey").at("primaryKey").as_string()));
        const QStringList base{"connection-string", "--data", text(folder / "data")};
        const QString mqtts = QString::number(hubd.mqttsPort());

        const Run running = runHubd(base);
        const Run ofDevice = runHubd(base + QStringList{"--device", "dev1"});
        QCOMPARE(hubd.stop().value_or(-1), 0);
        const Run stopped = runHubd(base);
        const Run ofPolicy = runHubd(base + QStringList{"--policy", "service"});
        const Run unknown = runHubd(base + QStringList{"--device", "nobody"});

        QCOMPARE(running.output.trimmed().toStdString(),
                 std::string(hubd.ready().at("ownerConnectionString").as_string()));
        QCOMPARE(stopped.output, running.output);
        QCOMPARE(ofDevice.output.trimmed(),
                 "HostName=localhost:" + mqtts + ";DeviceId=dev1;SharedAccessKey=" + key);
        QVERIFY(ofPolicy.output.contains("SharedAccessKeyName=service;"));
        QCOMPARE(unknown.exitCode, 1);
        QVERIFY(unknown.errors.contains("no device 'nobody'"));
    }

    void wrongOptionsAreExplained_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        QTest::newRow("no data") << QStringList{} << "--data DIR is missing";
        QTest::newRow("unknown option") << QStringList{"--nonsense"} << "nonsense";
        QTest::newRow("unknown command") << QStringList{"dance", "--data", "x"} << "dance";
        QTest::newRow("port too large")
            << QStringList{"--data", "x", "--mqtts-port", "70000"} << "mqtts-port";
        QTest::newRow("negative time")
            << QStringList{"--data", "x", "--clock-skew=-1"} << "clock-skew";
        QTest::newRow("unknown tier")
            << QStringList{"--data", "x", "--throttle", "s4"} << "--throttle must be none, f1";
        QTest::newRow("missing config")
            << QStringList{"--data", "x", "--config", "/none/hubd.conf"} << "/none/hubd.conf";
    }

    void wrongOptionsAreExplained()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, said);

        const Run run = runHubd(arguments);

        QCOMPARE(run.exitCode, 2);
        QVERIFY2(run.errors.contains(said), qPrintable(run.errors));
        QVERIFY(run.errors.contains("hubd --help"));
    }

    void secretFileOfTheFileStorageIsForNobodyElse_data()
    {
        QTest::addColumn<QString>("content");
        QTest::addColumn<unsigned>("mode");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("said");
        const QStringList container{"--file-container", "uploads"};
        const QString good = "AccountName=a;AccountKey=c2VjcmV0IHNlY3JldA==\n";
        QTest::newRow("group may read") << good << 0640U << container << 2 << "chmod 600";
        QTest::newRow("others may write") << good << 0602U << container << 2 << "chmod 600";
        QTest::newRow("empty") << "" << 0600U << container << 2 << "cannot read";
        QTest::newRow("far too long") << QString(5'000, 'x') << 0600U << container << 2 << "too long";
        QTest::newRow("no container") << good << 0600U << QStringList{} << 2 << "need each other";
        QTest::newRow("no connection string")
            << "AccountKey=c2VjcmV0IHNlY3JldA==" << 0600U << container << 1 << "AccountName=";
        QTest::newRow("bad container")
            << good << 0600U << QStringList{"--file-container", "A"} << 1 << "container";
    }

    void secretFileOfTheFileStorageIsForNobodyElse()
    {
        QFETCH(QString, content);
        QFETCH(unsigned, mode);
        QFETCH(QStringList, more);
        QFETCH(int, exitCode);
        QFETCH(QString, said);
        const TemporaryFolder folder;
        const auto file = folder / "storage";
        QVERIFY(writePrivateFile(file, content.toStdString()));
        std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));

        const Run run = runHubd(QStringList{"--data", text(folder / "data"), "--mqtts-port", "0",
                                            "--https-port", "0", "--ready-file", text(folder / "ready"),
                                            "--file-storage-file", text(file)} +
                                more);

        QCOMPARE(run.exitCode, exitCode);
        QVERIFY2(run.errors.contains(said), qPrintable(run.errors));
        QVERIFY(!run.errors.contains("c2VjcmV0"));
    }

    void fileStorageMayStandInTheConfigFile()
    {
        const TemporaryFolder folder;
        QVERIFY(writePrivateFile(folder / "storage",
                                 "AccountName=files;AccountKey=c2VjcmV0IHNlY3JldA==\n"));
        QVERIFY(writePrivateFile(folder / "hubd.conf",
                                 "file-storage-file = " + (folder / "storage").string() +
                                     "\nfile-container = uploads\n"));
        HubdProcess hubd(folder / "data",
                         {"--verbose", "--config", text(folder / "hubd.conf")});
        QVERIFY(hubd.start());
        HttpPeer http = hubd.http();
        http.request("PUT", "/devices/dev1?api-version=2021-04-12", "{}");

        // A policy with DeviceConnect acts for the device.
        const HttpAnswer granted = http.request("POST", "/devices/dev1/files?api-version=2021-04-12",
                                                R"({"blobName":"a"})");
        QCOMPARE(hubd.stop().value_or(-1), 0);

        QCOMPARE(granted.status, 200);
        QVERIFY(granted.body.find("files.blob.core.windows.net") != std::string::npos);
        const QString log = hubd.errorOutput();
        QVERIFY(!log.contains("c2VjcmV0") && !log.contains("sig="));
        const Bytes disk = bytesBelow(folder / "data", {});
        QVERIFY(disk.find("c2VjcmV0") == Bytes::npos && disk.find("secret secret") == Bytes::npos);
    }

    void helpAndVersion()
    {
        QVERIFY(runHubd({"--help"}).output.contains("--mqtts-port"));
        QCOMPARE(runHubd({"--version"}).output.trimmed(), "hubd " + QString::fromStdString(version()));
    }

    void folderThatCannotBeUsedIsExplained_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("said");
        QTest::newRow("a file") << "file" << "is not a folder";
        QTest::newRow("newer") << "newer" << "use a newer Hubdeck";
        QTest::newRow("not ours") << "foreign" << "not a data folder of Hubdeck";
        QTest::newRow("key file gone") << "nokey" << "secret.key is missing";
        QTest::newRow("newer database") << "newerdb" << "use a newer Hubdeck";
    }

    void folderThatCannotBeUsedIsExplained()
    {
        QFETCH(QString, kind);
        QFETCH(QString, said);
        const TemporaryFolder folder;
        const std::filesystem::path data = folder / "data";
        if (kind == "file") {
            QVERIFY(writePrivateFile(data, "x"));
        } else {
            HubdProcess hubd(data);
            QVERIFY(hubd.start());
            QCOMPARE(hubd.stop().value_or(-1), 0);
        }
        if (kind == "newer") {
            QVERIFY(writePrivateFile(data / "format", "hubdeck 2\n"));
        } else if (kind == "foreign") {
            QVERIFY(writePrivateFile(data / "format", "something\n"));
        } else if (kind == "nokey") {
            std::filesystem::remove(data / "secret.key");
        } else if (kind == "newerdb") {
            Bytes bytes = readSmallFile(data / "state.db", 64 << 20).value();
            bytes[63] = 99; // user_version, big-endian at offset 60
            QVERIFY(writePrivateFile(data / "state.db", bytes));
        }

        const Run run = runHubd({"--data", text(data), "--mqtts-port", "0", "--https-port", "0"});

        QCOMPARE(run.exitCode, 1);
        QVERIFY2(run.errors.contains(said), qPrintable(run.errors));
    }

    void configFileHasTheSameKeys()
    {
        const TemporaryFolder folder;
        QVERIFY(writePrivateFile(folder / "hubd.conf",
                                 "# comment\ndata = " + (folder / "data").string() +
                                     "\nhttps-port = 0\nhttps-port = 0\nmqtts-port = 0\n"
                                     "host-name = hub.test\nready-file = " +
                                     (folder / "ready").string() + "\n"));
        QProcess process;
        process.start(qEnvironmentVariable("HUBD"), {"--config", text(folder / "hubd.conf")});
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(folder / "ready"), 10'000);

        const json::value ready = json::parse(readSmallFile(folder / "ready").value());
        process.terminate();
        QVERIFY(process.waitForFinished());

        QCOMPARE(std::string(ready.at("hostName").as_string()), std::string("hub.test"));
        QCOMPARE(ready.at("https").as_array().size(), std::size_t{2});
    }

    void shippedConfigFileNamesEveryOptionAndIsValid()
    {
        const QString source = QStringLiteral(QT_TESTCASE_SOURCEDIR) + "/../../installer/hubd.conf";
        QFile file(source);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString content = file.readAll();
        const QString help = runHubd({"--help"}).output;
        const QString settings = help.mid(help.indexOf("Settings"), help.indexOf("Other:") -
                                                                        help.indexOf("Settings"));
        QRegularExpression option("--([a-z-]+)");
        auto matches = option.globalMatch(settings);
        QVERIFY(matches.hasNext());
        while (matches.hasNext()) {
            const QString name = matches.next().captured(1);
            QVERIFY2(content.contains(QRegularExpression("^#?" + name + " =",
                                                         QRegularExpression::MultilineOption)),
                     qPrintable(name));
        }
    }

    void secretsAreNeitherOnDiskNorInTheLog()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data", {"--verbose"});
        QVERIFY(hubd.start());
        HttpPeer http = hubd.http();
        const json::value device =
            http.request("PUT", "/devices/dev1?api-version=2021-04-12", "{}").parsed();
        const std::string key(
            device.at("authentication").at("symmetricKey").at("primaryKey").as_string());
        const std::string owner(hubd.ready().at("ownerConnectionString").as_string());
        const std::string ownerKey = owner.substr(owner.find("SharedAccessKey=") + 16);
        TlsPeer::Options options;
        options.port = hubd.mqttsPort();
        MqttPeer wrong(TlsPeer::connect(options));
        wrong.connect(TestHub::connectOptions("dev1", key)); // audience of another host name: refused
        http.get("/admin/health");
        QCOMPARE(hubd.stop().value_or(-1), 0);

        const std::string log = hubd.errorOutput().toStdString();
        const Bytes disk = bytesBelow(folder / "data", {"secret.key", "ca.key", "server.key"});

        for (const std::string& secret : {key, ownerKey}) {
            const Bytes raw =
                QByteArray::fromBase64(QByteArray::fromStdString(secret)).toStdString();
            QVERIFY(log.find(secret) == std::string::npos);
            QVERIFY(disk.find(secret) == Bytes::npos);
            QVERIFY(disk.find(raw.substr(0, 12)) == Bytes::npos);
        }
        QVERIFY(log.find("SharedAccessSignature") == std::string::npos);
        QVERIFY(disk.find("device_key") != Bytes::npos); // the scan saw the database
    }
};

QTEST_GUILESS_MAIN(HubProcessTest)
#include "tst_process.moc"
