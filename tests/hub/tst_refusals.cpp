// Every refusal that the device API names, in one table for each way in, over real sockets. What
// only a broken store can cause is in tests/gateway.
#include "domain/identity.h"
#include "domain/limits.h"
#include "domain/token.h"
#include "tests/support/printing.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_hub.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";
const std::string kModuleKey = "TU1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NTU0=";
const std::string kWrongKey = "d3Jvbmcga2V5IHdyb25nIGtleQ==";
const std::string kEvents = "devices/dev1/messages/events/";
const std::string kCommands = "devices/dev1/messages/devicebound/#";

/// Refused by closing, without an answer.
constexpr int kClosed = -1;

/// What a test row runs; Qt's tables hold an index of it.
template <class Row>
class Rows
{
public:
    void add(const char* name, Row row)
    {
        QTest::newRow(name) << static_cast<int>(rows_.size());
        rows_.push_back(std::move(row));
    }
    const Row& at(int index) const { return rows_[static_cast<std::size_t>(index)]; }
    void begin()
    {
        QTest::addColumn<int>("row");
        rows_.clear();
    }

private:
    std::vector<Row> rows_;
};

std::string keysBody(const std::string& base64, const std::string& before = {})
{
    const std::string key = "\"" + base64 + "\"";
    return "{" + before + R"("authentication":{"type":"sas","symmetricKey":{"primaryKey":)" + key +
           R"(,"secondaryKey":)" + key + "}}}";
}

std::string
tokenOf(const std::string& resource, const std::string& policy, const Secret& key, long life)
{
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
    return makeSasToken({resource, policy, now + std::chrono::seconds(life)}, key);
}

/// A policy's token for one resource, such as "127.0.0.1/devices/dev1".
std::string policysToken(const TestHub& hub, const std::string& policy, const std::string& resource)
{
    const std::string text = connectionString(hub.folder(), policy, {}).value();
    const std::string key = text.substr(text.find("SharedAccessKey=") + 16);
    return tokenOf(resource, policy, parseKey(key).value(), 3600);
}

std::string packetOf(unsigned firstByte, const Bytes& body)
{
    return MqttPeer::packet(firstByte, body);
}

Bytes subscribePacket(unsigned firstByte,
                      const std::vector<std::pair<std::string, unsigned>>& filters)
{
    Bytes body;
    appendBig16(body, 9);
    for (const auto& [filter, qos] : filters) {
        body += MqttPeer::text(filter);
        appendByte(body, qos);
    }
    return packetOf(firstByte, body);
}

Bytes publish(const std::string& topic, const std::string& body = "x", unsigned flags = 2)
{
    return MqttPeer::publishPacket(topic, body, (flags & 6U) != 0 ? 7 : 0, flags);
}

} // namespace

class HubRefusalsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        hub_ = std::make_unique<TestHub>([](Config& config) {
            config.fileStorage = "AccountName=files;AccountKey=" + std::string(kTestKey) +
                                 ";BlobEndpoint=https://127.0.0.1:10000/files";
            config.fileContainer = "uploads";
        });
        strict_ = std::make_unique<TestHub>([](Config& config) {
            config.closeOnUnknownFilter = true;
            config.bindAddress = "0.0.0.0";
            config.hostName = "127.0.0.1";
        });
        for (const auto& hub : {hub_.get(), strict_.get()}) {
            hub->addDevice("dev1");
        }
        hub_->addDevice("dev2");
        put("off", keysBody(kTestKey, R"("status":"disabled",)"));
        put("dev1/modules/mod1", keysBody(kModuleKey));
        put("thumb",
            R"({"authentication":{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":)" +
                ("\"" + std::string(64, 'A') + "\"") + R"(,"secondaryThumbprint":""}}})");
        put("chain", R"({"authentication":{"type":"certificateAuthority"}})");
    }

    void cleanupTestCase()
    {
        hub_.reset();
        strict_.reset();
    }

    // CONNECT.

    void connectIsRefused_data()
    {
        connects_.begin();
        const auto row = [this](const char* name, int code,
                                const std::function<void(MqttConnect&)>& change) {
            connects_.add(name, {code, change});
        };
        row("level 3", 1, [](MqttConnect& c) { c.level = 3; });
        row("level 5", 1, [](MqttConnect& c) { c.level = 5; });
        row("level 6", 1, [](MqttConnect& c) { c.level = 6; });
        row("client id: empty", 2, [](MqttConnect& c) { c.clientId.clear(); });
        row("client id: empty, kept session", 2, [](MqttConnect& c) {
            c.clientId.clear();
            c.clean = false;
        });
        row("client id: a space", 2, [](MqttConnect& c) { c.clientId = "dev 1"; });
        row("client id: too long", 2, [](MqttConnect& c) { c.clientId = std::string(129, 'x'); });
        row("client id: no module behind the slash", 2,
            [](MqttConnect& c) { c.clientId = "dev1/"; });
        row("client id: not the user name's", 5, [](MqttConnect& c) { c.clientId = "dev2"; });
        row("client id: other letters", 5, [](MqttConnect& c) { c.clientId = "DEV1"; });
        row("client id: a module's", 5, [](MqttConnect& c) { c.clientId = "dev1/mod1"; });
        row("user name: none", 5, [](MqttConnect& c) {
            c.userName.reset();
            c.password.reset();
        });
        row("user name: the id alone", 5, [](MqttConnect& c) { c.userName = "dev1"; });
        row("user name: too many parts", 5,
            [](MqttConnect& c) { c.userName = "127.0.0.1/dev1/mod1/more/?api-version=1"; });
        row("unknown device", 5, [](MqttConnect& c) { c = TestHub::connectOptions("ghost"); });
        row("unknown module", 5, [](MqttConnect& c) {
            c = moduleOptions("ghost", deviceToken("dev1/modules/ghost", kTestKey));
        });
        row("disabled device", 5, [](MqttConnect& c) { c = TestHub::connectOptions("off"); });
        row("token: none", 5, [](MqttConnect& c) { c.password.reset(); });
        row("token: empty", 5, [](MqttConnect& c) { c.password = ""; });
        row("token: no token", 5, [](MqttConnect& c) { c.password = "secret"; });
        row("token: without a signature", 5, [](MqttConnect& c) {
            c.password = "SharedAccessSignature sr=127.0.0.1%2Fdevices%2Fdev1&se=1900000000";
        });
        row("token: a field twice", 5, [](MqttConnect& c) { *c.password += "&se=1900000000"; });
        row("token: another key signed it", 5,
            [](MqttConnect& c) { c.password = deviceToken("dev1", kWrongKey); });
        row("token: for another device", 5,
            [](MqttConnect& c) { c.password = deviceToken("dev2", kTestKey); });
        row("token: for the beginning of the id", 5,
            [](MqttConnect& c) { c.password = deviceToken("dev", kTestKey); });
        row("token: over for longer than clocks may differ", 5,
            [](MqttConnect& c) { c.password = deviceToken("dev1", kTestKey, -301); });
        row("token: of an unknown policy", 5, [](MqttConnect& c) {
            c.password =
                tokenOf("127.0.0.1/devices/dev1", "nobody", parseKey(kTestKey).value(), 3600);
        });
        row("token: of a policy without DeviceConnect", 5, [this](MqttConnect& c) {
            c.password = policysToken(*hub_, "service", "127.0.0.1/devices/dev1");
        });
        row("token: of a policy, for another device", 5, [this](MqttConnect& c) {
            c.password = policysToken(*hub_, "device", "127.0.0.1/devices/dev2");
        });
        row("token: of a policy, for an unknown device", 5, [this](MqttConnect& c) {
            c = TestHub::connectOptions("ghost");
            c.password = policysToken(*hub_, "device", "127.0.0.1");
        });
        row("token: the device's, for its module", 5,
            [](MqttConnect& c) { c = moduleOptions("mod1", deviceToken("dev1", kTestKey)); });
        row("certificate: none, by thumbprint", 5, [](MqttConnect& c) {
            c = TestHub::connectOptions("thumb");
            c.password.reset();
        });
        row("certificate: a token instead, by thumbprint", 5,
            [](MqttConnect& c) { c = TestHub::connectOptions("thumb"); });
        row("certificate: none, by authority", 5, [](MqttConnect& c) {
            c = TestHub::connectOptions("chain");
            c.password.reset();
        });
        row("certificate: a token instead, by authority", 5,
            [](MqttConnect& c) { c = TestHub::connectOptions("chain"); });
        row("will: another device's topic", 5, [](MqttConnect& c) {
            c.will = MqttConnect::Will{"devices/dev2/messages/events/", "gone"};
        });
        row("will: no telemetry", 5, [](MqttConnect& c) {
            c.will = MqttConnect::Will{"$iothub/twin/GET/?$rid=1", "gone"};
        });
    }

    void connectIsRefused()
    {
        QFETCH(int, row);
        const ConnectRow& wanted = connects_.at(row);
        MqttConnect options = TestHub::connectOptions("dev1");
        wanted.change(options);

        QVERIFY(isRefused(*hub_->mqtt(), options, wanted.code));
    }

    void certificateIsRefused_data()
    {
        QTest::addColumn<QString>("device");
        QTest::newRow("of another thumbprint") << "thumb";
        QTest::newRow("of no authority") << "chain";
    }

    void certificateIsRefused()
    {
        QFETCH(QString, device);
        const std::string id = device.toStdString();
        const TestCertificate stranger = TestCertificate::device(id);
        TlsPeer::Options options;
        options.port = hub_->server().endpoints().mqtts;
        options.caFile = hub_->caFile();
        options.certificates = stranger.pem();
        options.key = stranger.keyPem();
        MqttPeer peer(TlsPeer::connect(options));
        MqttConnect connect = TestHub::connectOptions(id);
        connect.password.reset();

        QVERIFY(isRefused(peer, connect, 5));
    }

    void foreignHostIsRefusedWhereOthersReachTheHub_data()
    {
        QTest::addColumn<std::string>("user");
        QTest::addColumn<std::string>("resource");
        QTest::newRow("user name") << std::string("evil.test") << std::string("127.0.0.1");
        QTest::newRow("token") << std::string("127.0.0.1") << std::string("evil.test");
    }

    void foreignHostIsRefusedWhereOthersReachTheHub()
    {
        QFETCH(std::string, user);
        QFETCH(std::string, resource);
        MqttConnect options = TestHub::connectOptions("dev1");
        QVERIFY(strict_->mqtt()->connect(options) == 0U);
        options.userName = user + "/dev1/?api-version=2021-04-12";
        options.password =
            tokenOf(resource + "/devices/dev1", {}, parseKey(kTestKey).value(), 3600);

        QVERIFY(isRefused(*strict_->mqtt(), options, 5));
    }

    // Packets that close, before and after CONNECT.

    void firstPacketCloses_data()
    {
        packets_.begin();
        const MqttConnect options = TestHub::connectOptions("dev1");
        const Bytes connect = MqttPeer::connectPacket(options);
        packets_.add("PUBLISH", {publish(kEvents)});
        packets_.add("PINGREQ", {packetOf(0xc0, {})});
        packets_.add("SUBSCRIBE", {subscribePacket(0x82, {{kCommands, 1}})});
        packets_.add("CONNACK", {Bytes("\x20\x02\x00\x00", 4)});
        packets_.add("flags of the packet", {Bytes("\x11") + connect.substr(1)});
        Bytes reserved = connect;
        reserved[reserved.find("MQTT") + 5] |= '\x01';
        packets_.add("reserved flag of CONNECT", {reserved});
        Bytes name = connect;
        name.replace(name.find("MQTT"), 4, "MQTX");
        packets_.add("another protocol", {name});
        MqttConnect noName = options;
        noName.userName.reset();
        packets_.add("password without a user name", {MqttPeer::connectPacket(noName)});
        packets_.add("shorter than it says", {packetOf(0x10, MqttPeer::text("MQTT"))});
        packets_.add("length of five bytes", {Bytes("\x10\xff\xff\xff\xff\x7f", 6)});
    }

    void firstPacketCloses()
    {
        QFETCH(int, row);
        auto peer = hub_->mqtt();

        QVERIFY(peer->sendRaw(packets_.at(row).bytes));

        QVERIFY(!peer->receive());
        QVERIFY(peer->tls().waitForClose(5s));
    }

    void laterPacketCloses_data()
    {
        packets_.begin();
        const auto row = [this](const char* name, const Bytes& bytes) {
            packets_.add(name, {bytes});
        };
        row("CONNECT again", MqttPeer::connectPacket(TestHub::connectOptions("dev1")));
        row("CONNACK", Bytes("\x20\x02\x00\x00", 4));
        row("PUBLISH: QoS 2", publish(kEvents, "x", 4));
        row("PUBLISH: QoS 3", publish(kEvents, "x", 6));
        row("PUBLISH: DUP of QoS 0", publish(kEvents, "x", 8));
        row("PUBLISH: packet id 0", MqttPeer::publishPacket(kEvents, "x", 0, 2));
        row("PUBLISH: unknown topic", publish("devices/dev1/unknown"));
        row("PUBLISH: no topic", publish(""));
        row("PUBLISH: another device", publish("devices/dev2/messages/events/"));
        row("PUBLISH: another letter case", publish("devices/DEV1/messages/events/"));
        row("PUBLISH: a module of the device",
            publish("devices/dev1/modules/mod1/messages/events/"));
        row("PUBLISH: commands' topic", publish("devices/dev1/messages/devicebound/"));
        row("PUBLISH: NUL in the topic", publish(kEvents + std::string(1, '\0')));
        row("PUBLISH: topic is not UTF-8", publish(kEvents + "a=\xff"));
        row("PUBLISH: body too large",
            publish(kEvents, std::string(limits::kMaxTelemetryBytes + 1, 'x')));
        row("PUBLISH: length of five bytes", Bytes("\x32\xff\xff\xff\xff\x7f", 6));
        row("twin: GET without a request id", publish("$iothub/twin/GET/", ""));
        row("twin: PATCH without a request id",
            publish("$iothub/twin/PATCH/properties/reported/", "{}"));
        row("twin: unknown request", publish("$iothub/twin/PUT/?$rid=1", "{}"));
        row("method: answer without a request id", publish("$iothub/methods/res/200/", "{}"));
        row("PUBREC", Bytes("\x50\x02\x00\x07", 4));
        row("PUBREL", Bytes("\x62\x02\x00\x07", 4));
        row("PUBCOMP", Bytes("\x70\x02\x00\x07", 4));
        row("SUBSCRIBE: no filter", subscribePacket(0x82, {}));
        row("SUBSCRIBE: QoS 3", subscribePacket(0x82, {{kCommands, 3}}));
        row("SUBSCRIBE: flags of the packet", subscribePacket(0x80, {{kCommands, 1}}));
        row("SUBSCRIBE: empty filter", subscribePacket(0x82, {{"", 1}}));
        row("UNSUBSCRIBE: no filter", packetOf(0xa2, Bytes("\x00\x09", 2)));
        row("SUBACK", Bytes("\x90\x03\x00\x09\x01", 5));
        row("packet type 0", Bytes("\x00\x00", 2));
        row("packet type 15", Bytes("\xf0\x00", 2));
    }

    void laterPacketCloses()
    {
        QFETCH(int, row);
        auto peer = hub_->device("dev1");

        QVERIFY(peer->sendRaw(packets_.at(row).bytes));

        QVERIFY(!peer->receive());
        QVERIFY(peer->tls().waitForClose(5s));
    }

    // SUBSCRIBE.

    void subscribeIsAnswered_data()
    {
        subscribes_.begin();
        const auto row = [this](const char* name,
                                const std::vector<std::pair<std::string, unsigned>>& filters,
                                const Bytes& codes) {
            subscribes_.add(name, {filters, codes});
        };
        const std::string own = "devices/dev1/";
        row("commands", {{kCommands, 0}, {kCommands, 1}, {kCommands, 2}}, Bytes("\x00\x01\x01", 3));
        row("methods", {{"$iothub/methods/POST/#", 0}}, Bytes("\x00", 1));
        row("one method", {{"$iothub/methods/POST/reboot/#", 1}}, "\x01");
        row("twin answers", {{"$iothub/twin/res/#", 1}}, "\x01");
        row("desired properties", {{"$iothub/twin/PATCH/properties/desired/#", 2}}, "\x01");
        row("several of the C SDK, in order",
            {{"$iothub/twin/res/#", 0}, {kCommands, 1}, {"#", 1}, {"$iothub/methods/POST/#", 0}},
            Bytes("\x00\x01\x80\x00", 4));
        for (const char* const foreign :
             {"#", "+", "+/#", "$iothub/#", "$iothub/+/#", "devices/#",
              "devices/+/messages/devicebound/#", "devices/dev2/messages/devicebound/#",
              "devices/DEV1/messages/devicebound/#", "devices/dev1/messages/events/#",
              "devices/dev1/modules/mod1/#", "devices/dev1/modules/mod1/inputs/#", "$SYS/#",
              "$iothub/twin/GET/#", "$iothub/methods/res/#", "unknown",
              "devices/dev1/messages/devicebound"}) {
            row(foreign, {{foreign, 1}}, "\x80");
        }
    }

    void subscribeIsAnswered()
    {
        QFETCH(int, row);
        const SubscribeRow& wanted = subscribes_.at(row);
        auto peer = hub_->device("dev1");

        QCOMPARE(peer->subscribe(wanted.filters), wanted.codes);

        QVERIFY(peer->publish(kEvents, "still here", 5));
        const auto answer = peer->receive();
        QVERIFY(answer && answer->type == 4);
    }

    void unknownFilterClosesWhereThatIsWanted()
    {
        auto peer = strict_->device("dev1");
        QCOMPARE(peer->subscribe({{kCommands, 1}}), Bytes("\x01"));

        QCOMPARE(peer->subscribe({{kCommands, 1}, {"#", 1}}), Bytes());

        QVERIFY(peer->tls().waitForClose(5s));
    }

    // HTTPS.

    void requestIsRefused_data()
    {
        requests_.begin();
        const auto row = [this](const char* name, const char* who, const char* method,
                                const std::string& target, const std::string& body, int status,
                                const char* code) {
            requests_.add(name, {who, method, target, body, status, code});
        };
        const char* const unauthorized = "IotHubUnauthorizedAccess";
        const std::string events = "/devices/dev1/messages/events" + kVersion;
        const std::string commands = "/devices/dev1/messages/devicebound";
        const std::string files = "/devices/dev1/files";
        const std::string nothing = "/devices/dev1/messages/nothing" + kVersion;
        const std::string settle = commands + "/11111111-2222-3333-4444-555555555555";
        row("nobody", "none", "POST", events, "x", 401, unauthorized);
        row("nobody, unknown path", "none", "GET", nothing, "", 401, unauthorized);
        row("nobody, other verb", "none", "PUT", events, "x", 401, unauthorized);
        row("nobody, no version", "none", "GET", commands, "", 401, unauthorized);
        row("nonsense", "nonsense", "POST", events, "x", 401, unauthorized);
        row("wrong key", "wrong", "POST", events, "x", 401, unauthorized);
        row("token is over", "over", "POST", events, "x", 401, unauthorized);
        row("another device", "dev1", "POST", "/devices/dev2/messages/events" + kVersion, "x", 401,
            unauthorized);
        row("id in other letters", "dev1", "POST", "/devices/DEV1/messages/events" + kVersion, "x",
            401, unauthorized);
        row("unknown device", "ghost", "POST", "/devices/ghost/messages/events" + kVersion, "x",
            401, unauthorized);
        row("a token where a certificate is due", "thumb", "POST",
            "/devices/thumb/messages/events" + kVersion, "x", 401, unauthorized);
        row("no certificate", "none", "POST", "/devices/chain/messages/events" + kVersion, "x", 401,
            unauthorized);
        row("policy without the right", "service", "POST", events, "x", 401, unauthorized);
        row("disabled", "off", "POST", "/devices/off/messages/events" + kVersion, "x", 403,
            "DeviceDisabled");
        row("a device at a back end's route", "dev1", "GET", "/devices/dev1" + kVersion, "", 401,
            unauthorized);
        row("a device sends a command", "dev1", "POST", commands + kVersion, "x", 401,
            unauthorized);
        row("no version", "dev1", "GET", commands, "", 400, "InvalidProtocolVersion");
        row("empty version", "dev1", "GET", commands + "?api-version=", "", 400,
            "InvalidProtocolVersion");
        row("batch is no JSON", "dev1", "POST", events, "batch:[", 400, "IotHubFormatError");
        row("batch is no list", "dev1", "POST", events, "batch:{}", 400, "ArgumentInvalid");
        row("one of the batch is not base64", "dev1", "POST", events,
            R"(batch:[{"body":"b25l"},{"body":"*"}])", 400, "ArgumentInvalid");
        row("unknown path", "dev1", "GET", nothing, "", 404, "GenericNotFound");
        row("twin", "dev1", "GET", "/twins/dev1" + kVersion, "", 401, unauthorized);
        row("other verb", "dev1", "PUT", events, "x", 405, "GenericMethodNotAllowed");
        row("unknown lock, complete", "dev1", "DELETE", settle + kVersion, "", 412,
            "DeviceMessageLockLost");
        row("unknown lock, reject", "dev1", "DELETE", settle + kVersion + "&reject", "", 412,
            "DeviceMessageLockLost");
        row("unknown lock, abandon", "dev1", "POST", settle + "/abandon" + kVersion, "", 412,
            "DeviceMessageLockLost");
        row("lock is no lock", "dev1", "DELETE", commands + "/x" + kVersion, "", 412,
            "DeviceMessageLockLost");
        row("too large", "dev1", "POST", events, std::string(limits::kMaxTelemetryBytes + 1, 'x'),
            413, "MessageTooLarge");
        row("far too large", "dev1", "POST", events, std::string(1'100'000, 'x'), 413,
            "MessageTooLarge");
        row("upload without a body", "dev1", "POST", files + kVersion, "", 400,
            "IotHubFormatError");
        row("upload without a name", "dev1", "POST", files + kVersion, "{}", 400, "ArgumentNull");
        row("unknown upload", "dev1", "POST", files + "/notifications/none" + kVersion,
            R"({"isSuccess":true})", 400, "InvalidFileUploadCorrelationId");
    }

    void requestIsRefused()
    {
        QFETCH(int, row);
        RequestRow wanted = requests_.at(row);
        HttpPeer peer = peerAs(wanted.who);
        std::map<std::string, std::string> headers;
        if (wanted.body.starts_with("batch:")) {
            wanted.body.erase(0, 6);
            headers["Content-Type"] = "application/vnd.microsoft.iothub.json";
        }

        const HttpAnswer answer = peer.request(wanted.method, wanted.target, wanted.body, headers);

        QVERIFY2(answer.status == wanted.status,
                 (std::to_string(answer.status) + answer.body).c_str());
        QCOMPARE(answer.headers.at("iothub-errorcode"), std::string(wanted.code));
        QVERIFY(answer.headers.contains("x-ms-request-id"));
        const json::value body = answer.parsed();
        QVERIFY(body.at("Message").as_string().starts_with("ErrorCode:" + wanted.code + ";"));
    }

    void eleventhOpenUploadIsRefused()
    {
        HttpPeer device = peerAs("dev2");
        const std::string target = "/devices/dev2/files" + kVersion;
        for (int i = 0; i < 10; ++i) {
            const std::string name = "{\"blobName\":\"f" + std::to_string(i) + "\"}";
            QCOMPARE(device.request("POST", target, name).status, 200);
        }

        const HttpAnswer answer = device.request("POST", target, R"({"blobName":"one more"})");

        QCOMPARE(answer.status, 403);
        QCOMPARE(answer.headers.at("iothub-errorcode"),
                 std::string("DeviceMaximumActiveFileUploadLimitExceeded"));
    }

    void uploadWithoutAStoreIsRefused()
    {
        TlsPeer::Options options;
        options.port = strict_->server().endpoints().https.front();
        options.caFile = strict_->caFile();
        HttpPeer device(options);
        device.setHeader("Authorization", deviceToken("dev1", kTestKey));

        const HttpAnswer answer =
            device.request("POST", "/devices/dev1/files" + kVersion, R"({"blobName":"a"})");

        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.headers.at("iothub-errorcode"),
                 std::string("DefaultStorageEndpointNotConfigured"));
    }

private:
    struct ConnectRow
    {
        int code;
        std::function<void(MqttConnect&)> change;
    };
    struct PacketRow
    {
        Bytes bytes;
    };
    struct SubscribeRow
    {
        std::vector<std::pair<std::string, unsigned>> filters;
        Bytes codes;
    };
    struct RequestRow
    {
        std::string who;
        std::string method;
        std::string target;
        std::string body;
        int status;
        std::string code;
    };

    static MqttConnect moduleOptions(const std::string& module, const std::string& token)
    {
        MqttConnect connect;
        connect.clientId = "dev1/" + module;
        connect.userName = "127.0.0.1/dev1/" + module + "/?api-version=2021-04-12";
        connect.password = token;
        return connect;
    }

    /// CONNACK with the code and no session, then the end.
    static bool isRefused(MqttPeer& peer, const MqttConnect& options, int code)
    {
        peer.sendRaw(MqttPeer::connectPacket(options));
        const auto answer = peer.receive();
        return answer && answer->type == 2 &&
               answer->body == Bytes(1, '\0') + static_cast<char>(code) &&
               peer.tls().waitForClose(5s);
    }

    HttpPeer peerAs(const std::string& who)
    {
        if (who == "service") {
            return hub_->httpAs(who);
        }
        TlsPeer::Options options;
        options.port = hub_->server().endpoints().https.front();
        options.caFile = hub_->caFile();
        HttpPeer peer(options);
        if (who == "wrong") {
            peer.setHeader("Authorization", deviceToken("dev1", kWrongKey));
        } else if (who == "over") {
            peer.setHeader("Authorization", deviceToken("dev1", kTestKey, -301));
        } else if (who == "nonsense") {
            peer.setHeader("Authorization", "nonsense");
        } else if (who != "none") {
            peer.setHeader("Authorization", deviceToken(who, kTestKey));
        }
        return peer;
    }

    void put(const std::string& path, const std::string& body)
    {
        const HttpAnswer answer = hub_->http().request("PUT", "/devices/" + path + kVersion, body);
        if (answer.status != 200) {
            qFatal("cannot add %s: %s", path.c_str(), answer.body.c_str());
        }
    }

    std::unique_ptr<TestHub> hub_;
    std::unique_ptr<TestHub> strict_; ///< others reach it; closes on unknown filters; no files
    Rows<ConnectRow> connects_;
    Rows<PacketRow> packets_;
    Rows<SubscribeRow> subscribes_;
    Rows<RequestRow> requests_;
};

QTEST_GUILESS_MAIN(HubRefusalsTest)
#include "tst_refusals.moc"
