#include "tests/services/tst_registry.h"

#include "tests/support/fake_link.h"
#include "tests/support/services_fixture.h"

#include "services/side_by_side.h"

#include "domain/twin_query.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

/// A session of the device, as if it had signed in.
std::shared_ptr<FakeLink> signInAs(ServicesFixture& fixture,
                                   const std::string& id,
                                   const std::string& module = {})
{
    auto link = std::make_shared<FakeLink>();
    const IdentityId identity{id, module};
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
    case Errc::ModuleAlreadyExists: return 409301;
    case Errc::DeviceNotFound: return 404;
    case Errc::ModuleNotFound: return 404010;
    case Errc::TooManyModules: return 413003;
    case Errc::PreconditionFailed: return 412;
    default: return 500;
    }
}

template <class T>
int statusOf(const Result<T>& result, int good)
{
    return result ? good : statusOf(result.error().code);
}

DeviceIdentity addModule(ServicesFixture& fixture,
                         const std::string& device,
                         const std::string& module)
{
    const auto made =
        fixture.await(fixture.registry->put({device, module}, {}, EtagCondition()));
    if (!made) {
        qFatal("cannot add %s: %s", module.c_str(), made.error().detail.c_str());
    }
    fixture.clock.advance(std::chrono::microseconds(1));
    return made.value().row.identity;
}

QStringList moduleIds(ServicesFixture& fixture, const std::string& device)
{
    const auto views = fixture.await(fixture.registry->modules(device)).value();
    QStringList ids;
    for (const DeviceView& view : views) {
        ids << QString::fromStdString(view.row.identity.id.module);
    }
    return ids;
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

void RegistryTest::putsSideBySideShareCommits()
{
    ServicesFixture fixture;
    const auto before = fixture.writer->commits();
    std::vector<boost::asio::awaitable<void>> tasks;
    std::size_t good = 0;
    const auto put = [&fixture, &good](std::string id) -> boost::asio::awaitable<void> {
        const IdentityId identity{std::move(id), {}};
        const IdentityUpdate update;
        const EtagCondition condition;
        const auto done = co_await fixture.registry->put(identity, update, condition);
        good += done ? 1U : 0U;
    };
    for (int i = 0; i < 100; ++i) {
        tasks.push_back(put("d" + std::to_string(i)));
    }
    tasks.push_back(put("no id"));
    tasks.push_back(put("d7"));
    bool ended = false;
    boost::asio::co_spawn(fixture.io, sideBySide(std::move(tasks)),
                          [&ended](const std::exception_ptr& failure) { ended = !failure; });

    QVERIFY(fixture.runUntil([&ended] { return ended; }));

    QCOMPARE(good, 101U); // ids are not the registry's business; d7 was there
    QVERIFY2(fixture.writer->commits() - before <= 20,
             qPrintable(QString::number(fixture.writer->commits() - before)));
}

void RegistryTest::putThatMayBothCreatesOrReplaces()
{
    ServicesFixture fixture;
    const auto put = [&fixture](const EtagCondition& condition) {
        return fixture.await(fixture.registry->put({"dev1", {}}, {}, PutMode::CreateOrReplace,
                                                   condition, nullptr));
    };
    const auto made = put(EtagCondition::fromHeader("MQ==")); // nothing is there to compare with
    QVERIFY(made);

    const std::uint64_t etag = made.value().row.identity.etag;
    QCOMPARE(put(EtagCondition::fromHeader(etagText(etag + 1))).error().code,
             Errc::PreconditionFailed);
    const auto replaced = put(EtagCondition::fromHeader(etagText(etag)));
    QVERIFY(replaced);
    QCOMPARE(replaced.value().row.identity.key, made.value().row.identity.key);
    QCOMPARE(replaced.value().row.identity.etag, etag + 1);
}

void RegistryTest::putStaysInAPartOfTheFleet()
{
    ServicesFixture fixture;
    IdentityUpdate update;
    update.part = TagCondition{"site", "a"};
    const auto put = [&fixture, &update](const std::string& id, PutMode mode) {
        return fixture.await(
            fixture.registry->put({id, {}}, update, mode, EtagCondition::any(), nullptr));
    };
    fixture.addDevice("elsewhere");

    QCOMPARE(put("elsewhere", PutMode::Replace).error().code, Errc::DeviceNotFound);
    QCOMPARE(put("elsewhere", PutMode::CreateOrReplace).error().code, Errc::DeviceNotFound);
    const auto made = put("here", PutMode::CreateOrReplace);
    QVERIFY(made);
    QCOMPARE(made.value().row.identity.tags, std::string(R"({"site":"a"})"));
    QVERIFY(put("here", PutMode::CreateOrReplace));
    QVERIFY(put("here", PutMode::Replace));
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

void RegistryTest::modulesFollowTheEtagTable_data()
{
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("ifMatch");
    QTest::addColumn<bool>("exists");
    QTest::addColumn<int>("put");
    QTest::addColumn<int>("remove");
    const auto row = [](const char* name, const char* device, const char* ifMatch, bool exists,
                        int put, int remove) {
        QTest::newRow(name) << device << ifMatch << exists << put << remove;
    };
    row("no header, new", "dev1", "", false, 200, 404010);
    row("no header, existing", "dev1", "", true, 409301, 200);
    row("star, existing", "dev1", "\"*\"", true, 200, 200);
    row("star, missing", "dev1", "*", false, 404010, 404010);
    row("stored etag", "dev1", "stored", true, 200, 200);
    row("other etag", "dev1", "\"MQ==\"", true, 412, 412);
    row("no such device", "nobody", "", false, 404, 404);
    row("no such device, star", "nobody", "*", false, 404, 404);
}

void RegistryTest::modulesFollowTheEtagTable()
{
    QFETCH(QString, device);
    QFETCH(QString, ifMatch);
    QFETCH(bool, exists);
    QFETCH(int, put);
    QFETCH(int, remove);
    const auto run = [&](auto act) {
        ServicesFixture fixture;
        fixture.addDevice("dev1");
        const std::uint64_t stored = exists ? addModule(fixture, "dev1", "mod").etag : 0;
        return act(fixture, condition(ifMatch, stored));
    };
    const IdentityId id{device.toStdString(), "mod"};

    QCOMPARE(run([&](ServicesFixture& fixture, const EtagCondition& demanded) {
                 return statusOf(fixture.await(fixture.registry->put(id, {}, demanded)), 200);
             }),
             put);
    QCOMPARE(run([&](ServicesFixture& fixture, const EtagCondition& demanded) {
                 return statusOf(fixture.await(fixture.registry->remove(id, demanded)), 200);
             }),
             remove);
    QCOMPARE(run([&](ServicesFixture& fixture, const EtagCondition&) {
                 return statusOf(fixture.await(fixture.registry->get(id)), 200);
             }),
             exists ? 200 : device == "dev1" ? 404010 : 404);
}

void RegistryTest::edgeDeviceHasItsTwoModules()
{
    ServicesFixture fixture;
    IdentityUpdate edge;
    edge.edge = true;
    fixture.addDevice("born", edge);
    fixture.addDevice("made");

    QVERIFY(fixture.await(fixture.registry->put({"made", {}}, edge, EtagCondition::any())));
    QVERIFY(fixture.await(fixture.registry->put({"made", {}}, edge, EtagCondition::any())));

    for (const char* const device : {"born", "made"}) {
        QCOMPARE(moduleIds(fixture, device), QStringList({"$edgeAgent", "$edgeHub"}));
    }
    const auto agent =
        fixture.await(fixture.registry->get({"born", "$edgeAgent"})).value().row.identity;
    QCOMPARE(agent.managedBy, std::string("iotEdge"));
    QCOMPARE(agent.keys.primary.size(), std::size_t{32});
}

void RegistryTest::deviceTakesFiftyModules()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    fixture.addDevice("dev2");
    for (std::size_t i = 0; i < limits::kMaxModulesPerDevice; ++i) {
        addModule(fixture, "dev1", "m" + std::to_string(i));
    }
    const auto add = [&fixture](const IdentityId& id) {
        return statusOf(fixture.await(fixture.registry->put(id, {}, EtagCondition())), 200);
    };

    QCOMPARE(add({"dev1", "another"}), 413003);
    QCOMPARE(add({"dev1", "m0"}), 409301);
    QCOMPARE(add({"dev2", "m0"}), 200);
    QVERIFY(fixture.await(fixture.registry->remove({"dev1", "m0"}, EtagCondition::any())));
    QCOMPARE(add({"dev1", "another"}), 200);
}

void RegistryTest::removedDeviceTakesItsModulesAlong()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    fixture.addDevice("dev10");
    addModule(fixture, "dev1", "mod");
    addModule(fixture, "dev10", "mod");
    const auto link = signInAs(fixture, "dev1", "mod");
    const auto other = signInAs(fixture, "dev10", "mod");

    QVERIFY(fixture.await(fixture.registry->remove({"dev1", {}}, EtagCondition::any())));

    QVERIFY(link->reason == CloseReason::IdentityDeleted);
    QVERIFY(!other->reason.has_value());
    QCOMPARE(statusOf(fixture.await(fixture.registry->get({"dev1", "mod"})), 200), 404);
    fixture.addDevice("dev1"); // another generation
    QVERIFY(moduleIds(fixture, "dev1").isEmpty());
    QCOMPARE(moduleIds(fixture, "dev10"), QStringList({"mod"}));
}

void RegistryTest::disabledDeviceClosesItsModules()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    addModule(fixture, "dev1", "mod");
    const auto link = signInAs(fixture, "dev1", "mod");
    IdentityUpdate off;
    off.enabled = false;

    QVERIFY(fixture.await(fixture.registry->put({"dev1", {}}, off, EtagCondition::any())));

    QVERIFY(link->reason == CloseReason::IdentityDisabled);
}

void RegistryTest::changesOfModulesAreAnnounced()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    addModule(fixture, "dev1", "mod");
    QVERIFY(fixture.await(fixture.registry->put({"dev1", "mod"}, {}, EtagCondition::any())));
    QVERIFY(fixture.await(fixture.registry->remove({"dev1", "mod"}, EtagCondition::any())));

    QStringList told;
    for (const EventPointer& event : fixture.events.readAfter(1, 100).events) {
        told << QString::fromStdString(event->type + " " + event->deviceId + " " + event->data);
    }
    QCOMPARE(told, QStringList({R"(module-created dev1 {"moduleId":"mod"})",
                                R"(module-updated dev1 {"moduleId":"mod"})",
                                R"(module-deleted dev1 {"moduleId":"mod"})"}));
}

void RegistryTest::erasedHistoryIncludesTheModules()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    const DeviceIdentity module = addModule(fixture, "dev1", "mod");
    fixture.append(module.key, "secret");
    QVERIFY(fixture.runUntil([&] { return fixture.writer->messages() == 1; }));
    HistoryQuery query = historyOf("dev1");
    query.id.module = "mod";
    const auto count = [&] {
        return fixture.await(fixture.history->read(query)).value().messages.size();
    };
    QCOMPARE(count(), std::size_t{1});

    QVERIFY(fixture.await(fixture.registry->eraseHistory({"dev1", {}})));

    QCOMPARE(count(), std::size_t{0});
}

/// No index knows why a device has its status.
DeviceQuery judgedQuery()
{
    DeviceQuery query;
    query.where = TwinCondition::parse("statusReason = 'wanted'").value().where;
    query.limit = 7;
    return query;
}

void RegistryTest::judgedListComesInPagesWithoutTotal()
{
    ServicesFixture fixture;
    QStringList wanted;
    for (int i = 0; i < 300; ++i) { // more than are judged at once
        const std::string id = "dev" + std::to_string(1'000 + i);
        IdentityUpdate update;
        update.statusReason = i % 9 == 0 ? "wanted" : "other";
        fixture.addDevice(id, update);
        if (i % 9 == 0) {
            wanted << QString::fromStdString(id);
        }
    }

    QStringList found;
    DeviceQuery query = judgedQuery();
    for (int page = 0; page < 50; ++page) {
        const auto answer = fixture.await(fixture.registry->search(query));
        QVERIFY(answer);
        QVERIFY(!answer.value().total);
        QVERIFY(answer.value().devices.size() <= query.limit);
        for (const DeviceView& device : answer.value().devices) {
            found << QString::fromStdString(device.row.identity.id.device);
        }
        query.after = answer.value().next;
        if (!query.after) {
            break;
        }
    }

    QVERIFY(!query.after);
    QCOMPARE(found, wanted);
}

void RegistryTest::judgedListHasNoOffset()
{
    ServicesFixture fixture;
    DeviceQuery query = judgedQuery();
    query.offset = 1;

    QVERIFY(fixture.await(fixture.registry->search(query)).error().code == Errc::InvalidArgument);
}
