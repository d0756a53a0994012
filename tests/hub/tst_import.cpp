// Import and export of identities at a real hub: files through HTTPS, both ways, of any size and kind.
#include "tests/support/person.h"
#include "tests/support/resident_memory.h"

#include "base/text.h"
#include "domain/identity.h"
#include "domain/transfer_limits.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

const std::string kLines = "application/x-ndjson";

HttpAnswer import(HttpPeer& peer,
                  const std::string& parameters,
                  const std::string& body,
                  const std::string& type = kLines)
{
    return peer.request("POST", "/admin/devices/import" + parameters, body,
                        {{"Content-Type", type}});
}

HttpAnswer import(const TestHub& hub, const std::string& parameters, const std::string& body,
                  const std::string& type = kLines)
{
    HttpPeer peer = hub.http();
    return import(peer, parameters, body, type);
}

std::vector<json::value> linesOf(const HttpAnswer& answer)
{
    std::vector<json::value> lines;
    for (const std::string_view line : split(trimmed(answer.body), '\n')) {
        lines.push_back(parseJson(line).value());
    }
    return lines;
}

std::int64_t count(const json::value& last, const char* name)
{
    return last.at(name).as_int64();
}

std::int64_t total(const TestHub& hub)
{
    HttpPeer peer = hub.http();
    return peer.get("/statistics/devices?api-version=2021-04-12")
        .parsed()
        .at("totalDeviceCount")
        .as_int64();
}

std::string rows(int count)
{
    std::string file;
    for (int i = 0; i < count; ++i) {
        file += R"({"id":"device-)" + std::to_string(i) + R"(","tags":{"site":"s)" +
                std::to_string(i % 7) + R"("}})" + "\n";
    }
    return file;
}

/// The head of an import whose body the test sends itself.
std::string headOf(const TestHub& hub, const std::string& authorization, const std::string& more)
{
    return "POST /admin/devices/import HTTP/1.1\r\nHost: 127.0.0.1:" +
           std::to_string(hub.endpoints().https.front()) + "\r\nAuthorization: " +
           authorization + "\r\nContent-Type: " + kLines + "\r\n" + more + "\r\n";
}

} // namespace

class HubImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fileIsImportedAndTheAnswerTellsOfIt()
    {
        const TestHub hub;
        hub.addDevice("old");

        const HttpAnswer answer = import(hub, "?mode=create",
                                         "{\"id\":\"new\"}\n{\"id\":\"old\"}\nnot json\n");

        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.headers.at("content-type"), kLines);
        const auto lines = linesOf(answer);
        QCOMPARE(lines.size(), 2U);
        QCOMPARE(count(lines[0], "row"), 3);
        QCOMPARE(lines[0].at("result").as_string(), "refused");
        QCOMPARE(lines[0].at("error").at("code").as_string(), "IotHubFormatError");
        QVERIFY(lines[1].at("done").as_bool());
        QCOMPARE(count(lines[1], "rows"), 3);
        QCOMPARE(count(lines[1], "created"), 1);
        QCOMPARE(count(lines[1], "unchanged"), 1);
        QCOMPARE(count(lines[1], "refused"), 1);

        QCOMPARE(linesOf(import(hub, "?all=true", "{\"id\":\"new\"}")).size(), 2U);
    }

    void tableOfASpreadsheetIsImported()
    {
        const TestHub hub;
        const std::string table = "\xef\xbb\xbfid;status;tags.site;tags.floor\r\n"
                                  "'=pump;disabled;\"Halle; 1\";3\r\nfan;;;\r\n";

        const auto dry = linesOf(import(hub, "?dryRun=true", table, "text/csv; charset=utf-8"));
        QVERIFY(dry.back().at("dryRun").as_bool());
        QCOMPARE(count(dry.back(), "created"), 2);
        QCOMPARE(total(hub), 0);
        const auto lines = linesOf(import(hub, "", table, "text/csv; charset=utf-8"));

        QCOMPARE(count(lines.back(), "created"), 2);
        HttpPeer peer = hub.http();
        const json::value device = peer.get("/twins/%3Dpump?api-version=2021-04-12").parsed();
        QCOMPARE(device.at("status").as_string(), "disabled");
        QCOMPARE(device.at("tags").at("site").as_string(), "Halle; 1");
        QCOMPARE(device.at("tags").at("floor").as_int64(), 3);
    }

    void exportComesBackUnchanged_data()
    {
        QTest::addColumn<std::string>("format");
        QTest::addColumn<std::string>("type");
        QTest::newRow("lines") << "jsonl"s << kLines;
        QTest::newRow("table") << "csv"s << "text/csv"s;
    }

    void exportComesBackUnchanged()
    {
        QFETCH(const std::string, format);
        QFETCH(const std::string, type);
        const TestHub hub;
        import(hub, "", rows(250));

        HttpPeer peer = hub.http();
        const HttpAnswer file = peer.get("/admin/devices/export?keys=true&format=" + format);

        QCOMPARE(file.status, 200);
        QVERIFY(file.headers.at("content-type").starts_with(type));
        QVERIFY(file.headers.at("content-disposition").starts_with("attachment; filename="));
        const auto lines = linesOf(import(hub, "", file.body, type));
        QCOMPARE(count(lines.back(), "unchanged"), 250);
        QCOMPARE(lines.size(), 1U);
    }

    void exportKeepsToTheQuery()
    {
        const TestHub hub;
        import(hub, "", rows(70));
        HttpPeer peer = hub.http();

        const HttpAnswer file =
            peer.get("/admin/devices/export?query=tags.site%3D%27s3%27&search=device-1");

        QCOMPARE(linesOf(file).size(), 2U); // 10 and 17
    }

    void hundredThousandRowsNeedLittleMemory()
    {
        const TestHub hub;
        const std::string file = rows(100'000);
        import(hub, "", rows(500)); // what a hub takes once
        const std::size_t before = residentKilobytes();

        HttpPeer peer = hub.http();
        peer.get("/admin/me");
        peer.tls()->setTimeout(250s); // the answer comes when all is done
        const auto lines = linesOf(import(peer, "", file));
        const std::size_t afterImport = residentKilobytes();
        QCOMPARE(count(lines.back(), "created"), 99'500);
        QCOMPARE(count(lines.back(), "unchanged"), 500);

        HttpPeer reader = hub.http();
        const HttpAnswer exported = reader.get("/admin/devices/export");
        const std::size_t afterExport = residentKilobytes();

        QCOMPARE(std::count(exported.body.begin(), exported.body.end(), '\n'), 100'000);
        const std::size_t read = exported.body.capacity() / 1'024 * 3; // by this test
        qInfo("resident: before %zu, after the import %zu, after the export %zu KiB", before,
              afterImport, afterExport);
        QVERIFY(afterImport < before + 64 * 1'024);
        QVERIFY(afterExport < before + 64 * 1'024 + read);
    }

    void hostileFilesHarmNobody_data()
    {
        QTest::addColumn<std::string>("type");
        QTest::addColumn<std::string>("file");
        QTest::addColumn<bool>("done");
        QTest::addColumn<int>("refused");
        const std::string csv = "text/csv";

        QTest::newRow("huge line") << kLines << std::string(20'000'000, 'x') + "\n{\"id\":\"a\"}"
                                   << true << 1;
        QTest::newRow("empty lines") << kLines << std::string(1'000'000, '\n') + "{\"id\":\"a\"}"
                                     << true << 0;
        QTest::newRow("empty records") << csv << "id\n" + std::string(1'000'000, '\n') + "a" << true
                                       << 0;
        QTest::newRow("open quote") << csv << "id\n\"" + std::string(20'000'000, 'x') << false << 0;
        QTest::newRow("many commas") << csv << std::string(5'000'000, ',') << false << 0;
        QTest::newRow("UTF-16") << kLines << "\xff\xfe{\0}\0"s << false << 0;
        QTest::newRow("NUL") << kLines << "{\"id\":\"a\0b\"}\n{\"id\":\"a\"}"s << true << 1;
        QTest::newRow("NUL in a table") << csv << "id\na\0b\na"s << true << 1;
        QTest::newRow("Latin 1") << csv << "id,tags.x\na,\xe4\na,b"s << true << 1;
        QTest::newRow("deep") << kLines
                              << R"({"id":"a","tags":)" + std::string(100'000, '[') + "\n{\"id\":\"a\"}"
                              << true << 1;
        QTest::newRow("short key")
            << kLines
            << R"({"id":"a","authentication":{"symmetricKey":{"primaryKey":"QQ==","secondaryKey":"QQ=="}}})"s +
                   "\n"
            << true << 1;
        QTest::newRow("long key") << csv
                                  << "id,primaryKey,secondaryKey\na," + std::string(400, 'A') + "," +
                                         std::string(400, 'A')
                                  << true << 1;
    }

    void hostileFilesHarmNobody()
    {
        QFETCH(const std::string, type);
        QFETCH(const std::string, file);
        QFETCH(const bool, done);
        QFETCH(const int, refused);
        const TestHub hub;

        const HttpAnswer answer = import(hub, "", file, type);

        QCOMPARE(answer.status, 200);
        const json::value last = linesOf(answer).back();
        QCOMPARE(last.at("done").as_bool(), done);
        QCOMPARE(last.as_object().contains("error"), !done);
        QCOMPARE(count(last, "refused"), refused);
        QVERIFY(total(hub) <= 1); // and it lives
    }

    void wrongRequestsAreRefused_data()
    {
        QTest::addColumn<std::string>("target");
        QTest::addColumn<std::string>("type");
        QTest::addColumn<int>("status");
        QTest::newRow("mode") << "import?mode=replace"s << kLines << 400;
        QTest::newRow("format") << "import?format=xml"s << kLines << 400;
        QTest::newRow("type") << "import"s << "application/json"s << 415;
        QTest::newRow("flag") << "import?dryRun=yes"s << kLines << 400;
        QTest::newRow("export format") << "export?format=xml"s << ""s << 400;
        QTest::newRow("modules in a table") << "export?format=csv&modules=true"s << ""s << 400;
        QTest::newRow("condition") << "export?query=nonsense("s << ""s << 400;
    }

    void wrongRequestsAreRefused()
    {
        QFETCH(const std::string, target);
        QFETCH(const std::string, type);
        QFETCH(const int, status);
        const TestHub hub;
        HttpPeer peer = hub.http();

        const HttpAnswer answer =
            type.empty() ? peer.get("/admin/devices/" + target)
                         : peer.request("POST", "/admin/devices/" + target, rows(50'000),
                                        {{"Content-Type", type}});

        QCOMPARE(answer.status, status); // which comes through, though the body was not read
        QCOMPARE(total(hub), 0);
    }

    void rightsAreJudgedBeforeTheBody()
    {
        const TestHub hub;
        const std::string head = "Expect: 100-continue\r\nContent-Length: 1000000\r\n";
        HttpPeer nobody = hub.http();
        const HttpAnswer unknown = nobody.raw(headOf(hub, "SharedAccessSignature sr=x", head));
        QCOMPARE(unknown.status, 401);

        HttpPeer owner = hub.http();
        HttpPeer reader = hub.httpAs("registryRead");
        QCOMPARE(import(reader, "", rows(10)).status, 401);
        QCOMPARE(reader.get("/admin/devices/export").status, 401);
        HttpPeer viewer = personAt(hub, "vera", R"("role":"viewer")");
        QCOMPARE(import(viewer, "", rows(10)).status, 401);
        QCOMPARE(viewer.get("/admin/devices/export").status, 200);
        QCOMPARE(viewer.get("/admin/devices/export?keys=true").status, 403);
        QCOMPARE(total(hub), 0);
    }

    void signToGoOnComesToThoseWhoMay()
    {
        TestHub hub;
        HttpPeer peer = hub.http();
        peer.get("/admin/me");
        const std::string body = rows(3);
        const std::string expecting = "Expect: 100-continue\r\nContent-Length: " +
                                      std::to_string(body.size()) + "\r\n";
        const std::string sign = "HTTP/1.1 100 Continue\r\n";
        QVERIFY(peer.tls()->send(headOf(hub, ownerToken(hub), expecting)));

        QCOMPARE(peer.tls()->receive(sign.size()), sign); // before anything of the answer
        QVERIFY(peer.tls()->send(body));
        Bytes answer;
        for (Bytes some = peer.tls()->receiveSome(); !some.empty(); some = peer.tls()->receiveSome()) {
            answer += some;
        }
        QVERIFY2(answer.find("\"created\":3") != std::string::npos, answer.c_str());
    }

    void oneMoreThanFourWaitsForAnother()
    {
        TestHub hub;
        const std::string sign = "HTTP/1.1 100 Continue\r\n";
        std::vector<HttpPeer> senders;
        for (int i = 0; i < limits::kMaxImports; ++i) {
            HttpPeer& peer = senders.emplace_back(hub.http());
            peer.get("/admin/me");
            QVERIFY(peer.tls()->send(headOf(hub, ownerToken(hub),
                                            "Expect: 100-continue\r\nContent-Length: 100\r\n")));
            QCOMPARE(peer.tls()->receive(sign.size()), sign);
        }

        const HttpAnswer refused = import(hub, "", rows(3));

        QCOMPARE(refused.status, 429);
        QCOMPARE(total(hub), 0);
        senders.clear();
        QTRY_COMPARE(import(hub, "", rows(3)).status, 200);
    }

    void chunkedBodyIsReadAsItComes()
    {
        TestHub hub;
        HttpPeer peer = hub.http();
        peer.get("/admin/me");
        std::string request = headOf(hub, ownerToken(hub), "Transfer-Encoding: chunked\r\n");
        for (const std::string& part : {"{\"id\":\"a\"}\n{\"i"s, "d\":\"b\"}\n"s}) {
            char size[24];
            std::snprintf(size, sizeof size, "%zx", part.size());
            request += size + "\r\n"s + part + "\r\n";
        }

        const HttpAnswer answer = peer.raw(request + "0\r\n\r\n");

        QCOMPARE(count(linesOf(answer).back(), "created"), 2);
    }

    void rowsStayDoneWhenTheSenderGoes()
    {
        TestHub hub;
        HttpPeer peer = hub.http();
        peer.get("/admin/me");
        const std::string sent = rows(2'000);
        QVERIFY(peer.tls()->send(
            headOf(hub, ownerToken(hub), "Content-Length: 100000000\r\n") + sent));
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (total(hub) < 200 && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(5ms);
        }

        peer.disconnect();

        std::int64_t before = -1;
        while (before != total(hub)) { // what was under way ends
            before = total(hub);
            std::this_thread::sleep_for(200ms);
        }
        QVERIFY(before >= 200);
        QVERIFY(before <= 2'000);
    }

    void personLimitedToAPartSeesAndTouchesOnlyThat()
    {
        const TestHub hub;
        import(hub, "", rows(70));
        HttpPeer operator_ = personAt(hub, "otto", R"("role":"operator","scope":"tags.site = 's1'")");

        QCOMPARE(linesOf(operator_.get("/admin/devices/export")).size(), 10U);
        const auto lines = linesOf(import(operator_, "?mode=delete", rows(70)));
        QCOMPARE(count(lines.back(), "deleted"), 10);
        QCOMPARE(count(lines.back(), "refused"), 60);
        QCOMPARE(total(hub), 60);
    }

    void whatWasDoneIsRecorded()
    {
        const TestHub hub;
        HttpPeer peer = hub.http();
        const HttpAnswer imported = import(peer, "", rows(2));
        HttpPeer again = hub.http();
        const HttpAnswer dry = import(again, "?dryRun=true", rows(2));
        HttpPeer reader = hub.http();
        const HttpAnswer plain = reader.get("/admin/devices/export");
        HttpPeer second = hub.http();
        const HttpAnswer keys = second.get("/admin/devices/export?keys=true");

        QCOMPARE(recordsOf(hub, imported), 5); // of all, and two for each device with tags
        QCOMPARE(recordsOf(hub, dry), 0);
        QCOMPARE(recordsOf(hub, plain), 0);
        QCOMPARE(recordsOf(hub, keys), 1);
    }

private:
    static std::string ownerToken(TestHub& hub)
    {
        const std::string all = hub.server().ownerConnectionString();
        const std::string mark = "SharedAccessKey=";
        const std::string key = all.substr(all.find(mark) + mark.size());
        return policyToken("iothubowner", parseKey(key.substr(0, key.find(';'))).value());
    }

    static int recordsOf(const TestHub& hub, const HttpAnswer& answer)
    {
        HttpPeer peer = hub.http();
        const json::value page =
            peer.get("/admin/audit?requestId=" + answer.headers.at("x-ms-request-id")).parsed();
        return static_cast<int>(page.at("records").as_array().size());
    }
};

QTEST_GUILESS_MAIN(HubImportTest)

#include "tst_import.moc"
