#include "base/bytes.h"
#include "tests/support/hex_bytes.h"
#include "tests/support/printing.h"

#include <QTest>

#include <limits>
#include <memory>

namespace hub::test {

using namespace std::string_literals;

class BytesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bigEndianNumbersReadBack_data();
    void bigEndianNumbersReadBack();
    void littleEndianNumbersReadBack_data();
    void littleEndianNumbersReadBack();
    void varintHasTheShortestForm_data();
    void varintHasTheShortestForm();
    void varintTruncatedAnywhereFails_data();
    void varintTruncatedAnywhereFails();
    void varintOfMoreThanTenBytesFails();
    void varintOfMoreThan64BitsFails_data();
    void varintOfMoreThan64BitsFails();
    void readerTakesValuesOffTheFront();
    void readerTruncatedAtEachByteFails();
    void readerThatFailedFailsForEver();
    void readerTakesNothingOfTooLargeARange_data();
    void readerTakesNothingOfTooLargeARange();
    void readerTakesAnEmptyRangeAtTheEnd();
};

void BytesTest::bigEndianNumbersReadBack_data()
{
    QTest::addColumn<unsigned>("value");
    QTest::addColumn<std::string>("bytes");

    QTest::newRow("zero") << 0U << "\0\0"s;
    QTest::newRow("one") << 1U << "\0\1"s;
    QTest::newRow("high byte") << 0x8000U << "\x80\0"s;
    QTest::newRow("both bytes") << 0x834bU << "\x83\x4b"s;
    QTest::newRow("highest") << 0xffffU << "\xff\xff"s;
}

void BytesTest::bigEndianNumbersReadBack()
{
    QFETCH(const unsigned, value);
    QFETCH(const std::string, bytes);

    Bytes out = "x";
    appendBig16(out, value);

    QCOMPARE(out, "x" + bytes);
    QCOMPARE(unsigned{readBig16(out, 1)}, value);
}

void BytesTest::littleEndianNumbersReadBack_data()
{
    QTest::addColumn<quint64>("value");
    QTest::addColumn<std::string>("hex");

    QTest::newRow("zero") << quint64{0} << "0000000000000000"s;
    QTest::newRow("one") << quint64{1} << "0100000000000000"s;
    QTest::newRow("each byte") << quint64{0x0102030405060708} << "0807060504030201"s;
    QTest::newRow("high bits") << quint64{0xfffefdfcfbfaf9f8} << "f8f9fafbfcfdfeff"s;
    QTest::newRow("highest") << ~quint64{0} << "ffffffffffffffff"s;
}

void BytesTest::littleEndianNumbersReadBack()
{
    QFETCH(const quint64, value);
    QFETCH(const std::string, hex);

    Bytes out = "x";
    appendLittle64(out, value);

    QCOMPARE(toHex(out.substr(1)), hex);
    QCOMPARE(quint64{readLittle64(out, 1)}, value);
}

void BytesTest::varintHasTheShortestForm_data()
{
    QTest::addColumn<quint64>("value");
    QTest::addColumn<std::string>("hex");

    QTest::newRow("0") << quint64{0} << "00"s;
    QTest::newRow("1") << quint64{1} << "01"s;
    QTest::newRow("127") << quint64{127} << "7f"s;
    QTest::newRow("128") << quint64{128} << "8001"s;
    QTest::newRow("300") << quint64{300} << "ac02"s;
    QTest::newRow("16383") << quint64{16'383} << "ff7f"s;
    QTest::newRow("16384") << quint64{16'384} << "808001"s;
    QTest::newRow("2097151") << quint64{2'097'151} << "ffff7f"s;
    QTest::newRow("2097152") << quint64{2'097'152} << "80808001"s;
    QTest::newRow("268435455") << quint64{268'435'455} << "ffffff7f"s;
    QTest::newRow("32 bits") << quint64{0xffffffff} << "ffffffff0f"s;
    QTest::newRow("63 bits") << quint64{0x7fffffffffffffff} << "ffffffffffffffff7f"s;
    QTest::newRow("64th bit") << quint64{0x8000000000000000} << "80808080808080808001"s;
    QTest::newRow("64 bits") << ~quint64{0} << "ffffffffffffffffff01"s;
}

void BytesTest::varintHasTheShortestForm()
{
    QFETCH(const quint64, value);
    QFETCH(const std::string, hex);

    Bytes out;
    appendVarint(out, value);
    ByteReader reader(out);

    QCOMPARE(toHex(out), hex);
    QCOMPARE(quint64{reader.varint()}, value);
    QVERIFY(reader.atEnd());
    QVERIFY(!reader.failed());
}

void BytesTest::varintTruncatedAnywhereFails_data()
{
    varintHasTheShortestForm_data();
}

void BytesTest::varintTruncatedAnywhereFails()
{
    QFETCH(const quint64, value);
    QFETCH(const std::string, hex);

    Bytes out;
    appendVarint(out, value);
    for (std::size_t length = 0; length < out.size(); ++length) {
        ByteReader reader(ByteView(out).substr(0, length));

        const std::uint64_t read = reader.varint();

        QVERIFY(reader.failed());
        QCOMPARE(quint64{read}, quint64{0});
    }
}

void BytesTest::varintOfMoreThanTenBytesFails()
{
    const Bytes bytes = fromHex("8080808080808080808001");
    ByteReader reader(bytes);

    reader.varint();

    QVERIFY(reader.failed());
}

// Bits that do not fit must not be lost silently: two texts would mean the same length.
void BytesTest::varintOfMoreThan64BitsFails_data()
{
    QTest::addColumn<std::string>("hex");

    QTest::newRow("65th bit") << "80808080808080808002"s;
    QTest::newRow("70 bits") << "ffffffffffffffffff7f"s;
}

void BytesTest::varintOfMoreThan64BitsFails()
{
    QFETCH(const std::string, hex);
    const Bytes bytes = fromHex(hex);
    ByteReader reader(bytes);

    reader.varint();

    QVERIFY(reader.failed());
}

void BytesTest::readerTakesValuesOffTheFront()
{
    const Bytes bytes = fromHex("2a 0807060504030201 ac02 616263 ff");
    ByteReader reader(bytes);

    QCOMPARE(reader.remaining(), bytes.size());
    QCOMPARE(int{reader.u8()}, 42);
    QCOMPARE(quint64{reader.little64()}, quint64{0x0102030405060708});
    QCOMPARE(quint64{reader.varint()}, quint64{300});
    QCOMPARE(reader.take(3), std::string_view("abc"));
    QCOMPARE(reader.remaining(), std::size_t{1});
    QVERIFY(!reader.atEnd());
    QCOMPARE(int{reader.u8()}, 255);
    QVERIFY(reader.atEnd());
    QVERIFY(!reader.failed());
}

void BytesTest::readerTruncatedAtEachByteFails()
{
    const Bytes bytes = fromHex("2a 0807060504030201 ac02 616263");

    for (std::size_t length = 0; length < bytes.size(); ++length) {
        ByteReader reader(ByteView(bytes).substr(0, length));
        reader.u8();
        reader.little64();
        reader.varint();
        reader.take(3);

        QVERIFY2(reader.failed(), std::to_string(length).c_str());
    }
}

void BytesTest::readerThatFailedFailsForEver()
{
    const Bytes bytes = "abc";
    ByteReader reader(bytes);

    reader.little64(); // eight bytes are not there

    QVERIFY(reader.failed());
    QCOMPARE(int{reader.u8()}, 0);
    QCOMPARE(reader.take(1), std::string_view());
    QCOMPARE(quint64{reader.varint()}, quint64{0});
    QCOMPARE(reader.take(0), std::string_view());
    QVERIFY(reader.failed());
}

void BytesTest::readerTakesNothingOfTooLargeARange_data()
{
    QTest::addColumn<quint64>("count");

    QTest::newRow("one too many") << quint64{4};
    QTest::newRow("32 bits and three") << quint64{0x100000003};
    QTest::newRow("highest") << std::numeric_limits<quint64>::max();
}

void BytesTest::readerTakesNothingOfTooLargeARange()
{
    QFETCH(const quint64, count);
    const Bytes bytes = "abc";
    ByteReader reader(bytes);

    const ByteView taken = reader.take(count);

    QVERIFY(taken.empty());
    QVERIFY(reader.failed());
}

void BytesTest::readerTakesAnEmptyRangeAtTheEnd()
{
    ByteReader reader("");

    QVERIFY(reader.atEnd());
    QVERIFY(reader.take(0).empty());
    QVERIFY(!reader.failed());
}

std::unique_ptr<QObject> bytesTest()
{
    return std::make_unique<BytesTest>();
}

} // namespace hub::test

#include "tst_bytes.moc"
