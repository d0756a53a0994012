#include "tests/services/tst_access_table.h"

#include "tests/support/access_table.h"
#include "tests/support/services_fixture.h"
#include "tests/support/test_certificate.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const Secret kKey(Bytes(32, '1'));
const Secret kWrongKey(Bytes(32, 'x'));

const TestCertificate& certificate()
{
    static const TestCertificate made = TestCertificate::device("cert1");
    return made;
}

const std::vector<AccessRow>& table()
{
    static const std::vector<AccessRow> rows = accessTable();
    return rows;
}

IdentityUpdate withKeys(const std::string& tags, bool enabled = true)
{
    IdentityUpdate update;
    update.keys = {kKey, kKey};
    update.tags = tags;
    update.enabled = enabled;
    return update;
}

void addIdentities(ServicesFixture& fixture)
{
    fixture.addDevice("dev1", withKeys(kBerlinTags));
    fixture.addDevice("dev2", withKeys("{}"));
    fixture.addDevice("off", withKeys(kBerlinTags, false));
    IdentityUpdate byCertificate;
    byCertificate.authType = AuthType::SelfSigned;
    byCertificate.thumbprints.primary = certificate().sha256();
    fixture.addDevice("cert1", byCertificate);
    const IdentityId module{"dev1", "mod"};
    QVERIFY(fixture.await(fixture.registry->put(module, withKeys("{}"), EtagCondition())));
}

void addGroups(ServicesFixture& fixture)
{
    AccessGroups& groups = *fixture.accessGroups;
    QVERIFY(fixture.await(groups.put("berlin", kBerlinCondition, {}, {}, "x")));
    QVERIFY(fixture.await(groups.put("judged", kJudgedCondition, {}, {}, "x")));
    QVERIFY(fixture.await(groups.put("named", {}, {}, {}, "x")));
    QVERIFY(fixture.await(groups.changeMembers("named", kNamedMembers, {}, "x")));
}

NewAccessEntry entryOf(const AccessRow::Entry& entry, WallTime now)
{
    using End = AccessRow::Entry::End;
    NewAccessEntry result{entry.list, entry.kind, entry.value, {}, {}};
    result.value = entry.value == "@sha1"     ? certificate().sha1()
                   : entry.value == "@sha256" ? certificate().sha256()
                                              : entry.value;
    if (entry.end != End::Never) {
        result.until = entry.end == End::Past ? now - 1s : now + 1h;
    }
    return result;
}

void applySetting(ServicesFixture& fixture, const AccessRow& row)
{
    std::vector<NewAccessEntry> entries;
    for (const AccessRow::Entry& entry : row.entries) {
        entries.push_back(entryOf(entry, fixture.clock.wall()));
    }
    QVERIFY(fixture.await(fixture.accessControl->addMany(entries, "x")));
    const EtagCondition any = EtagCondition::any();
    QVERIFY(fixture.await(fixture.accessControl->setMode(row.mode, any, "x")));
    QVERIFY(fixture.await(fixture.ipFilter->setDraft(row.rules, any, "x")));
    QVERIFY(fixture.await(fixture.ipFilter->apply(60s, any, "x")));
}

DeviceSignIn signInOf(const ServicesFixture& fixture, const AccessRow& row)
{
    DeviceSignIn signIn;
    signIn.id = row.id;
    signIn.clientId = row.id.text();
    signIn.host = "localhost";
    signIn.address = row.from + ":5000";
    if (row.credential == "certificate") {
        signIn.certificates = {certificate().der()};
        return signIn;
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(fixture.clock.wall());
    const std::string module = row.id.isModule() ? "/modules/" + row.id.module : std::string();
    signIn.token = makeSasToken({"localhost/devices/" + row.id.device + module, {},
                                 now.time_since_epoch() + 60s},
                                row.credential == "key" ? kKey : kWrongKey);
    return signIn;
}

} // namespace

void AccessTableTest::signInsAreDecidedByTheTable_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < table().size(); ++i) {
        QTest::addRow("line %d", table()[i].line) << static_cast<int>(i);
    }
}

void AccessTableTest::signInsAreDecidedByTheTable()
{
    QFETCH(int, index);
    const AccessRow& row = table()[static_cast<std::size_t>(index)];
    ServicesFixture fixture(ServicesFixture::Durability::None);
    addIdentities(fixture);
    addGroups(fixture);
    applySetting(fixture, row);
    const DeviceSignIn signIn = signInOf(fixture, row);

    auto work = [&](Storage& storage) { return fixture.authenticator.device(storage, signIn); };
    const auto verdict = fixture.await(fixture.workers->read(work));

    QVERIFY(verdict);
    const auto* denial = std::get_if<Denial>(&verdict.value());
    const std::string decided =
        denial == nullptr ? "allowed" : std::string(nameOf(denial->reason));
    QVERIFY2(decided == row.expected, (decided + ": " + row.text).c_str());
    if (decided == "blocked") {
        QVERIFY(denial->detail.starts_with("entry "));
    } else if (decided == "addressRejected") {
        QVERIFY(denial->detail.find("rule") != std::string::npos);
    }
}
