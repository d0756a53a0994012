// Edge devices and those below them: deviceScope and parentScopes at a real hub.
#include "tests/support/test_hub.h"

#include "base/json_writer.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

std::string text(const json::value& value, const char* name)
{
    const json::value* member = value.as_object().if_contains(name);
    return member != nullptr && member->is_string() ? std::string(member->as_string()) : "";
}

} // namespace

class HubEdgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { hub_.emplace(); }
    void cleanup() { hub_.reset(); }

    void edgeDeviceHasAScopeOfItsOwn()
    {
        const json::value edge = create("edge1", R"("capabilities":{"iotEdge":true})");

        QCOMPARE(text(edge, "deviceScope"),
                 "ms-azure-iot-edge://edge1-" + text(edge, "generationId"));
        QCOMPARE(parents(edge), std::string("[]"));
        const json::value leaf = create("leaf1", {});
        QVERIFY(!leaf.as_object().contains("deviceScope"));
        QCOMPARE(parents(leaf), std::string("[]"));
    }

    void leafIsBelowItsParent_data()
    {
        QTest::addColumn<bool>("byScope");
        QTest::newRow("deviceScope") << true;
        QTest::newRow("parentScopes") << false;
    }

    void leafIsBelowItsParent()
    {
        QFETCH(const bool, byScope);
        const std::string scope =
            text(create("edge1", R"("capabilities":{"iotEdge":true})"), "deviceScope");

        const json::value leaf =
            create("leaf1", byScope ? "\"deviceScope\":\"" + scope + "\""
                                    : "\"parentScopes\":[\"" + scope + "\"]");

        QCOMPARE(text(leaf, "deviceScope"), scope);
        QCOMPARE(parents(leaf), "[\"" + scope + "\"]");
        QVERIFY(get("/devices/leaf1") == leaf);
        const json::value twin = get("/twins/leaf1");
        QCOMPARE(text(twin, "deviceScope"), scope);
        QCOMPARE(parents(twin), "[\"" + scope + "\"]");

        // A PUT says everything: what is left out goes.
        const json::value freed = parsed(put("leaf1", "{}", "*"));
        QVERIFY(!freed.as_object().contains("deviceScope"));
        QCOMPARE(parents(freed), std::string("[]"));
    }

    void edgeDevicesNest()
    {
        const std::string top =
            text(create("top", R"("capabilities":{"iotEdge":true})"), "deviceScope");
        const json::value low = create(
            "low", "\"capabilities\":{\"iotEdge\":true},\"parentScopes\":[\"" + top + "\"]");

        QVERIFY(text(low, "deviceScope") != top);
        QCOMPARE(parents(low), "[\"" + top + "\"]");
        QCOMPARE(put("low", jsonText(low), "*").status, 200); // as it is
        // Not in a circle, nor below itself.
        const std::string own = text(low, "deviceScope");
        QCOMPARE(codeOf(put("top", "{\"capabilities\":{\"iotEdge\":true},\"parentScopes\":[\"" + own +
                                       "\"]}",
                            "*")),
                 std::string("InvalidDeviceScope"));
        QCOMPARE(codeOf(put("low", "{\"capabilities\":{\"iotEdge\":true},\"parentScopes\":[\"" + own +
                                       "\"]}",
                            "*")),
                 std::string("InvalidDeviceScope"));
    }

    void scopeMustBeAnEdgeDevices_data()
    {
        QTest::addColumn<std::string>("members");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* name, const char* members, const char* code) {
            QTest::newRow(name) << std::string(members) << std::string(code);
        };
        row("no scope", R"("deviceScope":"edge1")", "InvalidDeviceScope");
        row("nobody's", "\"deviceScope\":\"ms-azure-iot-edge://none-1\"", "InvalidDeviceScope");
        row("other generation", "\"deviceScope\":\"ms-azure-iot-edge://edge1-1\"",
            "InvalidDeviceScope");
        row("not an edge device", "\"parentScopes\":[\"ms-azure-iot-edge://leaf0-1\"]",
            "InvalidDeviceScope");
        row("two", R"("parentScopes":["a","b"])", "InvalidDeviceScope");
        row("no array", R"("parentScopes":"a")", "ArgumentInvalid");
        row("no text in it", R"("parentScopes":[1])", "ArgumentInvalid");
        row("no text", R"("deviceScope":{})", "ArgumentInvalid");
    }

    void scopeMustBeAnEdgeDevices()
    {
        QFETCH(const std::string, members);
        QFETCH(const std::string, code);
        create("edge1", R"("capabilities":{"iotEdge":true})");
        create("leaf0", {});

        const HttpAnswer answer = put("leaf1", "{" + members + "}");

        QCOMPARE(answer.status, 400);
        QCOMPARE(codeOf(answer), code);
        HttpPeer http = hub_->http();
        QCOMPARE(http.get("/devices/leaf1" + kVersion).status, 404);
    }

    void ownScopeCannotBeChanged()
    {
        const json::value edge = create("edge1", R"("capabilities":{"iotEdge":true})");
        const std::string other =
            text(create("edge2", R"("capabilities":{"iotEdge":true})"), "deviceScope");

        QCOMPARE(codeOf(put("edge1", "{\"capabilities\":{\"iotEdge\":true},\"deviceScope\":\"" +
                                         other + "\"}",
                            "*")),
                 std::string("InvalidDeviceScope"));
        QCOMPARE(codeOf(put("edge1", R"({"capabilities":{"iotEdge":false}})", "*")),
                 std::string("InvalidOperation"));
        QCOMPARE(text(get("/devices/edge1"), "deviceScope"), text(edge, "deviceScope"));
    }

    void deviceOfAParentThatIsGoneCanStillBeWritten()
    {
        const std::string scope =
            text(create("edge1", R"("capabilities":{"iotEdge":true})"), "deviceScope");
        const json::value leaf = create("leaf1", "\"deviceScope\":\"" + scope + "\"");
        HttpPeer http = hub_->http();
        QCOMPARE(http.request("DELETE", "/devices/edge1" + kVersion).status, 204);

        QCOMPARE(put("leaf1", jsonText(leaf), "*").status, 200);
        QCOMPARE(codeOf(put("leaf2", "{\"deviceScope\":\"" + scope + "\"}")),
                 std::string("InvalidDeviceScope"));
        hub_->stop();
        hub_->start();
        QCOMPARE(text(get("/devices/leaf1"), "deviceScope"), scope);
    }

    void bulkItemsHaveScopesToo()
    {
        const std::string scope =
            text(create("edge1", R"("capabilities":{"iotEdge":true})"), "deviceScope");
        HttpPeer http = hub_->http();
        const HttpAnswer answer =
            http.request("POST", "/devices" + kVersion,
                         "[{\"id\":\"leaf1\",\"deviceScope\":\"" + scope +
                             "\"},{\"id\":\"leaf2\",\"deviceScope\":\"ms-azure-iot-edge://none-1\"}]");
        QCOMPARE(answer.status, 400);
        QCOMPARE(text(answer.parsed().at("errors").at(0), "errorCode"),
                 std::string("InvalidDeviceScope"));
        QCOMPARE(text(get("/devices/leaf1"), "deviceScope"), scope);
    }

    void queriesFindWhoIsBelow()
    {
        const std::string scope =
            text(create("edge1", R"("capabilities":{"iotEdge":true})"), "deviceScope");
        create("edge2", "\"capabilities\":{\"iotEdge\":true},\"parentScopes\":[\"" + scope + "\"]");
        create("leaf1", "\"deviceScope\":\"" + scope + "\"");
        create("leaf2", {});

        QCOMPARE(rows("SELECT deviceId FROM devices WHERE array_contains(parentScopes, '" + scope +
                      "')"),
                 std::string(R"([{"deviceId":"edge2"},{"deviceId":"leaf1"}])"));
        QCOMPARE(rows("SELECT deviceId FROM devices WHERE deviceScope = '" + scope + "'"),
                 std::string(R"([{"deviceId":"edge1"},{"deviceId":"leaf1"}])"));
        QCOMPARE(rows("SELECT deviceScope, parentScopes FROM devices WHERE deviceId = 'leaf1'"),
                 "[{\"deviceScope\":\"" + scope + "\",\"parentScopes\":[\"" + scope + "\"]}]");
        QCOMPARE(rows("SELECT parentScopes FROM devices WHERE deviceId = 'edge1'"),
                 std::string(R"([{"parentScopes":[]}])"));
        QCOMPARE(rows("SELECT deviceScope, parentScopes FROM devices WHERE deviceId = 'leaf2'"),
                 std::string("[{}]"));
        QCOMPARE(rows("SELECT * FROM devices WHERE deviceId = 'leaf1'"),
                 "[" + jsonText(get("/twins/leaf1")) + "]");
        QCOMPARE(rows("SELECT moduleId FROM devices.modules WHERE is_defined(deviceScope)"),
                 std::string("[]"));
    }

private:
    std::string rows(const std::string& query)
    {
        json::object body;
        body["query"] = query;
        HttpPeer http = hub_->http();
        return jsonText(parsed(http.request("POST", "/devices/query" + kVersion, jsonText(body),
                                            {{"Content-Type", "application/json"}})));
    }

    HttpAnswer put(const std::string& id, const std::string& body, const std::string& ifMatch = {})
    {
        std::map<std::string, std::string> headers{{"Content-Type", "application/json"}};
        if (!ifMatch.empty()) {
            headers["If-Match"] = ifMatch;
        }
        HttpPeer http = hub_->http();
        return http.request("PUT", "/devices/" + id + kVersion, body, headers);
    }

    static json::value parsed(const HttpAnswer& answer)
    {
        if (answer.status != 200) {
            qFatal("%s", answer.body.c_str());
        }
        return answer.parsed();
    }

    json::value create(const std::string& id, const std::string& members)
    {
        return parsed(put(id, "{" + members + "}"));
    }

    json::value get(const std::string& path)
    {
        HttpPeer http = hub_->http();
        return http.get(path + kVersion).parsed();
    }

    static std::string parents(const json::value& identity)
    {
        return jsonText(identity.at("parentScopes"));
    }

    static std::string codeOf(const HttpAnswer& answer)
    {
        const auto header = answer.headers.find("iothub-errorcode");
        return header == answer.headers.end() ? std::to_string(answer.status) : header->second;
    }

    std::optional<TestHub> hub_;
};

QTEST_GUILESS_MAIN(HubEdgeTest)
#include "tst_edge.moc"
