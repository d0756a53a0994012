#include "api/queue.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <functional>
#include <map>
#include <memory>

namespace hub::test {

using namespace std::string_literals;

class QueueTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writtenListReadsBack();
    void writtenQueueReadsBack();
    void writtenLifeReadsBack();
    void writtenLettersReadBack();
    void writtenDraftReadsBack();
    void writtenPurgeReadsBack();
    void queueHasTheseMembersAndNoOther();
    void whatIsNotThereIsNullOrLeftOut();
    void bodyReadsBack_data();
    void bodyReadsBack();
    void emptyDraftHasDefaults();
    void emptyPurgeTakesAllThatWaits();
    void numbersMayStandInTexts();
    void missingMemberIsNamed_data();
    void missingMemberIsNamed();
    void wrongMemberIsNamed_data();
    void wrongMemberIsNamed();
    void elementsOfAnotherTypeAreRefused_data();
    void elementsOfAnotherTypeAreRefused();
};

namespace {

constexpr std::int64_t kNow = 1'735'787'045'123'456;

api::Command command()
{
    api::Command command;
    command.id = "9007199254740993"; // no double can hold it
    command.state = "inFlight";
    command.ack = "full";
    command.enqueued = wallFromMicros(kNow);
    command.expires = wallFromMicros(kNow + 3'600'000'000);
    command.lockedUntil = wallFromMicros(kNow + 60'000'000);
    command.attempts = 2;
    command.messageId = "m-1";
    command.correlationId = "c \"1\"";
    command.userId = "ada";
    command.contentType = "application/json";
    command.contentEncoding = "utf-8";
    command.properties = {{"site", "Zürich"}, {"urgent", ""}};
    command.body = R"({"open":true})";
    return command;
}

api::Command dead()
{
    api::Command dead = command();
    dead.deviceId = "pump-7";
    dead.state = "dead";
    dead.reason = "deliveryCountExceeded";
    dead.lockedUntil.reset();
    dead.ended = wallFromMicros(kNow + 5);
    dead.body = "\xff\0\x01"s;
    return dead;
}

api::Queue queue()
{
    api::Queue queue;
    queue.deviceId = "pump-7";
    queue.counts = {3, 1, 20, 4};
    queue.hold = api::QueueHold{wallFromMicros(kNow), "iothubowner", "repair"};
    queue.lastPoll = wallFromMicros(kNow - 1);
    queue.commands = {command(), command()};
    queue.commands[1].id = "2";
    queue.next = "2";
    queue.asOf = wallFromMicros(kNow + 1);
    return queue;
}

api::QueueList list()
{
    api::QueueList list;
    api::QueueSummary full;
    full.deviceId = "pump-7";
    full.counts = {49, 1, 0, 2};
    full.oldestEnqueued = wallFromMicros(kNow);
    full.nextExpiry = wallFromMicros(kNow + 1);
    full.mostAttempts = 9;
    full.held = true;
    full.connected = true;
    full.lastPoll = wallFromMicros(kNow - 1);
    api::QueueSummary quiet;
    quiet.deviceId = "pump-8";
    list.queues = {full, quiet};
    list.fleet = {49, 1, 5'000'000'000, 2};
    list.total = 1'000'000;
    list.asOf = wallFromMicros(kNow);
    return list;
}

api::CommandLife life()
{
    return {command(),
            {{wallFromMicros(kNow), "enqueued", "admin", "iothubowner 10.0.0.7:5", ""},
             {wallFromMicros(kNow + 9), "delivered", "mqtt", "10.0.0.9:6", "QoS 1"}}};
}

api::DeadLetters letters()
{
    return {{dead()}, "17", wallFromMicros(kNow)};
}

api::CommandDraft draft()
{
    api::CommandDraft draft;
    draft.body = "open";
    draft.messageId = "m-1";
    draft.correlationId = "c-1";
    draft.userId = "ada";
    draft.contentType = "text/plain";
    draft.contentEncoding = "utf-8";
    draft.ack = "negative";
    draft.timeToLiveSeconds = 172'800;
    draft.properties = {{"site", "berlin"}};
    return draft;
}

api::PurgeRequest purge()
{
    api::PurgeRequest purge;
    purge.enqueuedBefore = wallFromMicros(kNow);
    purge.contains = "open";
    purge.propertyName = "site";
    purge.propertyValue = "";
    purge.includeInFlight = true;
    purge.dryRun = true;
    return purge;
}

void compare(const api::QueueCounts& read, const api::QueueCounts& counts)
{
    QCOMPARE(read.waiting, counts.waiting);
    QCOMPARE(read.inFlight, counts.inFlight);
    QCOMPARE(read.completed, counts.completed);
    QCOMPARE(read.dead, counts.dead);
}

void compare(const api::Command& read, const api::Command& command)
{
    QCOMPARE(read.id, command.id);
    QCOMPARE(read.deviceId, command.deviceId);
    QCOMPARE(read.state, command.state);
    QCOMPARE(read.reason, command.reason);
    QCOMPARE(read.ack, command.ack);
    QVERIFY(read.enqueued == command.enqueued);
    QVERIFY(read.expires == command.expires);
    QVERIFY(read.lockedUntil == command.lockedUntil);
    QVERIFY(read.ended == command.ended);
    QCOMPARE(read.attempts, command.attempts);
    QCOMPARE(read.messageId, command.messageId);
    QCOMPARE(read.correlationId, command.correlationId);
    QCOMPARE(read.userId, command.userId);
    QCOMPARE(read.contentType, command.contentType);
    QCOMPARE(read.contentEncoding, command.contentEncoding);
    QVERIFY(read.properties == command.properties);
    QCOMPARE(read.body, command.body);
}

QStringList membersOf(const json::value& object)
{
    QStringList names;
    for (const auto& member : object.as_object()) {
        names << QString::fromStdString(std::string(member.key()));
    }
    return names;
}

/// What reads one of the structs; gives the error, or nothing.
using Reader = std::function<std::optional<Error>(const json::value&)>;

template <class T>
Reader reader(Result<T> (*read)(const JsonView&))
{
    return [read](const json::value& document) -> std::optional<Error> {
        const Result<T> result = read(JsonView(document));
        return result ? std::nullopt : std::optional(result.error());
    };
}

struct Kind
{
    std::string text; ///< a whole document
    Reader read;
};

Kind kindOf(const std::string& name)
{
    static const std::map<std::string, Kind> kinds{
        {"list", {written(list()), reader(&api::queueListFrom)}},
        {"queue", {written(queue()), reader(&api::queueFrom)}},
        {"life", {written(life()), reader(&api::commandLifeFrom)}},
        {"letters", {written(letters()), reader(&api::deadLettersFrom)}},
        {"draft", {written(draft()), reader(&api::commandDraftFrom)}},
        {"purge", {written(purge()), reader(&api::purgeRequestFrom)}},
    };
    return kinds.at(name);
}

/// A document in which the first element of an array has another member.
json::value withElement(json::value document,
                        const std::string& array,
                        const std::string& path,
                        const std::string& value)
{
    json::value& first = document.at(array).at(0);
    first = withMember(first, path, value);
    return document;
}

} // namespace

void QueueTest::writtenListReadsBack()
{
    const json::value document = parsed(written(list()));
    const auto result = api::queueListFrom(JsonView(document));

    QVERIFY(result.has_value());
    const api::QueueList& read = result.value();
    QCOMPARE(read.queues.size(), std::size_t{2});
    const api::QueueSummary full = list().queues[0];
    QCOMPARE(read.queues[0].deviceId, full.deviceId);
    compare(read.queues[0].counts, full.counts);
    QVERIFY(read.queues[0].oldestEnqueued == full.oldestEnqueued);
    QVERIFY(read.queues[0].nextExpiry == full.nextExpiry);
    QCOMPARE(read.queues[0].mostAttempts, full.mostAttempts);
    QVERIFY(read.queues[0].held);
    QVERIFY(read.queues[0].connected);
    QVERIFY(read.queues[0].lastPoll == full.lastPoll);
    QVERIFY(!read.queues[1].oldestEnqueued);
    QVERIFY(!read.queues[1].held);
    QVERIFY(!read.queues[1].connected);
    compare(read.fleet, list().fleet);
    QCOMPARE(read.total, list().total);
    QCOMPARE(read.limit, 50U);
    QVERIFY(read.asOf == list().asOf);
}

void QueueTest::writtenQueueReadsBack()
{
    const json::value document = parsed(written(queue()));
    const auto result = api::queueFrom(JsonView(document));

    QVERIFY(result.has_value());
    const api::Queue& read = result.value();
    QCOMPARE(read.deviceId, queue().deviceId);
    compare(read.counts, queue().counts);
    QCOMPARE(read.limit, 50U);
    QCOMPARE(read.maxAttempts, 10U);
    QVERIFY(read.hold.has_value());
    QVERIFY(read.hold->since == queue().hold->since);
    QCOMPARE(read.hold->by, queue().hold->by);
    QCOMPARE(read.hold->reason, queue().hold->reason);
    QVERIFY(read.lastPoll == queue().lastPoll);
    QCOMPARE(read.commands.size(), std::size_t{2});
    compare(read.commands[0], queue().commands[0]);
    compare(read.commands[1], queue().commands[1]);
    QCOMPARE(read.next, queue().next);
    QVERIFY(read.asOf == queue().asOf);
}

void QueueTest::writtenLifeReadsBack()
{
    const json::value document = parsed(written(life()));
    const auto result = api::commandLifeFrom(JsonView(document));

    QVERIFY(result.has_value());
    compare(result.value().command, command());
    const std::vector<api::CommandEvent>& read = result.value().life;
    QCOMPARE(read.size(), std::size_t{2});
    QVERIFY(read[1].time == life().life[1].time);
    QCOMPARE(read[1].what, "delivered"s);
    QCOMPARE(read[1].protocol, "mqtt"s);
    QCOMPARE(read[1].connection, "10.0.0.9:6"s);
    QCOMPARE(read[1].detail, "QoS 1"s);
}

void QueueTest::writtenLettersReadBack()
{
    const json::value document = parsed(written(letters()));
    const auto result = api::deadLettersFrom(JsonView(document));

    QVERIFY(result.has_value());
    QCOMPARE(result.value().commands.size(), std::size_t{1});
    compare(result.value().commands[0], dead());
    QCOMPARE(result.value().next, "17"s);
    QVERIFY(result.value().asOf == letters().asOf);
}

void QueueTest::writtenDraftReadsBack()
{
    const json::value document = parsed(written(draft()));
    const auto result = api::commandDraftFrom(JsonView(document));

    QVERIFY(result.has_value());
    const api::CommandDraft& read = result.value();
    QCOMPARE(read.body, draft().body);
    QCOMPARE(read.messageId, draft().messageId);
    QCOMPARE(read.correlationId, draft().correlationId);
    QCOMPARE(read.userId, draft().userId);
    QCOMPARE(read.contentType, draft().contentType);
    QCOMPARE(read.contentEncoding, draft().contentEncoding);
    QCOMPARE(read.ack, draft().ack);
    QVERIFY(read.timeToLiveSeconds == draft().timeToLiveSeconds);
    QVERIFY(read.properties == draft().properties);
}

void QueueTest::writtenPurgeReadsBack()
{
    const json::value document = parsed(written(purge()));
    const auto result = api::purgeRequestFrom(JsonView(document));

    QVERIFY(result.has_value());
    const api::PurgeRequest& read = result.value();
    QVERIFY(read.enqueuedBefore == purge().enqueuedBefore);
    QCOMPARE(read.contains, purge().contains);
    QCOMPARE(read.propertyName, purge().propertyName);
    QVERIFY(read.propertyValue == purge().propertyValue);
    QVERIFY(read.includeInFlight);
    QVERIFY(read.dryRun);
}

void QueueTest::queueHasTheseMembersAndNoOther()
{
    const json::value document = parsed(written(queue()));

    QCOMPARE(membersOf(document),
             QStringList({"deviceId", "counts", "limit", "maxAttempts", "hold", "lastPoll",
                          "commands", "next", "asOf"}));
    QCOMPARE(membersOf(document.at("commands").at(0)),
             QStringList({"id", "state", "reason", "ack", "enqueued", "expires", "lockedUntil",
                          "ended", "attempts", "messageId", "correlationId", "userId",
                          "contentType", "contentEncoding", "properties", "body"}));
    QVERIFY(document.at("commands").at(0).at("id") == "9007199254740993");
    QVERIFY(document.at("commands").at(0).at("enqueued") == "2025-01-02T03:04:05.123456Z");
}

void QueueTest::whatIsNotThereIsNullOrLeftOut()
{
    const json::value document = parsed(written(api::Queue{}));

    QVERIFY(document.at("hold").is_null());
    QVERIFY(document.at("lastPoll").is_null());
    QVERIFY(!document.as_object().contains("next"));
    const auto read = api::queueFrom(JsonView(document));
    QVERIFY(read.has_value());
    QVERIFY(!read.value().hold);
    QVERIFY(read.value().next.empty());
}

void QueueTest::bodyReadsBack_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<bool>("isText");

    QTest::newRow("empty") << ""s << true;
    QTest::newRow("text") << "é€😀\n"s << true;
    QTest::newRow("NUL") << "a\0b"s << true;
    QTest::newRow("binary") << "\xff\xfe\0\x80"s << false;
    QTest::newRow("one bad byte at the end") << std::string(1'000, 'a') + "\xff" << false;
    QTest::newRow("surrogate") << "\xed\xa0\x80"s << false;
}

void QueueTest::bodyReadsBack()
{
    QFETCH(const std::string, body);
    QFETCH(const bool, isText);
    api::CommandDraft draft;
    draft.body = body;

    const json::value document = parsed(written(draft));
    const auto read = api::commandDraftFrom(JsonView(document));

    QVERIFY(read.has_value());
    QCOMPARE(read.value().body, body);
    QCOMPARE(document.as_object().contains("body"), isText);
    QCOMPARE(document.as_object().contains("bodyBase64"), !isText);
}

void QueueTest::emptyDraftHasDefaults()
{
    const json::value document = parsed("{}");
    const auto draft = api::commandDraftFrom(JsonView(document));

    QVERIFY(draft.has_value());
    QCOMPARE(draft.value().ack, "none"s);
    QVERIFY(draft.value().body.empty());
    QVERIFY(!draft.value().timeToLiveSeconds);
    QVERIFY(draft.value().properties.empty());
}

void QueueTest::emptyPurgeTakesAllThatWaits()
{
    const json::value document = parsed("{}");
    const auto purge = api::purgeRequestFrom(JsonView(document));

    QVERIFY(purge.has_value());
    QVERIFY(!purge.value().enqueuedBefore);
    QVERIFY(purge.value().contains.empty());
    QVERIFY(purge.value().propertyName.empty());
    QVERIFY(!purge.value().propertyValue);
    QVERIFY(!purge.value().includeInFlight);
    QVERIFY(!purge.value().dryRun);
}

void QueueTest::numbersMayStandInTexts()
{
    json::value document = withMember(parsed(written(list())), "total", R"("123")");
    document = withMember(document, "fleet.dead", R"("9007199254740993")");

    const auto read = api::queueListFrom(JsonView(document));

    QVERIFY(read.has_value());
    QCOMPARE(read.value().total, std::uint64_t{123});
    QCOMPARE(read.value().fleet.dead, std::uint64_t{9'007'199'254'740'993});
}

void QueueTest::missingMemberIsNamed_data()
{
    QTest::addColumn<std::string>("kind");
    QTest::addColumn<std::string>("member");

    const auto add = [](const char* kind, std::initializer_list<const char*> members) {
        for (const char* const member : members) {
            QTest::addRow("%s without %s", kind, member) << std::string(kind) << std::string(member);
        }
    };
    add("list", {"queues", "fleet", "fleet.waiting", "fleet.inFlight", "fleet.completed",
                 "fleet.dead", "total", "limit", "asOf"});
    add("queue", {"deviceId", "counts", "counts.waiting", "limit", "maxAttempts", "hold.since",
                  "commands", "asOf"});
    add("life", {"command", "command.id", "command.state", "command.ack", "command.enqueued",
                 "command.expires", "command.attempts", "life"});
    add("letters", {"commands", "asOf"});
}

void QueueTest::missingMemberIsNamed()
{
    QFETCH(const std::string, kind);
    QFETCH(const std::string, member);
    const Kind tested = kindOf(kind);

    const auto error = tested.read(without(parsed(tested.text), member));

    QVERIFY(error);
    QCOMPARE(error->code, Errc::MissingArgument);
    QVERIFY2(error->detail.find("'" + member + "'") != std::string::npos, error->detail.c_str());
}

void QueueTest::wrongMemberIsNamed_data()
{
    QTest::addColumn<std::string>("kind");
    QTest::addColumn<std::string>("member");
    QTest::addColumn<std::string>("value");

    const auto add = [](const char* kind, const char* member,
                        std::initializer_list<const char*> values) {
        for (const char* const value : values) {
            QTest::addRow("%s: %s is %s", kind, member, value)
                << std::string(kind) << std::string(member) << std::string(value);
        }
    };
    const auto noText = {"1", "true", "[]", "{}"};
    const auto noDate = {"1", R"("noon")", "{}", "true"};
    const auto noCount = {"-1", "1.5", R"("many")", "[]", "true"};
    const auto noFlag = {"1", R"("yes")", "{}"};
    const auto noObject = {"1", R"("x")", "[]", "false"};

    add("list", "queues", {"1", R"("x")", "{}", "false"});
    add("list", "fleet", noObject);
    add("list", "fleet.completed", noCount);
    add("list", "total", noCount);
    add("list", "limit", noCount);
    add("list", "limit", {"4294967296"});
    add("list", "asOf", noDate);
    add("queue", "deviceId", noText);
    add("queue", "counts", noObject);
    add("queue", "counts.waiting", noCount);
    add("queue", "maxAttempts", noCount);
    add("queue", "hold", noObject);
    add("queue", "hold.since", noDate);
    add("queue", "hold.by", noText);
    add("queue", "hold.reason", noText);
    add("queue", "lastPoll", noDate);
    add("queue", "next", noText);
    add("queue", "commands", {"1", R"("x")", "{}"});
    add("life", "life", {"1", R"("x")", "{}"});
    add("life", "command.id", noText);
    add("life", "command.deviceId", noText);
    add("life", "command.state", noText);
    add("life", "command.reason", noText);
    add("life", "command.ack", noText);
    add("life", "command.enqueued", noDate);
    add("life", "command.expires", noDate);
    add("life", "command.lockedUntil", noDate);
    add("life", "command.ended", noDate);
    add("life", "command.attempts", noCount);
    add("life", "command.messageId", noText);
    add("life", "command.correlationId", noText);
    add("life", "command.userId", noText);
    add("life", "command.contentType", noText);
    add("life", "command.contentEncoding", noText);
    add("life", "command.properties", noObject);
    add("life", "command.properties.site", {"1", "true", "[]", "{}", "null"});
    add("life", "command.body", noText);
    add("letters", "commands", {"1", R"("x")", "{}"});
    add("letters", "next", noText);
    add("letters", "asOf", noDate);
    add("draft", "body", noText);
    add("draft", "ack", noText);
    add("draft", "messageId", noText);
    add("draft", "correlationId", noText);
    add("draft", "userId", noText);
    add("draft", "contentType", noText);
    add("draft", "contentEncoding", noText);
    add("draft", "timeToLiveSeconds", {"1.5", R"("long")", "[]", "true"});
    add("draft", "properties", noObject);
    add("draft", "bodyBase64", {R"("b3Blbg==")"}); // there is a body already
    add("purge", "enqueuedBefore", noDate);
    add("purge", "contains", noText);
    add("purge", "propertyName", noText);
    add("purge", "propertyValue", noText);
    add("purge", "includeInFlight", noFlag);
    add("purge", "dryRun", noFlag);
}

void QueueTest::wrongMemberIsNamed()
{
    QFETCH(const std::string, kind);
    QFETCH(const std::string, member);
    QFETCH(const std::string, value);
    const Kind tested = kindOf(kind);

    const auto error = tested.read(withMember(parsed(tested.text), member, value));

    QVERIFY(error);
    QCOMPARE(error->code, Errc::InvalidArgument);
    QVERIFY2(error->detail.find(member + "'") != std::string::npos, error->detail.c_str());
}

void QueueTest::elementsOfAnotherTypeAreRefused_data()
{
    QTest::addColumn<std::string>("kind");
    QTest::addColumn<std::string>("array");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("value");

    QTest::newRow("device of a queue") << "list"s << "queues"s << "deviceId"s << "1"s;
    QTest::newRow("counts of a queue") << "list"s << "queues"s << "counts"s << "[]"s;
    QTest::newRow("attempts of a queue") << "list"s << "queues"s << "mostAttempts"s << "-1"s;
    QTest::newRow("a queue is held") << "list"s << "queues"s << "held"s << R"("yes")"s;
    QTest::newRow("a queue is connected") << "list"s << "queues"s << "connected"s << "1"s;
    QTest::newRow("oldest of a queue") << "list"s << "queues"s << "oldestEnqueued"s << "1"s;
    QTest::newRow("next expiry of a queue") << "list"s << "queues"s << "nextExpiry"s << "1"s;
    QTest::newRow("last poll of a queue") << "list"s << "queues"s << "lastPoll"s << "1"s;
    QTest::newRow("time of an event") << "life"s << "life"s << "time"s << R"("now")"s;
    QTest::newRow("what happened") << "life"s << "life"s << "what"s << "1"s;
    QTest::newRow("protocol of an event") << "life"s << "life"s << "protocol"s << "1"s;
    QTest::newRow("connection of an event") << "life"s << "life"s << "connection"s << "1"s;
    QTest::newRow("detail of an event") << "life"s << "life"s << "detail"s << "1"s;
    QTest::newRow("bytes of a body") << "letters"s << "commands"s << "bodyBase64"s << R"("#")"s;
    QTest::newRow("body of a body") << "letters"s << "commands"s << "bodyBase64"s << "1"s;
}

void QueueTest::elementsOfAnotherTypeAreRefused()
{
    QFETCH(const std::string, kind);
    QFETCH(const std::string, array);
    QFETCH(const std::string, path);
    QFETCH(const std::string, value);
    const Kind tested = kindOf(kind);

    const auto error = tested.read(withElement(parsed(tested.text), array, path, value));
    json::value noObject = parsed(tested.text);
    noObject.at(array).at(0) = 1;
    const auto another = tested.read(noObject);

    QVERIFY(error);
    QCOMPARE(error->code, Errc::InvalidArgument);
    QVERIFY2(error->detail.find(path + "'") != std::string::npos, error->detail.c_str());
    QVERIFY(another);
    QCOMPARE(another->code, Errc::InvalidArgument);
    QVERIFY2(another->detail.find("'" + array + "'") != std::string::npos,
             another->detail.c_str());
}

std::unique_ptr<QObject> queueTest()
{
    return std::make_unique<QueueTest>();
}

} // namespace hub::test

#include "tst_queue.moc"
