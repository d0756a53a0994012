// What a checkup says of each fact: one row for each finding, and for its other side.
#include "server/checkup.h"

#include <QTest>

#include <functional>

using namespace hub;

namespace {

using Change = std::function<void(CheckupFacts&)>;

/// A hub for this computer only with nothing to find fault with.
CheckupFacts healthy()
{
    CheckupFacts facts;
    facts.now = WallTime(std::chrono::sys_days{std::chrono::year{2026} / 6 / 1});
    facts.newest = facts.now;
    facts.folder = "/data";
    facts.tls.server = {std::chrono::days(500), "EC 256", 128, true};
    facts.tls.authority = {std::chrono::days(3'000), "EC 256", 128, true};
    facts.tls.name = "hub.test";
    facts.files = {{"/data", 0700, false, false},
                   {"secret.key", 0600, true, false},
                   {"state.db", 0600, false, false}};
    facts.masterKey.place = KeyPlace::Passphrase;
    facts.reach.listeners = {{{"mqtts", "127.0.0.1", 8883}, false},
                             {{"https", "127.0.0.1", 8443}, false}};
    facts.reach.maxFailedSignIns = 20;
    facts.reach.allowListOnly = true;
    facts.freeBytes = std::uintmax_t{1} << 40;
    facts.keys = CheckedKeys{4, 0, {}};
    facts.policies =
        std::vector<CheckedPolicy>{{"service", facts.now - std::chrono::days(30), true}};
    facts.administrators = std::vector<CheckedAdministrator>{{"alice", true, true}};
    facts.auditFault = "";
    return facts;
}

void openToAll(CheckupFacts& facts)
{
    for (CheckedListener& each : facts.reach.listeners) {
        each.listener.address = "0.0.0.0";
        each.isOpen = true;
    }
}

/// The findings of one check.
std::vector<Finding> findingsOf(const CheckupFacts& facts, const std::string& check)
{
    std::vector<Finding> found;
    for (const Finding& finding : judge(facts)) {
        if (finding.check == check) {
            found.push_back(finding);
        }
    }
    return found;
}

QString text(std::string_view value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

void row(const char* name, const char* check, const char* level, const char* said, Change change)
{
    QTest::newRow(name) << QString(check) << QString(level) << QString(said) << std::move(change);
}

Change withFile(CheckedFile file)
{
    return [file](CheckupFacts& facts) { facts.files.push_back(file); };
}

Change serverEndsIn(int days)
{
    return [days](CheckupFacts& facts) { facts.tls.server.left = std::chrono::days(days); };
}

Change authorityEndsIn(int days)
{
    return [days](CheckupFacts& facts) { facts.tls.authority.left = std::chrono::days(days); };
}

Change newestIn(std::chrono::seconds ahead)
{
    return [ahead](CheckupFacts& facts) { facts.newest = facts.now + ahead; };
}

Change inYear(int year)
{
    return [year](CheckupFacts& facts) {
        facts.now = WallTime(std::chrono::sys_days{std::chrono::year{year} / 6 / 1});
        facts.newest.reset();
    };
}

Change keyIn(KeyPlace place, bool isOpen)
{
    return [place, isOpen](CheckupFacts& facts) {
        facts.masterKey.place = place;
        if (isOpen) {
            openToAll(facts);
        }
    };
}

Change policySince(int daysAgo, bool isExact)
{
    return [daysAgo, isExact](CheckupFacts& facts) {
        facts.policies = std::vector<CheckedPolicy>{
            {"service", facts.now - std::chrono::days(daysAgo), isExact}};
    };
}

Change administrator(bool ends, bool hasFactor)
{
    return [ends, hasFactor](CheckupFacts& facts) {
        facts.administrators = std::vector<CheckedAdministrator>{{"bob", ends, hasFactor}};
    };
}

Change unfiltered(bool isOpen)
{
    return [isOpen](CheckupFacts& facts) {
        facts.reach.unfiltered = {"device", "admin"};
        if (isOpen) {
            openToAll(facts);
        }
    };
}

Change lockOut(unsigned failures, bool isOpen)
{
    return [failures, isOpen](CheckupFacts& facts) {
        facts.reach.maxFailedSignIns = failures;
        if (isOpen) {
            openToAll(facts);
        }
    };
}

Change mode(bool allowListOnly, bool isOpen)
{
    return [allowListOnly, isOpen](CheckupFacts& facts) {
        facts.reach.allowListOnly = allowListOnly;
        if (isOpen) {
            openToAll(facts);
        }
    };
}

Change room(std::uintmax_t mebibytes)
{
    return [mebibytes](CheckupFacts& facts) { facts.freeBytes = mebibytes << 20; };
}

Change named(const char* name, bool isOpen)
{
    return [name, isOpen](CheckupFacts& facts) {
        facts.tls.name = name;
        if (isOpen) {
            openToAll(facts);
        }
    };
}

} // namespace

Q_DECLARE_METATYPE(Change)

class CheckupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void healthyHubGetsNothingWorseThanANote()
    {
        const std::vector<Finding> findings = judge(healthy());

        QVERIFY(findings.size() > 15);
        for (const Finding& finding : findings) {
            const bool isBackup = finding.check == "backup"; // which no facts tell
            QVERIFY2(finding.level == (isBackup ? FindingLevel::Note : FindingLevel::Ok),
                     finding.check.c_str());
        }
    }

    void certificatesAndClock_data()
    {
        columns();
        row("server ended", "tls.certificate", "critical", "ended 3 days ago", serverEndsIn(-3));
        row("server ends soon", "tls.certificate", "warning", "good for 30 more", serverEndsIn(30));
        row("server does not", "tls.certificate", "ok", "good for 31 more", serverEndsIn(31));
        row("authority ended", "tls.authority", "critical", "ended 1 days", authorityEndsIn(-1));
        row("authority ends soon", "tls.authority", "warning", "authority", authorityEndsIn(0));
        row("authority does not", "tls.authority", "ok", "authority", authorityEndsIn(31));
        row("no certificate", "tls.certificate", "critical", "cannot open server.pem",
            [](CheckupFacts& facts) { facts.tls.problem = "cannot open server.pem"; });
        row("not signed", "tls.names", "critical", "not signed",
            [](CheckupFacts& facts) { facts.tls.isSigned = false; });
        row("other name", "tls.names", "warning", "does not name 'hub.test'",
            [](CheckupFacts& facts) { facts.tls.coversName = false; });
        row("localhost, open", "tls.names", "warning", "localhost", named("localhost", true));
        row("localhost, here", "tls.names", "ok", "localhost", named("localhost", false));
        row("name, open", "tls.names", "ok", "hub.test", named("hub.test", true));
        row("foreign key", "tls.key", "critical", "does not belong",
            [](CheckupFacts& facts) { facts.tls.server.isOwn = false; });
        row("weak key", "tls.key", "critical", "RSA 1024", [](CheckupFacts& facts) {
            facts.tls.authority = {std::chrono::days(99), "RSA 1024", 80, true};
        });
        row("good keys", "tls.key", "ok", "EC 256", [](CheckupFacts&) {});
        row("year 1970", "clock", "critical", "1970", inYear(1970));
        row("year 2101", "clock", "critical", "2101", inYear(2101));
        row("year 2025", "clock", "ok", "not behind", inYear(2025));
        row("set back", "clock", "critical", "set back", newestIn(std::chrono::seconds(61)));
        row("set right", "clock", "ok", "not behind", newestIn(std::chrono::seconds(60)));
    }
    void certificatesAndClock() { check(); }

    void filesAndKeys_data()
    {
        columns();
        row("secret for all", "files.modes", "critical", "tls/ca.key",
            withFile({"tls/ca.key", 0640, true, false}));
        row("data for all", "files.modes", "warning", "telemetry",
            withFile({"telemetry", 0701, false, false}));
        row("for nobody else", "files.modes", "ok", "4 files", withFile({"x", 0600, true, false}));
        row("another's", "files.owners", "warning", "state.db-wal",
            withFile({"state.db-wal", 0600, false, true}));
        row("one's own", "files.owners", "ok", "belong", [](CheckupFacts&) {});
        row("key beside, open", "key.place", "warning", "secret.key", keyIn(KeyPlace::File, true));
        row("key beside, here", "key.place", "note", "secret.key", keyIn(KeyPlace::File, false));
        row("passphrase", "key.place", "ok", "passphrase", keyIn(KeyPlace::Passphrase, true));
        row("no key yet", "key.place", "note", "No keys", keyIn(KeyPlace::None, false));
        row("key not given", "key.open", "warning", "give it with",
            [](CheckupFacts& facts) { facts.masterKey.problem = "give it with --key-file"; });
        row("weak keys", "keys.strength", "warning", "1 of 4 stored keys", [](CheckupFacts& facts) {
            facts.keys = CheckedKeys{4, 1, {"identity pump-1"}};
        });
        row("more weak keys than names", "keys.strength", "warning", "pump-1 and others",
            [](CheckupFacts& facts) {
                facts.keys = CheckedKeys{40, 30, {"identity pump-1"}};
            });
        row("strong keys", "keys.strength", "ok", "4 stored keys", [](CheckupFacts&) {});
        row("old policy", "keys.age", "warning", "service (since 2025-05-31)",
            policySince(366, true));
        row("at least as old", "keys.age", "warning", "service (since before",
            policySince(366, false));
        row("policy of a year", "keys.age", "ok", "policy", policySince(365, true));
        row("endless", "people.expiry", "warning", "bob", administrator(false, true));
        row("no factor", "people.factor", "warning", "bob", administrator(true, false));
        row("both", "people", "ok", "second factor: 1", administrator(true, true));
        row("no administrators", "people", "ok", "No named person",
            [](CheckupFacts& facts) { facts.administrators->clear(); });
    }
    void filesAndKeys() { check(); }

    void reachAndStore_data()
    {
        columns();
        row("open", "ports", "note", "Other machines", openToAll);
        row("here", "ports", "ok", "Only this computer", [](CheckupFacts&) {});
        row("running", "ports", "ok", "The hub listens: mqtts on 127.0.0.1 port 8883",
            [](CheckupFacts& facts) { facts.reach.runs = true; });
        row("stopped", "ports", "ok", "With these settings", [](CheckupFacts&) {});
        row("not known", "ports", "note", "not known",
            [](CheckupFacts& facts) { facts.reach.isKnown = false; });
        row("plain text, here", "ports.plain", "warning", "mqtt on 127.0.0.1 port 1883",
            [](CheckupFacts& facts) {
                facts.reach.listeners.push_back({{"mqtt", "127.0.0.1", 1883}, false});
            });
        row("plain text, open", "ports.plain", "critical", "mqtt on 0.0.0.0 port 1883",
            [](CheckupFacts& facts) {
                facts.reach.listeners.push_back({{"mqtt", "0.0.0.0", 1883}, true});
            });
        row("no rules, open", "access.ipRules", "warning", "device, admin", unfiltered(true));
        row("no rules, here", "access.ipRules", "ok", "not needed", unfiltered(false));
        row("rules, open", "access.ipRules", "ok", "IP rules say", openToAll);
        row("no lock-out, open", "access.lockout", "warning", "Nobody", lockOut(0, true));
        row("no lock-out, here", "access.lockout", "note", "Nobody", lockOut(0, false));
        row("lock-out", "access.lockout", "ok", "20 times", lockOut(20, true));
        row("all registered, open", "access.mode", "note", "Every device", mode(false, true));
        row("all registered, here", "access.mode", "ok", "Every device", mode(false, false));
        row("allow list", "access.mode", "ok", "allow list", mode(true, true));
        row("damaged", "store.integrity", "critical", "state.db is damaged: page 3",
            [](CheckupFacts& facts) {
                facts.damaged = {{"state.db", "page 3"}};
            });
        row("sound", "store.integrity", "ok", "sound", [](CheckupFacts&) {});
        row("closed", "store.open", "critical", "no access",
            [](CheckupFacts& facts) { facts.storeProblem = "no access"; });
        row("log cut", "audit.head", "critical", "record 7: cut",
            [](CheckupFacts& facts) { facts.auditFault = "record 7: cut"; });
        row("log not compared", "audit.head", "note", "not compared",
            [](CheckupFacts& facts) { facts.auditFault.reset(); });
        row("log whole", "audit.head", "ok", "agrees", [](CheckupFacts&) {});
        row("no room", "disk", "critical", "127 MiB", room(127));
        row("little room", "disk", "warning", "1023 MiB", room(1'023));
        row("room", "disk", "ok", "1024 MiB", room(1'024));
        row("backup", "backup", "note", "cannot be known", [](CheckupFacts&) {});
    }
    void reachAndStore() { check(); }

    void whatIsNotKnownIsNotJudged()
    {
        CheckupFacts facts = healthy();
        facts.keys.reset();
        facts.policies.reset();
        facts.administrators.reset();

        for (const char* const check : {"keys.strength", "keys.age", "people", "people.factor"}) {
            QVERIFY2(findingsOf(facts, check).empty(), check);
        }
    }

    void weakKeys_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("isWeak");
        QTest::newRow("31 bytes") << QByteArray("0123456789abcdef0123456789abcde") << true;
        QTest::newRow("32 bytes") << QByteArray("0123456789abcdef0123456789abcdef") << false;
        QTest::newRow("one byte repeated") << QByteArray(64, 'k') << true;
        QTest::newRow("none") << QByteArray() << true;
    }

    void weakKeys()
    {
        QFETCH(QByteArray, key);
        QFETCH(bool, isWeak);

        QCOMPARE(isWeakKey(key.toStdString()), isWeak);
    }

    void olderKeyDecidesTheAge()
    {
        const auto day = [](int number) { return WallTime(std::chrono::days(number)); };
        using Changes = std::vector<KeyChange>;

        QCOMPARE(olderKeySince(day(1), Changes{}), day(1));
        QCOMPARE(olderKeySince(day(1), Changes{{false, day(5)}}),
                 day(1)); // the primary is the old one
        QCOMPARE(olderKeySince(day(1), Changes{{false, day(5)}, {true, day(6)}}), day(1));
        QCOMPARE(olderKeySince(day(1), Changes{{false, day(5)}, {true, day(6)}, {false, day(7)}}),
                 day(5));
    }

private:
    static void columns()
    {
        QTest::addColumn<QString>("check");
        QTest::addColumn<QString>("level");
        QTest::addColumn<QString>("said");
        QTest::addColumn<Change>("change");
    }

    /// What is worse than ok names a remedy.
    static void check()
    {
        QFETCH(QString, check);
        QFETCH(QString, level);
        QFETCH(QString, said);
        QFETCH(Change, change);
        CheckupFacts facts = healthy();
        change(facts);

        const std::vector<Finding> found = findingsOf(facts, check.toStdString());

        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(text(nameOf(found[0].level)), level);
        QVERIFY2(text(found[0].found).contains(said), found[0].found.c_str());
        QCOMPARE(found[0].remedy.empty(), level == "ok");
    }
};

QTEST_GUILESS_MAIN(CheckupTest)
#include "tst_checkup.moc"
