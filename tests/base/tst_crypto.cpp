#include "base/crypto.h"
#include "tests/support/hex_bytes.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>
#include <set>

namespace hub::test {

using namespace std::string_literals;

class CryptoTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sha256MatchesTheStandard_data();
    void sha256MatchesTheStandard();
    void hmacMatchesTheStandard_data();
    void hmacMatchesTheStandard();
    void randomSecretHasItsLength();
    void randomValuesDiffer();
    void uuidIsVersion4InLowerCase();
    void equalBytesAreEqual();
    void differenceAnywhereIsSeen();
    void differentLengthsAreNotEqual();
};

// FIPS 180-4, examples for SHA-256.
void CryptoTest::sha256MatchesTheStandard_data()
{
    QTest::addColumn<std::string>("message");
    QTest::addColumn<std::string>("hash");

    QTest::newRow("empty") << ""s
                           << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"s;
    QTest::newRow("one block")
        << "abc"s
        << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"s;
    QTest::newRow("two blocks")
        << "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"s
        << "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"s;
    QTest::newRow("a million")
        << std::string(1'000'000, 'a')
        << "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"s;
}

void CryptoTest::sha256MatchesTheStandard()
{
    QFETCH(const std::string, message);
    QFETCH(const std::string, hash);

    QCOMPARE(toHex(asBytes(sha256(message))), hash);
}

// RFC 4231 §4.2 to §4.8; §4.6 tests a cut output, which we have not.
void CryptoTest::hmacMatchesTheStandard_data()
{
    QTest::addColumn<std::string>("key");
    QTest::addColumn<std::string>("message");
    QTest::addColumn<std::string>("mac");

    Bytes counting;
    for (unsigned i = 1; i <= 25; ++i) {
        appendByte(counting, i);
    }
    QTest::newRow("case 1") << std::string(20, '\x0b') << "Hi There"s
                            << "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"s;
    QTest::newRow("case 2") << "Jefe"s
                            << "what do ya want for nothing?"s
                            << "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"s;
    QTest::newRow("case 3") << std::string(20, '\xaa') << std::string(50, '\xdd')
                            << "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"s;
    QTest::newRow("case 4") << counting << std::string(50, '\xcd')
                            << "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"s;
    QTest::newRow("case 6") << std::string(131, '\xaa')
                            << "Test Using Larger Than Block-Size Key - Hash Key First"s
                            << "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"s;
    QTest::newRow("case 7") << std::string(131, '\xaa')
                            << "This is a test using a larger than block-size key and a larger "
                               "than block-size data. The key needs to be hashed before being "
                               "used by the HMAC algorithm."s
                            << "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"s;
    QTest::newRow("NUL in the key")
        << "\0"s
        << ""s
        << "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"s;
}

void CryptoTest::hmacMatchesTheStandard()
{
    QFETCH(const std::string, key);
    QFETCH(const std::string, message);
    QFETCH(const std::string, mac);

    QCOMPARE(toHex(asBytes(hmacSha256(Secret(key), message))), mac);
}

void CryptoTest::randomSecretHasItsLength()
{
    QCOMPARE(randomSecret(0).size(), std::size_t{0});
    QCOMPARE(randomSecret(1).size(), std::size_t{1});
    QCOMPARE(randomSecret(32).size(), std::size_t{32});
    QCOMPARE(randomSecret(4'096).size(), std::size_t{4'096});
}

void CryptoTest::randomValuesDiffer()
{
    std::set<Bytes> secrets;
    std::set<std::uint64_t> numbers;
    std::set<std::string> uuids;

    for (int i = 0; i < 100; ++i) {
        secrets.emplace(randomSecret(16).reveal());
        numbers.insert(randomNumber());
        uuids.insert(randomUuid());
    }

    QCOMPARE(secrets.size(), std::size_t{100});
    QCOMPARE(numbers.size(), std::size_t{100});
    QCOMPARE(uuids.size(), std::size_t{100});
}

void CryptoTest::uuidIsVersion4InLowerCase()
{
    for (int i = 0; i < 100; ++i) {
        const std::string uuid = randomUuid();

        QCOMPARE(uuid.size(), std::size_t{36});
        for (std::size_t at = 0; at < uuid.size(); ++at) {
            const bool isDash = at == 8 || at == 13 || at == 18 || at == 23;
            QCOMPARE(uuid[at] == '-', isDash);
            QVERIFY(isDash || (hexDigit(uuid[at]) >= 0 && (uuid[at] < 'A' || uuid[at] > 'F')));
        }
        QCOMPARE(uuid[14], '4');
        QVERIFY("89ab"s.find(uuid[19]) != std::string::npos); // RFC 4122 §4.1.1
    }
}

void CryptoTest::equalBytesAreEqual()
{
    QVERIFY(equalInConstantTime("", ""));
    QVERIFY(equalInConstantTime("abc", "abc"));
    QVERIFY(equalInConstantTime("a\0b"s, "a\0b"s));
}

void CryptoTest::differenceAnywhereIsSeen()
{
    const Bytes original(32, '\x5a');

    for (std::size_t at = 0; at < original.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            Bytes changed = original;
            changed[at] = static_cast<char>(byteAt(changed, at) ^ (1U << bit));

            QVERIFY(!equalInConstantTime(original, changed));
        }
    }
}

void CryptoTest::differentLengthsAreNotEqual()
{
    QVERIFY(!equalInConstantTime("abc", "ab"));
    QVERIFY(!equalInConstantTime("", "a"));
    QVERIFY(!equalInConstantTime("a\0"s, "a"));
}

std::unique_ptr<QObject> cryptoTest()
{
    return std::make_unique<CryptoTest>();
}

} // namespace hub::test

#include "tst_crypto.moc"
