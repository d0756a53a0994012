// Named people at a real hub: what each role may do, and that who is limited to part of the fleet
// sees nothing of the rest of it.
#include "base/text.h"
#include "domain/identity.h"
#include "tests/support/doc_examples.h"
#include "tests/support/person.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

std::uint64_t countIn(const json::value& body, const char* name)
{
    return body.at(name).to_number<std::uint64_t>();
}

bool holds(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// Two sites with a device each, which have all that a device can have. What belongs to site B
/// has "b-1" or "marker-b" in it.
class TwoSites final
{
public:
    TwoSites()
    {
        for (const std::string site : {"a", "b"}) {
            build(site);
        }
        change("POST", "/admin/access/entries",
               R"({"list":"block","kind":"device","value":"b-1-old","reason":"marker-b"})");
        change("PUT", "/admin/access/groups/bs",
               R"({"condition":"tags.site = 'b'","reason":"marker-b"})");
    }

    const TestHub& hub() const { return hub_; }
    HttpPeer& owner() { return owner_; }

    void change(const std::string& method, const std::string& target, const std::string& body)
    {
        const HttpAnswer answer = owner_.request(method, target, body);
        if (answer.status >= 300) {
            qFatal("%s %s: %s", method.c_str(), target.c_str(), answer.body.c_str());
        }
    }

    void setSite(const std::string& device, const std::string& site)
    {
        change("PUT", "/admin/devices/" + device + "/tags",
               "{\"site\":\"" + site + R"(","note":"marker-)" + site + "\"}");
    }

    void send(const std::string& site, const std::string& text)
    {
        MqttPeer& peer = *devices_.at(site);
        peer.publish("devices/" + site + "-1/messages/events/", "{\"m\":\"" + text + "\"}", 1);
        while (const auto packet = peer.receive()) {
            if (packet->type == 4) {
                return;
            }
        }
        qFatal("the message is not acknowledged");
    }

private:
    void build(const std::string& site)
    {
        const std::string id = site + "-1";
        const std::string marker = "marker-" + site;
        hub_.addDevice(id);
        setSite(id, site);
        change("PUT", "/devices/" + id + "/modules/m" + kVersion,
               "{\"deviceId\":\"" + id + R"(","moduleId":"m","managedBy":")" + marker + "\"}");
        change("PATCH", "/twins/" + id + kVersion,
               "{\"properties\":{\"desired\":{\"note\":\"" + marker + "\"}}}");
        devices_[site] = hub_.device(id);
        send(site, marker);
        rejectCommand(id, marker);
        change("POST", "/admin/queues/" + id + "/commands",
               "{\"body\":\"" + marker + "\",\"encoding\":\"text\"}");
    }

    /// Leaves a dead one.
    void rejectCommand(const std::string& id, const std::string& text)
    {
        change("POST", "/devices/" + id + "/messages/deviceBound" + kVersion, text);
        HttpPeer device = hub_.http();
        device.setHeader("Authorization", deviceToken(id, kTestKey));
        const std::string queue = "/devices/" + id + "/messages/deviceBound";
        const HttpAnswer got = device.get(queue + kVersion);
        std::string lock = got.headers.at("etag");
        std::erase(lock, '"');
        const HttpAnswer done = device.request("DELETE", queue + "/" + lock + kVersion + "&reject");
        if (done.status != 204) {
            qFatal("cannot reject: %s", done.body.c_str());
        }
    }

    TestHub hub_;
    HttpPeer owner_ = hub_.http();
    std::map<std::string, std::unique_ptr<MqttPeer>> devices_;
};

/// "/admin/queues/b-1/commands/1" of "/admin/queues/{id}/commands/{number}".
std::string targetOf(const std::string& pattern)
{
    std::string target;
    for (const std::string_view word : split(pattern.substr(1), '/')) {
        static const std::map<std::string, std::string, std::less<>> values{
            {"{id}", "b-1"},
            {"{mid}", "m"},
            {"{name}", "bs"},
            {"{number}", "1"},
            {"{component}", "c"},
            {"{command}", "reboot"},
            {"{address}", "127.0.0.1"},
            {"{thumbprint}", std::string(40, 'a')},
            {"{lock}", "00000000-0000-4000-8000-000000000000"}};
        const auto value = values.find(word);
        target += "/" + (value == values.end() ? std::string(word) : value->second);
    }
    const bool isOurs = target.starts_with("/admin/");
    return target + (isOurs ? "?device=b-1&address=127.0.0.1" : kVersion);
}

} // namespace

class PeopleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { sites_.emplace(); }
    void cleanup() { sites_.reset(); }

    /// Whatever route it is: nothing of the other part comes out, and nothing is changed there.
    void otherPartIsSeenByNoRoute()
    {
        HttpPeer person = administratorOf("a");
        const std::string twin = sites_->owner().get("/twins/b-1" + kVersion).body;
        int routes = 0;
        for (const DocRoute& route : readDocument(kDocument).routes) {
            const auto [method, rest] = cut(route.name, ' ');
            const std::string pattern(*rest);
            if (pattern.starts_with("/admin/me") || pattern == "/admin/session" ||
                pattern == "/admin/events") {
                continue; // about oneself; events have a test of their own
            }
            const std::string target = targetOf(pattern);
            const HttpAnswer answer = person.request(
                std::string(method), target, method == "GET" ? "" : R"({"deviceId":"b-1"})");
            const std::string where = route.name + " as " + target + ": " +
                                      std::to_string(answer.status) + " " + answer.body;
            QVERIFY2(!holds(answer.body, "marker-b"), where.c_str());
            if (holds(pattern, "{")) { // asked for by name
                QVERIFY2(answer.status >= 400 && answer.status < 500, where.c_str());
            } else if (!holds(target, "b-1") || answer.status < 400) {
                QVERIFY2(!holds(answer.body, "b-1"), where.c_str());
            }
            ++routes;
        }
        QVERIFY(routes > 60); // they were found
        const std::string after = sites_->owner().get("/twins/b-1" + kVersion).body;
        QVERIFY2(after == twin, (twin + " became " + after).c_str());
    }

    void countsAndSearchesLeaveTheOtherPartOut()
    {
        HttpPeer person = administratorOf("a");
        const auto body = [&person](const std::string& target) {
            return person.get(target).parsed();
        };
        QCOMPARE(countIn(body("/admin/devices"), "total"), std::uint64_t{1});
        QCOMPARE(countIn(body("/admin/devices?search=b-"), "total"), std::uint64_t{0});
        QCOMPARE(countIn(body("/admin/devices?search=-1&sort=lastHeard"), "total"),
                 std::uint64_t{1});
        QCOMPARE(countIn(body("/admin/devices?tag=site:b"), "total"), std::uint64_t{0});
        QCOMPARE(countIn(body("/admin/devices?tag=site:a"), "total"), std::uint64_t{1});
        QCOMPARE(countIn(body("/statistics/devices" + kVersion), "totalDeviceCount"),
                 std::uint64_t{1});
        QCOMPARE(countIn(body("/statistics/service" + kVersion), "connectedDeviceCount"),
                 std::uint64_t{1});
        const json::value health = body("/admin/health");
        QCOMPARE(countIn(health, "devices"), std::uint64_t{1});
        QCOMPARE(countIn(health, "connectedDevices"), std::uint64_t{1});
        QCOMPARE(health.at("messagesStored").as_string(), "0");
        const json::value queues = body("/admin/queues");
        QCOMPARE(countIn(queues, "total"), std::uint64_t{1});
        QCOMPARE(countIn(queues.at("fleet"), "waiting"), std::uint64_t{1});
        QCOMPARE(countIn(queues.at("fleet"), "dead"), std::uint64_t{1});
        QCOMPARE(countIn(body("/admin/queues?search=b-1"), "total"), std::uint64_t{0});
        const HttpAnswer dead = person.get("/admin/dead-letters");
        QVERIFY2(holds(dead.body, "a-1") && !holds(dead.body, "b-1"), dead.body.c_str());
        QCOMPARE(body("/devices" + kVersion).as_array().size(), std::size_t{1});
    }

    void ownPartIsThereAsForEverybody()
    {
        HttpPeer person = administratorOf("a");
        for (const std::string& target :
             {"/devices/a-1" + kVersion, "/twins/a-1" + kVersion, std::string("/admin/devices/a-1"),
              std::string("/admin/queues/a-1/commands"), std::string("/admin/telemetry?device=a-1"),
              std::string("/admin/access/explain?device=a-1&address=10.0.0.1"),
              "/devices/a-1/modules" + kVersion}) {
            const HttpAnswer answer = person.get(target);
            QVERIFY2(answer.status == 200, (target + answer.body).c_str());
        }
        QCOMPARE(person.request("POST", "/admin/queues/a-1/purge", "{}").status, 200);
        const HttpAnswer whole = person.get("/admin/people");
        QCOMPARE(whole.status, 403);
    }

    void nothingIsMovedOutOfOnesPart()
    {
        HttpPeer person = administratorOf("a");
        const auto tags = [&person](const std::string& body) {
            return person.request("PUT", "/admin/devices/a-1/tags", body).status;
        };
        const auto twin = [&person](const std::string& method, const std::string& body) {
            return person.request(method, "/twins/a-1" + kVersion, body).status;
        };
        QCOMPARE(tags(R"({"site":"b"})"), 403);
        QCOMPARE(tags("{}"), 403);
        QCOMPARE(tags(R"({"site":"a","more":1})"), 200);
        QCOMPARE(twin("PATCH", R"({"tags":{"site":null}})"), 403);
        QCOMPARE(twin("PATCH", R"({"tags":{"site":"b"}})"), 403);
        QCOMPARE(twin("PATCH", R"({"tags":{"other":2}})"), 200);
        QCOMPARE(twin("PUT", R"({"properties":{"desired":{}}})"), 403); // it would take all tags
        QCOMPARE(twin("PUT", R"({"tags":{"site":"a"}})"), 200);

        QCOMPARE(person.request("PUT", "/devices/new" + kVersion, R"({"deviceId":"new"})").status,
                 200);
        QVERIFY(holds(person.get("/admin/devices/new").body, R"("site":"a")"));
        QCOMPARE(person
                     .request("PUT", "/devices/b-1" + kVersion, R"({"deviceId":"b-1"})",
                              {{"If-Match", "*"}})
                     .status,
                 404);
    }

    void eventsOfTheOtherPartDoNotCome()
    {
        HttpPeer person = administratorOf("a");
        QVERIFY(person.openStream("/admin/events"));
        (void)person.readLine(5s);
        const auto linesUntil = [&person](std::string_view last) {
            std::string all;
            while (const auto line = person.readLine(5s)) {
                all += *line + "\n";
                if (holds(*line, last)) {
                    return all;
                }
            }
            return "nothing more came behind " + all;
        };
        const auto makeEvents = [this](const std::string& site) {
            sites_->send(site, "marker-" + site);
            sites_->change("PATCH", "/twins/" + site + "-1" + kVersion,
                           R"({"properties":{"desired":{"more":1}}})");
            sites_->change("POST", "/admin/queues/" + site + "-1/commands",
                           R"({"body":"x","encoding":"text"})");
        };
        makeEvents("b");
        makeEvents("a");
        sites_->send("a", "first end");
        const std::string first = linesUntil("first end");
        QVERIFY2(holds(first, "marker-a") && holds(first, "\"twin\"") &&
                     holds(first, "\"command\""),
                 first.c_str());
        QVERIFY2(!holds(first, "b-1") && !holds(first, "marker-b"), first.c_str());

        sites_->setSite("b-1", "a"); // it comes into the part, and leaves it again
        sites_->send("b", "now seen");
        const std::string meanwhile = linesUntil("now seen");
        QVERIFY2(!holds(meanwhile, "nothing more"), meanwhile.c_str());
        sites_->setSite("b-1", "b");
        sites_->send("b", "unseen");
        sites_->send("a", "second end");
        const std::string second = linesUntil("second end");
        QVERIFY2(holds(second, "second end") && !holds(second, "unseen"), second.c_str());
    }

    void changedPersonLosesTheStream()
    {
        HttpPeer person = administratorOf("a");
        QVERIFY(person.openStream("/admin/events"));
        (void)person.readLine(5s);

        sites_->change("POST", "/admin/people/scoped/key", "{}");
        sites_->setSite("a-1", "a"); // an event, at which the stream looks

        for (int i = 0; i < 50; ++i) {
            if (!person.readLine(5s)) {
                return;
            }
        }
        QFAIL("the stream goes on");
    }

    void keysAreShownToWhoMayReadThem()
    {
        const TestHub& hub = sites_->hub();
        HttpPeer viewer = personAt(hub, "viewer", R"("role":"viewer")");
        HttpPeer enroller = personAt(hub, "enroller", R"("role":"enroller")");
        HttpPeer trusted = personAt(hub, "trusted", R"("role":"viewer","seesKeys":true)");
        const std::string target = "/devices/a-1" + kVersion;
        for (const std::string& shown :
             {target, "/devices" + kVersion, "/devices/a-1/modules" + kVersion}) {
            const HttpAnswer hidden = viewer.get(shown);
            QVERIFY2(hidden.status == 200 && holds(hidden.body, R"("primaryKey":null)"),
                     hidden.body.c_str());
            QVERIFY(!holds(hidden.body, kTestKey));
        }
        QVERIFY(holds(trusted.get(target).body, kTestKey));

        const HttpAnswer made =
            enroller.request("PUT", "/devices/new" + kVersion, R"({"deviceId":"new"})");
        QVERIFY2(made.status == 200 && !holds(made.body, R"("primaryKey":null)"),
                 made.body.c_str());
        QVERIFY(holds(enroller.get("/devices/new" + kVersion).body, R"("primaryKey":null)"));
        const HttpAnswer again = enroller.request("PUT", "/devices/new" + kVersion,
                                                  R"({"deviceId":"new"})", {{"If-Match", "*"}});
        QCOMPARE(again.status, 403);

        HttpPeer owner = hub.http();
        const auto reads = [&owner](const std::string& actor) {
            return owner.get("/admin/audit?action=device.keys.read&actor=" + actor)
                .parsed()
                .at("records")
                .as_array()
                .size();
        };
        QCOMPARE(reads("viewer"), std::size_t{0}); // there were none in the answers
        QCOMPARE(reads("trusted"), std::size_t{1});
    }

    /// A PUT of what was read back does not lose the keys that were not shown.
    void operatorDisablesWithoutLosingKeys()
    {
        HttpPeer person = personAt(sites_->hub(), "op", R"("role":"operator")");
        const auto put = [&person](const std::string& status, const std::string& more = {}) {
            return person.request("PUT", "/devices/a-1" + kVersion,
                                  "{\"deviceId\":\"a-1\",\"status\":\"" + status + "\"" + more +
                                      "}",
                                  {{"If-Match", "*"}});
        };
        QCOMPARE(put("disabled").status, 200);
        QCOMPARE(put("enabled").status, 200);
        QVERIFY(holds(sites_->owner().get("/devices/a-1" + kVersion).body, kTestKey));
        const std::string keys =
            std::string(",\"authentication\":{\"symmetricKey\":{\"primaryKey\":\"") + kTestKey +
            R"(","secondaryKey":")" + kTestKey + "\"}}";
        QCOMPARE(put("enabled", keys).status, 403);
    }

    void rolesDecideAboutRoutes_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("status");
        const auto row = [](const char* role, const char* method, const char* target, int status) {
            QTest::addRow("%s %s %s", role, method, target) << role << method << target << status;
        };
        row("viewer", "GET", "/admin/devices", 200);
        row("viewer", "GET", "/admin/access/entries", 200);
        row("viewer", "POST", "/admin/queues/a-1/purge", 401);
        row("viewer", "GET", "/admin/audit", 401);
        row("support", "POST", "/admin/queues/a-1/purge", 200);
        row("support", "POST", "/admin/queues/a-1/commands", 401);
        row("support", "DELETE", "/devices/a-1?api-version=2021-04-12", 401);
        row("enroller", "DELETE", "/devices/a-1?api-version=2021-04-12", 401);
        row("operator", "DELETE", "/devices/a-1?api-version=2021-04-12", 204);
        row("operator", "DELETE", "/admin/access/denied", 204);
        row("operator", "PUT", "/admin/access/mode", 401);
        row("operator", "GET", "/admin/people", 401);
        row("administrator", "GET", "/admin/people", 200);
        row("administrator", "GET", "/admin/audit", 200);
    }

    void rolesDecideAboutRoutes()
    {
        QFETCH(QString, role);
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(int, status);
        HttpPeer person = personAt(sites_->hub(), "p", "\"role\":\"" + role.toStdString() + "\"");
        const HttpAnswer answer = person.request(method.toStdString(), target.toStdString(),
                                                 method == "POST" ? "{}" : "");
        QVERIFY2(answer.status == status, answer.body.c_str());
        if (status == 401) {
            const json::value records = sites_->owner().get("/admin/audit?actor=p").parsed();
            const json::object& record = records.at("records").as_array().at(0).as_object();
            QCOMPARE(record.at("actorKind").as_string(), "person");
            QVERIFY(record.at("role").as_string() == role.toStdString());
        }
    }

    void lateKeyOpensNothing()
    {
        HttpPeer person = personAt(sites_->hub(), "p", R"("role":"viewer")");
        QCOMPARE(person.get("/admin/devices").status, 200);
        sites_->change("DELETE", "/admin/people/p", {});
        QCOMPARE(person.get("/admin/devices").status, 401);
        QCOMPARE(person.get("/admin/me").status, 401);
    }

private:
    /// May do all, there.
    HttpPeer administratorOf(const std::string& site)
    {
        return personAt(sites_->hub(), "scoped",
                        "\"role\":\"administrator\",\"scope\":\"tags.site = '" + site + "'\"");
    }

    const QString kDocument = QStringLiteral(SOURCE_FOLDER "/docs/admin-api.md");
    std::optional<TwoSites> sites_;
};

QTEST_GUILESS_MAIN(PeopleTest)
#include "tst_people.moc"
