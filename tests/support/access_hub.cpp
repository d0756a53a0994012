#include "tests/support/access_hub.h"

#include "base/json_writer.h"

namespace hub::test {
namespace {

const std::string kVersion = "?api-version=2021-04-12";


} // namespace

AccessHub::AccessHub(const TestHub::Adjust& adjust) : hub_(adjust), http_(hub_.http()) {}

json::value AccessHub::call(const std::string& method,
                            const std::string& target,
                            const std::string& body,
                            const std::map<std::string, std::string>& headers)
{
    const HttpAnswer answer = http_.request(method, target, body, headers);
    if (answer.status != 200 && answer.status != 204) {
        qFatal("%s %s: %d %s", method.c_str(), target.c_str(), answer.status, answer.body.c_str());
    }
    return answer.status == 204 ? json::value() : answer.parsed();
}

void AccessHub::addDevice(const std::string& id, const std::string& members)
{
    const std::string key = "\"" + std::string(kTestKey) + "\"";
    call("PUT", "/devices/" + id + kVersion,
         "{" + members + R"("authentication":{"type":"sas","symmetricKey":{"primaryKey":)" + key +
             R"(,"secondaryKey":)" + key + "}}}");
}

void AccessHub::addCertificateDevice(const std::string& id)
{
    call("PUT", "/devices/" + id + kVersion,
         R"({"authentication":{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":")" +
             certificate_.sha256() + R"(","secondaryThumbprint":""}}})");
}

void AccessHub::setTags(const std::string& id, const std::string& tags)
{
    call("PUT", "/admin/devices/" + id + "/tags", tags);
}

void AccessHub::addTableIdentities()
{
    addDevice("dev1");
    addDevice("dev2");
    addDevice("off", R"("status":"disabled",)");
    addDevice("dev1/modules/mod");
    addCertificateDevice("cert1");
    setTags("dev1", kBerlinTags);
    setTags("off", kBerlinTags);
    call("PUT", "/admin/access/groups/berlin",
         R"({"condition":")" + std::string(kBerlinCondition) + R"("})");
    call("PUT", "/admin/access/groups/judged",
         R"({"condition":")" + std::string(kJudgedCondition) + R"("})");
    call("PUT", "/admin/access/groups/named", "{}");
    call("POST", "/admin/access/groups/named/members", R"({"add":["dev2","off","nobody"]})");
}

std::string AccessHub::addEntry(const std::string& list,
                                const std::string& kind,
                                const std::string& value,
                                const std::string& more)
{
    const std::string shown = value == "@sha1"     ? certificate_.sha1()
                              : value == "@sha256" ? certificate_.sha256()
                                                   : value;
    const json::value entry = call("POST", "/admin/access/entries",
                                   R"({"list":")" + list + R"(","kind":")" + kind +
                                       R"(","value":")" + shown + "\"" + more + "}");
    return std::string(entry.at("id").as_string());
}

void AccessHub::removeEntry(const std::string& number)
{
    call("DELETE", "/admin/access/entries/" + number);
}

void AccessHub::removeAllEntries()
{
    const json::value list = call("GET", "/admin/access/entries");
    for (const json::value& entry : list.at("entries").as_array()) {
        removeEntry(std::string(entry.at("id").as_string()));
    }
}

void AccessHub::setMode(const std::string& mode)
{
    call("PUT", "/admin/access/mode", R"({"mode":")" + mode + R"("})");
}

void AccessHub::applyRules(const IpRules& rules)
{
    std::string body;
    JsonWriter writer(body);
    write(writer, rules);
    call("PUT", "/admin/access/ip-rules/draft", body);
    call("POST", "/admin/access/ip-rules/apply");
    call("POST", "/admin/access/ip-rules/confirm");
}

TlsPeer::Options AccessHub::options(std::uint16_t port,
                                    const std::string& from,
                                    bool certificate) const
{
    TlsPeer::Options options;
    options.port = port;
    options.caFile = hub_.caFile();
    options.localAddress = from;
    if (certificate) {
        options.certificates = certificate_.pem();
        options.key = certificate_.keyPem();
    }
    return options;
}

std::unique_ptr<MqttPeer> AccessHub::open(const std::string& protocol,
                                          const std::string& from,
                                          bool certificate) const
{
    const Endpoints& ports = hub_.endpoints();
    const bool isWebSocket = protocol == "mqtt-ws";
    auto tls = TlsPeer::connect(
        options(isWebSocket ? ports.https.front() : ports.mqtts, from, certificate));
    if (!tls || !isWebSocket) {
        return tls ? std::make_unique<MqttPeer>(std::move(tls)) : nullptr;
    }
    auto peer = std::make_unique<WebSocketPeer>(std::move(tls));
    return peer->handshake().status == 101 ? std::make_unique<MqttPeer>(std::move(peer)) : nullptr;
}

std::unique_ptr<MqttPeer> AccessHub::online(const std::string& protocol,
                                            const std::string& id,
                                            const std::string& from,
                                            bool certificate) const
{
    auto peer = open(protocol, from, certificate);
    MqttConnect connect = TestHub::connectOptions(id);
    if (certificate) {
        connect.password.reset();
    }
    if (!peer || peer->connect(connect) != 0U) {
        qFatal("%s is not let in over %s", id.c_str(), protocol.c_str());
    }
    return peer;
}

int AccessHub::send(const std::string& id, const std::string& from, bool certificate) const
{
    HttpPeer peer(options(hub_.endpoints().https.front(), from, certificate));
    if (!certificate) {
        peer.setHeader("Authorization", deviceToken(id, kTestKey));
    }
    return peer.request("POST", "/devices/" + id + "/messages/events" + kVersion, "x").status;
}

} // namespace hub::test
