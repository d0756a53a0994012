#include "tests/services/tst_guard.h"

#include "domain/limits.h"
#include "services/denials.h"
#include "services/guard.h"
#include "services/upkeep_alerts.h"
#include "tests/support/fake_link.h"
#include "tests/support/printing.h"
#include "tests/support/services_fixture.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

constexpr LockoutRules kRules{.failures = 4, .window = 60s, .firstLock = 30s, .longestLock = 100s};

/// Fails until it is locked; how many times.
int failUntilLocked(Lockout& lockout, const std::string& key, MonoTime now)
{
    int count = 1;
    while (!lockout.failed(key, now) && count < 100) {
        ++count;
    }
    return count;
}

Caller caller(const std::string& address, const std::string& id = "dev1")
{
    return {address + ":5000", "mqtt", id};
}

struct Guarding
{
    explicit Guarding(unsigned failures = 20, bool loopbackOnly = false)
        : guard(guardRulesFor(failures, loopbackOnly), clock, [this](const Guard::Locked& who) {
              locked.push_back(who);
          })
    {}

    void fail(const Caller& who, int times, DenialReason reason = DenialReason::TokenSignature)
    {
        for (int i = 0; i < times; ++i) {
            guard.failed(who, reason);
        }
    }

    ManualClock clock;
    std::vector<Guard::Locked> locked;
    Guard guard;
};

Alert raised(ServicesFixture& fixture, const NewAlert& alert)
{
    auto work = [&](Storage& storage) {
        return storage.alerts().raise(alert, fixture.clock.wall(), 3);
    };
    return fixture.await(fixture.workers->write(work)).value();
}

AlertPage alertsOf(ServicesFixture& fixture, bool onlyOpen = false)
{
    AlertQuery query;
    query.onlyOpen = onlyOpen;
    return fixture.await(fixture.alerts->list(query)).value();
}

} // namespace

void GuardTest::windowSlides()
{
    Lockout lockout(kRules);
    const MonoTime start{};
    lockout.failed("a", start);
    lockout.failed("a", start);
    lockout.failed("a", start + 59s);

    QVERIFY(!lockout.failed("a", start + 115s)); // the first two are hardly in the window any more
    QVERIFY(!lockout.failed("a", start + 116s));
    QVERIFY(lockout.failed("a", start + 117s) || lockout.failed("a", start + 118s));
    QVERIFY(lockout.lockedFor("a", start + 120s) > 0s);
    QCOMPARE(lockout.lockedFor("b", start + 120s), 0s);
}

void GuardTest::backOffDoubles()
{
    Lockout lockout(kRules);
    MonoTime now{};

    QCOMPARE(failUntilLocked(lockout, "a", now), 4);
    QCOMPARE(lockout.lockedFor("a", now), 30s);
    QVERIFY(!lockout.failed("a", now)); // while it is locked nothing is added
    now += 31s;
    QCOMPARE(lockout.lockedFor("a", now), 0s);
    failUntilLocked(lockout, "a", now);
    QCOMPARE(lockout.lockedFor("a", now), 60s);
    now += 61s;
    failUntilLocked(lockout, "a", now);
    QCOMPARE(lockout.lockedFor("a", now), 100s); // the longest
}

void GuardTest::longPeaceForgives()
{
    Lockout lockout(kRules);
    MonoTime now{};
    failUntilLocked(lockout, "a", now);
    now += 2h;

    QCOMPARE(failUntilLocked(lockout, "a", now), 4);

    QCOMPARE(lockout.lockedFor("a", now), 30s);
}

void GuardTest::successesMakeUpForFailures()
{
    Lockout lockout(kRules);
    const MonoTime now{};
    for (int i = 0; i < 100; ++i) {
        QVERIFY(!lockout.failed("a", now));
        lockout.succeeded("a", now);
    }
    lockout.succeeded("unknown", now);
    QCOMPARE(lockout.size(), std::size_t{1});
}

void GuardTest::oldestKeysAreForgotten()
{
    LockoutRules rules = kRules;
    rules.maxKeys = 100;
    Lockout lockout(rules);

    for (int i = 0; i < 10'000; ++i) {
        failUntilLocked(lockout, std::to_string(i), MonoTime{});
    }

    QCOMPARE(lockout.size(), std::size_t{100});
    QCOMPARE(lockout.lockedFor("9899", MonoTime{}), 0s);
    QCOMPARE(lockout.lockedFor("9900", MonoTime{}), 30s);
}

void GuardTest::zeroLocksNobodyOut()
{
    Lockout lockout({.failures = 0});
    for (int i = 0; i < 1'000; ++i) {
        QVERIFY(!lockout.failed("a", MonoTime{}));
    }
    QCOMPARE(lockout.size(), std::size_t{0});
}

void GuardTest::callersAreNetworks_data()
{
    QTest::addColumn<std::string>("address");
    QTest::addColumn<std::string>("host");
    QTest::addColumn<std::string>("network");
    const auto row = [](const std::string& address, const std::string& host,
                        const std::string& network) {
        QTest::newRow(address.c_str()) << address << host << network;
    };
    row("10.0.0.1:5000", "10.0.0.1", "10.0.0.1");
    row("10.0.0.1", "10.0.0.1", "10.0.0.1");
    row("[::ffff:10.0.0.1]:5000", "10.0.0.1", "10.0.0.1"); // else all of IPv4 were one caller
    row("[2001:db8:1:2:3:4:5:6]:5000", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64");
    row("2001:db8:1:2::9", "2001:db8:1:2::9", "2001:db8:1:2::/64");
    row("[fe80::1%eth0]:1", "fe80::1", "fe80::/64");
    row("[::1]:1", "::1", "::/64");
    row("", "", "");
    row("[", "[", "[");
}

void GuardTest::callersAreNetworks()
{
    QFETCH(std::string, address);
    QFETCH(std::string, host);
    QFETCH(std::string, network);
    Guarding g;
    g.fail({address, "mqtt", "dev1"}, 10);
    QCOMPARE(g.locked.at(0).address, network);

    DeniedLog log;
    log.note({address, "mqtt", "dev1"}, {DenialReason::DeviceUnknown, {}}, wallFromMicros(1));
    QCOMPARE(log.list({}).entries.at(0).address, host);
}

/// The guard sees the same id whether it counts a failure or looks for a lock.
void GuardTest::longIdsAreOneId()
{
    ServicesFixture fixture;
    Denials denials({fixture.events, fixture.log, fixture.clock, guardRulesFor(20, false), {}});
    const Caller who = caller("10.0.0.1", std::string(5'000, 'x'));
    for (int i = 0; i < 10; ++i) {
        QVERIFY(!denials.isLockedOut(who));
        denials.note(who, {DenialReason::DeviceUnknown, {}});
    }
    QVERIFY(denials.isLockedOut(who));
}

void GuardTest::idIsLockedOutAtThatAddressAlone()
{
    Guarding g;

    g.fail(caller("10.0.0.1"), 10);

    QCOMPARE(g.locked.size(), std::size_t{1});
    QCOMPARE(g.locked[0].id, std::string("dev1"));
    QCOMPARE(g.guard.refuse(caller("10.0.0.1"))->reason, DenialReason::LockedOut);
    QVERIFY(!g.guard.refuse(caller("10.0.0.2"))); // the device itself
    QVERIFY(!g.guard.refuse(caller("10.0.0.1", "dev2")));
    g.clock.advance(31s);
    QVERIFY(!g.guard.refuse(caller("10.0.0.1")));
}

void GuardTest::addressThatTriesManyIdsIsLockedOut()
{
    Guarding g;

    for (int i = 0; i < 20; ++i) {
        g.fail(caller("10.0.0.1", std::to_string(i)), 1, DenialReason::DeviceUnknown);
    }

    QCOMPARE(g.locked.size(), std::size_t{1});
    QVERIFY(g.locked[0].id.empty());
    QVERIFY(g.guard.refuse(caller("10.0.0.1", "never seen")).has_value());
    QVERIFY(!g.guard.refuse(caller("10.0.0.2", "never seen")));
}

void GuardTest::whatIsNoGuessDoesNotCount()
{
    Guarding g;
    for (const DenialReason reason :
         {DenialReason::TokenExpired, DenialReason::DeviceDisabled, DenialReason::PolicyRight,
          DenialReason::CertificateExpired, DenialReason::LockedOut, DenialReason::HostUnknown}) {
        g.fail(caller("10.0.0.1"), 100, reason);
    }
    QVERIFY(g.locked.empty());
    QVERIFY(!g.guard.refuse(caller("10.0.0.1")));
}

void GuardTest::onlyIdsAreLockedOutOnLoopback()
{
    Guarding g(20, true);

    for (int i = 0; i < 100; ++i) {
        g.fail(caller("127.0.0.1", std::to_string(i)), 1);
    }
    QVERIFY(!g.guard.refuse(caller("127.0.0.1")));

    g.fail(caller("127.0.0.1"), 10);
    QVERIFY(g.guard.refuse(caller("127.0.0.1")).has_value());
}

void GuardTest::liftedAddressMayTryAgain()
{
    Guarding g;
    g.fail(caller("10.0.0.1"), 50);
    QVERIFY(g.guard.refuse(caller("10.0.0.1")).has_value());

    QVERIFY(g.guard.lift("10.0.0.1"));

    QVERIFY(!g.guard.refuse(caller("10.0.0.1")));
    QVERIFY(!g.guard.lift("10.0.0.1"));
}

void GuardTest::refusalsOfOneCallerAreOneEntry()
{
    DeniedLog log;
    const WallTime now = wallFromMicros(5);
    log.note(caller("10.0.0.1"), {DenialReason::TokenSignature, "first"}, now);
    log.note({"10.0.0.1:9", "https", "dev1"}, {DenialReason::TokenExpired, "second"}, now + 1s);
    log.note(caller("10.0.0.1"), {DenialReason::LockedOut, "not looked at"}, now + 2s);

    const DeniedLog::Page page = log.list({});

    QCOMPARE(page.total, std::size_t{1});
    const DeniedEntry& entry = page.entries.at(0);
    QCOMPARE(entry.address, std::string("10.0.0.1"));
    QCOMPARE(entry.reason, std::string("tokenExpired"));
    QCOMPARE(entry.detail, std::string("second"));
    QCOMPARE(entry.count, std::uint64_t{3});
    QCOMPARE(entry.lockedOut, std::uint64_t{1});
    QVERIFY(entry.first == now && entry.last == now + 2s);
}

void GuardTest::deniedListIsBoundedAndFiltered()
{
    DeniedLog log;
    for (std::size_t i = 0; i < limits::kMaxDeniedEntries + 500; ++i) {
        const auto reason = i % 2 == 0 ? DenialReason::DeviceUnknown : DenialReason::HostUnknown;
        log.note(caller("10.0.0.1", "Dev" + std::to_string(i)), {reason, {}},
                 wallFromMicros(static_cast<std::int64_t>(i)));
    }

    QCOMPARE(log.list({}).total, limits::kMaxDeniedEntries);
    QCOMPARE(log.list({.contains = "dev499"}).total,
             std::size_t{10}); // dev4990 to dev4999
    QCOMPARE(log.list({.reason = "hostUnknown"}).total, limits::kMaxDeniedEntries / 2);
    const DeniedLog::Page page = log.list({.offset = 1, .limit = 2});
    QCOMPARE(page.entries.size(), std::size_t{2});
    QCOMPARE(page.entries[0].claimedId, std::string("Dev10498"));
}

void GuardTest::ignoredEntriesGoOnCounting()
{
    DeniedLog log;
    log.note(caller("10.0.0.1"), {DenialReason::DeviceUnknown, {}}, wallFromMicros(1));
    QVERIFY(log.setIgnored("dev1", true));
    QVERIFY(!log.setIgnored("dev2", true));
    log.note(caller("10.0.0.1"), {DenialReason::DeviceUnknown, {}}, wallFromMicros(2));

    QCOMPARE(log.list({}).total, std::size_t{0});
    const DeniedLog::Page all = log.list({.showsIgnored = true});
    QCOMPARE(all.entries.at(0).count, std::uint64_t{2});
    QVERIFY(all.entries.at(0).ignored);
}

void GuardTest::entriesOutliveARestart()
{
    ServicesFixture fixture;
    DeniedLog log;
    for (int i = 0; i < 5; ++i) {
        log.note(caller("10.0.0." + std::to_string(i)), {DenialReason::DeviceUnknown, "d"},
                 wallFromMicros(i));
    }
    auto put = [&](Storage& storage) {
        return storage.denied().put(log.takeChanges(9).entries, 3);
    };
    QVERIFY(fixture.await(fixture.workers->write(put)));
    QVERIFY(log.takeChanges(9).entries.empty());

    auto read = [](Storage& storage) { return storage.denied().list(10); };
    DeniedLog again;
    again.load(fixture.await(fixture.workers->read(read)).value());

    const DeniedLog::Page page = again.list({});
    QCOMPARE(page.total, std::size_t{3}); // no more may remain
    QCOMPARE(page.entries.at(0).address, std::string("10.0.0.4"));
    QCOMPARE(page.entries.at(0).reason, std::string("deviceUnknown"));
}

void GuardTest::whatWasNotStoredIsAChangeAgain()
{
    DeniedLog log;
    log.note(caller("10.0.0.1"), {DenialReason::DeviceUnknown, {}}, wallFromMicros(1));
    log.notStored(log.takeChanges(9));
    QCOMPARE(log.takeChanges(9).entries.size(), std::size_t{1});

    log.clear();
    const DeniedLog::Changes cleared = log.takeChanges(9);
    log.note(caller("10.0.0.2"), {DenialReason::DeviceUnknown, {}}, wallFromMicros(2));
    QCOMPARE(log.takeChanges(9).entries.size(), std::size_t{1});
    log.notStored(cleared);

    const DeniedLog::Changes again = log.takeChanges(9);
    QVERIFY(again.cleared);
    QCOMPARE(again.entries.size(), std::size_t{1}); // it is stored anew behind the clear()
}

void GuardTest::alertsCountUpWhileTheyAreOpen()
{
    ServicesFixture fixture;
    fixture.alerts->raise({"idFight", "dev1", "at first", Severity::Warning});
    QVERIFY(fixture.runUntil([&] { return alertsOf(fixture).open == 1; }));
    fixture.alerts->raise({"idFight", "dev1", "at once", Severity::Warning}); // passed over
    fixture.clock.advance(11s);
    fixture.alerts->raise({"idFight", "dev1", "later", Severity::Warning});
    QVERIFY(fixture.runUntil([&] { return alertsOf(fixture).alerts.at(0).count == 2; }));

    const AlertPage page = alertsOf(fixture);
    QCOMPARE(page.alerts.size(), std::size_t{1});
    QCOMPARE(page.alerts[0].what.detail, std::string("later"));
    const auto events = fixture.events.readAfter(0, 10).events;
    QCOMPARE(events.size(), std::size_t{2});
    QCOMPARE(events[1]->type, std::string("alert-raised"));
}

void GuardTest::acknowledgedAlertStaysSo()
{
    ServicesFixture fixture;
    const Alert first = raised(fixture, {"idFight", "dev1", "x", Severity::Notice});
    const auto unknown = fixture.await(fixture.alerts->acknowledge(99, "ann"));
    QVERIFY(!unknown && unknown.error().code == Errc::NotFound);

    const Alert seen = fixture.await(fixture.alerts->acknowledge(first.id, "ann")).value();
    const Alert again = fixture.await(fixture.alerts->acknowledge(first.id, "bob")).value();
    const Alert second = raised(fixture, {"idFight", "dev1", "x", Severity::Notice});

    QVERIFY(seen.acknowledged.has_value());
    QCOMPARE(again.acknowledgedBy, std::string("ann"));
    QVERIFY(second.id != first.id); // a new one
    QCOMPARE(alertsOf(fixture, true).alerts.size(), std::size_t{1});
    QCOMPARE(alertsOf(fixture).alerts.size(), std::size_t{2});
}

void GuardTest::alertsAreBounded()
{
    ServicesFixture fixture;
    const Alert oldest = raised(fixture, {"kind", "0", "x", Severity::Notice});
    const Alert seen = raised(fixture, {"kind", "1", "x", Severity::Notice});
    QVERIFY(fixture.await(fixture.alerts->acknowledge(seen.id, "ann")));
    raised(fixture, {"kind", "2", "x", Severity::Notice});

    raised(fixture, {"kind", "3", "x", Severity::Notice});
    QCOMPARE(alertsOf(fixture).alerts.size(), std::size_t{3});
    QCOMPARE(alertsOf(fixture).open, std::uint64_t{3}); // what was seen went first
    raised(fixture, {"kind", "4", "x", Severity::Notice});

    QCOMPARE(alertsOf(fixture).alerts.back().what.subject, std::string("2"));
    QVERIFY(oldest.id < alertsOf(fixture).alerts.back().id);
}

void GuardTest::fightForAnIdRaisesAnAlert()
{
    ServicesFixture fixture;
    IdentityUpdate update;
    const Secret key(Bytes(32, '1'));
    update.keys = {key, key};
    fixture.addDevice("dev1", update);
    std::vector<std::shared_ptr<FakeLink>> links;
    for (int i = 0; i < 12; ++i) {
        SignInRequest request;
        request.claims.id = {"dev1", {}};
        request.claims.host = "localhost";
        request.claims.clientId = "dev1";
        const auto now = fixture.clock.wall().time_since_epoch();
        request.claims.token =
            makeSasToken({"localhost/devices/dev1",
                          {},
                          std::chrono::duration_cast<std::chrono::seconds>(now) + 1h},
                         key);
        request.address = "10.0.0." + std::to_string(i % 2) + ":5";
        links.push_back(std::make_shared<FakeLink>());
        std::optional<Result<Session>> answer;
        fixture.sessions->signIn(request, links.back(), fixture.io.get_executor(),
                                 [&answer](Result<Session> result) { answer = std::move(result); });
        QVERIFY(fixture.runUntil([&answer] { return answer.has_value(); }) && answer->has_value());
    }

    QVERIFY(fixture.runUntil([&] { return alertsOf(fixture).open == 1; }));
    const NewAlert what = alertsOf(fixture).alerts.at(0).what;
    QCOMPARE(what.kind, std::string("idFight"));
    QCOMPARE(what.subject, std::string("dev1"));
    QVERIFY(what.detail.find("10.0.0.0:5") != std::string::npos);
}

void GuardTest::littleRoomIsAnAlert()
{
    constexpr std::uintmax_t kMiB = 1 << 20;
    QVERIFY(!diskAlert("/data", 1'024 * kMiB));
    QVERIFY(diskAlert("/data", 1'023 * kMiB)->severity == Severity::Warning);
    const auto critical = diskAlert("/data", 127 * kMiB);
    QVERIFY(critical->severity == Severity::Critical);
    QCOMPARE(critical->subject, std::string("/data"));
    QCOMPARE(critical->detail, std::string("127 MiB are left on the disk"));
}

void GuardTest::certificateThatEndsIsAnAlert()
{
    AuthorityView view;
    view.authority.name = "factory";
    view.certificate.notAfter = wallFromMicros(0) + 24h * 30;

    QVERIFY(!certificateAlert(view, wallFromMicros(0)));
    const auto soon = certificateAlert(view, wallFromMicros(1));
    QCOMPARE(soon->subject, std::string("factory"));
    QVERIFY(soon->severity == Severity::Warning);
    QVERIFY(certificateAlert(view, wallFromMicros(0) + 24h * 31)->severity == Severity::Critical);
}
