#include "base/aead.h"
#include "tests/support/hex_bytes.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class AeadTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void boxOfTheStandardOpens_data();
    void boxOfTheStandardOpens();
    void sealedTextOpens_data();
    void sealedTextOpens();
    void boxIsNonceTextAndTag();
    void boxHidesTheText();
    void equalTextsGiveDifferentBoxes();
    void flippedBitAnywhereFails();
    void boxCutAnywhereFails();
    void boxWithAByteMoreFails();
    void anotherContextFails_data();
    void anotherContextFails();
    void anotherKeyFails();
    void keyOfAnotherLengthFails();
};

namespace {

Secret keyOf(char c)
{
    return Secret(Bytes(kAeadKeyBytes, c));
}

} // namespace

// McGrew and Viega, The Galois/Counter Mode of Operation, appendix B, cases 13, 14 and 16.
void AeadTest::boxOfTheStandardOpens_data()
{
    QTest::addColumn<std::string>("key");
    QTest::addColumn<std::string>("context");
    QTest::addColumn<std::string>("box");
    QTest::addColumn<std::string>("plain");

    const std::string zeroKey(64, '0');
    QTest::newRow("case 13") << zeroKey << ""s
                             << "000000000000000000000000 530f8afbc74536b9a963b4f1c4cb738b"s
                             << ""s;
    QTest::newRow("case 14") << zeroKey << ""s
                             << "000000000000000000000000 cea7403d4d606b6e074ec5d3baf39d18"
                                "d0d1c8a799996bf0265b98b5d48ab919"s
                             << "00000000000000000000000000000000"s;
    QTest::newRow("case 16") << "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"s
                             << "feedfacedeadbeeffeedfacedeadbeefabaddad2"s
                             << "cafebabefacedbaddecaf888"
                                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                                "76fc6ece0f4e1768cddf8853bb2d551b"s
                             << "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"s;
}

void AeadTest::boxOfTheStandardOpens()
{
    QFETCH(const std::string, key);
    QFETCH(const std::string, context);
    QFETCH(const std::string, box);
    QFETCH(const std::string, plain);

    const auto opened = openBox(Secret(fromHex(key)), fromHex(box), fromHex(context));

    QVERIFY(opened.has_value());
    QCOMPARE(toHex(opened->reveal()), plain);
}

void AeadTest::sealedTextOpens_data()
{
    QTest::addColumn<std::string>("plain");
    QTest::addColumn<std::string>("context");

    QTest::newRow("text") << "the key of a device"s
                          << "devices:1:2"s;
    QTest::newRow("empty text") << ""s
                                << "devices:1:2"s;
    QTest::newRow("empty context") << "text"s
                                   << ""s;
    QTest::newRow("both empty") << ""s
                                << ""s;
    QTest::newRow("NULs") << "\0\0a\0"s
                          << "\0c\0"s;
    QTest::newRow("large") << std::string(100'000, 'x') << "c"s;
}

void AeadTest::sealedTextOpens()
{
    QFETCH(const std::string, plain);
    QFETCH(const std::string, context);

    const auto opened = openBox(keyOf('k'), sealBox(keyOf('k'), plain, context), context);

    QVERIFY(opened.has_value());
    QCOMPARE(Bytes(opened->reveal()), plain);
}

void AeadTest::boxIsNonceTextAndTag()
{
    const Bytes box = sealBox(keyOf('k'), "12345", "context");

    QCOMPARE(box.size(), kAeadNonceBytes + 5 + kAeadTagBytes);
}

void AeadTest::boxHidesTheText()
{
    const Bytes box = sealBox(keyOf('k'), "a well known text", "a well known context");

    QVERIFY(box.find("well known") == Bytes::npos);
}

void AeadTest::equalTextsGiveDifferentBoxes()
{
    const Bytes one = sealBox(keyOf('k'), "same", "same");
    const Bytes other = sealBox(keyOf('k'), "same", "same");

    QVERIFY(one.substr(0, kAeadNonceBytes) != other.substr(0, kAeadNonceBytes));
    QVERIFY(one.substr(kAeadNonceBytes) != other.substr(kAeadNonceBytes));
}

void AeadTest::flippedBitAnywhereFails()
{
    const Bytes box = sealBox(keyOf('k'), "some secret text", "context");

    for (std::size_t at = 0; at < box.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            Bytes damaged = box;
            damaged[at] = static_cast<char>(byteAt(damaged, at) ^ (1U << bit));

            QVERIFY(!openBox(keyOf('k'), damaged, "context"));
        }
    }
}

void AeadTest::boxCutAnywhereFails()
{
    const Bytes box = sealBox(keyOf('k'), "some secret text", "context");

    for (std::size_t length = 0; length < box.size(); ++length) {
        QVERIFY(!openBox(keyOf('k'), ByteView(box).substr(0, length), "context"));
        QVERIFY(!openBox(keyOf('k'), ByteView(box).substr(box.size() - length), "context"));
    }
}

void AeadTest::boxWithAByteMoreFails()
{
    const Bytes box = sealBox(keyOf('k'), "text", "context");

    QVERIFY(!openBox(keyOf('k'), box + '\0', "context"));
    QVERIFY(!openBox(keyOf('k'), '\0' + box, "context"));
}

void AeadTest::anotherContextFails_data()
{
    QTest::addColumn<std::string>("context");

    QTest::newRow("other row") << "devices:1:3"s;
    QTest::newRow("none") << ""s;
    QTest::newRow("shorter") << "devices:1:"s;
    QTest::newRow("longer") << "devices:1:22"s;
    QTest::newRow("NUL behind") << "devices:1:2\0"s;
    QTest::newRow("other case") << "Devices:1:2"s;
}

void AeadTest::anotherContextFails()
{
    QFETCH(const std::string, context);

    const Bytes box = sealBox(keyOf('k'), "text", "devices:1:2");

    QVERIFY(!openBox(keyOf('k'), box, context));
}

void AeadTest::anotherKeyFails()
{
    const Bytes box = sealBox(keyOf('k'), "text", "context");

    QVERIFY(!openBox(keyOf('l'), box, "context"));
}

void AeadTest::keyOfAnotherLengthFails()
{
    const Bytes box = sealBox(keyOf('k'), "text", "context");

    QVERIFY(!openBox(Secret(), box, "context"));
    QVERIFY(!openBox(Secret(Bytes(16, 'k')), box, "context"));
    QVERIFY(!openBox(Secret(Bytes(31, 'k')), box, "context"));
    QVERIFY(!openBox(Secret(Bytes(33, 'k')), box, "context"));
}

std::unique_ptr<QObject> aeadTest()
{
    return std::make_unique<AeadTest>();
}

} // namespace hub::test

#include "tst_aead.moc"
