#include "base/scrypt.h"

#include "tests/support/hex_bytes.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

class ScryptTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysAreThoseOfTheStandard();
    void costThatIsNoneIsRefused();
};

// RFC 7914 §12; the first 32 of its 64 bytes.
void ScryptTest::keysAreThoseOfTheStandard()
{
    const auto empty = scrypt(Secret(), "", {16, 1, 1});
    const auto password = scrypt(Secret(Bytes("password")), "NaCl", {1'024, 8, 16});

    QVERIFY(empty && password);
    QVERIFY(empty->reveal() ==
            fromHex("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"));
    QVERIFY(password->reveal() ==
            fromHex("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"));
}

void ScryptTest::costThatIsNoneIsRefused()
{
    const Secret text(Bytes("password"));
    for (const ScryptCost& cost : {ScryptCost{1'000, 8, 1}, ScryptCost{0, 8, 1}, ScryptCost{16, 0, 1},
                                   ScryptCost{16, 8, 0}, ScryptCost{1ULL << 24, 8, 1},
                                   ScryptCost{16, 1'000, 1}, ScryptCost{16, 1, 1'000'000}}) {
        QVERIFY(!scrypt(text, "salt", cost).has_value());
    }
}

std::unique_ptr<QObject> scryptTest()
{
    return std::make_unique<ScryptTest>();
}

} // namespace hub::test

#include "tst_scrypt.moc"
