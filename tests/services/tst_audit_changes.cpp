#include "tests/services/tst_audit_changes.h"

#include "domain/limits.h"
#include "services/uploads.h"
#include "tests/support/command_desk.h"
#include "tests/support/test_certificate.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const CommandActor kBy{"admin", "iothubowner"};

/// Notes that tell each other apart by their request ids.
class Notes final
{
public:
    explicit Notes(ServicesFixture& fixture) : fixture_(fixture) {}

    /// A new one; the last one must have left its record.
    AuditNotePtr next()
    {
        AuditRecord record;
        record.actorKind = kActorPolicy;
        record.actor = "iothubowner";
        record.action = "test";
        record.requestId = std::to_string(++number_);
        note_ = fixture_.audit->begin(std::move(record));
        return note_;
    }

    /// Records of the last note, and whether it knows of them.
    std::size_t records() const
    {
        AuditQuery query;
        query.requestId = std::to_string(number_);
        const auto page = fixture_.await(fixture_.audit->find(std::move(query))).value();
        const bool stored = note_->isStored();
        return stored == !page.records.empty() ? page.records.size() : 99;
    }

    std::string action() const { return note_->record().action; }
    std::string after() const { return note_->record().after; }
    std::string target() const { return note_->record().target; }

private:
    ServicesFixture& fixture_;
    AuditNotePtr note_;
    int number_ = 0;
};

#define VERIFY_STORED(result)                                                                      \
    QVERIFY(result);                                                                               \
    QCOMPARE(notes.records(), std::size_t{1})

#define VERIFY_NOT_STORED(result)                                                                  \
    QVERIFY(!(result));                                                                            \
    QCOMPARE(notes.records(), std::size_t{0})

} // namespace

void AuditChangesTest::devicesAndModules()
{
    ServicesFixture fixture;
    Notes notes(fixture);
    Registry& registry = *fixture.registry;
    IdentityUpdate off;
    off.enabled = false;

    VERIFY_STORED(fixture.await(registry.put({"dev1", {}}, {}, EtagCondition(), notes.next())));
    QCOMPARE(notes.action(), std::string("device.create"));
    VERIFY_STORED(fixture.await(registry.put({"dev1", "m"}, {}, EtagCondition(), notes.next())));
    QCOMPARE(notes.action(), std::string("module.create"));
    VERIFY_STORED(
        fixture.await(registry.put({"dev1", "m"}, off, EtagCondition::any(), notes.next())));
    QCOMPARE(notes.action(), std::string("module.disable"));
    VERIFY_STORED(
        fixture.await(registry.put({"dev1", "m"}, {}, EtagCondition::any(), notes.next())));
    QCOMPARE(notes.action(), std::string("module.enable"));
    VERIFY_NOT_STORED(fixture.await(registry.put({"dev1", {}}, {}, EtagCondition(), notes.next())));
    VERIFY_STORED(
        fixture.await(registry.remove({"dev1", "m"}, EtagCondition::any(), notes.next())));
    VERIFY_STORED(fixture.await(registry.remove({"dev1", {}}, EtagCondition::any(), notes.next())));
    VERIFY_STORED(fixture.await(registry.eraseHistory({"dev1", {}}, notes.next())));
}

void AuditChangesTest::twins()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    QVERIFY(fixture.await(fixture.registry->put({"dev1", "m"}, {}, EtagCondition())));
    Notes notes(fixture);
    Twins& twins = *fixture.twins;
    const TwinUpdate update{R"({"site":"berlin"})", R"({"interval":5})"};

    for (const IdentityId& id : {IdentityId{"dev1", {}}, IdentityId{"dev1", "m"}}) {
        VERIFY_STORED(fixture.await(twins.patch(id, update, EtagCondition::any(), notes.next())));
        const std::string made = R"("tags":{"site":"berlin"},"desired":{"interval":5}})";
        QVERIFY2(notes.after().ends_with(made), notes.after().c_str());
        VERIFY_STORED(fixture.await(twins.replace(id, {}, EtagCondition::any(), notes.next())));
    }
    VERIFY_STORED(
        fixture.await(twins.replaceTags({"dev1", {}}, R"({"site":"bonn"})", notes.next())));
    VERIFY_NOT_STORED(
        fixture.await(twins.patch({"dev2", {}}, update, EtagCondition::any(), notes.next())));
}

void AuditChangesTest::commands()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    Notes notes(fixture);
    Commands& commands = *fixture.commands;
    const IdentityId id = desk.id();

    VERIFY_STORED(fixture.await(commands.enqueue(id, newCommand("secret"), kBy, notes.next())));
    QVERIFY(notes.after().find("secret") == std::string::npos);
    VERIFY_STORED(fixture.await(commands.purgeAll(id, kBy, notes.next())));
    const CommandId first = desk.send("a");
    const CommandId second = desk.send("b");
    VERIFY_STORED(fixture.await(commands.purge(id, {}, kBy, notes.next())));
    VERIFY_STORED(fixture.await(commands.requeue(id, {first}, kBy, notes.next())));
    VERIFY_STORED(
        fixture.await(commands.requeueEdited(id, second, newCommand("c"), kBy, notes.next())));
    VERIFY_STORED(fixture.await(commands.remove(id, {first, second}, kBy, notes.next())));
    VERIFY_STORED(fixture.await(commands.hold(id, "repair", kBy, notes.next())));
    VERIFY_STORED(fixture.await(commands.resume(id, kBy, notes.next())));
    VERIFY_NOT_STORED(
        fixture.await(commands.enqueue({"nobody", {}}, newCommand("a"), kBy, notes.next())));
}

void AuditChangesTest::feedback()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    Notes notes(fixture);
    Commands& commands = *fixture.commands;
    QVERIFY(fixture.await(commands.receiveFeedback(notes.next())));
    QCOMPARE(notes.records(), std::size_t{0}); // there is none
    desk.send("a", CommandAck::Full);
    desk.purgeAll();
    fixture.clock.advance(limits::kFeedbackGather);

    auto batch = fixture.await(commands.receiveFeedback(notes.next()));
    VERIFY_STORED(batch && batch.value());
    VERIFY_STORED(
        fixture.await(commands.settleFeedback(batch.value()->lockToken, false, notes.next())));
    batch = fixture.await(commands.receiveFeedback());
    VERIFY_STORED(
        fixture.await(commands.settleFeedback(batch.value()->lockToken, true, notes.next())));
    VERIFY_NOT_STORED(fixture.await(commands.settleFeedback("gone", true, notes.next())));
}

void AuditChangesTest::fileNotifications()
{
    ServicesFixture fixture;
    Notes notes(fixture);
    const std::string key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    Uploads uploads({*fixture.workers, fixture.events, fixture.log, fixture.clock,
                     parseBlobStorage("AccountName=files;AccountKey=" + key, "uploads").value()});
    const UploadOwner owner{fixture.addDevice("dev1").key, "dev1"};
    const auto grant = fixture.await(uploads.start(owner, "a.bin")).value();
    QVERIFY(fixture.await(uploads.finish(owner, grant.correlationId, true)));

    auto locked = fixture.await(uploads.receive(notes.next()));
    VERIFY_STORED(locked && locked.value());
    VERIFY_STORED(fixture.await(uploads.settle(locked.value()->lockToken, false, notes.next())));
    locked = fixture.await(uploads.receive());
    VERIFY_STORED(fixture.await(uploads.settle(locked.value()->lockToken, true, notes.next())));
    VERIFY_NOT_STORED(fixture.await(uploads.settle("gone", true, notes.next())));
    QVERIFY(fixture.await(uploads.receive(notes.next())));
    QCOMPARE(notes.records(), std::size_t{0});
}

void AuditChangesTest::authorities()
{
    ServicesFixture fixture;
    Notes notes(fixture);
    Authorities& authorities = *fixture.authorities;
    const TestCertificate root = TestCertificate::authority("Root");

    VERIFY_STORED(
        fixture.await(authorities.put("root", root.der(), EtagCondition(), notes.next())));
    QCOMPARE(notes.action(), std::string("certificate.create"));
    const auto code = fixture.await(authorities.makeCode("root", notes.next()));
    VERIFY_STORED(code);
    QVERIFY(notes.after().find(code.value()) == std::string::npos);
    const Bytes proof = TestCertificate::device(code.value(), &root).der();
    VERIFY_STORED(fixture.await(authorities.verify("root", proof, notes.next())));
    VERIFY_NOT_STORED(fixture.await(authorities.verify("root", proof, notes.next())));
    VERIFY_STORED(fixture.await(authorities.remove("root", EtagCondition::any(), notes.next())));
}

void AuditChangesTest::revocations()
{
    ServicesFixture fixture;
    Notes notes(fixture);
    RevocationRequest request;
    request.thumbprint = std::string(64, 'a');
    request.reason = "stolen";

    VERIFY_STORED(fixture.await(fixture.authorities->revoke(request, notes.next())));
    VERIFY_STORED(fixture.await(fixture.authorities->unrevoke(request.thumbprint, notes.next())));
    VERIFY_NOT_STORED(
        fixture.await(fixture.authorities->unrevoke(request.thumbprint, notes.next())));
}

void AuditChangesTest::accessListsAndRules()
{
    ServicesFixture fixture;
    Notes notes(fixture);
    AccessControl& lists = *fixture.accessControl;
    const NewAccessEntry entry{AccessList::Block, AccessKind::Device, "dev1", "stolen", {}};

    const auto added = fixture.await(lists.add(entry, "owner", notes.next()));
    VERIFY_STORED(added);
    QCOMPARE(notes.after(), std::string(R"({"list":"block","kind":"device","value":"dev1",)"
                                        R"("reason":"stolen"})"));
    QCOMPARE(notes.target(), std::string("dev1"));
    VERIFY_NOT_STORED(fixture.await(lists.add(entry, "owner", notes.next()))); // there is one
    const AccessEntryId id = added.value().id;
    VERIFY_STORED(fixture.await(lists.change(id, "found", {}, EtagCondition::any(), "owner",
                                             notes.next())));
    VERIFY_STORED(fixture.await(lists.remove(id, EtagCondition::any(), "owner", notes.next())));
    VERIFY_STORED(fixture.await(lists.addMany({entry}, "owner", notes.next())));
    QCOMPARE(notes.after(), std::string(R"({"count":1})"));
    VERIFY_STORED(fixture.await(lists.setMode(AccessMode::AllowListOnly, EtagCondition::any(),
                                              "owner", notes.next())));
    QCOMPARE(notes.after(), std::string(R"({"mode":"allowListOnly"})"));

    AccessGroups& groups = *fixture.accessGroups;
    VERIFY_STORED(fixture.await(groups.put("g", "", "why", EtagCondition(), "owner",
                                           notes.next())));
    VERIFY_STORED(fixture.await(groups.changeMembers("g", {"a", "b"}, {}, "owner", notes.next())));
    QCOMPARE(notes.after(), std::string(R"({"members":["a","b"]})"));
    VERIFY_STORED(fixture.await(groups.remove("g", EtagCondition::any(), "owner", notes.next())));

    IpFilter& filter = *fixture.ipFilter;
    const IpRules rules{{}, {false, true, true}};
    VERIFY_STORED(fixture.await(filter.setDraft(rules, EtagCondition::any(), "owner",
                                                notes.next())));
    VERIFY_STORED(fixture.await(filter.apply(60s, EtagCondition::any(), "owner", notes.next())));
    VERIFY_STORED(fixture.await(filter.confirm("owner", notes.next())));
    VERIFY_NOT_STORED(fixture.await(filter.revert("owner", notes.next())));
}

void AuditChangesTest::rulesThatNobodyConfirmed()
{
    ServicesFixture fixture;
    const IpRules rules{{}, {false, true, true}};
    QVERIFY(fixture.await(fixture.ipFilter->setDraft(rules, EtagCondition::any(), "owner")));
    const auto reverts = [&fixture] {
        AuditQuery query;
        query.action = "ipRules.revert";
        return fixture.await(fixture.audit->find(std::move(query))).value().records;
    };

    QVERIFY(fixture.await(fixture.ipFilter->apply(60s, EtagCondition::any(), "owner")));
    fixture.clock.advance(61s);
    fixture.ipFilter->sweep();
    QVERIFY(fixture.runUntil([&] { return reverts().size() == 1; }));

    QVERIFY(fixture.await(fixture.ipFilter->apply(60s, EtagCondition::any(), "owner")));
    fixture.restart();
    QCOMPARE(reverts().size(), std::size_t{2});
    QCOMPARE(reverts().front().actorKind, std::string(kActorHub));
    QVERIFY(reverts().front().before.find("\"device\":\"reject\"") != std::string::npos);
}
