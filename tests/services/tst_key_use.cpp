#include "tests/services/tst_key_use.h"

#include "tests/support/fake_link.h"
#include "tests/support/services_fixture.h"

#include "services/device_access.h"

#include "domain/limits.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const Secret kPrimary(Bytes(32, '1'));
const Secret kSecondary(Bytes(32, '2'));
const std::string kHome = "10.0.0.1:5000";
const std::string kAway = "192.0.2.7:5000";

DeviceIdentity addDevice(ServicesFixture& fixture, const std::string& id = "dev1")
{
    IdentityUpdate update;
    update.keys = {kPrimary, kSecondary};
    return fixture.addDevice(id, update);
}

void use(ServicesFixture& fixture,
         const DeviceIdentity& device,
         KeySlot slot = KeySlot::Primary,
         const std::string& peer = kHome)
{
    fixture.keyUse->note({{device.key, {}}, slot, {}}, device.id.text(), peer, "mqtt");
}

/// What the store has, whatever memory knows.
KeyUses stored(ServicesFixture& fixture, const DeviceIdentity& device)
{
    fixture.flush();
    auto work = [key = device.key](Storage& storage) {
        return storage.keyUses().find({key, {}});
    };
    return fixture.await(fixture.workers->read(work)).value();
}

KeyUseView known(ServicesFixture& fixture, const DeviceIdentity& device)
{
    fixture.flush();
    return fixture.await(fixture.keyUse->read({device.key, {}})).value();
}

std::vector<Alert> alerts(ServicesFixture& fixture)
{
    fixture.flush();
    fixture.flush(); // an alert is raised after a commit, and stored by the next one
    return fixture.await(fixture.alerts->list({})).value().alerts;
}

SignInRequest request(const ServicesFixture& fixture, const Secret& key)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(fixture.clock.wall());
    SignInRequest result;
    result.claims.id.device = result.claims.clientId = "dev1";
    result.claims.host = "localhost";
    result.claims.token =
        makeSasToken({"localhost/devices/dev1", {}, now.time_since_epoch() + 60s}, key);
    result.address = kHome;
    result.protocol = "mqtt";
    return result;
}

Session signIn(ServicesFixture& fixture, const Secret& key, const std::shared_ptr<FakeLink>& link)
{
    std::optional<Result<Session>> answer;
    fixture.sessions->signIn(request(fixture, key), link, fixture.io.get_executor(),
                             [&answer](Result<Session> result) { answer = std::move(result); });
    if (!fixture.runUntil([&answer] { return answer.has_value(); }) || !*answer) {
        qFatal("not let in");
    }
    return std::move(answer->value());
}

} // namespace

void KeyUseTest::usesFollowTheirKeys()
{
    const KeyUse first{WallTime(1s), "a", "a", "mqtt"};
    const KeyUse second{WallTime(2s), "b", "b", "mqtt"};
    const KeyUses uses{first, second};
    const SymmetricKeys keys{kPrimary, kSecondary};
    const Secret other(Bytes(32, '3'));

    const KeyUses swapped = followKeys(uses, keys, {kSecondary, kPrimary});
    const KeyUses renewed = followKeys(uses, keys, {kPrimary, other});
    const KeyUses moved = followKeys(uses, keys, {kSecondary, other});
    const KeyUses gone = followKeys(uses, keys, {});

    QVERIFY(swapped.primary->last == second.last && swapped.secondary->last == first.last);
    QVERIFY(renewed.primary->last == first.last && !renewed.secondary);
    QVERIFY(moved.primary->last == second.last && !moved.secondary);
    QVERIFY(!gone.primary && !gone.secondary);
}

void KeyUseTest::placesAreNetworks_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QString>("place");
    QTest::newRow("IPv4") << "10.1.2.3:5000" << "10.1.2.0/24";
    QTest::newRow("IPv4 on an IPv6 socket") << "[::ffff:10.1.2.3]:5000" << "10.1.2.0/24";
    QTest::newRow("IPv6") << "[2001:db8:1:2:3::4]:5000" << "2001:db8:1:2::/64";
    QTest::newRow("neither") << "somewhere" << "somewhere";
}

void KeyUseTest::placesAreNetworks()
{
    QFETCH(QString, peer);
    QFETCH(QString, place);

    QCOMPARE(QString::fromStdString(placeOf(peer.toStdString())), place);
}

void KeyUseTest::useIsWrittenOnceInTenMinutes()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);
    use(fixture, device);
    const WallTime first = stored(fixture, device).primary->last;

    for (int i = 0; i < 100; ++i) {
        fixture.clock.advance(1s);
        use(fixture, device);
    }
    const WallTime written = stored(fixture, device).primary->last;
    const WallTime remembered = known(fixture, device).uses.primary->last;
    fixture.clock.advance(10min);
    fixture.keyUse->sweep();
    const WallTime swept = stored(fixture, device).primary->last;

    QVERIFY(written == first);
    QVERIFY(remembered == first + 100s);
    QVERIFY(swept == remembered);
    QVERIFY(!stored(fixture, device).secondary);
}

void KeyUseTest::otherNetworkIsWrittenAtOnce()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);
    use(fixture, device);
    fixture.clock.advance(1s);

    use(fixture, device, KeySlot::Primary, kAway);

    const KeyUse last = *stored(fixture, device).primary;
    QCOMPARE(last.network, std::string("192.0.2.0/24"));
    QCOMPARE(last.address, kAway);
    QVERIFY(last.last == fixture.clock.wall());
}

void KeyUseTest::lastUseIsNotLostAtTheStop()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);
    use(fixture, device);
    fixture.clock.advance(5min);
    use(fixture, device);
    const WallTime last = fixture.clock.wall();

    fixture.keyUse->flush();
    fixture.restart();

    QVERIFY(known(fixture, device).uses.primary->last == last);
}

void KeyUseTest::memoryIsBounded()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    const DeviceIdentity device = addDevice(fixture);
    use(fixture, device);
    fixture.clock.advance(1s);
    use(fixture, device); // not written yet
    const WallTime last = fixture.clock.wall();

    for (std::size_t i = 0; i <= limits::kMaxKeyUses; ++i) { // of nobody: nothing is stored
        const auto key = static_cast<DeviceKey>(1'000'000 + i);
        fixture.keyUse->note({{key, {}}, KeySlot::Primary, {}}, "x", kHome, "mqtt");
    }

    QVERIFY(stored(fixture, device).primary->last == last);
    fixture.clock.advance(1s);
    use(fixture, device); // it was forgotten, and is written as the first one
    QVERIFY(stored(fixture, device).primary->last == fixture.clock.wall());
}

void KeyUseTest::firstNetworkRaisesNoAlert()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);

    use(fixture, device);
    use(fixture, device, KeySlot::Secondary, "10.0.0.99:1");

    QVERIFY(alerts(fixture).empty());
}

void KeyUseTest::newNetworkRaisesOneAlert()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);
    use(fixture, device);

    for (int i = 0; i < 3; ++i) {
        use(fixture, device, KeySlot::Secondary, kAway);
        fixture.clock.advance(11min);
    }
    QCOMPARE(alerts(fixture).size(), std::size_t{1});
    fixture.restart(); // what is stored counts, not what is remembered
    use(fixture, device, KeySlot::Secondary, kAway);

    const std::vector<Alert> raised = alerts(fixture);
    QCOMPARE(raised.size(), std::size_t{1});
    QCOMPARE(raised[0].what.kind, std::string("keyNewNetwork"));
    QCOMPARE(raised[0].what.subject, std::string("dev1"));
    QCOMPARE(raised[0].count, std::uint64_t{1});
    QVERIFY(raised[0].what.detail.find("secondary key was used from 192.0.2.0/24 (192.0.2.7:5000") !=
            std::string::npos);
}

void KeyUseTest::networksAreBounded()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);

    for (int i = 0; i < 40; ++i) {
        use(fixture, device, KeySlot::Primary, "10.0." + std::to_string(i) + ".1:1");
        fixture.clock.advance(1s);
    }

    const KeyUseView view = known(fixture, device);
    QCOMPARE(view.networks.size(), limits::kMaxKeyNetworks);
    QCOMPARE(view.networks.front().network, std::string("10.0.39.0/24"));
    QCOMPARE(view.networks.back().network, std::string("10.0.24.0/24"));
    QCOMPARE(alerts(fixture).size(), std::size_t{1}); // counted up, one for the device
}

void KeyUseTest::deletedIdentityLeavesNothing()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);
    use(fixture, device);
    fixture.clock.advance(1s);
    use(fixture, device);
    QVERIFY(stored(fixture, device).primary.has_value());

    QVERIFY(fixture.await(fixture.registry->remove(device.id, EtagCondition::any())));
    fixture.keyUse->flush(); // too late

    QVERIFY(!stored(fixture, device).primary);
    auto networks = [&device](Storage& storage) {
        return storage.keyUses().networks({device.key, {}});
    };
    QVERIFY(fixture.await(fixture.workers->read(networks)).value().empty());
}

void KeyUseTest::signInsSayWhichKey()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);
    DeviceAccess https(fixture.authenticator, *fixture.workers, fixture.denials, *fixture.keyUse);

    (void)signIn(fixture, kSecondary, std::make_shared<FakeLink>());
    QVERIFY(!known(fixture, device).uses.primary);
    QCOMPARE(known(fixture, device).uses.secondary->protocol, std::string("mqtt"));
    QVERIFY(fixture.await(https.identify(request(fixture, kPrimary).claims, kAway)));

    QCOMPARE(known(fixture, device).uses.primary->protocol, std::string("https"));
    QCOMPARE(known(fixture, device).uses.primary->address, kAway);
}

void KeyUseTest::endOfASessionIsAUse()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);
    const auto link = std::make_shared<FakeLink>();
    const Session session = signIn(fixture, kPrimary, link);
    fixture.clock.advance(48h);

    fixture.sessions->end(session, CloseReason::ClientDisconnected);

    QVERIFY(known(fixture, device).uses.primary->last == fixture.clock.wall());
}

void KeyUseTest::certificatesUseNoKey()
{
    ServicesFixture fixture;
    const DeviceIdentity device = addDevice(fixture);
    Session session;
    session.id = device.id;

    fixture.sessions->end(session, CloseReason::ClientDisconnected);

    QVERIFY(!known(fixture, device).uses.primary && !known(fixture, device).uses.secondary);
}
