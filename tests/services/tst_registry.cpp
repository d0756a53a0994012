#include "tests/services/tst_registry.h"

#include "tests/support/fake_link.h"
#include "tests/support/services_fixture.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

/// A session of the device, as if it had signed in.
std::shared_ptr<FakeLink> signInAs(ServicesFixture& fixture, const std::string& id)
{
    auto link = std::make_shared<FakeLink>();
    const IdentityId identity{id, {}};
    const SessionNumber number = fixture.directory.enter(identity, link);
    fixture.directory.admit(identity, number, std::make_shared<SessionInfo>());
    return link;
}

/// The If-Match header that a table row names: nothing, the stored ETag, or the text itself.
EtagCondition condition(const QString& text, std::uint64_t stored)
{
    if (text.isEmpty()) {
        return {};
    }
    if (text == "stored") {
        return EtagCondition::fromHeader("\"" + etagText(stored) + "\"");
    }
    return EtagCondition::fromHeader(text.toStdString());
}

int statusOf(Errc code)
{
    switch (code) {
    case Errc::DeviceAlreadyExists: return 409;
    case Errc::DeviceNotFound: return 404;
    case Errc::PreconditionFailed: return 412;
    default: return 500;
    }
}

template <class T>
int statusOf(const Result<T>& result, int good)
{
    return result ? good : statusOf(result.error().code);
}

HistoryQuery historyOf(const std::string& id)
{
    HistoryQuery query;
    query.id.device = id;
    return query;
}

std::size_t messageCount(ServicesFixture& fixture, const std::string& id)
{
    return fixture.await(fixture.history->read(historyOf(id))).value().messages.size();
}

} // namespace

void RegistryTest::putFollowsTheEtagTable_data()
{
    QTest::addColumn<QString>("ifMatch");
    QTest::addColumn<bool>("exists");
    QTest::addColumn<int>("status");
    QTest::newRow("no header, new") << "" << false << 200;
    QTest::newRow("no header, existing") << "" << true << 409;
    QTest::newRow("star, existing") << "*" << true << 200;
    QTest::newRow("quoted star, existing") << "\"*\"" << true << 200;
    QTest::newRow("star, missing") << "*" << false << 404;
    QTest::newRow("stored etag") << "stored" << true << 200;
    QTest::newRow("other etag") << "\"MQ==\"" << true << 412;
    QTest::newRow("other etag, missing") << "\"MQ==\"" << false << 404;
}

void RegistryTest::putFollowsTheEtagTable()
{
    QFETCH(QString, ifMatch);
    QFETCH(bool, exists);
    QFETCH(int, status);
    ServicesFixture fixture;
    std::uint64_t stored = 0;
    if (exists) {
        stored = fixture.addDevice("dev1").etag;
    }

    const auto result =
        fixture.await(fixture.registry->put({"dev1", {}}, {}, condition(ifMatch, stored)));

    QCOMPARE(statusOf(result, 200), status);
}

void RegistryTest::createMakesTwoKeysOfThirtyTwoBytes()
{
    ServicesFixture fixture;

    const DeviceIdentity made = fixture.addDevice("dev1");

    QCOMPARE(made.keys.primary.size(), std::size_t{32});
    QCOMPARE(made.keys.secondary.size(), std::size_t{32});
    QVERIFY(made.keys.primary.reveal() != made.keys.secondary.reveal());
}

void RegistryTest::updateReplacesEverything()
{
    ServicesFixture fixture;
    IdentityUpdate first;
    first.statusReason = "new";
    first.keys = {Secret(Bytes(16, 'a')), Secret(Bytes(16, 'b'))};
    fixture.addDevice("dev1", first);

    const auto updated =
        fixture.await(fixture.registry->put({"dev1", {}}, {}, EtagCondition::any()));

    const DeviceIdentity& identity = updated.value().row.identity;
    QVERIFY(identity.statusReason.empty());
    QVERIFY(identity.keys.primary.reveal() != Bytes(16, 'a')); // omitted keys are made anew
}

void RegistryTest::everyWriteChangesTheEtag()
{
    ServicesFixture fixture;
    std::set<std::uint64_t> seen{fixture.addDevice("dev1").etag};

    for (int i = 0; i < 5; ++i) {
        const auto view =
            fixture.await(fixture.registry->put({"dev1", {}}, {}, EtagCondition::any()));
        seen.insert(view.value().row.identity.etag);
    }

    QCOMPARE(seen.size(), std::size_t{6});
}

void RegistryTest::statusChangeIsStamped()
{
    ServicesFixture fixture;
    QVERIFY(!fixture.addDevice("dev1").statusUpdated.has_value());
    IdentityUpdate off;
    off.enabled = false;

    const auto disabled =
        fixture.await(fixture.registry->put({"dev1", {}}, off, EtagCondition::any()));
    const WallTime changed = fixture.clock.wall();
    fixture.clock.advance(std::chrono::hours(1));
    const auto again =
        fixture.await(fixture.registry->put({"dev1", {}}, off, EtagCondition::any()));

    QVERIFY(disabled.value().row.identity.statusUpdated == changed);
    QVERIFY(again.value().row.identity.statusUpdated == changed);
}

void RegistryTest::edgeDeviceStaysOne()
{
    ServicesFixture fixture;
    IdentityUpdate edge;
    edge.edge = true;
    fixture.addDevice("dev1", edge);

    const auto result =
        fixture.await(fixture.registry->put({"dev1", {}}, {}, EtagCondition::any()));

    QVERIFY(!result);
    QCOMPARE(result.error().code, Errc::InvalidOperation);
}

void RegistryTest::removeFollowsTheEtagTable_data()
{
    QTest::addColumn<QString>("ifMatch");
    QTest::addColumn<bool>("exists");
    QTest::addColumn<int>("status");
    QTest::newRow("no header") << "" << true << 204;
    QTest::newRow("star") << "*" << true << 204;
    QTest::newRow("stored etag") << "stored" << true << 204;
    QTest::newRow("other etag") << "\"MQ==\"" << true << 412;
    QTest::newRow("missing") << "*" << false << 404;
}

void RegistryTest::removeFollowsTheEtagTable()
{
    QFETCH(QString, ifMatch);
    QFETCH(bool, exists);
    QFETCH(int, status);
    ServicesFixture fixture;
    std::uint64_t stored = 0;
    if (exists) {
        stored = fixture.addDevice("dev1").etag;
    }

    const auto result =
        fixture.await(fixture.registry->remove({"dev1", {}}, condition(ifMatch, stored)));

    QCOMPARE(statusOf(result, 204), status);
}

void RegistryTest::disablingClosesTheSession()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    fixture.addDevice("dev2");
    const auto link = signInAs(fixture, "dev1");
    const auto other = signInAs(fixture, "dev2");
    IdentityUpdate off;
    off.enabled = false;

    QVERIFY(fixture.await(fixture.registry->put({"dev1", {}}, off, EtagCondition::any())));

    QVERIFY(link->reason == CloseReason::IdentityDisabled);
    QVERIFY(!other->reason.has_value());
}

void RegistryTest::removingClosesTheSession()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    const auto link = signInAs(fixture, "dev1");

    QVERIFY(fixture.await(fixture.registry->remove({"dev1", {}}, EtagCondition::any())));

    QVERIFY(link->reason == CloseReason::IdentityDeleted);
}

void RegistryTest::changesAreAnnounced()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    QVERIFY(fixture.await(fixture.registry->put({"dev1", {}}, {}, EtagCondition::any())));
    QVERIFY(fixture.await(fixture.twins->replaceTags({"dev1", {}}, R"({"a":1})")));
    QVERIFY(fixture.await(fixture.registry->remove({"dev1", {}}, EtagCondition::any())));
    QVERIFY(!fixture.await(fixture.registry->remove({"dev1", {}}, EtagCondition::any())));

    QStringList types;
    for (const EventPointer& event : fixture.events.readAfter(0, 100).events) {
        types << QString::fromStdString(event->type);
    }
    QCOMPARE(types, QStringList({"device-created", "device-updated", "twin", "device-updated",
                                 "device-deleted"}));
}

void RegistryTest::erasedHistoryIsHiddenAtOnceAndRemovedSoon()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    fixture.append(device.key, "secret");
    QVERIFY(fixture.runUntil([&] { return fixture.writer->messages() == 1; }));
    QCOMPARE(messageCount(fixture, "dev1"), std::size_t{1});
    const auto eraser = std::make_shared<Eraser>(*fixture.workers, fixture.log, fixture.clock);

    QVERIFY(fixture.await(fixture.registry->eraseHistory({"dev1", {}})));
    QCOMPARE(messageCount(fixture, "dev1"), std::size_t{0});
    eraser->wake();

    auto pending = [](Storage& storage) { return storage.identities().keysToErase(); };
    QVERIFY(fixture.runUntil([&] {
        auto work = pending;
        return fixture.await(fixture.workers->read(work)).value().empty();
    }));
}

void RegistryTest::historyOutlivesTheDevice()
{
    ServicesFixture fixture;
    const DeviceIdentity first = fixture.addDevice("dev1");
    fixture.append(first.key, "from the first");
    QVERIFY(fixture.await(fixture.registry->remove({"dev1", {}}, EtagCondition::any())));
    const DeviceIdentity second = fixture.addDevice("dev1");
    fixture.append(second.key, "from the second");
    QVERIFY(fixture.runUntil([&] { return fixture.writer->messages() == 2; }));

    const auto page = fixture.await(fixture.history->read(historyOf("dev1"))).value();

    QCOMPARE(page.messages.size(), std::size_t{2});
    QCOMPARE(page.messages[0].generationId, first.generationId);
    QCOMPARE(page.messages[1].generationId, second.generationId);
}
