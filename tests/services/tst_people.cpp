#include "tests/services/tst_people.h"

#include "base/base64.h"
#include "domain/limits.h"
#include "domain/totp.h"
#include "services/service_access.h"
#include "tests/support/printing.h"
#include "tests/support/services_fixture.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

struct Staff
{
    Staff() { now(); }

    void now()
    {
        access.emplace(fixture.authenticator, fixture.access, *fixture.workers, fixture.denials,
                       *fixture.people, *fixture.keyUse);
    }

    Person add(const std::string& name, Role role = Role::Viewer)
    {
        PersonUpdate update;
        update.role = role;
        return fixture.await(people().put(name, update, EtagCondition(), "owner")).value();
    }

    /// As somebody who signs with a key.
    Result<ServicePrincipal> signIn(const std::string& name, const Secret& key)
    {
        ServiceRequest request;
        const auto now = std::chrono::floor<std::chrono::seconds>(fixture.clock.wall());
        request.authorization = makeSasToken({"localhost", name, now.time_since_epoch() + 1h}, key);
        request.address = "10.0.0.1:5000";
        return fixture.await(access->identify(request));
    }

    std::string code(const Person& person, std::int64_t ahead = 0) const
    {
        return totpCode(person.factor.secret, totpStep(fixture.clock.wall()) + ahead);
    }

    /// Somebody whose second factor counts.
    Person addWithFactor(const std::string& name)
    {
        add(name);
        const Person begun = fixture.await(people().beginFactor(name)).value();
        if (!fixture.await(people().confirmFactor(name, code(begun, -1)))) {
            qFatal("the code is not taken");
        }
        return begun;
    }

    People& people() { return *fixture.people; }

    ServicesFixture fixture;
    std::optional<ServiceAccess> access;
};

Permissions permissionsNamed(const QString& names)
{
    using enum Permission;
    Permissions all;
    for (const Permission each : {View, Queues, Enroll, Operate, Access, Keys, Administer}) {
        const std::string_view name = nameOf(each);
        if (names.split(' ').contains(QString::fromUtf8(name.data(), qsizetype(name.size())))) {
            all.add(each);
        }
    }
    return all;
}

} // namespace

void PeopleTest::personOutlivesARestart()
{
    Staff staff;
    PersonUpdate update;
    update.displayName = "Alice";
    update.role = Role::Operator;
    update.scope = TagCondition{"site", "it's here"};
    update.seesKeys = true;
    update.keyExpires = staff.fixture.clock.wall() + 24h;
    const Person made =
        staff.fixture.await(staff.people().put("alice", update, EtagCondition(), "owner")).value();
    QCOMPARE(made.keys.current.size(), std::size_t{32});

    staff.fixture.restart();

    const Person read = staff.fixture.await(staff.people().get("alice")).value();
    QCOMPARE(read.displayName, std::string("Alice"));
    QVERIFY(read.role == Role::Operator);
    QCOMPARE(read.scope->text(), std::string("tags.site = 'it''s here'"));
    QVERIFY(read.seesKeys && read.enabled);
    QVERIFY(read.keys.expires == update.keyExpires);
    QVERIFY(read.keys.current.reveal() == made.keys.current.reveal());
    QCOMPARE(read.createdBy, std::string("owner"));
    QCOMPARE(read.etag, made.etag);
}

void PeopleTest::namesAreTheirOwn()
{
    Staff staff;
    const auto put = [&staff](const std::string& name, PersonUpdate update = {}) {
        return staff.fixture.await(staff.people().put(name, update, EtagCondition(), "owner"));
    };
    QCOMPARE(put("iothubowner").error().code, Errc::InvalidArgument); // a policy's
    QCOMPARE(put("a b").error().code, Errc::InvalidArgument);
    QCOMPARE(put("").error().code, Errc::InvalidArgument);
    PersonUpdate update;
    update.displayName = std::string(257, 'x');
    QCOMPARE(put("a", update).error().code, Errc::InvalidArgument);
    update = {};
    update.keyExpires = staff.fixture.clock.wall();
    QCOMPARE(put("a", update).error().code, Errc::InvalidArgument);
    QVERIFY(staff.fixture.await(staff.people().list()).value().empty());
}

void PeopleTest::versionsAreHeld()
{
    Staff staff;
    const Person first = staff.add("alice");
    const auto put = [&staff](const EtagCondition& condition) {
        return staff.fixture.await(staff.people().put("alice", {}, condition, "owner"));
    };
    QCOMPARE(put(EtagCondition()).error().code, Errc::PreconditionFailed);
    const Person second = put(EtagCondition::any()).value();
    QVERIFY(second.etag != first.etag);
    QVERIFY(second.keys.current.reveal() == first.keys.current.reveal());
    const auto old = EtagCondition::fromHeader(etagText(first.etag));
    QCOMPARE(put(old).error().code, Errc::PreconditionFailed);
    QCOMPARE(staff.fixture.await(staff.people().remove("alice", old)).error().code,
             Errc::PreconditionFailed);
    QVERIFY(staff.fixture.await(staff.people().remove("alice", EtagCondition::any())));
    QCOMPARE(staff.fixture.await(staff.people().get("alice")).error().code, Errc::NotFound);
    QCOMPARE(put(EtagCondition::any()).error().code, Errc::NotFound);
}

void PeopleTest::rolesAreJudgedByTheTable_data()
{
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("permissions");
    QTest::newRow("viewer") << "viewer"
                            << "view";
    QTest::newRow("support") << "support"
                             << "view queues";
    QTest::newRow("enroller") << "enroller"
                              << "view enroll";
    QTest::newRow("operator") << "operator"
                              << "view queues enroll operate access";
    QTest::newRow("administrator") << "administrator"
                                   << "view queues enroll operate access keys administer";
}

void PeopleTest::rolesAreJudgedByTheTable()
{
    QFETCH(QString, role);
    QFETCH(QString, permissions);
    Staff staff;
    const Person person = staff.add("alice", *roleFromName(role.toStdString()));
    const auto caller = staff.signIn("alice", person.keys.current);
    QVERIFY(caller);
    const Permissions wanted = permissionsNamed(permissions);

    using enum Permission;
    for (const Permission each : {View, Queues, Enroll, Operate, Access, Keys, Administer}) {
        const AccessNeed need{kAllRights, each};
        const auto allowed = staff.access->checkRights(caller.value(), need, {});
        QCOMPARE(allowed.has_value(), wanted.includes(each));
        QVERIFY(allowed || allowed.error().code == Errc::Unauthorized);
    }
    QVERIFY(staff.access->checkRights(caller.value(), {kAllRights, {}}, {})); // whoever is known
}

void PeopleTest::keyIsTakenUntilItEnds()
{
    Staff staff;
    PersonUpdate update;
    update.keyExpires = staff.fixture.clock.wall() + 1h;
    const Person person =
        staff.fixture.await(staff.people().put("alice", update, EtagCondition(), "owner")).value();

    QVERIFY(staff.signIn("alice", person.keys.current));
    QVERIFY(!staff.signIn("alice", Secret(Bytes(32, 'x'))));
    QVERIFY(!staff.signIn("alice", Secret())); // the previous one, which there is not
    QVERIFY(!staff.signIn("bob", person.keys.current));
    staff.fixture.clock.advance(1h);
    QCOMPARE(staff.signIn("alice", person.keys.current).error().code, Errc::Unauthorized);
    const auto denied = staff.fixture.denials.entries().list({.reason = "keyExpired"});
    QCOMPARE(denied.total, std::size_t{1});
}

void PeopleTest::keyBeforeIsTakenForItsGrace()
{
    Staff staff;
    const Secret first = staff.add("alice").keys.current;
    const auto rotate = [&staff](std::chrono::seconds grace) {
        return staff.fixture.await(staff.people().rotateKey("alice", grace, {})).value();
    };
    const Secret second = rotate(60s).keys.current;

    QCOMPARE(staff.signIn("alice", first).value().signedInWith, std::string("previousKey"));
    QCOMPARE(staff.signIn("alice", second).value().signedInWith, std::string("key"));
    staff.fixture.clock.advance(60s);
    QVERIFY(!staff.signIn("alice", first));
    QVERIFY(staff.signIn("alice", second));
    const Secret third = rotate(0s).keys.current;
    QVERIFY(!staff.signIn("alice", second));
    QVERIFY(staff.signIn("alice", third));
}

void PeopleTest::disabledAndRemovedPeopleAreRefused()
{
    Staff staff;
    const Person person = staff.add("alice");
    const std::uint64_t changes = staff.people().changes();
    PersonUpdate off;
    off.enabled = false;

    QVERIFY(staff.fixture.await(staff.people().put("alice", off, EtagCondition::any(), "owner")));
    QVERIFY(!staff.signIn("alice", person.keys.current));
    QVERIFY(staff.people().changes() != changes); // who holds a stream open asks anew
    QVERIFY(staff.fixture.await(staff.people().put("alice", {}, EtagCondition::any(), "owner")));
    QVERIFY(staff.signIn("alice", person.keys.current));
    QVERIFY(staff.fixture.await(staff.people().remove("alice", EtagCondition::any())));
    QVERIFY(!staff.signIn("alice", person.keys.current));
}

void PeopleTest::codeOpensASession()
{
    Staff staff;
    const Person alice = staff.addWithFactor("alice");
    const auto caller = staff.signIn("alice", alice.keys.current).value();
    const auto allows = [&](const std::string& session) {
        ServiceRequest request;
        request.session = session;
        return staff.access->checkRights(caller, {kAllRights, Permission::View}, request)
            .has_value();
    };
    const auto open = [&](const std::string& code) {
        return staff.fixture.await(staff.people().openSession("alice", code));
    };

    QVERIFY(!allows({}));
    QCOMPARE(open(staff.code(alice, -1)).error().code, Errc::Unauthorized); // it was used
    const OpenedSession session = open(staff.code(alice)).value();
    QVERIFY(allows(session.id));
    QVERIFY(!staff.people().isOpen(session.id, "bob"));
    QVERIFY(!allows(session.id + "0"));
    staff.fixture.clock.advance(limits::kPersonSession);
    QVERIFY(!allows(session.id));

    const OpenedSession again = open(staff.code(alice)).value();
    QVERIFY(allows(again.id));
    QVERIFY(staff.fixture.await(staff.people().rotateKey("alice", 1h, {})));
    QVERIFY(!allows(again.id)); // something has changed
}

void PeopleTest::codesAreNotGuessed()
{
    Staff staff;
    const Person alice = staff.addWithFactor("alice");
    staff.addWithFactor("bob");
    const auto open = [&](const std::string& name, const std::string& code) {
        return staff.fixture.await(staff.people().openSession(name, code));
    };
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(open("alice", "x").error().code, Errc::Unauthorized);
    }
    QCOMPARE(open("alice", staff.code(alice)).error().code, Errc::Throttled);
    QCOMPARE(open("bob", "x").error().code, Errc::Unauthorized); // others are not concerned
    staff.fixture.clock.advance(15min + 1s);
    QVERIFY(open("alice", staff.code(alice)));
    staff.add("carol");
    QCOMPARE(open("carol", "x").error().code, Errc::InvalidOperation);
}

void PeopleTest::everythingLeavesARecordWithoutSecrets()
{
    Staff staff;
    int number = 0;
    const auto note = [&] {
        AuditRecord record;
        record.actorKind = kActorPolicy;
        record.action = "test";
        record.requestId = std::to_string(++number);
        return staff.fixture.audit->begin(std::move(record));
    };
    People& people = staff.people();
    QVERIFY(staff.fixture.await(people.put("alice", {}, EtagCondition(), "owner", note())));
    QVERIFY(staff.fixture.await(people.put("alice", {}, EtagCondition::any(), "owner", note())));
    const Person rotated = staff.fixture.await(people.rotateKey("alice", 60s, {}, note())).value();
    const Person begun = staff.fixture.await(people.beginFactor("alice", note())).value();
    QVERIFY(staff.fixture.await(people.confirmFactor("alice", staff.code(begun, -1), note())));
    QVERIFY(staff.fixture.await(people.openSession("alice", staff.code(begun), note())));
    QVERIFY(staff.fixture.await(people.removeFactor("alice", note())));
    QVERIFY(staff.fixture.await(people.remove("alice", EtagCondition::any(), note())));

    for (int i = 1; i <= number; ++i) {
        AuditQuery query;
        query.requestId = std::to_string(i);
        const auto records = staff.fixture.await(staff.fixture.audit->find(query)).value().records;
        QCOMPARE(records.size(), std::size_t{1});
        const std::string text = records.front().before + records.front().after;
        QVERIFY(text.find("\"role\":\"viewer\"") != std::string::npos);
        for (const Secret& secret : {rotated.keys.current, rotated.keys.previous}) {
            QVERIFY(text.find(toBase64(secret.reveal())) == std::string::npos);
        }
        QVERIFY(text.find(toBase32(begun.factor.secret.reveal())) == std::string::npos);
    }
}

void PeopleTest::useIsKeptOnceAMinute()
{
    Staff staff;
    const Person person = staff.add("alice");
    const auto lastUsed = [&staff] {
        staff.fixture.flush();
        return staff.fixture.await(staff.people().get("alice")).value().lastUsed;
    };
    QVERIFY(!lastUsed());
    QVERIFY(staff.signIn("alice", person.keys.current));
    const auto first = lastUsed();
    QVERIFY(first == staff.fixture.clock.wall());
    staff.fixture.clock.advance(59s);
    QVERIFY(staff.signIn("alice", person.keys.current));
    QVERIFY(lastUsed() == first);
    staff.fixture.clock.advance(1s);
    QVERIFY(staff.signIn("alice", person.keys.current));
    QVERIFY(lastUsed() == staff.fixture.clock.wall());
}

void PeopleTest::sessionsAreBounded()
{
    ManualClock clock;
    PeopleSessions sessions(clock);
    const std::string first = sessions.open("alice");
    for (std::size_t i = 0; i < limits::kMaxPeopleSessions; ++i) {
        clock.advance(1ms);
        (void)sessions.open("bob");
    }
    QVERIFY(!sessions.isOpen(first, "alice")); // the oldest has gone
    const std::string last = sessions.open("alice");
    QVERIFY(sessions.isOpen(last, "alice"));
    sessions.closeAll("alice");
    QVERIFY(!sessions.isOpen(last, "alice"));
}
