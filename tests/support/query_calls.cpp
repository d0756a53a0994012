#include "tests/support/query_calls.h"

#include "base/json_writer.h"

#include <QtGlobal>

namespace hub::test {
namespace {

std::string bodyOf(const std::string& query)
{
    std::string body;
    JsonWriter(body).beginObject().member("query", query).endObject();
    return body;
}

/// 7.0 and 7 are the same number; members in any order are the same object.
std::string canonical(const json::value& value)
{
    if (value.is_object()) {
        std::map<std::string, std::string> members;
        for (const auto& member : value.get_object()) {
            members[std::string(member.key())] = canonical(member.value());
        }
        std::string text = "{";
        for (const auto& [name, shown] : members) {
            text += (text.size() > 1 ? "," : "") + name + ":" + shown;
        }
        return text + "}";
    }
    if (value.is_number()) {
        return QString::number(value.to_number<double>(), 'g', 15).toStdString();
    }
    return jsonText(value);
}

} // namespace

HttpAnswer ask(HttpPeer& http, const std::string& query, const Headers& headers)
{
    return http.request("POST", kQuery, bodyOf(query), headers);
}

std::string header(const HttpAnswer& answer, const std::string& name)
{
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? "" : found->second;
}

bool hasMore(const HttpAnswer& answer)
{
    return answer.headers.contains("x-ms-continuation");
}

QStringList rowsOf(const json::value& body)
{
    QStringList rows;
    if (const json::array* all = body.if_array()) {
        for (const json::value& row : *all) {
            rows.append(QString::fromStdString(canonical(row)));
        }
    }
    rows.sort();
    return rows;
}

QString errorOf(const HttpAnswer& answer)
{
    const json::value body = answer.parsed();
    if (!body.is_object() || !body.get_object().contains("Message")) {
        return QString::number(answer.status) + " without a message";
    }
    const QString message = QString::fromUtf8(body.at("Message").as_string().c_str());
    const QString name = QString::fromStdString(header(answer, "iothub-errorcode"));
    return QString::number(answer.status) + " " +
           (message.startsWith("ErrorCode:" + name + ";") ? message.mid(10) : "not alike");
}

void must(const HttpAnswer& answer)
{
    if (answer.status >= 300) {
        qFatal("%d %s", answer.status, answer.body.c_str());
    }
}

void patchTwin(HttpPeer& http, const std::string& id, const std::string& twin)
{
    must(http.request("PATCH", "/twins/" + id + kVersion, twin));
}

void addQueryFleet(const TestHub& hub)
{
    HttpPeer http = hub.http();
    for (const char* const id : {"d1", "d2", "d3", "d4"}) {
        must(http.request("PUT", "/devices/" + std::string(id) + kVersion, "{}"));
    }
    must(http.request("PUT", "/devices/edge1" + kVersion, R"({"capabilities":{"iotEdge":true}})"));
    must(http.request("PUT", "/devices/d2" + kVersion,
                      R"({"status":"disabled","statusReason":"spare"})", {{"If-Match", "*"}}));
    must(http.request("PUT", "/devices/d1/modules/m1" + kVersion, "{}"));
    patchTwin(http, "d1", R"({"tags":{"site":"berlin","level":3,"group":{"region":"eu"},"a-b":1},
        "properties":{"desired":{"interval":5,"net":{"ssid":"x"}}}})");
    patchTwin(http, "d2", R"({"tags":{"site":"berlin","level":1.5}})");
    patchTwin(http, "d3", R"({"tags":{"site":"rome","level":true,"list":["a",{"n":1}]}})");
    patchTwin(http, "d1/modules/m1", R"({"tags":{"role":"pump"}})");
}

} // namespace hub::test
