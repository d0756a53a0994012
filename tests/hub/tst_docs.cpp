// Holds docs/admin-api.md against a real hub and against the route tables.
#include "base/guarded.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "domain/identity.h"
#include "domain/totp.h"
#include "tests/hub/doc_sources.h"
#include "tests/support/base32.h"
#include "tests/support/doc_examples.h"
#include "tests/support/test_hub.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <thread>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const QString kDocument = QStringLiteral(SOURCE_FOLDER "/docs/admin-api.md");

/// A request of an example and how it was answered.
struct Call
{
    int line = 0;
    std::string method;
    std::string target; ///< with its query
    std::string body;
    bool isKnown = true; ///< the caller got as far as the routes
    int status = 0;
    std::string requestId;
};

/// Plays the examples in their order. One that is not understood is a problem like any other.
class Player final
{
public:
    explicit Player(const TestHub& hub) : hub_(hub) {}

    void play(const DocBlock& block)
    {
        line_ = block.line;
        const bool answers = block.text.starts_with("HTTP/1.1 ");
        if (request_ && !answers) {
            complain("the request before has no answer");
            request_.reset();
        }
        if (block.language == "http" && answers) {
            playAnswer(parseHttpText(block.text));
        } else if (block.language == "http") {
            request_ = parseHttpText(block.text);
        } else if (block.language == "mqtt") {
            playDevice(parseHttpText(block.text));
        } else if (block.language == "event-stream") {
            playEvents(block.text);
        } else {
            complain("nobody knows how to play '" + block.language + "'");
        }
    }

    const std::vector<Call>& calls() const { return calls_; }

    QStringList finish()
    {
        if (answering_.joinable()) {
            answering_.join();
            complain("the last ANSWER has no call");
        }
        if (request_) {
            complain("the last request has no answer");
        }
        return problems_;
    }

private:
    void complain(const std::string& problem)
    {
        problems_
            << QString("docs/admin-api.md:%1: %2").arg(line_).arg(QString::fromStdString(problem));
    }

    void complainAbout(const std::optional<std::string>& difference)
    {
        if (difference) {
            complain(*difference);
        }
    }

    static bool isNobody(const HttpText& request)
    {
        const auto named = request.headers.find("authorization");
        return named != request.headers.end() && named->second == "none";
    }

    HttpPeer peerFor(const HttpText& request) const
    {
        const auto named = request.headers.find("authorization");
        const std::string policy =
            named != request.headers.end() ? named->second : std::string("iothubowner");
        if (const auto person = people_.find(policy); person != people_.end()) {
            HttpPeer peer = hub_.http();
            peer.setHeader("Authorization", policyToken(policy, person->second));
            return peer;
        }
        HttpPeer peer = policy == "none" ? hub_.http() : hub_.httpAs(policy);
        if (policy == "none") {
            peer.setHeader("Authorization", {});
        }
        return peer;
    }

    /// Keys of people, and the secret of a second factor, as answers tell them.
    void noteSecrets(const HttpAnswer& answer)
    {
        const auto parsed = parseJson(answer.body);
        const json::object* body = parsed ? parsed.value().if_object() : nullptr;
        if (body != nullptr && body->contains("name") && body->contains("key")) {
            people_.insert_or_assign(std::string(body->at("name").as_string()),
                                     parseKey(std::string(body->at("key").as_string())).value());
        }
        if (body != nullptr && body->contains("secret")) {
            secret_ = fromBase32(std::string(body->at("secret").as_string()));
        }
    }

    /// "<otp>" in a body: a code that was not used yet.
    std::string withCode(std::string body)
    {
        constexpr std::string_view kMark = "<otp>";
        const std::size_t at = body.find(kMark);
        if (at != std::string::npos) {
            const auto now = std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
            const std::int64_t step = std::max(totpStep(now) - 1, lastStep_ + 1);
            body.replace(at, kMark.size(), totpCode(secret_, step));
            lastStep_ = step;
        }
        return body;
    }

    void playAnswer(const HttpText& expected)
    {
        if (!request_) {
            complain("an answer without a request");
            return;
        }
        const HttpText request = *std::exchange(request_, std::nullopt);
        const auto [method, target] = cut(request.firstLine, ' ');
        const std::string filled = placeholders_.fill(std::string(target.value_or("")), true);
        const std::string body = placeholders_.fill(withCode(request.body), false);
        HttpPeer peer = peerFor(request);
        std::map<std::string, std::string> headers;
        for (const auto& [name, value] : request.headers) {
            if (name != "authorization") {
                headers[name] = placeholders_.fill(value, false);
            }
        }
        const auto type = expected.headers.find("content-type");
        if (type != expected.headers.end() && type->second == "text/event-stream") {
            stream_.emplace(std::move(peer));
            stream_->openStream(filled, headers);
            compareHead(expected, stream_->streamHead());
            compareStream(expected.body);
            return;
        }
        const HttpAnswer answer = peer.request(std::string(method), filled, body, headers);
        const bool isKnown = request.headers.count("origin") == 0 && !isNobody(request);
        calls_.push_back({line_, std::string(method), filled, body, isKnown, answer.status,
                          answer.headers.count("x-ms-request-id") > 0
                              ? answer.headers.at("x-ms-request-id")
                              : std::string()});
        compare(expected, answer);
        noteSecrets(answer);
        if (answering_.joinable()) {
            answering_.join();
        }
    }

    void compareHead(const HttpText& expected, const HttpAnswer& actual)
    {
        const std::string status = "HTTP/1.1 " + std::to_string(actual.status);
        if (expected.firstLine != status) {
            complain(expected.firstLine + " expected, came " + status + " " + actual.body);
        }
        for (const auto& [name, value] : expected.headers) {
            const auto found = actual.headers.find(name);
            complainAbout(found == actual.headers.end()
                              ? "the header " + name + " is missing"
                              : placeholders_.difference(value, found->second, name));
        }
    }

    void compare(const HttpText& expected, const HttpAnswer& actual)
    {
        compareHead(expected, actual);
        const auto type = expected.headers.find("content-type");
        if (type != expected.headers.end() && type->second == "application/x-ndjson") {
            compareLines(expected.body, actual.body);
        } else if (expected.body.empty() || actual.body.empty()) {
            complainAbout(placeholders_.difference(expected.body, actual.body, "the body"));
        } else {
            compareJson(expected.body, actual.body);
        }
    }

    void compareJson(const std::string& expected, const std::string& actual)
    {
        const auto wanted = parseJson(expected);
        const auto found = parseJson(actual);
        if (!wanted || !found) {
            complain(wanted ? "not JSON: " + actual : "the example is not JSON");
            return;
        }
        complainAbout(placeholders_.difference(wanted.value(), found.value(), "body"));
    }

    /// The first ones; more may follow.
    void compareLines(const std::string& expected, const std::string& actual)
    {
        const auto wanted = split(trimmed(expected), '\n');
        const auto found = split(actual, '\n');
        for (std::size_t i = 0; i < wanted.size() && i < found.size(); ++i) {
            compareJson(std::string(wanted[i]), std::string(found[i]));
        }
        if (found.size() < wanted.size()) {
            complain("lines are missing");
        }
    }

    void compareStream(const std::string& text)
    {
        for (const std::string_view line : split(text, '\n')) {
            const auto came = stream_->readLine(5s);
            complainAbout(came ? placeholders_.difference(std::string(line), *came, "the stream")
                               : std::optional<std::string>("the stream has ended"));
        }
    }

    /// The next line with something in it; comments only say that the stream lives.
    std::optional<std::string> nextEventLine()
    {
        for (;;) {
            auto line = stream_->readLine(5s);
            if (!line || (!line->empty() && !line->starts_with(':'))) {
                return line;
            }
        }
    }

    void playEvents(const std::string& text)
    {
        if (!stream_) {
            complain("no stream is open");
            return;
        }
        for (const std::string_view line : split(trimmed(text), '\n')) {
            const auto came = nextEventLine();
            if (!came) {
                complain("this event does not come");
            } else if (line.starts_with("data: ") && came->starts_with("data: ")) {
                compareJson(std::string(line.substr(6)), came->substr(6));
            } else {
                complainAbout(placeholders_.difference(std::string(line), *came, "the event"));
            }
        }
    }

    void playDevice(const HttpText& packet)
    {
        const auto [verb, rest] = cut(packet.firstLine, ' ');
        const std::string argument(rest.value_or(""));
        if (verb == "CONNECT") {
            devices_[argument] = hub_.device(argument);
        } else if (verb == "DISCONNECT") {
            disconnect(argument);
        } else if (verb == "ANSWER") {
            answerNextCall(argument, packet.body);
        } else {
            publish(argument, packet.body);
        }
    }

    void publish(const std::string& topic, const std::string& body)
    {
        const auto words = split(topic, '/');
        const auto device =
            words.size() > 2 ? devices_.find(std::string(words[1])) : devices_.end();
        if (device == devices_.end()) {
            complain("a device can CONNECT and then PUBLISH to its topic");
            return;
        }
        device->second->publish(topic, body, 1);
        const auto answer = device->second->receive();
        if (!answer || answer->type != 4) {
            complain("the message is not acknowledged");
        }
    }

    /// Until the hub has noticed, so that the next examples are the same in each run.
    void disconnect(const std::string& device)
    {
        devices_.erase(device);
        HttpPeer http = hub_.http();
        const auto end = std::chrono::steady_clock::now() + 5s;
        while (!http.get("/admin/devices/" + device).parsed().at("connection").is_null()) {
            if (std::chrono::steady_clock::now() > end) {
                complain(device + " stays connected");
                return;
            }
            std::this_thread::sleep_for(5ms);
        }
    }

    /// "{device} {status}": while the next request waits, the device answers its method.
    void answerNextCall(const std::string& argument, const std::string& payload)
    {
        const auto [name, status] = cut(argument, ' ');
        const auto device = devices_.find(std::string(name));
        if (device == devices_.end() || !status || answering_.joinable()) {
            complain("a device can CONNECT and then ANSWER one call with a status");
            return;
        }
        device->second->subscribe({{"$iothub/methods/POST/#", 0}});
        answering_ = std::thread([&peer = *device->second, code = std::string(*status), payload] {
            const auto call = peer.receive();
            const std::string topic = call ? call->topic() : std::string();
            peer.publishQos0("$iothub/methods/res/" + code + "/" +
                                 topic.substr(std::min(topic.find('?'), topic.size())),
                             payload);
        });
    }

    const TestHub& hub_;
    int line_ = 0;
    std::optional<HttpText> request_; ///< whose answer comes next
    std::optional<HttpPeer> stream_;
    std::map<std::string, std::unique_ptr<MqttPeer>> devices_;
    std::vector<Call> calls_;
    std::thread answering_; ///< plays a device while a request waits for it
    Placeholders placeholders_;
    std::map<std::string, Secret> people_; ///< their keys
    Secret secret_;                        ///< of a second factor
    std::int64_t lastStep_ = 0;
    QStringList problems_;
};

/// What the expression captures in a text, each once, sorted.
QStringList captures(const QString& text, const char* expression)
{
    const QRegularExpression pattern(expression, QRegularExpression::MultilineOption);
    QStringList found;
    for (auto matches = pattern.globalMatch(text); matches.hasNext();) {
        found << matches.next().captured(1);
    }
    found.removeDuplicates();
    found.sort();
    return found;
}

QString helpOfHubd()
{
    QProcess hubd;
    hubd.start(qEnvironmentVariable("HUBD"), {"--help"});
    hubd.waitForFinished();
    return QString::fromUtf8(hubd.readAllStandardOutput());
}

bool matchesAny(const QString& path, const QStringList& patterns)
{
    for (const QString& pattern : patterns) {
        if (QRegularExpression("^" + pattern + "(\\?.*)?$").match(path).hasMatch()) {
            return true;
        }
    }
    return false;
}

/// Of a request about many devices at a time.
int itemsOf(const std::string& body)
{
    const json::value parsed = parseJson(body).value();
    const json::value& items = parsed.is_array() ? parsed : parsed.at("devices");
    return static_cast<int>(items.as_array().size());
}

/// How many records of the audit log a request must leave: one for each change, read of keys and
/// refusal.
int recordsWanted(const Call& call)
{
    static const QStringList keys{"/devices", "/devices/[^/?]+", "/devices/[^/?]+/modules",
                                  "/devices/[^/?]+/modules/[^/?]+", "/admin/audit/export"};
    static const QStringList polls{"/messages/serviceBound/\\w+"};
    const QString target = QString::fromStdString(call.target);
    if (!call.isKnown || call.status == 405) {
        return 0;
    }
    if (call.method == "GET" || target.startsWith("/devices/query") ||
        target.startsWith("/configurations/testQueries")) {
        const bool takes = matchesAny(target, polls) && call.status == 200;
        return takes || (call.method == "GET" && matchesAny(target, keys)) || call.status == 401 ? 1 : 0;
    }
    if (call.body.find("\"dryRun\": true") != std::string::npos || target.endsWith("/preview")) {
        return 0; // it only counts
    }
    if (target.startsWith("/admin/devices/import")) { // of all, and of each row
        const auto rows = std::count(call.body.begin(), call.body.end(), '\n') + 1;
        return target.contains("dryRun=true") ? 0 : 1 + static_cast<int>(rows);
    }
    if (target.startsWith("/devices?") || target.startsWith("/devices/keys/regenerate")) {
        return itemsOf(call.body); // each has its own
    }
    return target.contains("history=erase") ? 2 : 1;
}

/// "GET /admin/devices/{id}" as an expression over request lines; any word may stand in the braces.
QRegularExpression requestLineOf(const std::string& route)
{
    QString pattern = QRegularExpression::escape(QString::fromStdString(route));
    static const QRegularExpression place(R"(\\\{\w+\\\})");
    pattern.replace(place, "[^/?]+");
    return QRegularExpression("^" + pattern + "(\\?.*)?$");
}

} // namespace

class DocsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyExampleIsTrue()
    {
        const TestHub hub;
        Player player(hub);

        for (const DocBlock& block : document_.blocks) {
            player.play(block);
        }

        QVERIFY(document_.blocks.size() > 40); // they were found
        const QStringList problems = player.finish();
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join("\n")));
    }

    /// All routes, since each has an example.
    void everyExampleLeavesItsRecord()
    {
        Guarded<std::string> log;
        const TestHub hub([&log](Config& config) {
            config.log = [&log](LogLevel, std::string_view line) {
                log.with([line](std::string& text) { text += std::string(line) + "\n"; });
            };
        });
        Player player(hub);
        for (const DocBlock& block : document_.blocks) {
            player.play(block);
        }
        QVERIFY(player.finish().isEmpty());

        HttpPeer http = hub.http();
        int recorded = 0;
        for (const Call& call : player.calls()) {
            const json::value answer =
                http.get("/admin/audit?requestId=" + call.requestId).parsed();
            const json::array& records = answer.at("records").as_array();
            const std::string where = "docs/admin-api.md:" + std::to_string(call.line) + " " +
                                      call.method + " " + call.target + " " +
                                      jsonText(answer.at("records"));
            QVERIFY2(static_cast<int>(records.size()) == recordsWanted(call), where.c_str());
            for (const json::value& record : records) {
                QVERIFY2((record.at("result").as_string() == "ok") == (call.status < 300),
                         where.c_str());
                ++recorded;
            }
        }
        QVERIFY2(recorded > 50, qPrintable(QString::number(recorded))); // they were found
        QVERIFY(http.get("/admin/audit/verify").parsed().at("ok").as_bool());
        const std::string text = log.with([](const std::string& lines) { return lines; });
        QVERIFY2(text.find("change-without-record") == std::string::npos, text.c_str());
    }

    void everyRouteIsDocumentedAndNoOther()
    {
        QStringList documented;
        for (const DocRoute& route : document_.routes) {
            documented << QString::fromStdString(route.name + ": " + route.rights);
        }
        documented.sort();

        QCOMPARE(documented.join("\n"), routesOfTheHub().join("\n"));
    }

    void everySettingOfHubdIsInTheReadmeAndInItsConfigFile()
    {
        const QString help = helpOfHubd().section("Other:", 0, 0);
        const QStringList settings = captures(help, "^  --([a-z-]+)");
        const QString readme = sourceText(QStringLiteral(SOURCE_FOLDER "/README.md"));
        const QString config = sourceText(QStringLiteral(SOURCE_FOLDER "/installer/hubd.conf"));

        QVERIFY(settings.size() > 10); // the program was found
        QStringList inReadme = captures(readme, "^\\| `--([a-z-]+)");
        QVERIFY(inReadme.removeOne("config"));
        QCOMPARE(inReadme, settings);
        QCOMPARE(captures(config, "^#?([a-z-]+) = "), settings);
    }

    void everyRouteHasAnExample()
    {
        for (const DocRoute& route : document_.routes) {
            const QRegularExpression request = requestLineOf(route.name);
            bool found = false;
            for (const DocBlock& block : document_.blocks) {
                const std::string line = parseHttpText(block.text).firstLine;
                found = found || request.match(QString::fromStdString(line)).hasMatch();
            }
            QVERIFY2(found, route.name.c_str());
        }
    }

    void everyTestOfTheThreatModelExists()
    {
        const QString model = sourceText(QStringLiteral(SOURCE_FOLDER "/docs/threat-model.md"));
        const QStringList wanted = captures(model, "`([a-z]+[A-Z][A-Za-z]+)`");
        const QString tests = sourcesBelow("tests");

        QVERIFY(wanted.size() > 50); // they were found
        for (const QString& name : wanted) {
            QVERIFY2(tests.contains("void " + name + "()"), qPrintable(name));
        }
    }

private:
    const Document document_ = readDocument(kDocument);
};

QTEST_GUILESS_MAIN(DocsTest)
#include "tst_docs.moc"
