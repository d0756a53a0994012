// Commands on their way in and out of the queue: every check of a draft, and what is shown.
#include "admin/command_json.h"
#include "domain/limits.h"
#include "domain/properties.h"
#include "tests/support/printing.h"

#include <QTest>

#include <functional>
#include <limits>
#include <memory>

namespace hub::test {

using namespace std::chrono_literals;
using namespace std::string_literals;

class CommandJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void draftIsPackedAndShownAgain();
    void commandWithoutAnIdGetsOne();
    void emptyMembersAreNoProperties();
    void lastOfEqualPropertiesCounts();
    void timeToLiveCountsFromNow();
    void ackIgnoresCase();
    void wrongDraftsAreNamed_data();
    void wrongDraftsAreNamed();
    void propertiesHaveTheirLimit();
    void stateIsShown();
    void actorIsPolicyAndAddress();
};

namespace {

const WallTime kNow = wallFromMicros(1'735'787'045'123'456);

/// The command that a draft becomes in the queue.
Command queued(const api::CommandDraft& draft)
{
    const NewCommand made = admin::newCommandFrom(draft, kNow).value();
    Command command;
    command.id = 12;
    command.ack = made.ack;
    command.properties = made.properties;
    command.body = made.body;
    return command;
}

std::vector<std::uint8_t> kindsIn(ByteView packed)
{
    std::vector<std::uint8_t> kinds;
    PropertyReader reader(packed);
    while (const auto property = reader.next()) {
        kinds.push_back(property->kind);
    }
    return kinds;
}

using Change = std::function<void(api::CommandDraft&)>;

} // namespace

void CommandJsonTest::draftIsPackedAndShownAgain()
{
    api::CommandDraft draft;
    draft.body = "\x01\xff"s;
    draft.messageId = "m-1";
    draft.correlationId = "c 1";
    draft.userId = "ada";
    draft.contentType = "application/json;charset=utf-8";
    draft.contentEncoding = "gzip";
    draft.ack = "full";
    draft.properties = {{"site", "Zürich"}, {"urgent", ""}};

    const api::Command shown = admin::commandOf(queued(draft));

    QCOMPARE(shown.id, "12"s);
    QCOMPARE(shown.body, draft.body);
    QCOMPARE(shown.messageId, draft.messageId);
    QCOMPARE(shown.correlationId, draft.correlationId);
    QCOMPARE(shown.userId, draft.userId);
    QCOMPARE(shown.contentType, draft.contentType);
    QCOMPARE(shown.contentEncoding, draft.contentEncoding);
    QCOMPARE(shown.ack, "full"s);
    QVERIFY(shown.properties == draft.properties);
}

void CommandJsonTest::commandWithoutAnIdGetsOne()
{
    const api::Command one = admin::commandOf(queued({}));
    const api::Command other = admin::commandOf(queued({}));

    QCOMPARE(one.messageId.size(), std::size_t{36});
    QVERIFY(one.messageId != other.messageId);
}

void CommandJsonTest::emptyMembersAreNoProperties()
{
    const std::vector<std::uint8_t> kinds = kindsIn(queued({}).properties);

    QVERIFY(kinds == std::vector{static_cast<std::uint8_t>(SystemProperty::MessageId)});
}

void CommandJsonTest::lastOfEqualPropertiesCounts()
{
    api::CommandDraft draft;
    draft.properties = {{"a", "1"}, {"b", "2"}, {"a", "3"}};

    const api::Command shown = admin::commandOf(queued(draft));

    const decltype(shown.properties) expected{{"a", "3"}, {"b", "2"}};
    QVERIFY(shown.properties == expected);
}

void CommandJsonTest::timeToLiveCountsFromNow()
{
    api::CommandDraft draft;
    QVERIFY(!admin::newCommandFrom(draft, kNow).value().expires);

    draft.timeToLiveSeconds = 172'800;
    QVERIFY(admin::newCommandFrom(draft, kNow).value().expires == kNow + 48h);

    draft.timeToLiveSeconds = 1;
    QVERIFY(admin::newCommandFrom(draft, kNow).value().expires == kNow + 1s);
}

void CommandJsonTest::ackIgnoresCase()
{
    api::CommandDraft draft;
    draft.ack = "Positive";

    QVERIFY(queued(draft).ack == CommandAck::Positive);
}

void CommandJsonTest::wrongDraftsAreNamed_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<Errc>("code");
    QTest::addColumn<std::string>("named");

    const auto row = [](const char* title, Errc code, const char* named, Change change) {
        QTest::newRow(title) << change << code << std::string(named);
    };
    const Errc wrong = Errc::InvalidArgument;
    row("ack", wrong, "ack", [](auto& draft) { draft.ack = "maybe"; });
    row("no ack", wrong, "ack", [](auto& draft) { draft.ack = ""; });
    row("id with a space", wrong, "messageId", [](auto& draft) { draft.messageId = "a b"; });
    row("long id", wrong, "messageId",
        [](auto& draft) { draft.messageId = std::string(129, 'a'); });
    row("line break in the correlation id", wrong, "correlationId",
        [](auto& draft) { draft.correlationId = "a\r\nb"; });
    row("NUL in the user", wrong, "userId", [](auto& draft) { draft.userId = "a\0b"s; });
    row("content type is no UTF-8", wrong, "contentType",
        [](auto& draft) { draft.contentType = "caf\xe9"; });
    row("DEL in the encoding", wrong, "contentEncoding",
        [](auto& draft) { draft.contentEncoding = "\x7f"; });
    row("property without a name", wrong, "property",
        [](auto& draft) { draft.properties = {{"", "1"}}; });
    row("property with a space", wrong, "property",
        [](auto& draft) { draft.properties = {{"a b", "1"}}; });
    row("property with a colon", wrong, "property",
        [](auto& draft) { draft.properties = {{"a:b", "1"}}; });
    row("property outside ASCII", wrong, "property",
        [](auto& draft) { draft.properties = {{"ä", "1"}}; });
    row("property of the system", wrong, "property",
        [](auto& draft) { draft.properties = {{"$.mid", "1"}}; });
    row("property with a line break", wrong, "properties.a",
        [](auto& draft) { draft.properties = {{"a", "1\n2"}}; });
    row("no time to live", Errc::InvalidExpiry, "timeToLiveSeconds",
        [](auto& draft) { draft.timeToLiveSeconds = 0; });
    row("negative time to live", Errc::InvalidExpiry, "timeToLiveSeconds",
        [](auto& draft) { draft.timeToLiveSeconds = std::numeric_limits<std::int64_t>::min(); });
    row("over two days", Errc::InvalidExpiry, "timeToLiveSeconds",
        [](auto& draft) { draft.timeToLiveSeconds = 172'801; });
    row("for ever", Errc::InvalidExpiry, "timeToLiveSeconds",
        [](auto& draft) { draft.timeToLiveSeconds = std::numeric_limits<std::int64_t>::max(); });
}

void CommandJsonTest::wrongDraftsAreNamed()
{
    QFETCH(const Change, change);
    QFETCH(const Errc, code);
    QFETCH(const std::string, named);
    api::CommandDraft draft;
    change(draft);

    const auto command = admin::newCommandFrom(draft, kNow);

    QVERIFY(!command);
    QCOMPARE(command.error().code, code);
    QVERIFY2(command.error().detail.find(named) != std::string::npos,
             command.error().detail.c_str());
}

void CommandJsonTest::propertiesHaveTheirLimit()
{
    api::CommandDraft draft;
    draft.messageId = "m";
    draft.properties = {{"a", std::string(limits::kMaxCommandPropertyBytes - 2, 'x')}};
    QVERIFY(admin::newCommandFrom(draft, kNow));

    draft.properties[0].second += 'x';
    const auto command = admin::newCommandFrom(draft, kNow);

    QVERIFY(!command);
    QCOMPARE(command.error().code, Errc::MessageTooLarge);
}

void CommandJsonTest::stateIsShown()
{
    Command command;
    command.id = 9'007'199'254'740'993;
    command.state = CommandState::InFlight;
    command.enqueued = kNow;
    command.expires = kNow + 1h;
    command.deliveryCount = 3;
    command.lock = CommandLock{"token", 0, kNow + 60s};

    const api::Command inFlight = admin::commandOf(command);
    command.state = CommandState::Dead;
    command.reason = DeadReason::Rejected;
    command.lock.reset();
    command.ended = kNow + 1s;
    const api::Command dead = admin::commandOf(command);

    QCOMPARE(inFlight.id, "9007199254740993"s);
    QCOMPARE(inFlight.state, "inFlight"s);
    QCOMPARE(inFlight.reason, ""s);
    QCOMPARE(inFlight.attempts, 3U);
    QVERIFY(inFlight.enqueued == kNow);
    QVERIFY(inFlight.expires == kNow + 1h);
    QVERIFY(inFlight.lockedUntil == kNow + 60s);
    QVERIFY(!inFlight.ended);
    QCOMPARE(dead.state, "dead"s);
    QCOMPARE(dead.reason, "rejected"s);
    QVERIFY(!dead.lockedUntil);
    QVERIFY(dead.ended == kNow + 1s);
}

void CommandJsonTest::actorIsPolicyAndAddress()
{
    net::HttpRequest http;
    http.address = "10.0.0.7:51234";
    ServicePrincipal caller;
    caller.name = "service";
    const admin::RouteRequest request{http, {}, caller, {}};

    const CommandActor actor = admin::actorOf(request, "admin");

    QCOMPARE(actor.protocol, "admin"s);
    QCOMPARE(actor.connection, "service 10.0.0.7:51234"s);
}

std::unique_ptr<QObject> commandJsonTest()
{
    return std::make_unique<CommandJsonTest>();
}

} // namespace hub::test

#include "tst_command_json.moc"
