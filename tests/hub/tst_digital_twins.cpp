// The routes of digital twins at a real hub, with a device.
#include "tests/support/test_hub.h"

#include <QTest>

#include <thread>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

std::string text(const json::value& value, const char* name)
{
    return std::string(value.at(name).as_string());
}

} // namespace

class HubDigitalTwinsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        hub_.emplace();
        hub_->addDevice("dev1");
    }
    void cleanup() { hub_.reset(); }

    void patchReachesTwinAndDevice()
    {
        const auto device = hub_->device("dev1");
        device->subscribe({{"$iothub/twin/PATCH/properties/desired/#", 0}});

        const HttpAnswer answer =
            patch(R"([{"op":"add","path":"/targetTemperature","value":42}])", "\"*\"");

        QCOMPARE(answer.status, 202);
        QVERIFY(answer.body.empty());
        QCOMPARE(answer.headers.at("location"), std::string("/digitaltwins/dev1"));
        const auto packet = device->receive();
        QVERIFY(packet);
        QCOMPARE(packet->payload(), std::string(R"({"targetTemperature":42,"$version":2})"));

        HttpPeer http = hub_->http();
        const HttpAnswer view = http.get("/digitaltwins/dev1" + kVersion);
        QCOMPARE(view.status, 200);
        QCOMPARE(view.headers.at("etag"), answer.headers.at("etag"));
        QCOMPARE(text(view.parsed(), "$dtId"), std::string("dev1"));
        QCOMPARE(view.parsed()
                     .at("$metadata")
                     .at("targetTemperature")
                     .at("desiredValue")
                     .as_int64(),
                 42);
    }

    void etagsAreHeeded()
    {
        const std::string body = R"([{"op":"add","path":"/a","value":1}])";
        const std::string etag = patch(body).headers.at("etag");

        QCOMPARE(patch(body, "\"AAAAAAAAAAE=\"").status, 412);
        QCOMPARE(patch(body, etag).status, 202);
        QCOMPARE(patch(body, "*").status, 202);
    }

    void wrongPatchesAreRefused_data()
    {
        QTest::addColumn<std::string>("body");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* name, const char* body, const char* code) {
            QTest::newRow(name) << std::string(body) << std::string(code);
        };
        row("no JSON", "x", "IotHubFormatError");
        row("no array", "{}", "InvalidDigitalTwinJsonPatch");
        row("path", R"([{"op":"remove","path":"/none"}])", "InvalidDigitalTwinPatchPath");
        row("key of a twin", R"([{"op":"add","path":"/a.b","value":1}])", "ArgumentInvalid");
    }

    void wrongPatchesAreRefused()
    {
        QFETCH(const std::string, body);
        QFETCH(const std::string, code);
        const HttpAnswer answer = patch(body);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.headers.at("iothub-errorcode"), code);
    }

    void commandsAreMethods_data()
    {
        QTest::addColumn<std::string>("path");
        QTest::addColumn<std::string>("method");
        QTest::newRow("root") << std::string("commands/getMaxMinReport")
                              << std::string("getMaxMinReport");
        QTest::newRow("component") << std::string("components/thermo1/commands/reset")
                                   << std::string("thermo1*reset");
    }

    void commandsAreMethods()
    {
        QFETCH(const std::string, path);
        QFETCH(const std::string, method);
        const auto device = hub_->device("dev1");
        device->subscribe({{"$iothub/methods/POST/#", 0}});
        std::string topic;
        std::string payload;
        std::thread answering([&] {
            const auto call = device->receive();
            topic = call ? call->topic() : std::string();
            payload = call ? call->payload() : std::string();
            device->publishQos0("$iothub/methods/res/207/" +
                                    topic.substr(std::min(topic.find('?'), topic.size())),
                                R"({"max":1})");
        });

        const HttpAnswer answer =
            command(path, R"("2025-01-01T00:00:00Z")",
                    "&connectTimeoutInSeconds=10&responseTimeoutInSeconds=20");
        answering.join();

        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, std::string(R"({"max":1})"));
        QCOMPARE(answer.headers.at("x-ms-command-statuscode"), std::string("207"));
        QVERIFY2(topic.find("POST/" + method + "/") != std::string::npos, topic.c_str());
        QCOMPARE(payload, std::string(R"("2025-01-01T00:00:00Z")"));
    }

    void failedCommandsHaveTheFormOfMethods()
    {
        const HttpAnswer offline = command("commands/reset", "");
        QCOMPARE(offline.status, 404);
        QCOMPARE(offline.headers.at("iothub-errorcode"), std::string("DeviceNotOnline"));
        QCOMPARE(text(offline.parsed(), "ExceptionMessage"), std::string());

        QCOMPARE(command("commands/reset", "x").status, 400);
        QCOMPARE(command("commands/reset", "", "&responseTimeoutInSeconds=301").status, 400);
        QCOMPARE(command("commands/reset", "", "&connectTimeoutInSeconds=x").status, 400);
        QCOMPARE(command("commands/a%2Fb", "").status, 404); // another path
    }

private:
    HttpAnswer patch(const std::string& body, const std::string& ifMatch = {})
    {
        std::map<std::string, std::string> headers{{"Content-Type", "application/json"}};
        if (!ifMatch.empty()) {
            headers["if-match"] = ifMatch;
        }
        HttpPeer http = hub_->http();
        return http.request("PATCH", "/digitaltwins/dev1" + kVersion, body, headers);
    }

    HttpAnswer command(const std::string& path,
                       const std::string& body,
                       const std::string& parameters = {})
    {
        HttpPeer http = hub_->http();
        return http.request("POST", "/digitaltwins/dev1/" + path + kVersion + parameters, body,
                            {{"Content-Type", "application/json"}});
    }

    std::optional<TestHub> hub_;
};

QTEST_GUILESS_MAIN(HubDigitalTwinsTest)
#include "tst_digital_twins.moc"
