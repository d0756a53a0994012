#include "tests/storage/tst_small_stores.h"

#include "tests/storage/store_fixture.h"

#include <sqlite3.h>

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

SharedAccessPolicy policy(const std::string& name)
{
    return {name, {Right::RegistryRead, Right::ServiceConnect},
            {Secret(Bytes(32, 'a')), Secret(Bytes(32, 'b'))}};
}

} // namespace

void SmallStoresTest::policyComesBackWhole()
{
    StoreFixture fixture;

    QVERIFY(fixture.storage->policies().put(policy("ops")));

    const auto found = fixture.storage->policies().find("ops").value();
    QCOMPARE(found->name, std::string("ops"));
    QVERIFY((found->rights == Rights{Right::RegistryRead, Right::ServiceConnect}));
    QVERIFY(found->keys.primary.reveal() == Bytes(32, 'a'));
    QVERIFY(found->keys.secondary.reveal() == Bytes(32, 'b'));
}

void SmallStoresTest::unknownPolicyIsNothing()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->policies().put(policy("ops")));

    QVERIFY(!fixture.storage->policies().find("OPS").value().has_value()); // case-sensitive
}

void SmallStoresTest::policyIsOverwritten()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->policies().put(policy("ops")));
    SharedAccessPolicy changed = policy("ops");
    changed.rights = kAllRights;

    QVERIFY(fixture.storage->policies().put(changed));

    QVERIFY(fixture.storage->policies().find("ops").value()->rights == kAllRights);
}

void SmallStoresTest::policyWithAScopeIsRefused()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->policies().put(policy("ops")));
    sqlite3* raw = nullptr;
    sqlite3_open((fixture.folder / "state.db").c_str(), &raw);
    sqlite3_exec(raw, "UPDATE policy SET scope = 'tags.site = ''a'''", nullptr, nullptr, nullptr);
    sqlite3_close(raw);

    const auto found = fixture.storage->policies().find("ops");

    QVERIFY(!found);
    QCOMPARE(found.error().code, Errc::NotSupported);
}

void SmallStoresTest::settingsAreKept()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->settings().set("name", "one"));
    QVERIFY(fixture.storage->settings().set("name", "two"));

    fixture.reopen();

    QCOMPARE(fixture.storage->settings().get("name").value().value_or(""), std::string("two"));
    QVERIFY(!fixture.storage->settings().get("other").value().has_value());
}

void SmallStoresTest::wrongKeyEncryptionKeyOpensNothing()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->policies().put(policy("ops")));
    const SecretBox wrong(Secret(Bytes(32, 'x')));
    const auto other = std::move(sqlite::open({fixture.folder.path(), true}, wrong, fixture.clock).value());

    const auto found = other->policies().find("ops");

    QVERIFY(!found);
    QCOMPARE(found.error().code, Errc::Corrupt);
}
