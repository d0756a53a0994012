#include "domain/properties.h"
#include "tests/support/hex_bytes.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>
#include <vector>

namespace hub::test {

using namespace std::string_literals;

class PropertiesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void packedFormFollowsTheGrammar();
    void propertiesReadBackInOrder();
    void everyKindOfValueReadsBack_data();
    void everyKindOfValueReadsBack();
    void nothingReadsBackAsNothing();
    void equalKeysAreAllKept();
    void countedBytesAreValuesAndApplicationNames();
    void clearStartsAnew();
    void bytesCutAnywhereEndEarly();
    void damagedBytesNeverReachBeyondTheEnd();
    void lengthBeyondTheEndEndsTheWalk_data();
    void lengthBeyondTheEndEndsTheWalk();
    void systemPropertyHasItsName_data();
    void systemPropertyHasItsName();
};

namespace {

/// One property as text.
std::string shown(const Property& property)
{
    const std::string key =
        property.isSystem() ? "#" + std::to_string(property.kind) : std::string(property.name);
    return property.value ? key + "=" + std::string(*property.value) : key;
}

std::vector<std::string> walked(ByteView packed)
{
    std::vector<std::string> texts;
    PropertyReader reader(packed);
    while (const auto property = reader.next()) {
        texts.push_back(shown(*property));
    }
    return texts;
}

Properties sample()
{
    Properties properties;
    properties.addSystem(SystemProperty::MessageId, "m 1");
    properties.addApplication("plain", "x");
    properties.addApplication("null", std::nullopt);
    properties.addSystem(SystemProperty::ContentType, "application/json");
    properties.addApplication("empty", "");
    properties.addApplication("k &1", "v=é/+ 1");
    return properties;
}

} // namespace

void PropertiesTest::packedFormFollowsTheGrammar()
{
    Properties properties;
    properties.addSystem(SystemProperty::MessageId, "m1");
    properties.addApplication("ab", "xyz");
    properties.addApplication("n", std::nullopt);
    properties.addApplication("e", "");
    properties.addApplication("long", std::string(127, 'x'));

    const Bytes expected =
        fromHex("01 03 6d31  00 02 6162 04 78797a  00 01 6e 00  00 01 65 01  00 04 6c6f6e67 8001") +
        std::string(127, 'x');

    QCOMPARE(toHex(properties.packed()), toHex(expected));
}

void PropertiesTest::propertiesReadBackInOrder()
{
    const std::vector<std::string> expected{"#1=m 1", "plain=x",     "null", "#6=application/json",
                                            "empty=", "k &1=v=é/+ 1"};

    QVERIFY(walked(sample().packed()) == expected);
}

void PropertiesTest::everyKindOfValueReadsBack_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("value");

    QTest::newRow("text") << "name"s
                          << "value"s;
    QTest::newRow("empty value") << "name"s
                                 << ""s;
    QTest::newRow("empty name") << ""s
                                << "value"s;
    QTest::newRow("NULs") << "a\0b"s
                          << "\0\0"s;
    QTest::newRow("not UTF-8") << "\xff"s
                               << "\xc3\x28"s;
    QTest::newRow("126 bytes") << std::string(126, 'n') << std::string(126, 'v');
    QTest::newRow("127 bytes") << std::string(127, 'n') << std::string(127, 'v');
    QTest::newRow("128 bytes") << std::string(128, 'n') << std::string(128, 'v');
    QTest::newRow("64 KiB") << std::string(65'535, 'n') << std::string(65'535, 'v');
}

void PropertiesTest::everyKindOfValueReadsBack()
{
    QFETCH(const std::string, name);
    QFETCH(const std::string, value);
    Properties properties;

    properties.addApplication(name, value);
    PropertyReader reader(properties.packed());
    const auto property = reader.next();

    QVERIFY(property.has_value());
    QVERIFY(!property->isSystem());
    QVERIFY(property->name == name);
    QVERIFY(property->value == value);
    QVERIFY(!reader.next());
}

void PropertiesTest::nothingReadsBackAsNothing()
{
    QVERIFY(Properties().packed().empty());
    QCOMPARE(Properties().countedBytes(), std::size_t{0});
    QVERIFY(!PropertyReader("").next());
}

void PropertiesTest::equalKeysAreAllKept()
{
    Properties properties;
    properties.addApplication("a", "1");
    properties.addApplication("a", "2");
    properties.addApplication("a", std::nullopt);

    QVERIFY(walked(properties.packed()) == (std::vector<std::string>{"a=1", "a=2", "a"}));
}

// Device API, 1.9: body + values of system properties + names and values of application ones.
void PropertiesTest::countedBytesAreValuesAndApplicationNames()
{
    Properties properties;

    properties.addSystem(SystemProperty::MessageId, "12345");
    QCOMPARE(properties.countedBytes(), std::size_t{5});

    properties.addApplication("abc", "1234");
    QCOMPARE(properties.countedBytes(), std::size_t{12});

    properties.addApplication("null", std::nullopt);
    QCOMPARE(properties.countedBytes(), std::size_t{16});

    properties.addApplication("empty", "");
    QCOMPARE(properties.countedBytes(), std::size_t{21});
}

void PropertiesTest::clearStartsAnew()
{
    Properties properties = sample();

    properties.clear();
    QVERIFY(properties.packed().empty());
    QCOMPARE(properties.countedBytes(), std::size_t{0});

    properties.addApplication("a", "1");
    QVERIFY(walked(properties.packed()) == std::vector<std::string>{"a=1"});
    QCOMPARE(properties.countedBytes(), std::size_t{2});
}

void PropertiesTest::bytesCutAnywhereEndEarly()
{
    const Properties properties = sample();
    const std::vector<std::string> whole = walked(properties.packed());

    for (std::size_t length = 0; length < properties.packed().size(); ++length) {
        const Bytes cut(properties.packed().substr(0, length));
        const std::vector<std::string> got = walked(cut);

        QVERIFY(got.size() < whole.size());
        QVERIFY(std::equal(got.begin(), got.end(), whole.begin()));
    }
}

void PropertiesTest::damagedBytesNeverReachBeyondTheEnd()
{
    const Bytes packed(sample().packed());

    for (std::size_t at = 0; at < packed.size(); ++at) {
        for (unsigned value = 0; value < 256; ++value) {
            Bytes damaged = packed;
            damaged[at] = static_cast<char>(value);
            const char* const end = damaged.data() + damaged.size();

            PropertyReader reader(damaged);
            std::size_t count = 0;
            while (const auto property = reader.next()) {
                QVERIFY(++count <= damaged.size());
                QVERIFY(property->name.empty() ||
                        property->name.data() + property->name.size() <= end);
                QVERIFY(!property->value || property->value->empty() ||
                        property->value->data() + property->value->size() <= end);
            }
        }
    }
}

void PropertiesTest::lengthBeyondTheEndEndsTheWalk_data()
{
    QTest::addColumn<std::string>("packed");

    QTest::newRow("value one byte short") << fromHex("01 04 6d31");
    QTest::newRow("name one byte short") << fromHex("00 03 6162");
    QTest::newRow("name without value") << fromHex("00 02 6162");
    QTest::newRow("kind only") << fromHex("01");
    QTest::newRow("open varint") << fromHex("01 8080");
    QTest::newRow("value of 64 bits") << fromHex("01 ffffffffffffffffff01 6d31");
    QTest::newRow("name of 64 bits") << fromHex("00 ffffffffffffffffff01 6d31");
    QTest::newRow("varint of eleven bytes") << fromHex("01 8080808080808080808001 6d31");
}

void PropertiesTest::lengthBeyondTheEndEndsTheWalk()
{
    QFETCH(const std::string, packed);
    Properties properties;
    properties.addApplication("first", "1");

    const std::vector<std::string> got = walked(Bytes(properties.packed()) + packed);

    QVERIFY(got == std::vector<std::string>{"first=1"});
}

// Device API, 1.9, the table of system properties.
void PropertiesTest::systemPropertyHasItsName_data()
{
    QTest::addColumn<int>("property");
    QTest::addColumn<std::string>("name");

    const auto row = [](SystemProperty property, const char* name) {
        QTest::newRow(name) << static_cast<int>(property) << std::string(name);
    };
    row(SystemProperty::MessageId, "message-id");
    row(SystemProperty::CorrelationId, "correlation-id");
    row(SystemProperty::UserId, "user-id");
    row(SystemProperty::To, "to");
    row(SystemProperty::AbsoluteExpiryTime, "absolute-expiry-time");
    row(SystemProperty::ContentType, "content-type");
    row(SystemProperty::ContentEncoding, "content-encoding");
    row(SystemProperty::CreationTime, "iothub-creation-time-utc");
    row(SystemProperty::InterfaceId, "iothub-interface-id");
    row(SystemProperty::MessageSchema, "iothub-messageschema");
    row(SystemProperty::Subject, "dt-subject");
    row(SystemProperty::Ack, "iothub-ack");
    row(SystemProperty::Operation, "iothub-operation");
}

void PropertiesTest::systemPropertyHasItsName()
{
    QFETCH(const int, property);
    QFETCH(const std::string, name);

    QCOMPARE(std::string(nameOf(static_cast<SystemProperty>(property))), name);
}

std::unique_ptr<QObject> propertiesTest()
{
    return std::make_unique<PropertiesTest>();
}

} // namespace hub::test

#include "tst_properties.moc"
