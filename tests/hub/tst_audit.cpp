// The audit log of a real hub: who is in it, what is not, and that others can check it.
#include "api/audit.h"
#include "base/base64.h"
#include "base/hex.h"
#include "base/text.h"
#include "base/time_text.h"
#include "hub/audit.h"
#include "tests/support/test_hub.h"

#include <boost/json/parse.hpp>
#include <sqlite3.h>

#include <QProcess>
#include <QTest>

#include <fstream>
#include <thread>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

api::AuditList auditOf(HttpPeer& http, const std::string& query)
{
    const HttpAnswer answer = http.get("/admin/audit?" + query);
    auto list = api::auditListFrom(JsonView(answer.parsed()));
    if (!list) {
        qFatal("%s", answer.body.c_str());
    }
    return std::move(list.value());
}

api::AuditVerdict verdictOf(HttpPeer& http)
{
    const HttpAnswer answer = http.get("/admin/audit/verify");
    auto verdict = api::auditVerdictFrom(JsonView(answer.parsed()));
    if (!verdict) {
        qFatal("%s", answer.body.c_str());
    }
    return std::move(verdict.value());
}

std::vector<json::value> linesOf(const std::string& text)
{
    std::vector<json::value> lines;
    for (const std::string_view line : split(trimmed(text), '\n')) {
        lines.push_back(json::parse(json::string_view(line.data(), line.size())));
    }
    return lines;
}

std::string textOf(const json::value& line, const char* name)
{
    return std::string(line.at(name).as_string());
}

AuditRecord recordOf(const json::value& line)
{
    AuditRecord record;
    record.sequence = std::stoull(textOf(line, "sequence"));
    record.time = parseTime(textOf(line, "time")).value();
    record.actorKind = textOf(line, "actorKind");
    record.actor = textOf(line, "actor");
    record.credential = textOf(line, "credential");
    record.role = textOf(line, "role");
    record.address = textOf(line, "address");
    record.action = textOf(line, "action");
    record.target = textOf(line, "target");
    record.before = textOf(line, "before");
    record.after = textOf(line, "after");
    record.result = textOf(line, "result");
    record.requestId = textOf(line, "requestId");
    return record;
}

AuditSeal sealOf(const json::value& line, AuditSealKind kind, const Sha256& hash)
{
    AuditSeal seal;
    seal.kind = kind;
    seal.number = std::stoull(textOf(line, "number"));
    seal.sequence = std::stoull(textOf(line, "sequence"));
    seal.time = wallFromMicros(std::stoll(textOf(line, "time")));
    seal.hash = hash;
    seal.signature = fromBase64(textOf(line, "signature")).value();
    return seal;
}

/// Checks an export as anybody could who has docs/storage.md; empty = it is whole.
QString problemOf(const std::string& text)
{
    const std::vector<json::value> lines = linesOf(text);
    const Bytes publicKey = fromBase64(textOf(lines.front(), "publicKey")).value();
    std::map<AuditSequence, Sha256> hashes;
    Sha256 hash = kAuditBegin;
    bool hasHead = false;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::string type = textOf(lines[i], "type");
        if (type == "record") {
            const AuditRecord record = recordOf(lines[i]);
            hash = chainHash(hash, record);
            hashes[record.sequence] = hash;
            if (toHex(asBytes(hash)) != textOf(lines[i], "hash")) {
                return "a hash differs";
            }
        } else {
            hasHead = type == "head";
            const auto kind = hasHead ? AuditSealKind::Head : AuditSealKind::Checkpoint;
            const AuditSequence sequence = std::stoull(textOf(lines[i], "sequence"));
            if (!isGenuine(sealOf(lines[i], kind, hashes[sequence]), publicKey)) {
                return "a signature differs";
            }
        }
    }
    return hasHead ? QString() : QString("there is no head");
}

void tamper(const TestHub& hub, const char* sql)
{
    sqlite3* database = nullptr;
    sqlite3_open((hub.folder() / "state.db").c_str(), &database);
    sqlite3_exec(database, "DROP TRIGGER audit_is_only_added_to", nullptr, nullptr, nullptr);
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        qFatal("%s", sqlite3_errmsg(database));
    }
    sqlite3_close(database);
}

struct Ran
{
    int code = -1;
    QString output;
};

Ran runHubd(const QStringList& arguments)
{
    QProcess hubd;
    hubd.start(qEnvironmentVariable("HUBD"), arguments);
    hubd.waitForFinished();
    return {hubd.exitCode(), QString::fromUtf8(hubd.readAllStandardOutput())};
}

} // namespace

class AuditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordSaysWhoFromWhereAndWhat()
    {
        const TestHub hub;
        HttpPeer http = hub.httpAs("registryReadWrite");
        const HttpAnswer answer =
            http.request("PUT", "/devices/thermo-1" + kVersion, R"({"deviceId":"thermo-1"})");

        HttpPeer owner = hub.http();
        const api::AuditList list =
            auditOf(owner, "requestId=" + answer.headers.at("x-ms-request-id"));
        QCOMPARE(list.records.size(), std::size_t{1});
        const AuditRecord& record = list.records[0];
        QCOMPARE(record.actorKind, std::string("policy"));
        QCOMPARE(record.actor, std::string("registryReadWrite"));
        QCOMPARE(record.credential, std::string("primaryKey"));
        QCOMPARE(record.role, std::string("RegistryRead, RegistryWrite"));
        QCOMPARE(record.address, std::string("127.0.0.1"));
        QCOMPARE(record.action, std::string("device.create"));
        QCOMPARE(record.target, std::string("thermo-1"));
        QCOMPARE(record.result, std::string("ok"));
    }

    void refusedCallersAreRecordedWhenTheyAreKnown()
    {
        const TestHub hub;
        HttpPeer service = hub.httpAs("service");
        QCOMPARE(service.request("DELETE", "/devices/thermo-1" + kVersion).status, 401);
        QCOMPARE(service.get("/admin/devices").status, 401);
        HttpPeer nobody = hub.http();
        nobody.setHeader("Authorization", "SharedAccessSignature nonsense");
        QCOMPARE(nobody.request("DELETE", "/devices/thermo-1" + kVersion).status, 401);

        HttpPeer owner = hub.http();
        const api::AuditList list = auditOf(owner, "result=IotHubUnauthorizedAccess");

        QCOMPARE(list.records.size(), std::size_t{2});
        QCOMPARE(list.records[0].action, std::string("api.read"));
        QCOMPARE(list.records[1].action, std::string("device.delete"));
        QCOMPARE(list.records[1].actor, std::string("service"));
    }

    void secretsAreNotInTheLog()
    {
        const TestHub hub;
        hub.addDevice("thermo-1"); // with the test key
        HttpPeer http = hub.http();
        QCOMPARE(http.get("/devices/thermo-1" + kVersion).status, 200);
        QCOMPARE(http.get("/devices" + kVersion).status, 200);
        QCOMPARE(
            http.request("POST", "/devices/thermo-1/messages/deviceBound" + kVersion, "open-sesame")
                .status,
            204);

        const std::string text = http.get("/admin/audit/export").body;

        QVERIFY(text.find("thermo-1") != std::string::npos);
        QVERIFY(text.find(std::string(kTestKey).substr(0, 20)) == std::string::npos);
        QVERIFY(text.find("open-sesame") == std::string::npos);
        QVERIFY(text.find("SharedAccess") == std::string::npos);
    }

    void pagesAndFilters()
    {
        const TestHub hub;
        for (int i = 0; i < 5; ++i) {
            hub.addDevice("thermo-" + std::to_string(i));
        }
        HttpPeer http = hub.http();

        api::AuditList list = auditOf(http, "action=device.create&limit=2");
        QCOMPARE(list.records.size(), std::size_t{2});
        QCOMPARE(list.records[0].target, std::string("thermo-4"));
        list = auditOf(http, "action=device.create&limit=9&after=" + list.next);
        QCOMPARE(list.records.size(), std::size_t{3});
        QVERIFY(list.next.empty());
        QCOMPARE(auditOf(http, "search=mo-3").records.size(), std::size_t{1});
        QVERIFY(auditOf(http, "to=2020-01-01T00:00:00Z").records.empty());
        QCOMPARE(auditOf(http, "from=2020-01-01T00:00:00Z&target=thermo-1").records.size(),
                 std::size_t{1});
        QCOMPARE(http.get("/admin/audit?after=x").status, 400);
        QCOMPARE(http.get("/admin/audit?from=yesterday").status, 400);
        QCOMPARE(http.get("/admin/audit?actor=" + std::string(301, 'a')).status, 400);
    }

    void exportCanBeCheckedByOthers()
    {
        TestHub hub;
        for (int i = 0; i < 300; ++i) { // more than one piece
            hub.addDevice("thermo-" + std::to_string(i));
        }
        HttpPeer http = hub.http();
        const std::string first = http.get("/admin/audit/export").body;
        QCOMPARE(problemOf(first), QString());

        hub.stop();
        std::string offline;
        const auto take = [&offline](std::string_view lines) {
            offline += lines;
            return true;
        };
        QVERIFY(exportAudit(hub.folder(), take));

        QCOMPARE(problemOf(offline), QString());
        QVERIFY(linesOf(offline).size() > linesOf(first).size()); // audit.export, hub.stop, a seal
    }

    void logGoesOnAfterARestart()
    {
        TestHub hub;
        hub.addDevice("thermo-1");
        hub.stop();
        QVERIFY(verifyAudit(hub.folder()).value().isWhole);
        hub.start();
        hub.addDevice("thermo-2");
        HttpPeer http = hub.http();

        const api::AuditVerdict verdict = verdictOf(http);

        QVERIFY(!verdict.broken);
        QCOMPARE(verdict.first, AuditSequence{1});
        QVERIFY(verdict.count >= 5); // start, thermo-1, stop, start, thermo-2
        QVERIFY(verdict.checkpoint);
        QVERIFY(verifyAudit(hub.folder()).value().isWhole); // beside the hub
    }

    void tamperingIsFoundAndNamed()
    {
        TestHub hub;
        hub.addDevice("thermo-1");
        hub.addDevice("thermo-2");
        hub.stop();
        const QString folder = QString::fromStdString(hub.folder().string());
        QCOMPARE(runHubd({"audit", "verify", "--data", folder}).code, 0);

        tamper(hub, "UPDATE audit SET actor = 'somebody' WHERE sequence = 2");

        const Ran ran = runHubd({"audit", "verify", "--data", folder});
        QCOMPARE(ran.code, 1);
        QVERIFY2(ran.output.startsWith("broken at record 2: "), qPrintable(ran.output));
        hub.start();
        HttpPeer http = hub.http();
        QCOMPARE(verdictOf(http).broken.value().sequence, AuditSequence{2});
    }

    void cutTailIsToldAtTheStart()
    {
        TestHub hub;
        hub.addDevice("thermo-1");
        hub.stop();
        tamper(hub, "DELETE FROM audit WHERE sequence > 1; DELETE FROM audit_checkpoint");
        QCOMPARE(verifyAudit(hub.folder()).value().brokenAt, std::uint64_t{2});

        hub.start();

        HttpPeer http = hub.http();
        QCOMPARE(auditOf(http, "action=audit.broken").records.size(), std::size_t{1});
        QCOMPARE(verdictOf(http).broken.value().sequence, AuditSequence{2});
    }

    void hubdExportsAndRefusesOtherWords()
    {
        TestHub hub;
        hub.addDevice("thermo-1");
        hub.stop();
        const QString folder = QString::fromStdString(hub.folder().string());

        const Ran ran = runHubd({"audit", "export", "--data", folder});

        QCOMPARE(ran.code, 0);
        QCOMPARE(problemOf(ran.output.toStdString()), QString());
        QCOMPARE(runHubd({"audit", "--data", folder}).code, 2);
        QCOMPARE(runHubd({"audit", "forget", "--data", folder}).code, 2);
        QCOMPARE(runHubd({"audit", "verify", "--data", folder + "/nowhere"}).code, 1);
    }

    void recordsAreEventsToo()
    {
        const TestHub hub;
        HttpPeer stream = hub.http();
        QVERIFY(stream.openStream("/admin/events?types=audit"));
        (void)stream.readLine(5s); // ": connected"
        hub.addDevice("thermo-1");

        std::optional<std::string> line;
        do {
            line = stream.readLine(5s);
        } while (line && !line->starts_with("data: "));

        QVERIFY(line);
        const json::value data = json::parse(line->substr(6)).at("data");
        QCOMPARE(textOf(data, "action"), std::string("device.create"));
        QCOMPARE(textOf(data, "target"), std::string("thermo-1"));
        QVERIFY(!data.as_object().contains("after"));
    }
};

QTEST_GUILESS_MAIN(AuditTest)

#include "tst_audit.moc"
