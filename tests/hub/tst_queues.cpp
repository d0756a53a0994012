// Our own routes of command queues over real sockets: looking in, mending, and who may.
#include "tests/support/queue_calls.h"

#include "api/event.h"

#include <boost/json/parse.hpp>

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

using Numbers = std::vector<std::string>;

std::uint64_t countIn(const HttpAnswer& answer)
{
    const json::value body = answer.parsed();
    if (answer.status != 200 || !body.is_object()) {
        qFatal("no count: %s", answer.body.c_str());
    }
    return static_cast<std::uint64_t>(body.at("count").as_int64());
}

std::string listOf(const Numbers& numbers)
{
    std::string list = R"({"commands":[)";
    for (const std::string& number : numbers) {
        list += (list.ends_with('[') ? "\"" : ",\"") + number + "\"";
    }
    return list + "]}";
}

HttpAnswer post(HttpPeer& http, const std::string& target, const std::string& body = {})
{
    return http.request("POST", "/admin/queues/" + target, body);
}

std::string whatIn(const api::CommandLife& life)
{
    std::string what;
    for (const api::CommandEvent& event : life.life) {
        what += (what.empty() ? "" : " ") + event.what;
    }
    return what;
}

api::QueueList queues(HttpPeer& http, const std::string& query)
{
    const HttpAnswer answer = http.get("/admin/queues?" + query);
    auto list = api::queueListFrom(JsonView(answer.parsed()));
    if (!list) {
        qFatal("%s", answer.body.c_str());
    }
    return std::move(list.value());
}

api::DeadLetters deadLetters(HttpPeer& http, const std::string& query = {})
{
    const HttpAnswer answer = http.get("/admin/dead-letters?" + query);
    auto letters = api::deadLettersFrom(JsonView(answer.parsed()));
    if (!letters) {
        qFatal("%s", answer.body.c_str());
    }
    return std::move(letters.value());
}

QStringList idsOf(const api::QueueList& list)
{
    QStringList ids;
    for (const api::QueueSummary& queue : list.queues) {
        ids << QString::fromStdString(queue.deviceId);
    }
    return ids;
}

/// "command pump {…}" of the next event of a stream.
std::string nextEvent(HttpPeer& stream)
{
    for (;;) {
        const auto line = stream.readLine(5s);
        if (!line) {
            return "none";
        }
        if (line->starts_with("data: ")) {
            const json::value event = json::parse(line->substr(6));
            return std::string(event.at("type").as_string()) + " " +
                   std::string(event.at("deviceId").as_string()) + " " +
                   jsonText(event.at("data"));
        }
    }
}

std::string commandEvent(const std::string& number, const std::string& what, const std::string& state)
{
    return "command pump {\"id\":\"" + number + "\",\"what\":\"" + what + "\",\"state\":\"" + state +
           "\"}";
}

} // namespace

class HubQueuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandIsShownWithAllItSays()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();

        const std::string number = enqueue(
            http, "pump",
            R"({"body":"open","messageId":"m-1","correlationId":"c 1","userId":"ada",)"
            R"("contentType":"application/json","contentEncoding":"utf-8","ack":"full",)"
            R"("timeToLiveSeconds":600,"properties":{"site":"Zürich","urgent":""}})");
        const api::Queue queue = queueOf(http, "pump");

        QCOMPARE(queue.deviceId, "pump"s);
        QCOMPARE(queue.limit, 50U);
        QCOMPARE(queue.maxAttempts, 10U);
        QCOMPARE(queue.counts.waiting, std::uint64_t{1});
        QCOMPARE(queue.counts.inFlight, std::uint64_t{0});
        QVERIFY(!queue.hold);
        QCOMPARE(queue.commands.size(), std::size_t{1});
        const api::Command& command = queue.commands[0];
        QCOMPARE(command.id, number);
        QCOMPARE(command.state, "waiting"s);
        QCOMPARE(command.ack, "full"s);
        QCOMPARE(command.attempts, 0U);
        QCOMPARE(command.messageId, "m-1"s);
        QCOMPARE(command.correlationId, "c 1"s);
        QCOMPARE(command.userId, "ada"s);
        QCOMPARE(command.contentType, "application/json"s);
        QCOMPARE(command.contentEncoding, "utf-8"s);
        QCOMPARE(command.body, "open"s);
        const decltype(command.properties) properties{{"site", "Zürich"}, {"urgent", ""}};
        QVERIFY(command.properties == properties);
        QVERIFY(command.expires > command.enqueued + 599s);
        QVERIFY(command.expires <= command.enqueued + 600s);
    }

    void lookingTakesNothing()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        const Numbers sent{enqueue(http, "pump", R"({"body":"1"})"),
                           enqueue(http, "pump", R"({"body":"2"})")};
        for (int i = 0; i < 3; ++i) {
            QVERIFY(numbersIn(queueOf(http, "pump")) == sent);
            lifeOf(http, "pump", sent[0]);
        }

        const auto device = hub.device("pump");
        subscribeToCommands(*device, "pump");

        QCOMPARE(receiveCommand(*device).body, "1"s);
        QCOMPARE(receiveCommand(*device).body, "2"s);
    }

    void binaryBodiesTravelAsBase64()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();

        enqueue(http, "pump", R"({"bodyBase64":"/wABgA=="})");

        QCOMPARE(queueOf(http, "pump").commands[0].body, "\xff\0\x01\x80"s);
        QVERIFY(http.get("/admin/queues/pump/commands").body.find(R"("bodyBase64":"/wABgA==")") !=
                std::string::npos);
    }

    void lifeLineTellsWhoDidWhat()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        const std::string number = enqueue(http, "pump", R"({"body":"1"})");
        const auto device = hub.device("pump");
        subscribeToCommands(*device, "pump");
        acknowledge(*device, receiveCommand(*device));
        queueWhen(http, "pump", [](const api::Queue& q) { return q.counts.completed == 1; });

        const api::CommandLife life = lifeOf(http, "pump", number);

        QCOMPARE(life.command.state, "completed"s);
        QVERIFY(life.command.ended.has_value());
        QCOMPARE(whatIn(life), "enqueued delivered completed"s);
        QCOMPARE(life.life[0].protocol, "admin"s);
        QVERIFY2(life.life[0].connection.starts_with("iothubowner 127.0.0.1:"),
                 life.life[0].connection.c_str());
        QCOMPARE(life.life[1].protocol, "mqtt"s);
        QVERIFY(life.life[1].connection.starts_with("127.0.0.1:"));
        QVERIFY(life.life[0].time <= life.life[1].time);
    }

    void statesAreToldApart()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        AskingDevice device(hub, "pump");
        const Numbers sent{enqueue(http, "pump", R"({"body":"done"})"),
                           enqueue(http, "pump", R"({"body":"refused"})"),
                           enqueue(http, "pump", R"({"body":"taken"})"),
                           enqueue(http, "pump", R"({"body":"waits"})")};
        QCOMPARE(device.complete(device.receive()), 204);
        QCOMPARE(device.reject(device.receive()), 204);
        QCOMPARE(device.receive().body, "taken"s);

        const api::Queue all = queueOf(http, "pump");

        QVERIFY(numbersIn(queueOf(http, "pump", "?state=completed")) == Numbers{sent[0]});
        QVERIFY(numbersIn(queueOf(http, "pump", "?state=dead")) == Numbers{sent[1]});
        QVERIFY(numbersIn(queueOf(http, "pump", "?state=inFlight")) == Numbers{sent[2]});
        QVERIFY(numbersIn(queueOf(http, "pump", "?state=waiting")) == Numbers{sent[3]});
        QCOMPARE(queueOf(http, "pump", "?state=waiting,inFlight").commands.size(), std::size_t{2});
        QCOMPARE(all.commands.size(), std::size_t{4});
        QCOMPARE(all.counts.waiting, std::uint64_t{1});
        QCOMPARE(all.counts.inFlight, std::uint64_t{1});
        QCOMPARE(all.counts.completed, std::uint64_t{1});
        QCOMPARE(all.counts.dead, std::uint64_t{1});
        QVERIFY(all.lastPoll.has_value());
        const api::Command taken = queueOf(http, "pump", "?state=inFlight").commands[0];
        QVERIFY(taken.lockedUntil.has_value());
        QVERIFY(*taken.lockedUntil > all.asOf + 50s);
        QCOMPARE(queueOf(http, "pump", "?state=dead").commands[0].reason, "rejected"s);
    }

    void queueIsPaged()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        Numbers sent;
        for (int i = 0; i < 30; ++i) {
            sent.push_back(enqueue(http, "pump", R"({"body":"x"})"));
        }

        Numbers seen;
        std::string after;
        for (int pages = 0; pages < 10; ++pages) {
            const api::Queue page = queueOf(
                http, "pump", "?limit=7" + (after.empty() ? std::string() : "&after=" + after));
            const Numbers numbers = numbersIn(page);
            seen.insert(seen.end(), numbers.begin(), numbers.end());
            QCOMPARE(page.counts.waiting, std::uint64_t{30});
            after = page.next;
            if (after.empty()) {
                break;
            }
        }

        QVERIFY(seen == sent);
    }

    void largeBodiesMakeShortPages()
    {
        TestHub hub;
        hub.addDevice("a");
        hub.addDevice("b");
        HttpPeer http = hub.http();
        const std::string draft = "{\"body\":\"" + std::string(60 * 1024, 'x') + "\"}";
        for (const char* const id : {"a", "b"}) {
            for (int i = 0; i < 50; ++i) {
                enqueue(http, id, draft);
            }
            QCOMPARE(http.request("DELETE", "/devices/" + std::string(id) + "/commands" +
                                                kApiVersion)
                         .status,
                     200);
        }

        const api::DeadLetters first = deadLetters(http);
        const api::DeadLetters second = deadLetters(http, "after=" + first.next);

        QCOMPARE(first.commands.size() + second.commands.size(), std::size_t{100});
        QVERIFY(first.commands.size() < 70);
        QVERIFY(second.next.empty());
    }

    void deadLettersOfAllDevicesComeNewestFirst()
    {
        TestHub hub;
        hub.addDevice("a");
        hub.addDevice("b");
        HttpPeer http = hub.http();
        const std::string first = enqueue(http, "a", R"({"body":"1"})");
        const std::string second = enqueue(http, "b", R"({"body":"2"})");
        QCOMPARE(countIn(post(http, "a/purge", "{}")), std::uint64_t{1});
        AskingDevice device(hub, "b");
        QCOMPARE(device.reject(device.receive()), 204);

        const api::DeadLetters page = deadLetters(http, "limit=1");
        const api::DeadLetters rest = deadLetters(http, "limit=1&after=" + page.next);

        QCOMPARE(page.commands.size(), std::size_t{1});
        QCOMPARE(page.commands[0].id, second);
        QCOMPARE(page.commands[0].deviceId, "b"s);
        QCOMPARE(page.commands[0].reason, "rejected"s);
        QCOMPARE(rest.commands[0].id, first);
        QCOMPARE(rest.commands[0].deviceId, "a"s);
        QCOMPARE(rest.commands[0].reason, "purged"s);
        QVERIFY(deadLetters(http, "after=" + first).commands.empty());
    }

    void deadCommandsWaitAgain()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        const std::string number = enqueue(http, "pump", R"({"body":"1"})");
        const std::string waits = enqueue(http, "pump", R"({"body":"2"})");
        AskingDevice device(hub, "pump");
        QCOMPARE(device.reject(device.receive()), 204);

        const HttpAnswer answer = post(http, "pump/requeue", listOf({number}));

        QCOMPARE(answer.body, R"({"count":1})"s);
        QVERIFY(numbersIn(queueOf(http, "pump", "?state=waiting")) == (Numbers{waits, number}));
        QCOMPARE(whatIn(lifeOf(http, "pump", number)), "enqueued delivered rejected requeued"s);
        QCOMPARE(device.complete(device.receive()), 204);
        QCOMPARE(device.receive().body, "1"s);
    }

    void editedCommandWaitsAgain()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        const std::string number = enqueue(http, "pump", R"({"body":"opne","messageId":"m-1"})");
        post(http, "pump/purge", "{}");

        const HttpAnswer edited =
            post(http, "pump/commands/" + number + "/requeue",
                 R"({"body":"open","messageId":"m-2","properties":{"by":"ada"}})");

        QCOMPARE(edited.status, 204);
        const api::CommandLife life = lifeOf(http, "pump", number);
        QCOMPARE(life.command.state, "waiting"s);
        QCOMPARE(life.command.body, "open"s);
        QCOMPARE(life.command.messageId, "m-2"s);
        QCOMPARE(life.command.properties.size(), std::size_t{1});
        QVERIFY2(whatIn(life).find("edited") != std::string::npos, whatIn(life).c_str());
        QCOMPARE(AskingDevice(hub, "pump").receive().body, "open"s);
    }

    void commandsCanBeDeleted()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        const Numbers sent{enqueue(http, "pump", "{}"), enqueue(http, "pump", "{}"),
                           enqueue(http, "pump", "{}")};

        const std::uint64_t count = countIn(post(http, "pump/delete", listOf({sent[0], sent[2]})));

        QCOMPARE(count, std::uint64_t{2});
        QVERIFY(numbersIn(queueOf(http, "pump", "?state=waiting")) == Numbers{sent[1]});
    }

    void purgeTakesWhatMatches_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("count");

        QTest::newRow("all that waits") << "" << 3;
        QTest::newRow("and what is in flight") << R"("includeInFlight":true)" << 4;
        QTest::newRow("body") << R"("contains":"pen")" << 1;
        QTest::newRow("message id") << R"("contains":"m-3")" << 1;
        QTest::newRow("nothing") << R"("contains":"nowhere")" << 0;
        QTest::newRow("property") << R"("propertyName":"site")" << 2;
        QTest::newRow("its value") << R"("propertyName":"site","propertyValue":"berlin")" << 1;
        QTest::newRow("all conditions")
            << R"("contains":"open","propertyName":"site","propertyValue":"paris")" << 0;
        QTest::newRow("before") << R"("enqueuedBefore":"2000-01-01T00:00:00Z")" << 0;
        QTest::newRow("long after") << R"("enqueuedBefore":"2999-01-01T00:00:00Z")" << 3;
    }

    void purgeTakesWhatMatches()
    {
        QFETCH(QString, filter);
        QFETCH(int, count);
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        enqueue(http, "pump", R"({"body":"taken"})");
        QCOMPARE(AskingDevice(hub, "pump").receive().body, "taken"s);
        enqueue(http, "pump", R"({"body":"open","properties":{"site":"berlin"}})");
        enqueue(http, "pump", R"({"body":"close","messageId":"m-3"})");
        enqueue(http, "pump", R"({"body":"stop","properties":{"site":"paris"}})");
        const std::string wish = filter.toStdString();
        const std::string dry = wish + (wish.empty() ? "" : ",") + R"("dryRun":true)";

        const HttpAnswer counted = post(http, "pump/purge", "{" + dry + "}");
        const std::uint64_t before = queueOf(http, "pump").counts.waiting;
        const HttpAnswer purged = post(http, "pump/purge", "{" + wish + "}");

        QCOMPARE(countIn(counted), static_cast<std::uint64_t>(count));
        QCOMPARE(before, std::uint64_t{3});
        QCOMPARE(countIn(purged), static_cast<std::uint64_t>(count));
        QCOMPARE(queueOf(http, "pump").counts.dead, static_cast<std::uint64_t>(count));
    }

    void heldQueueGivesNothingOut()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        AskingDevice device(hub, "pump");

        const HttpAnswer held = post(http, "pump/hold", R"({"reason":"repair"})");
        enqueue(http, "pump", R"({"body":"1"})");
        const api::Queue queue = queueOf(http, "pump");
        const int whileHeld = device.receive().status;
        const HttpAnswer resumed = post(http, "pump/resume");

        QCOMPARE(held.status, 204);
        QVERIFY(queue.hold.has_value());
        QCOMPARE(queue.hold->reason, "repair"s);
        QVERIFY2(queue.hold->by.find("iothubowner") != std::string::npos, queue.hold->by.c_str());
        QCOMPARE(queue.counts.waiting, std::uint64_t{1});
        QCOMPARE(whileHeld, 204);
        QCOMPARE(resumed.status, 204);
        QVERIFY(!queueOf(http, "pump").hold);
        QCOMPARE(device.receive().body, "1"s);
    }

    void fleetShowsWhereSomethingWaits()
    {
        TestHub hub;
        for (const char* const id : {"pump-1", "pump-2", "valve-1", "quiet"}) {
            hub.addDevice(id);
        }
        HttpPeer http = hub.http();
        enqueue(http, "pump-1", R"({"timeToLiveSeconds":60})");
        for (int i = 0; i < 3; ++i) {
            enqueue(http, "pump-2", "{}");
        }
        enqueue(http, "valve-1", "{}");
        post(http, "valve-1/hold");
        const auto device = hub.device("pump-1");

        const api::QueueList list = queues(http, "");

        QCOMPARE(list.total, std::uint64_t{3});
        QCOMPARE(list.limit, 50U);
        QCOMPARE(list.fleet.waiting, std::uint64_t{5});
        QCOMPARE(idsOf(list)[0], "pump-2");
        QCOMPARE(idsOf(queues(http, "sort=id&order=asc")),
                 QStringList({"pump-1", "pump-2", "valve-1"}));
        QCOMPARE(idsOf(queues(http, "sort=id&order=desc&limit=1&offset=1")),
                 QStringList({"pump-2"}));
        QCOMPARE(idsOf(queues(http, "search=ALV")), QStringList({"valve-1"}));
        QCOMPARE(idsOf(queues(http, "sort=oldestAge"))[0], "pump-1");
        const api::QueueSummary pump = queues(http, "search=pump-1").queues.at(0);
        QVERIFY(pump.connected);
        QVERIFY(!pump.held);
        QCOMPARE(pump.counts.waiting, std::uint64_t{1});
        QVERIFY(pump.oldestEnqueued.has_value());
        QVERIFY(pump.nextExpiry > *pump.oldestEnqueued + 59s);
        QVERIFY(pump.nextExpiry <= *pump.oldestEnqueued + 60s);
        QVERIFY(queues(http, "search=valve").queues.at(0).held);
        QVERIFY(!queues(http, "search=valve").queues.at(0).connected);
    }

    void modulesHaveQueuesOfTheirOwn()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        QCOMPARE(http.request("PUT", "/devices/pump/modules/filter" + kApiVersion,
                              R"({"moduleId":"filter","deviceId":"pump"})")
                     .status,
                 200);

        const HttpAnswer sent =
            post(http, "pump/commands?module=filter", R"({"body":"for the filter"})");
        const api::Queue ofModule = queueOf(http, "pump", "?module=filter");

        QCOMPARE(sent.status, 200);
        QCOMPARE(ofModule.deviceId, "pump/filter"s);
        QCOMPARE(ofModule.commands.size(), std::size_t{1});
        QVERIFY(queueOf(http, "pump").commands.empty());
        QCOMPARE(idsOf(queues(http, "")), QStringList({"pump/filter"}));
    }

    void fullQueueSaysSo()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        for (int i = 0; i < 50; ++i) {
            enqueue(http, "pump", "{}");
        }

        const HttpAnswer ours = post(http, "pump/commands", "{}");
        post(http, "pump/purge", "{}");
        enqueue(http, "pump", "{}");
        const Numbers dead = numbersIn(queueOf(http, "pump", "?state=dead"));
        const HttpAnswer requeued = post(http, "pump/requeue", listOf(dead));

        QCOMPARE(ours.status, 403);
        QCOMPARE(ours.headers.at("iothub-errorcode"), "DeviceMaximumQueueDepthExceeded"s);
        QVERIFY(!ours.parsed().at("remedy").as_string().empty());
        QCOMPARE(dead.size(), std::size_t{50});
        QCOMPARE(requeued.status, 403);
        QCOMPARE(queueOf(http, "pump").counts.waiting, std::uint64_t{1}); // all or nothing
    }

    void refusalsAreNamed_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const char* method, const char* target,
                            const QString& body, int status, const char* code, const char* named) {
            QTest::newRow(name) << method << target << body << status << code << named;
        };
        const char* const wrong = "ArgumentInvalid";
        row("sort", "GET", "queues?sort=color", "", 400, wrong, "sort");
        row("order", "GET", "queues?order=up", "", 400, wrong, "order");
        row("offset", "GET", "queues?offset=x", "", 400, wrong, "offset");
        row("limit", "GET", "queues?limit=1001", "", 400, wrong, "limit");
        row("state", "GET", "queues/pump/commands?state=gone", "", 400, wrong, "state");
        row("cursor", "GET", "queues/pump/commands?after=x", "", 400, wrong, "after");
        row("module", "GET", "queues/pump/commands?module=%20", "", 400, wrong, "module");
        row("number", "GET", "queues/pump/commands/x", "", 400, wrong, "number");
        row("device id", "GET", "queues/a%20b/commands", "", 400, wrong, "device id");
        row("cursor of dead letters", "GET", "dead-letters?after=-1", "", 400, wrong, "after");
        row("no draft", "POST", "queues/pump/commands", "", 400, "IotHubFormatError", "JSON");
        row("ack", "POST", "queues/pump/commands", R"({"ack":"maybe"})", 400, wrong, "ack");
        row("property", "POST", "queues/pump/commands", R"({"properties":{"a b":"1"}})", 400, wrong,
            "property");
        row("two bodies", "POST", "queues/pump/commands", R"({"body":"","bodyBase64":""})", 400,
            wrong, "bodyBase64");
        row("no time", "POST", "queues/pump/commands", R"({"timeToLiveSeconds":0})", 403,
            "InvalidMessageExpiryTime", "timeToLiveSeconds");
        row("over two days", "POST", "queues/pump/commands", R"({"timeToLiveSeconds":172801})", 403,
            "InvalidMessageExpiryTime", "timeToLiveSeconds");
        row("too large", "POST", "queues/pump/commands",
            R"({"body":")" + QString(64 * 1024 + 1, 'x') + R"("})", 413, "MessageTooLarge", "65536");
        row("too many properties", "POST", "queues/pump/commands",
            R"({"properties":{"a":")" + QString(16 * 1024, 'x') + R"("}})", 413, "MessageTooLarge",
            "properties");
        row("no list", "POST", "queues/pump/requeue", "{}", 400, "ArgumentNull", "commands");
        row("empty list", "POST", "queues/pump/delete", R"({"commands":[]})", 400, wrong,
            "commands");
        row("value of no property", "POST", "queues/pump/purge", R"({"propertyValue":"x"})", 400,
            "ArgumentNull", "propertyName");
        row("reason", "POST", "queues/pump/hold", R"({"reason":7})", 400, wrong, "reason");
        row("no device", "GET", "queues/none/commands", "", 404, "DeviceNotFound", "none");
        row("no module", "GET", "queues/pump/commands?module=none", "", 404, "DeviceNotFound",
            "none");
        row("send to no device", "POST", "queues/none/commands", "{}", 404, "DeviceNotFound",
            "none");
        row("requeue of no device", "POST", "queues/none/requeue", R"({"commands":[1]})", 404,
            "DeviceNotFound", "none");
        row("delete of no device", "POST", "queues/none/delete", R"({"commands":[1]})", 404,
            "DeviceNotFound", "none");
        row("purge of no device", "POST", "queues/none/purge", "{}", 404, "DeviceNotFound", "none");
        row("count of no device", "POST", "queues/none/purge", R"({"dryRun":true})", 404,
            "DeviceNotFound", "none");
        row("hold no device", "POST", "queues/none/hold", "{}", 404, "DeviceNotFound", "none");
        row("resume no device", "POST", "queues/none/resume", "", 404, "DeviceNotFound", "none");
        row("no command", "GET", "queues/pump/commands/77", "", 404, "GenericNotFound", "command");
        row("edit no command", "POST", "queues/pump/commands/77/requeue", "{}", 404,
            "GenericNotFound", "command");
        row("other verb", "DELETE", "queues/pump/commands", "", 405, "GenericMethodNotAllowed",
            "verb");
    }

    void refusalsAreNamed()
    {
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(QString, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        QFETCH(QString, named);
        static TestHub hub;
        HttpPeer http = hub.http();
        http.request("PUT", "/devices/pump" + kApiVersion, "{}");

        const HttpAnswer answer = http.request(
            method.toStdString(), "/admin/" + target.toStdString(), body.toStdString());

        QVERIFY2(answer.status == status, answer.body.c_str());
        QCOMPARE(QString::fromStdString(answer.headers.at("iothub-errorcode")), code);
        const json::value problem = answer.parsed();
        QVERIFY2(std::string(problem.at("message").as_string()).find(named.toStdString()) !=
                     std::string::npos,
                 answer.body.c_str());
        QVERIFY(problem.at("requestId").as_string() ==
                answer.headers.at("x-ms-request-id").c_str());
    }

    void eventsTellWhatHappens()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        HttpPeer stream = hub.http();
        QVERIFY(stream.openStream("/admin/events?types=command,queue"));

        const std::string number = enqueue(http, "pump", "{}");
        post(http, "pump/hold", "{}");
        post(http, "pump/resume");
        post(http, "pump/purge", "{}");

        QCOMPARE(nextEvent(stream), commandEvent(number, "enqueued", "waiting"));
        QCOMPARE(nextEvent(stream), R"(queue pump {"what":"held"})"s);
        QCOMPARE(nextEvent(stream), R"(queue pump {"what":"resumed"})"s);
        const Numbers rest{nextEvent(stream), nextEvent(stream)};
        QVERIFY(std::find(rest.begin(), rest.end(), R"(queue pump {"what":"purged"})") !=
                rest.end());
        QVERIFY2(std::find(rest.begin(), rest.end(), commandEvent(number, "purged", "dead")) !=
                     rest.end(),
                 (rest[0] + rest[1]).c_str());
    }

    void onlyOwnersMayCall_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("status");
        struct Route
        {
            const char* method;
            const char* target;
            int good;
        };
        const Route routes[] = {
            {"GET", "queues", 200},
            {"GET", "queues/pump/commands", 200},
            {"GET", "queues/pump/commands/1", 200},
            {"GET", "dead-letters", 200},
            {"POST", "queues/pump/commands", 200},
            {"POST", "queues/pump/commands/1/requeue", 204},
            {"POST", "queues/pump/requeue", 200},
            {"POST", "queues/pump/delete", 200},
            {"POST", "queues/pump/purge", 200},
            {"POST", "queues/pump/hold", 204},
            {"POST", "queues/pump/resume", 204},
        };
        for (const Route& route : routes) {
            for (const char* const policy :
                 {"iothubowner", "service", "device", "registryRead", "registryReadWrite"}) {
                const int status = policy == std::string("iothubowner") ? route.good : 401;
                QTest::addRow("%s %s as %s", route.method, route.target, policy)
                    << policy << route.method << route.target << status;
            }
        }
    }

    void onlyOwnersMayCall()
    {
        QFETCH(QString, policy);
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(int, status);
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer owner = hub.http();
        QCOMPARE(enqueue(owner, "pump", "{}"), "1"s);
        post(owner, "pump/purge", "{}");
        HttpPeer http = hub.httpAs(policy.toStdString());
        const bool lists = target.endsWith("/delete") || target == "queues/pump/requeue";

        const HttpAnswer answer =
            http.request(method.toStdString(), "/admin/" + target.toStdString(),
                         method == "GET" ? "" : (lists ? R"({"commands":["1"]})" : "{}"));

        QVERIFY2(answer.status == status, answer.body.c_str());
    }
};

QTEST_GUILESS_MAIN(HubQueuesTest)
#include "tst_queues.moc"
