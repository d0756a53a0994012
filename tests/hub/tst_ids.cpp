// Every legal id in every route, and what PUT bodies may not look like.
#include "tests/support/test_hub.h"

#include "base/percent.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

const std::string kVersion = "?api-version=2021-04-12";
const std::string kBody = "{}";

/// As Explorer writes a path: the slashes encoded too.
std::string encodedWhole(const std::string& path)
{
    return "/" + percentEncode(path.substr(1));
}

std::string codeOf(const HttpAnswer& answer)
{
    const auto header = answer.headers.find("iothub-errorcode");
    return header == answer.headers.end() ? std::string() : header->second;
}

} // namespace

class HubIdsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { hub_.emplace(); }
    void cleanupTestCase() { hub_.reset(); }

    void everyLegalIdWorksInEveryRoute_data()
    {
        QTest::addColumn<std::string>("id");
        const std::string letters = "-:.+%_#*?!(),=@;$'";
        for (const char c : letters) {
            QTest::newRow(std::string(1, c).c_str()) << std::string("a") + c + "b";
            QTest::newRow((std::string("first ") + c).c_str()) << c + std::string("b");
        }
        QTest::newRow("all") << std::string("a-b:c.d+e%f_g#h*i?j!k(l)m,n=o@p;q$r's");
        QTest::newRow("dots") << std::string("...");
        QTest::newRow("looks encoded") << std::string("a%2Fb%20c");
        QTest::newRow("longest") << std::string(128, 'x');
        QTest::newRow("one") << std::string("X");
    }

    void everyLegalIdWorksInEveryRoute()
    {
        QFETCH(const std::string, id);
        const std::string device = "/devices/" + percentEncode(id);
        const std::string twin = "/twins/" + percentEncode(id);
        const auto expect = [this](const std::string& method, const std::string& path,
                                   const std::string& body, int status) {
            HttpPeer http = hub_->http();
            const HttpAnswer answer = http.request(method, path + kVersion, body);
            const std::string where = method + " " + path + ": " + answer.body;
            QVERIFY2(answer.status == status, where.c_str());
        };

        expect("PUT", device, "{\"deviceId\":\"" + id + "\"}", 200);
        expect("GET", device, {}, 200);
        expect("PUT", device + "/modules/m" + percentEncode(id.substr(0, 127)), kBody, 200);
        expect("GET", device + "/modules/m" + percentEncode(id.substr(0, 127)), {}, 200);
        expect("GET", twin + "/modules/m" + percentEncode(id.substr(0, 127)), {}, 200);
        expect("GET", device + "/modules", {}, 200);
        expect("GET", twin, {}, 200);
        expect("PATCH", twin, R"({"tags":{"a":1}})", 200);
        expect("PUT", twin, kBody, 200);
        expect("POST", twin + "/methods", R"({"methodName":"m"})", 404);
        expect("POST", device + "/messages/deviceBound", "text", 204);
        expect("DELETE", device + "/commands", {}, 200);
        expect("GET", "/admin" + device, {}, 200);
        expect("GET", "/admin" + device + "/keys/use", {}, 200);
        expect("GET", "/admin/queues/" + percentEncode(id) + "/commands", {}, 200);
        expect("GET", encodedWhole("/devices/" + id), {}, 200);
        expect("GET", encodedWhole("/twins/" + id), {}, 200);
        expect("POST", "/devices", "[{\"id\":\"" + id + "\",\"importMode\":\"delete\",\"eTag\":\"*\"}]",
               200);
        expect("GET", device, {}, 404);
    }

    void illegalIdsAreRefused_data()
    {
        QTest::addColumn<std::string>("id");
        for (const std::string id : {"a b", "a\"b", "a&b", "a<b", "a\\b", "a^b", "a|b", "a~b"}) {
            QTest::newRow(id.c_str()) << id;
        }
        QTest::newRow("too long") << std::string(129, 'x');
        QTest::newRow("control") << std::string("a\x01");
        QTest::newRow("not ASCII") << std::string("\xc3\xa4");
    }

    void illegalIdsAreRefused()
    {
        QFETCH(const std::string, id);
        HttpPeer http = hub_->http();
        QCOMPARE(http.request("PUT", "/devices/" + percentEncode(id) + kVersion, kBody).status, 400);
        QCOMPARE(http.get("/twins/" + percentEncode(id) + kVersion).status, 400);
    }

    void wrongTypesAreNamed_data()
    {
        QTest::addColumn<std::string>("body");
        QTest::addColumn<std::string>("path");
        const auto row = [](const char* body, const char* path) {
            QTest::newRow(path) << std::string(body) << std::string(path);
        };
        row(R"({"authentication":"sas"})", "'authentication'");
        row(R"({"authentication":{"symmetricKey":[]}})", "'authentication.symmetricKey'");
        row(R"({"authentication":{"symmetricKey":{"primaryKey":1}}})",
            "'authentication.symmetricKey.primaryKey'");
        row(R"({"authentication":{"x509Thumbprint":true}})", "'authentication.x509Thumbprint'");
        row(R"({"authentication":{"type":1}})", "'authentication.type'");
        row(R"({"capabilities":[]})", "'capabilities'");
        row(R"({"capabilities":{"iotEdge":"yes"}})", "'capabilities.iotEdge'");
        row(R"({"status":1})", "'status'");
        row(R"({"statusReason":{}})", "'statusReason'");
        row(R"({"deviceId":1})", "'deviceId'");
        row("[]", "the body");
    }

    void wrongTypesAreNamed()
    {
        QFETCH(const std::string, body);
        QFETCH(const std::string, path);
        HttpPeer http = hub_->http();

        const HttpAnswer answer = http.request("PUT", "/devices/wrong" + kVersion, body);

        QCOMPARE(answer.status, 400);
        QCOMPARE(codeOf(answer), std::string("ArgumentInvalid"));
        QVERIFY2(answer.body.find(path) != std::string::npos, answer.body.c_str());
    }

    void whatIsUnknownIsPassedOver()
    {
        HttpPeer http = hub_->http();
        const HttpAnswer answer = http.request(
            "PUT", "/devices/unknown" + kVersion,
            R"({"DeviceId":"unknown","etag":"*","generationId":7,"connectionState":[],)"
            R"("STATUS":"Disabled","x":{"y":[1]},"authentication":null,"capabilities":null})");
        QCOMPARE(answer.status, 200);
        QCOMPARE(std::string(answer.parsed().at("status").as_string()), std::string("disabled"));
    }

    void reasonIsCountedInCharacters()
    {
        HttpPeer http = hub_->http();
        std::string reason;
        for (int i = 0; i < 128; ++i) {
            reason += "\xc3\xa4";
        }
        const auto put = [&http](const std::string& text) {
            return http.request("PUT", "/devices/reason" + kVersion,
                                "{\"statusReason\":\"" + text + "\"}", {{"If-Match", "*"}});
        };
        QCOMPARE(http.request("PUT", "/devices/reason" + kVersion, kBody).status, 200);
        QCOMPARE(put(reason).status, 200);
        QCOMPARE(put(reason + "x").status, 400);
    }

    void ifNoneMatchCreatesOnly()
    {
        HttpPeer http = hub_->http();
        const auto put = [&http](const std::map<std::string, std::string>& headers) {
            return http.request("PUT", "/devices/none" + kVersion, kBody, headers).status;
        };
        QCOMPARE(put({{"If-None-Match", "*"}}), 200);
        QCOMPARE(put({{"If-None-Match", "*"}}), 409);
        QCOMPARE(put({{"If-None-Match", "\"*\""}, {"If-Match", "*"}}), 409);
        QCOMPARE(put({{"If-Match", "W/\"*\""}}), 200);
        QCOMPARE(put({}), 409);
    }

    void bodiesHaveTheirDepth()
    {
        HttpPeer http = hub_->http();
        const auto nested = [](std::size_t levels) {
            return "{\"x\":" + std::string(levels, '[') + std::string(levels, ']') + "}";
        };
        QCOMPARE(http.request("PUT", "/devices/deep" + kVersion, nested(31)).status, 200);
        const HttpAnswer deep = http.request("PUT", "/devices/deeper" + kVersion, nested(32));
        QCOMPARE(deep.status, 400);
        QCOMPARE(codeOf(deep), std::string("IotHubFormatError"));
    }

private:
    std::optional<TestHub> hub_;
};

QTEST_GUILESS_MAIN(HubIdsTest)
#include "tst_ids.moc"
