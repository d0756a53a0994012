#include "tests/services/tst_sessions.h"

#include "tests/support/fake_link.h"
#include "tests/support/services_fixture.h"

#include "services/activity.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

const Secret kKey(Bytes(32, '1'));

void addDevice(ServicesFixture& fixture, const std::string& id)
{
    IdentityUpdate update;
    update.keys = {kKey, kKey};
    fixture.addDevice(id, update);
}

SignInRequest request(const ServicesFixture& fixture, const std::string& id, const Secret& key = kKey)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(fixture.clock.wall());
    SignInRequest result;
    result.claims.id.device = result.claims.clientId = id;
    result.claims.host = "localhost";
    result.claims.token = makeSasToken(
        {"localhost/devices/" + id, {}, now.time_since_epoch() + std::chrono::seconds(60)}, key);
    result.address = "10.0.0.1:5000";
    result.protocol = "mqtt";
    result.clientType = "test";
    return result;
}

Result<Session> signIn(ServicesFixture& fixture,
                       SignInRequest wanted,
                       const std::shared_ptr<FakeLink>& link)
{
    std::optional<Result<Session>> answer;
    fixture.sessions->signIn(std::move(wanted), link, fixture.io.get_executor(),
                             [&answer](Result<Session> result) { answer = std::move(result); });
    if (!fixture.runUntil([&answer] { return answer.has_value(); })) {
        qFatal("no answer to a sign-in");
    }
    return std::move(*answer);
}

QStringList eventTypes(const ServicesFixture& fixture)
{
    QStringList types;
    for (const EventPointer& event : fixture.events.readAfter(0, 100).events) {
        if (event->type != "device-created") {
            types << QString::fromStdString(event->type);
        }
    }
    return types;
}

} // namespace

void SessionsTest::signedInDeviceIsInTheDirectory()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1");
    const auto link = std::make_shared<FakeLink>();

    const auto session = signIn(fixture, request(fixture, "dev1"), link);

    QVERIFY(session);
    QCOMPARE(fixture.directory.liveCount(), std::size_t{1});
    const auto info = fixture.directory.find({"dev1", {}});
    QCOMPARE(info->address, std::string("10.0.0.1:5000"));
    QCOMPARE(info->signedInWith, std::string("primaryKey"));
    fixture.sessions->end(session.value(), CloseReason::ClientDisconnected);
    QCOMPARE(fixture.directory.liveCount(), std::size_t{0});
    QCOMPARE(eventTypes(fixture), QStringList({"device-connected", "device-disconnected"}));
}

void SessionsTest::refusedDeviceLeavesNoTrace()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1");

    const auto session = signIn(fixture, request(fixture, "dev1", Secret(Bytes(32, 'x'))),
                                std::make_shared<FakeLink>());

    QVERIFY(!session);
    QCOMPARE(session.error().code, Errc::Unauthorized);
    QVERIFY(session.error().detail.empty()); // the device is not told why
    QVERIFY(fixture.directory.find({"dev1", {}}) == nullptr);
    QCOMPARE(eventTypes(fixture), QStringList({"denied"}));
}

void SessionsTest::newerSessionTakesOver()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1");
    const auto first = std::make_shared<FakeLink>();
    const auto second = std::make_shared<FakeLink>();
    QVERIFY(signIn(fixture, request(fixture, "dev1"), first));

    QVERIFY(signIn(fixture, request(fixture, "dev1"), second));

    QVERIFY(first->reason == CloseReason::TakenOver);
    QVERIFY(!second->reason.has_value());
    QCOMPARE(fixture.directory.liveCount(), std::size_t{1});
}

void SessionsTest::refusedSignInTakesNothingOver()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1");
    const auto first = std::make_shared<FakeLink>();
    QVERIFY(signIn(fixture, request(fixture, "dev1"), first));

    QVERIFY(!signIn(fixture, request(fixture, "dev1", Secret(Bytes(32, 'x'))),
                    std::make_shared<FakeLink>()));

    QVERIFY(!first->reason.has_value());
    QCOMPARE(fixture.directory.liveCount(), std::size_t{1});
}

void SessionsTest::endOfTheOldSessionLeavesTheNewOne()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1");
    const auto first = std::make_shared<FakeLink>();
    const auto second = std::make_shared<FakeLink>();
    const auto oldSession = signIn(fixture, request(fixture, "dev1"), first);
    QVERIFY(signIn(fixture, request(fixture, "dev1"), second));

    fixture.sessions->end(oldSession.value(), CloseReason::TakenOver);

    QVERIFY(fixture.directory.find({"dev1", {}}) != nullptr);
    QCOMPARE(fixture.directory.liveCount(), std::size_t{1});
}

void SessionsTest::revokedWhileSigningInIsReadAgain()
{
    SessionDirectory directory;
    const IdentityId id{"dev1", {}};
    const auto link = std::make_shared<FakeLink>();
    const SessionNumber number = directory.enter(id, link);

    directory.revoke(id, CloseReason::IdentityDisabled); // between enter and admit
    const auto first = directory.admit(id, number, std::make_shared<SessionInfo>());
    const auto second = directory.admit(id, number, std::make_shared<SessionInfo>());

    QVERIFY(first == SessionDirectory::Admission::Revoked);
    QVERIFY(second == SessionDirectory::Admission::Admitted); // after it was read again
}

void SessionsTest::deviceRevocationReachesItsModules()
{
    SessionDirectory directory;
    const auto device = std::make_shared<FakeLink>();
    const auto module = std::make_shared<FakeLink>();
    const auto other = std::make_shared<FakeLink>();
    const auto connect = [&directory](const IdentityId& id, const std::shared_ptr<FakeLink>& link) {
        const SessionNumber number = directory.enter(id, link);
        directory.admit(id, number, std::make_shared<SessionInfo>());
    };
    connect({"dev1", {}}, device);
    connect({"dev1", "m"}, module);
    connect({"dev10", {}}, other);

    directory.revoke({"dev1", {}}, CloseReason::IdentityDeleted);

    QVERIFY(device->reason == CloseReason::IdentityDeleted);
    QVERIFY(module->reason == CloseReason::IdentityDeleted);
    QVERIFY(!other->reason.has_value());
}

void SessionsTest::closeAllReachesEverySession()
{
    SessionDirectory directory;
    std::vector<std::shared_ptr<FakeLink>> links;
    for (int i = 0; i < 200; ++i) {
        links.push_back(std::make_shared<FakeLink>());
        directory.enter({"dev" + std::to_string(i), {}}, links.back());
    }

    directory.closeAll(CloseReason::HubStopping);

    for (const auto& link : links) {
        QVERIFY(link->reason == CloseReason::HubStopping);
    }
}

void SessionsTest::partitionDependsOnTheIdAlone()
{
    ServicesFixture fixture;
    std::set<std::uint8_t> seen;
    for (int i = 0; i < 40; ++i) {
        const std::string id = "dev" + std::to_string(i);
        addDevice(fixture, id);
        const auto first = signIn(fixture, request(fixture, id), std::make_shared<FakeLink>());
        const auto again = signIn(fixture, request(fixture, id), std::make_shared<FakeLink>());
        QCOMPARE(int(first.value().partition), int(again.value().partition));
        seen.insert(first.value().partition);
    }

    QCOMPARE(seen.size(), std::size_t{limits::kPartitions});
}

void SessionsTest::activityIsCollectedPerRound()
{
    Activity activity;
    Activity::Mark one;
    Activity::Mark two;
    activity.connected(one, 1, wallFromMicros(5));
    activity.disconnected(one, 1, wallFromMicros(10), CloseReason::KeepAliveExpired);
    activity.heard(one, 1, wallFromMicros(20));
    activity.heard(two, 2, wallFromMicros(30));

    const auto first = activity.take();
    activity.heard(one, 1, wallFromMicros(40));
    const auto second = activity.take();

    QCOMPARE(first.size(), std::size_t{2});
    QCOMPARE(toMicros(first[0].activity.lastHeard.value()), 20);
    QCOMPARE(toMicros(first[0].activity.connectionChanged.value()), 10);
    QCOMPARE(first[0].activity.disconnectReason, std::string("keepAliveExpired"));
    QCOMPARE(second.size(), std::size_t{1});
    QVERIFY(!second[0].activity.connectionChanged.has_value());
    QVERIFY(activity.take().empty());
}
