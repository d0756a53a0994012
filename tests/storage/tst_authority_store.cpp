#include "tests/storage/tst_authority_store.h"

#include "tests/storage/store_fixture.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

Authority authority(const std::string& name)
{
    Authority result;
    result.name = name;
    result.certificate = Bytes("\x30\x00 der", 6);
    result.thumbprint = std::string(64, 'a');
    result.verified = true;
    result.code = "c0de";
    result.created = wallFromMicros(5);
    result.updated = wallFromMicros(6);
    result.etag = 7;
    return result;
}

Revocation revocation(char digit)
{
    return {std::string(64, digit), "CN=dev1", "stolen", wallFromMicros(9), "iothubowner"};
}

bool isRevoked(Storage& storage, const std::vector<std::string>& thumbprints)
{
    return storage.authorities().isRevoked(thumbprints).value();
}

} // namespace

void AuthorityStoreTest::authorityComesBackWhole()
{
    StoreFixture fixture;

    QVERIFY(fixture.storage->authorities().put(authority("plant")));
    fixture.reopen();

    const Authority found = fixture.storage->authorities().find("plant").value().value();
    QCOMPARE(found.name, std::string("plant"));
    QVERIFY(found.certificate == authority("plant").certificate);
    QCOMPARE(found.thumbprint, std::string(64, 'a'));
    QVERIFY(found.verified);
    QCOMPARE(found.code, std::string("c0de"));
    QCOMPARE(toMicros(found.created), 5);
    QCOMPARE(toMicros(found.updated), 6);
    QCOMPARE(found.etag, std::uint64_t{7});
    QVERIFY(!fixture.storage->authorities().find("Plant").value().has_value()); // case-sensitive
}

void AuthorityStoreTest::authorityIsOverwritten()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->authorities().put(authority("plant")));
    Authority changed = authority("plant");
    changed.verified = false;
    changed.code.clear();
    changed.etag = 8;

    QVERIFY(fixture.storage->authorities().put(changed));

    const Authority found = fixture.storage->authorities().find("plant").value().value();
    QVERIFY(!found.verified);
    QVERIFY(found.code.empty());
    QCOMPARE(found.etag, std::uint64_t{8});
}

void AuthorityStoreTest::listIsByName()
{
    StoreFixture fixture;
    for (const char* const name : {"c", "a", "b"}) {
        QVERIFY(fixture.storage->authorities().put(authority(name)));
    }

    const std::vector<Authority> list = fixture.storage->authorities().list().value();

    QStringList names;
    for (const Authority& each : list) {
        names << QString::fromStdString(each.name);
    }
    QCOMPARE(names, QStringList({"a", "b", "c"}));
}

void AuthorityStoreTest::removedAuthorityIsGone()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->authorities().put(authority("plant")));

    QVERIFY(fixture.storage->authorities().remove("plant"));

    QVERIFY(!fixture.storage->authorities().find("plant").value().has_value());
    const auto again = fixture.storage->authorities().remove("plant");
    QVERIFY(!again);
    QCOMPARE(again.error().code, Errc::CertificateNotFound);
}

void AuthorityStoreTest::revocationsAreFoundByThumbprint()
{
    StoreFixture fixture;
    const std::string a(64, 'a');
    const std::string b(64, 'b');
    QVERIFY(fixture.storage->authorities().revoke(revocation('b')));

    QVERIFY(isRevoked(*fixture.storage, {a, b}));
    QVERIFY(!isRevoked(*fixture.storage, {a}));
    QVERIFY(!isRevoked(*fixture.storage, {}));

    QVERIFY(fixture.storage->authorities().unrevoke(b));
    QVERIFY(!isRevoked(*fixture.storage, {a, b}));
    QCOMPARE(fixture.storage->authorities().unrevoke(b).error().code, Errc::CertificateNotFound);
}

void AuthorityStoreTest::revocationsArePaged()
{
    StoreFixture fixture;
    for (const char digit : {'c', 'a', 'b', 'a'}) { // one of them twice
        QVERIFY(fixture.storage->authorities().revoke(revocation(digit)));
    }

    const auto first = fixture.storage->authorities().revocations({}, 2).value();
    const auto second =
        fixture.storage->authorities().revocations(first.back().thumbprint, 2).value();

    QCOMPARE(fixture.storage->authorities().revocationCount().value(), std::size_t{3});
    QCOMPARE(first.size(), std::size_t{2});
    QCOMPARE(first[0].thumbprint, std::string(64, 'a'));
    QCOMPARE(first[0].subject, std::string("CN=dev1"));
    QCOMPARE(first[0].reason, std::string("stolen"));
    QCOMPARE(toMicros(first[0].since), 9);
    QCOMPARE(first[0].by, std::string("iothubowner"));
    QCOMPARE(second.size(), std::size_t{1});
    QCOMPARE(second[0].thumbprint, std::string(64, 'c'));
}

void AuthorityStoreTest::changesAreSeenByReadersAtOnce()
{
    StoreFixture fixture;
    const auto reader = fixture.reader();
    QVERIFY(reader->authorities().list().value().empty());

    QVERIFY(fixture.storage->authorities().put(authority("plant")));
    QVERIFY(fixture.storage->authorities().revoke(revocation('b')));

    QCOMPARE(reader->authorities().list().value().size(), std::size_t{1});
    QVERIFY(isRevoked(*reader, {std::string(64, 'b')}));
}
