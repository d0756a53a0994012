// hubd doctor over real data folders, with a hub that runs and without one.
#include "base/private_file.h"
#include "tests/support/hubd_process.h"
#include "tests/support/secret_scan.h"
#include "tests/support/test_hub.h"

#include <boost/json/parse.hpp>

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <map>

using namespace hub;
using namespace hub::test;
using namespace std::string_literals;

namespace {

struct Checkup
{
    int exitCode = -1;
    QString output;
    QString errors;
    json::value findings; ///< with --json

    /// "warning", or empty when there is no such check.
    std::string level(const char* check) const { return member(check, "level"); }
    QString found(const char* check) const
    {
        return QString::fromStdString(member(check, "found"));
    }

    std::string member(const char* check, const char* name) const
    {
        for (const json::value& each : findings.at("findings").as_array()) {
            if (each.at("check").as_string() == check) {
                return std::string(each.at(name).as_string());
            }
        }
        return {};
    }
};

QString text(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

Checkup doctor(const std::filesystem::path& data, const QStringList& more = {"--json"})
{
    QProcess process;
    process.start(qEnvironmentVariable("HUBD"), QStringList{"doctor", "--data", text(data)} + more);
    Checkup checkup;
    if (process.waitForFinished(20'000)) {
        checkup.exitCode = process.exitCode();
    }
    checkup.output = process.readAllStandardOutput();
    checkup.errors = process.readAllStandardError();
    if (more.contains("--json") && checkup.output.startsWith('{')) {
        checkup.findings = json::parse(checkup.output.toStdString());
    }
    return checkup;
}

/// A folder whose hub has run and stopped.
void fill(const std::filesystem::path& data)
{
    HubdProcess hubd(data);
    QVERIFY(hubd.start());
    QCOMPARE(hubd.stop().value_or(-1), 0);
}

void makeAdministrator(const HubdProcess& hubd)
{
    HttpPeer http = hubd.http();
    QCOMPARE(http.request("PUT", "/admin/people/bob", R"({"role":"administrator"})").status, 200);
}

} // namespace

class HubDoctorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void freshFolderIsHealthy()
    {
        const TemporaryFolder folder;
        fill(folder / "data");

        const Checkup checkup = doctor(folder / "data");

        QVERIFY2(checkup.exitCode == 0, qPrintable(checkup.output + checkup.errors));
        QCOMPARE(std::string(checkup.findings.at("worst").as_string()), "note"s);
        for (const char* const check :
             {"tls.certificate", "tls.authority", "tls.names", "tls.key", "clock", "files.modes",
              "files.owners", "keys.strength", "keys.age", "people", "ports", "access.ipRules",
              "access.lockout", "access.mode", "store.integrity", "audit.head", "disk"}) {
            QVERIFY2(checkup.level(check) == "ok", check);
        }
        QCOMPARE(checkup.level("key.place"), "note"s);
        QCOMPARE(checkup.level("backup"), "note"s);
        QVERIFY(checkup.found("keys.strength").startsWith("10 stored keys"));
    }

    void folderIsNotChanged()
    {
        const TemporaryFolder folder;
        fill(folder / "data");
        const auto names = [&folder] {
            std::map<std::string, Bytes> files;
            for (const auto& each :
                 std::filesystem::recursive_directory_iterator(folder / "data")) {
                files[each.path().string()] =
                    each.is_regular_file() ? readSmallFile(each.path(), 64 << 20).value() : Bytes();
            }
            return files;
        };
        const auto before = names();

        QCOMPARE(doctor(folder / "data").exitCode, 0);

        QVERIFY(names() == before);
    }

    void peopleReadSentencesWithRemedies()
    {
        const TemporaryFolder folder;
        fill(folder / "data");

        const Checkup checkup = doctor(folder / "data", {});

        QCOMPARE(checkup.exitCode, 0);
        QVERIFY2(checkup.output.contains("note      Whether there is a backup"),
                 qPrintable(checkup.output));
        QVERIFY(checkup.output.contains("-> Make one"));
    }

    void runningHubIsAskedWhereItListens()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data", {"--bind", "0.0.0.0", "--max-failed-sign-ins", "0"});
        QVERIFY(hubd.start());

        const Checkup checkup = doctor(folder / "data");

        QCOMPARE(checkup.exitCode, 1);
        QCOMPARE(checkup.level("ports"), "note"s);
        QVERIFY2(checkup.found("ports").startsWith("The hub listens: mqtts on 0.0.0.0 port " +
                                                   QString::number(hubd.mqttsPort())),
                 qPrintable(checkup.found("ports")));
        QCOMPARE(checkup.level("access.ipRules"), "warning"s);
        QCOMPARE(checkup.level("access.lockout"), "warning"s);
        QCOMPARE(checkup.level("access.mode"), "note"s);
        QCOMPARE(checkup.level("key.place"), "warning"s);
        QCOMPARE(checkup.level("tls.names"), "warning"s); // localhost
        QCOMPARE(checkup.level("audit.head"), "ok"s);
        HttpPeer http = hubd.http();
        QCOMPARE(http.get("/admin/health").status, 200);
    }

    void hubWithoutAReadyFileIsNotKnown()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());
        std::filesystem::remove(hubd.readyFile());

        const Checkup checkup = doctor(folder / "data");

        QCOMPARE(checkup.level("ports"), "note"s);
        QVERIFY(checkup.found("ports").contains("not known"));
    }

    void settingsSayHowAStoppedHubWouldListen()
    {
        const TemporaryFolder folder;
        fill(folder / "data");

        const Checkup checkup = doctor(folder / "data", {"--json", "--bind", "0.0.0.0"});

        QCOMPARE(checkup.exitCode, 1);
        QVERIFY(
            checkup.found("ports").startsWith("With these settings the hub would listen: mqtts on "
                                              "0.0.0.0 port 8883"));
        QCOMPARE(checkup.level("access.ipRules"), "warning"s);
    }

    void weakKeysAndAdministratorsAreNamed()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());
        HttpPeer http = hubd.http();
        const std::string short16 = "MDEyMzQ1Njc4OWFiY2RlZg=="; // 16 bytes
        const std::string keys = "'primaryKey':'" + short16 + "','secondaryKey':'" + kTestKey + "'";
        std::string body = "{'authentication':{'symmetricKey':{" + keys + "}}}";
        std::replace(body.begin(), body.end(), '\'', '"');
        QCOMPARE(http.request("PUT", "/devices/pump-1?api-version=2021-04-12", body).status, 200);
        makeAdministrator(hubd);

        const Checkup checkup = doctor(folder / "data");

        QCOMPARE(checkup.exitCode, 1);
        QCOMPARE(checkup.level("keys.strength"), "warning"s);
        QVERIFY2(checkup.found("keys.strength").contains("1 of 13 stored keys") &&
                     checkup.found("keys.strength").contains("identity pump-1"),
                 qPrintable(checkup.found("keys.strength")));
        QCOMPARE(checkup.level("people.expiry"), "warning"s);
        QCOMPARE(checkup.level("people.factor"), "warning"s);
        QVERIFY(checkup.found("people.factor").contains("bob"));
        QVERIFY(!checkup.output.contains(QString::fromStdString(short16)));
    }

    void rulesAndModeAreReadFromTheStore()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data", {"--bind", "0.0.0.0"});
        QVERIFY(hubd.start());
        HttpPeer http = hubd.http();
        const std::string others = R"({"defaults":{"service":"reject","admin":"reject"},"rules":[)"
                                   R"({"name":"here","action":"accept","network":"127.0.0.0/8"},)"
                                   R"({"name":"lab","action":"reject","network":"10.0.0.0/8",)"
                                   R"("scopes":["device"]}]})";
        QCOMPARE(http.request("PUT", "/admin/access/ip-rules/draft", others).status, 200);
        QCOMPARE(http.request("POST", "/admin/access/ip-rules/apply", "{}").status, 200);
        QCOMPARE(http.request("PUT", "/admin/access/mode", R"({"mode":"allowListOnly"})").status, 200);

        const Checkup checkup = doctor(folder / "data");

        QCOMPARE(checkup.level("ports"), "note"s);
        QCOMPARE(checkup.level("access.ipRules"), "ok"s);
        QCOMPARE(checkup.level("access.mode"), "ok"s);
        QCOMPARE(checkup.level("access.lockout"), "ok"s);
    }

    void clockBehindTheNewestDayIsFound()
    {
        const TemporaryFolder folder;
        fill(folder / "data");
        QVERIFY(makePrivateFolder(folder / "data" / "telemetry"));
        QVERIFY(writePrivateFile(folder / "data" / "telemetry" / "2099-01-01.db", ""));

        const Checkup checkup = doctor(folder / "data");

        QCOMPARE(checkup.level("clock"), "critical"s);
        QVERIFY2(checkup.found("clock").contains("2099-01-01"), qPrintable(checkup.found("clock")));
    }

    void openFilesAreFound()
    {
        const TemporaryFolder folder;
        const std::filesystem::path data = folder / "data";
        fill(data);
        using std::filesystem::perms;
        std::filesystem::permissions(data / "tls" / "ca.key", perms(0640));
        std::filesystem::permissions(data / "tls" / "ca.pem", perms(0644)); // public

        const Checkup checkup = doctor(data);

        QCOMPARE(checkup.exitCode, 1);
        QCOMPARE(checkup.level("files.modes"), "critical"s);
        QVERIFY2(checkup.found("files.modes").endsWith("tls/ca.key."),
                 qPrintable(checkup.found("files.modes")));
    }

    void passphraseIsAskedFor()
    {
        const TemporaryFolder folder;
        QVERIFY(writePrivateFile(folder / "pass", "a passphrase of this test\n"));
        notePassphrase("a passphrase of this test");
        HubdProcess hubd(folder / "data", {"--key-file", text(folder / "pass")});
        QVERIFY(hubd.start());
        QCOMPARE(hubd.stop().value_or(-1), 0);

        const Checkup without = doctor(folder / "data");
        const Checkup with =
            doctor(folder / "data", {"--json", "--key-file", text(folder / "pass")});

        QCOMPARE(without.exitCode, 1);
        QCOMPARE(without.level("key.open"), "warning"s);
        QCOMPARE(without.level("audit.head"), "note"s);
        QCOMPARE(without.level("keys.age"), "ok"s); // for which no key is needed
        QCOMPARE(with.exitCode, 0);
        QCOMPARE(with.level("key.place"), "ok"s);
        QCOMPARE(with.level("keys.strength"), "ok"s);
    }

    void damageIsFoundAndTheRestGoesOn()
    {
        const TemporaryFolder folder;
        const std::filesystem::path data = folder / "data";
        fill(data);
        const Bytes whole = readSmallFile(data / "state.db", 64 << 20).value();
        Bytes bytes = whole;
        bytes.replace(5 * 4'096, 4'096, Bytes(4'096, '\x5a'));
        QVERIFY(writePrivateFile(data / "state.db", bytes));
        QVERIFY(writePrivateFile(data / "tls" / "server.pem", "nonsense"));

        const Checkup checkup = doctor(data);
        QVERIFY(writePrivateFile(data / "state.db", whole));

        QCOMPARE(checkup.exitCode, 1);
        QCOMPARE(checkup.level("store.integrity"), "critical"s);
        QCOMPARE(checkup.level("tls.certificate"), "critical"s);
        QCOMPARE(checkup.level("disk"), "ok"s);
    }

    void lostHeadOfTheAuditLogIsFound()
    {
        const TemporaryFolder folder;
        fill(folder / "data");
        std::filesystem::remove(folder / "data" / "audit.head");

        const Checkup checkup = doctor(folder / "data");

        QCOMPARE(checkup.exitCode, 1);
        QCOMPARE(checkup.level("audit.head"), "critical"s);
    }

    void folderThatIsNoneIsAnError()
    {
        const TemporaryFolder folder;

        const Checkup checkup = doctor(folder / "data");

        QCOMPARE(checkup.exitCode, 1);
        QVERIFY(checkup.output.isEmpty());
        QVERIFY2(checkup.errors.contains("format"), qPrintable(checkup.errors));
    }
};

QTEST_GUILESS_MAIN(HubDoctorTest)
#include "tst_doctor.moc"
