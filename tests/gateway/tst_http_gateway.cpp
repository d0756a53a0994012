// The HTTPS device API without a socket: requests as values in, answers as values out.
#include "tests/support/http_text.h"
#include "tests/support/printing.h"
#include "tests/support/services_fixture.h"
#include "tests/support/test_certificate.h"

#include "gateway/http_gateway.h"

#include "base/json.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const Secret kKey(Bytes(32, '1'));
const std::string kVersion = "?api-version=2021-04-12";
const std::string kSend = "POST /devices/dev1/messages/events" + kVersion;
const std::string kReceive = "GET /devices/dev1/messages/devicebound" + kVersion;
const std::string kBlobKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

std::string headerOf(const http::Answer& answer, std::string_view name)
{
    for (const auto& [key, value] : answer.headers) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

struct Fixture : ServicesFixture
{
    explicit Fixture(std::chrono::milliseconds patience = 5s)
        : access(authenticator, *workers, denials, *keyUse),
          commands({*workers, events, log, clock, CommandRules{}}),
          methods({*workers, events, log}),
          uploads({*workers, events, log, clock,
                   parseBlobStorage("AccountName=files;AccountKey=" + kBlobKey, "uploads").value()}),
          thread({*sessions, commands, *twins, methods, log, clock, 600s}, shard),
          gateway({access, commands, uploads, log, clock, patience})
    {
        shard.onCommitted([this](const IngestBatch& batch) { thread.committed(batch); });
        IdentityUpdate update;
        update.keys = {kKey, kKey};
        key = addDevice("dev1", update).key;
    }

    std::string token(const std::string& resource, const Secret& with, const std::string& policy = {})
    {
        const auto now = std::chrono::floor<std::chrono::seconds>(clock.wall());
        return makeSasToken({resource, policy, now.time_since_epoch() + 60s}, with);
    }

    HttpDeviceRequest request(const std::string& text, const std::string& authorization)
    {
        HttpRequestText parsed(text);
        HttpDeviceRequest result;
        result.method = parsed.method;
        result.target = "/target";
        result.path = parsed.path;
        result.query = parsed.query;
        result.headers = parsed.headers;
        result.headers.emplace_back("Host", "localhost:8443");
        if (!authorization.empty()) {
            result.headers.emplace_back("Authorization", authorization);
        }
        result.body = parsed.body;
        result.address = "10.0.0.1:5000";
        return result;
    }

    HttpDeviceRequest request(const std::string& text)
    {
        return request(text, token("localhost/devices/dev1", kKey));
    }

    http::Answer ask(HttpDeviceRequest what)
    {
        return await(gateway.handle(thread, std::move(what)));
    }

    http::Answer ask(const std::string& text) { return ask(request(text)); }

    /// Starts a request whose answer comes later.
    void begin(const std::string& text, std::optional<http::Answer>& answer)
    {
        boost::asio::co_spawn(io, keepAnswer(request(text), answer),
                              [](const std::exception_ptr&) {});
    }

    /// Lets the I/O thread do what it can at once.
    void runALittle()
    {
        for (int i = 0; i < 20; ++i) {
            io.restart();
            io.run_for(1ms);
        }
    }

    std::vector<TelemetryRecord> stored()
    {
        HistoryQuery query;
        query.id.device = "dev1";
        query.limit = 1000;
        return await(history->read(query)).value().messages;
    }

    QStringList bodies()
    {
        QStringList list;
        for (const TelemetryRecord& record : stored()) {
            list << QString::fromStdString(record.body);
        }
        return list;
    }

    std::string enqueue(const std::string& body)
    {
        NewCommand command;
        Properties properties;
        properties.addSystem(SystemProperty::MessageId, "m1");
        properties.addApplication("p", "v");
        command.properties = Bytes(properties.packed());
        command.body = body;
        IdentityId id{"dev1", {}};
        CommandActor by{"service", "test"};
        const auto queued = await(commands.enqueue(id, command, by));
        return queued ? std::to_string(queued.value()) : queued.error().detail;
    }

    /// The reasons of the refusals so far.
    QStringList denied() const
    {
        QStringList reasons;
        for (const EventPointer& event : events.readAfter(0, 1000).events) {
            if (event->type == "denied") {
                const json::value data = parseJson(event->data).value();
                reasons << QString::fromStdString(std::string(data.at("reason").as_string()));
            }
        }
        return reasons;
    }

    DeviceAccess access;
    Commands commands;
    Methods methods;
    Uploads uploads;
    GatewayThread thread;
    HttpGateway gateway;
    DeviceKey key = 0;

private:
    boost::asio::awaitable<void> keepAnswer(HttpDeviceRequest what,
                                            std::optional<http::Answer>& answer)
    {
        answer.emplace(co_await gateway.handle(thread, std::move(what)));
    }
};

} // namespace

class HttpGatewayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messageIsStoredWithWhatTheHubKnows()
    {
        Fixture fixture;

        const http::Answer answer =
            fixture.ask(kSend + "\niothub-app-a: b\niothub-messageid: m1\n\nhello");

        QCOMPARE(answer.status, 204);
        QVERIFY(!headerOf(answer, "x-ms-request-id").empty());
        const auto stored = fixture.stored();
        QCOMPARE(stored.size(), std::size_t{1});
        QCOMPARE(stored[0].body, std::string("hello"));
        QCOMPARE(toMicros(stored[0].enqueued), toMicros(fixture.clock.wall()));
        Properties expected;
        expected.addApplication("a", "b");
        expected.addSystem(SystemProperty::MessageId, "m1");
        QVERIFY(stored[0].properties == expected.packed());
    }

    void batchIsOneCommit()
    {
        Fixture fixture;
        const std::size_t before = fixture.commitCount;

        const http::Answer answer = fixture.ask(
            kSend + "\nContent-Type: application/vnd.microsoft.iothub.json\n\n"
                    R"([{"body":"b25l"},{"body":"dHdv"},{"body":"","base64Encoded":false}])");

        QCOMPARE(answer.status, 204);
        QCOMPARE(fixture.commitCount - before, std::size_t{1});
        QCOMPARE(fixture.bodies(), QStringList({"one", "two", ""}));
    }

    void badBatchStoresNothing()
    {
        Fixture fixture;

        const http::Answer answer =
            fixture.ask(kSend + "\nContent-Type: application/vnd.microsoft.iothub.json\n\n"
                                R"([{"body":"b25l"},{"body":1}])");

        QCOMPARE(answer.status, 400);
        QCOMPARE(headerOf(answer, "iothub-errorcode"), std::string("ArgumentInvalid"));
        QVERIFY(fixture.stored().empty());
    }

    void answerWaitsForTheDisk()
    {
        Fixture fixture;
        fixture.faults.diskFull = true;
        std::optional<http::Answer> answer;

        fixture.begin(kSend + "\n\nx", answer);
        QVERIFY(fixture.runUntil([&] { return fixture.faults.appends > 0; }));
        fixture.runALittle();
        QVERIFY(!answer.has_value());
        fixture.faults.diskFull = false;

        QVERIFY(fixture.runUntil([&] { return answer.has_value(); }));
        QCOMPARE(answer->status, 204);
        QCOMPARE(fixture.bodies(), QStringList{"x"});
    }

    void slowDiskIsAnErrorThatCanBeTriedAgain()
    {
        Fixture fixture(30ms);
        fixture.faults.diskFull = true;

        const http::Answer answer = fixture.ask(kSend + "\n\nx");

        QCOMPARE(answer.status, 503);
        QCOMPARE(headerOf(answer, "Retry-After"), std::string("1"));
        QCOMPARE(headerOf(answer, "iothub-errorcode"), std::string("ServiceUnavailable"));
        QVERIFY(answer.body.find("disk") == std::string::npos); // the hub's own business
        fixture.faults.diskFull = false;
        QVERIFY(fixture.runUntil([&] { return fixture.bodies().size() == 1; })); // a late ack
    }

    void fullShardHoldsRequestsBack()
    {
        Fixture fixture;
        fixture.faults.diskFull = true;
        while (!fixture.shard.isFull()) {
            fixture.append(fixture.key, std::string(200'000, 'x'));
        }
        std::optional<http::Answer> first;
        std::optional<http::Answer> second;
        fixture.begin(kSend + "\n\nfirst", first);
        fixture.begin(kSend + "\n\nsecond", second);
        QVERIFY(fixture.runUntil([&] { return fixture.thread.held.size() == 2; }));

        fixture.faults.diskFull = false;

        QVERIFY(fixture.runUntil([&] { return first && second; }));
        QCOMPARE(first->status, 204);
        QCOMPARE(second->status, 204);
        QVERIFY(fixture.thread.held.empty());
    }

    void fullShardIsAnErrorInTheEnd()
    {
        Fixture fixture(30ms);
        fixture.faults.diskFull = true;
        while (!fixture.shard.isFull()) {
            fixture.append(fixture.key, std::string(200'000, 'x'));
        }

        const http::Answer answer = fixture.ask(kSend + "\n\nx");

        QCOMPARE(answer.status, 503);
        QVERIFY(fixture.thread.held.empty()); // nothing is left of it
    }

    void deviceIsHeard()
    {
        Fixture fixture;

        fixture.ask(kReceive);

        const auto notes = fixture.thread.activity.take();
        QCOMPARE(notes.size(), std::size_t{1});
        QCOMPARE(notes[0].key, fixture.key);
        QVERIFY(notes[0].activity.lastHeard == fixture.clock.wall());
        QVERIFY(!notes[0].activity.connectionChanged.has_value());
    }

    // Signing in.

    void whoIsNotKnownLearnsNothing_data()
    {
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("reason");
        QTest::newRow("nobody") << "none" << "credentialsMissing";
        QTest::newRow("nonsense") << "nonsense" << "tokenMalformed";
        QTest::newRow("wrong key") << "wrong key" << "tokenSignature";
        QTest::newRow("another device") << "dev2" << "tokenAudience";
        QTest::newRow("unknown device") << "unknown" << "deviceUnknown";
        QTest::newRow("another hub") << "other hub" << "tokenAudience";
        QTest::newRow("expired") << "expired" << "tokenExpired";
        QTest::newRow("policy without the right") << "service" << "policyRight";
        QTest::newRow("policy's name with another key") << "forged policy" << "tokenSignature";
        QTest::newRow("disabled, and the wrong key") << "disabled" << "tokenSignature";
    }

    void whoIsNotKnownLearnsNothing()
    {
        QFETCH(QString, who);
        QFETCH(QString, reason);
        const std::string own = "localhost/devices/dev1";
        const Secret policyKey(Bytes(32, 'P'));
        const Secret wrong(Bytes(32, 'x'));
        // An unknown path below a device is no better known to strangers than a known one.
        for (const char* const path : {"messages/events", "messages/nothing", "files"}) {
            Fixture fixture;
            std::string text = "POST /devices/dev1/" + std::string(path) + kVersion + "\n\nx";
            std::string token = fixture.token(own, kKey);
            if (who == "none") {
                token.clear();
            } else if (who == "nonsense") {
                token = "Bearer abc";
            } else if (who == "wrong key") {
                token = fixture.token(own, wrong);
            } else if (who == "dev2") {
                token = fixture.token("localhost/devices/dev2", kKey);
            } else if (who == "unknown") {
                text = "POST /devices/ghost/" + std::string(path) + kVersion + "\n\nx";
                token = fixture.token("localhost/devices/ghost", kKey);
            } else if (who == "other hub") {
                token = fixture.token("hub.test/devices/dev1", kKey);
            } else if (who == "expired") {
                fixture.clock.advance(361s);
            } else if (who == "service") {
                token = fixture.token("localhost", policyKey, "service");
            } else if (who == "forged policy") {
                token = fixture.token("localhost", wrong, "device");
            } else if (who == "disabled") {
                disable(fixture);
                token = fixture.token(own, wrong);
            }
            const HttpDeviceRequest request = fixture.request(text, token);

            const http::Answer answer = fixture.ask(request);

            QCOMPARE(answer.status, 401);
            QCOMPARE(headerOf(answer, "iothub-errorcode"), std::string("IotHubUnauthorizedAccess"));
            QVERIFY(answer.body.starts_with(
                R"({"Message":"ErrorCode:IotHubUnauthorizedAccess;Unauthorized",)"));
            QCOMPARE(fixture.denied(), QStringList{reason});
            QVERIFY(fixture.stored().empty());
            QVERIFY(fixture.thread.activity.take().empty());
        }
    }

    void disabledDeviceIsToldSoWhenItsKeyIsRight()
    {
        Fixture fixture;
        disable(fixture);

        const http::Answer answer = fixture.ask(kSend + "\n\nx");

        QCOMPARE(answer.status, 403);
        QCOMPARE(headerOf(answer, "iothub-errorcode"), std::string("DeviceDisabled"));
        QCOMPARE(fixture.denied(), QStringList{"deviceDisabled"});
    }

    void policyWithTheRightActsForADevice()
    {
        Fixture fixture;
        const std::string token =
            fixture.token("localhost/devices", Secret(Bytes(32, 'S')), "device");

        const http::Answer answer = fixture.ask(fixture.request(kSend + "\n\nx", token));

        QCOMPARE(answer.status, 204);
        QVERIFY(fixture.stored()[0].auth.scope == AuthMethod::Scope::Hub);
    }

    void certificateOfTheConnectionSignsIn()
    {
        Fixture fixture;
        const TestCertificate own = TestCertificate::device("cert1");
        const TestCertificate other = TestCertificate::device("cert1");
        IdentityUpdate update;
        update.authType = AuthType::SelfSigned;
        update.thumbprints.primary = own.sha256();
        fixture.addDevice("cert1", update);
        HttpDeviceRequest request =
            fixture.request("POST /devices/cert1/messages/events" + kVersion + "\n\nx", "");

        request.certificates = {own.der()};
        QCOMPARE(fixture.ask(request).status, 204);
        request.certificates = {other.der()};
        QCOMPARE(fixture.ask(request).status, 401);
        request.certificates.clear();
        QCOMPARE(fixture.ask(request).status, 401);
    }

    void whoIsKnownIsToldWhatIsWrong_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<int>("status");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* name, const std::string& text, int status,
                            const char* code) {
            QTest::newRow(name) << text << status << std::string(code);
        };
        row("no version", "POST /devices/dev1/messages/events\n\nx", 400, "InvalidProtocolVersion");
        row("unknown path", "GET /devices/dev1/messages/nothing" + kVersion, 404, "GenericNotFound");
        row("other verb", "PUT /devices/dev1/messages/events" + kVersion, 405,
            "GenericMethodNotAllowed");
        row("too large", kSend + "\n\n" + std::string(limits::kMaxTelemetryBytes + 1, 'x'), 413,
            "MessageTooLarge");
        row("unknown lock", "DELETE /devices/dev1/messages/devicebound/nothing" + kVersion, 412,
            "DeviceMessageLockLost");
        row("unknown upload",
            "POST /devices/dev1/files/notifications/abc" + kVersion + "\n\n{\"isSuccess\":true}", 400,
            "InvalidFileUploadCorrelationId");
    }

    void whoIsKnownIsToldWhatIsWrong()
    {
        QFETCH(std::string, text);
        QFETCH(int, status);
        QFETCH(std::string, code);
        Fixture fixture;

        const http::Answer answer = fixture.ask(text);

        QCOMPARE(answer.status, status);
        QCOMPARE(headerOf(answer, "iothub-errorcode"), code);
        QVERIFY(fixture.denied().isEmpty());
    }

    void gateJudgesByTheHeadAlone()
    {
        Fixture fixture;
        HttpDeviceRequest good = fixture.request(kSend);
        HttpDeviceRequest bad = fixture.request(kSend, "");

        const auto passed = fixture.await(fixture.gateway.refusal(good));
        const auto refused = fixture.await(fixture.gateway.refusal(bad));

        QVERIFY(!passed.has_value());
        QCOMPARE(refused.value().status, 401);
        QVERIFY(!headerOf(*refused, "x-ms-request-id").empty());
        QVERIFY(fixture.stored().empty());
    }

    // Commands.

    void commandIsLockedAndCompleted()
    {
        Fixture fixture;
        QCOMPARE(fixture.ask(kReceive).status, 204);
        fixture.enqueue("do it");

        const http::Answer answer = fixture.ask(kReceive);

        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, std::string("do it"));
        QCOMPARE(headerOf(answer, "iothub-messageid"), std::string("m1"));
        QCOMPARE(headerOf(answer, "iothub-app-p"), std::string("v"));
        QCOMPARE(headerOf(answer, "iothub-deliverycount"), std::string("0"));
        QCOMPARE(fixture.ask(kReceive).status, 204); // locked
        const std::string complete = settle("DELETE", answer, "");
        QCOMPARE(fixture.ask(complete).status, 204);
        QCOMPARE(fixture.ask(complete).status, 412);
        QCOMPARE(fixture.ask(kReceive).status, 204);
    }

    void abandonedCommandComesAgainAndIsCounted()
    {
        Fixture fixture;
        fixture.enqueue("do it");
        const http::Answer first = fixture.ask(kReceive);

        QCOMPARE(fixture.ask(settle("POST", first, "/abandon")).status, 204);

        const http::Answer again = fixture.ask(kReceive);
        QCOMPARE(again.status, 200);
        QCOMPARE(headerOf(again, "iothub-deliverycount"), std::string("1"));
        QVERIFY(headerOf(again, "ETag") != headerOf(first, "ETag"));
        QCOMPARE(fixture.ask(settle("DELETE", first, "")).status, 412);
    }

    void rejectedCommandIsDead()
    {
        Fixture fixture;
        fixture.enqueue("do it");
        const http::Answer answer = fixture.ask(kReceive);

        QCOMPARE(fixture.ask(settle("DELETE", answer, "") + "&reject").status, 204);

        QCOMPARE(fixture.ask(kReceive).status, 204);
        IdentityId id{"dev1", {}};
        const auto dead = fixture.await(fixture.commands.deadLetters(std::nullopt, 10)).value();
        QCOMPARE(dead.size(), std::size_t{1});
        QVERIFY(dead[0].command.reason == DeadReason::Rejected);
    }

    void lockIsLostAfterAMinute()
    {
        Fixture fixture;
        fixture.enqueue("do it");
        const http::Answer answer = fixture.ask(kReceive);

        fixture.clock.advance(61s);
        fixture.commands.sweep();

        QCOMPARE(fixture.ask(settle("DELETE", answer, "")).status, 412);
        QVERIFY(fixture.runUntil([&] { return fixture.ask(kReceive).status == 200; }));
    }

    // Files.

    void uploadIsGrantedAndFinished()
    {
        Fixture fixture;
        const std::string files = "POST /devices/dev1/files";

        const http::Answer granted =
            fixture.ask(files + kVersion + "\n\n{\"blobName\":\"a.bin\"}");

        QCOMPARE(granted.status, 200);
        QCOMPARE(granted.contentType, std::string("application/json; charset=utf-8"));
        const json::value grant = parseJson(granted.body).value();
        QCOMPARE(grant.as_object().size(), std::size_t{5});
        QCOMPARE(std::string(grant.at("blobName").as_string()), std::string("dev1/a.bin"));
        QCOMPARE(std::string(grant.at("containerName").as_string()), std::string("uploads"));
        QCOMPARE(std::string(grant.at("hostName").as_string()),
                 std::string("files.blob.core.windows.net"));
        QVERIFY(grant.at("sasToken").as_string().starts_with("?sv="));
        const std::string correlation(grant.at("correlationId").as_string());
        const http::Answer finished =
            fixture.ask(files + "/notifications" + kVersion + "\n\n{\"correlationId\":\"" +
                        correlation + "\",\"isSuccess\":true,\"statusCode\":400}");
        QCOMPARE(finished.status, 204);
        QVERIFY(fixture.await(fixture.uploads.receive()).value().has_value());
    }

private:
    static void disable(Fixture& fixture)
    {
        IdentityUpdate update;
        update.keys = {kKey, kKey};
        update.enabled = false;
        IdentityId id{"dev1", {}};
        if (!fixture.await(fixture.registry->put(id, update, EtagCondition::fromHeader("*")))) {
            qFatal("cannot disable dev1");
        }
    }

    /// "METHOD …/devicebound/{lock}{end}?api-version=…" for a command that was received.
    static std::string settle(const std::string& method,
                              const http::Answer& received,
                              const std::string& end)
    {
        const std::string quoted = headerOf(received, "ETag");
        return method + " /devices/dev1/messages/devicebound/" + quoted.substr(1, quoted.size() - 2) +
               end + kVersion;
    }
};

QTEST_GUILESS_MAIN(HttpGatewayTest)
#include "tst_http_gateway.moc"
