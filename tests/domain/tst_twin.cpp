#include "domain/twin.h"
#include "domain/limits.h"
#include "domain/twin_limits.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include "base/json_writer.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class TwinTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void etagIsBase64OfEightBytes_data();
    void etagIsBase64OfEightBytes();
    void newTwinHasTheFirstVersions();
    void newTwinOfUnknownAgeIsFromTheYearOne();
    void patchMerges_data();
    void patchMerges();
    void patchIsStamped_data();
    void patchIsStamped();
    void desiredPatchIsStampedWithItsVersion();
    void everyPatchCounts();
    void refusedPatchChangesNothing();
    void replacingForgetsWhatWasThere();
    void replacementPatchMakesTheNewFromTheOld_data();
    void replacementPatchMakesTheNewFromTheOld();
    void devicesReadSectionsWithTheirVersion();
    void keysAreChecked_data();
    void keysAreChecked();
    void keyMayHaveAKibibyte();
    void machineKeysArePassedOverAtTheTopOnly();
    void stringMayHaveFourKibibytes();
    void integersHaveBounds_data();
    void integersHaveBounds();
    void tenLevelsAreTheMost_data();
    void tenLevelsAreTheMost();
    void arraysHoldNoNulls_data();
    void arraysHoldNoNulls();
    void sizeIsCountedAsTheServiceDoes_data();
    void sizeIsCountedAsTheServiceDoes();
    void sectionsHaveASize_data();
    void sectionsHaveASize();
    void sizeIsThatOfTheResult();
    void emptyValuesAreBoundedToo();
    void longNamesAreCutInMessages();
};

namespace {

constexpr WallTime kEarlier{std::chrono::seconds(1'735'787'045)}; // 2025-01-02T03:04:05Z
constexpr WallTime kNow{std::chrono::seconds(1'735'787'046)};

json::object object(std::string_view text)
{
    return parsed(text).as_object();
}

TwinSection sectionOf(std::string_view values)
{
    TwinSection section;
    section.version = 0;
    if (!replaceSection(section, object(values), TwinPart::Reported, kEarlier)) {
        qFatal("not a section: %s", std::string(values).c_str());
    }
    return section;
}

/// The metadata with E and N for the two times.
std::string metadataOf(const TwinSection& section)
{
    QByteArray text = QByteArray::fromStdString(jsonText(section.metadata));
    text.replace(QByteArray("{\"$lastUpdated\":\"2025-01-02T03:04:05.0000000Z\""), "{E");
    text.replace(QByteArray("{\"$lastUpdated\":\"2025-01-02T03:04:06.0000000Z\""), "{N");
    return text.toStdString();
}

/// {"a":{"a":…1…}} with so many objects below the top.
std::string nestedObjects(std::size_t levels)
{
    std::string text = "1";
    for (std::size_t i = 0; i <= levels; ++i) {
        text = R"({"a":)" + text + "}";
    }
    return text;
}

/// "" or the sentence of the error.
std::string complaintAbout(std::string_view values, TwinPart part = TwinPart::Reported)
{
    const auto checked = checkTwinPart(object(values), part);
    if (!checked && checked.error().code != Errc::InvalidArgument) {
        return "another code";
    }
    return checked ? std::string() : checked.error().detail;
}

} // namespace

void TwinTest::etagIsBase64OfEightBytes_data()
{
    QTest::addColumn<quint64>("etag");
    QTest::addColumn<std::string>("text");

    QTest::newRow("1") << quint64{1} << "AAAAAAAAAAE="s;
    QTest::newRow("258") << quint64{258} << "AAAAAAAAAQI="s;
    QTest::newRow("all bytes") << quint64{0x0102030405060708} << "AQIDBAUGBwg="s;
}

void TwinTest::etagIsBase64OfEightBytes()
{
    QFETCH(const quint64, etag);
    QFETCH(const std::string, text);

    QCOMPARE(twinEtagText(etag), text);
}

void TwinTest::newTwinHasTheFirstVersions()
{
    const Twin twin = newTwin(kEarlier);

    QCOMPARE(twin.etag, std::uint64_t{1});
    QCOMPARE(twin.version, std::uint64_t{2});
    QCOMPARE(twin.desired.version, std::uint64_t{1});
    QCOMPARE(twin.reported.version, std::uint64_t{1});
    QVERIFY(twin.tags.empty() && twin.desired.values.empty() && twin.reported.values.empty());
    QCOMPARE(jsonText(twin.desired.metadata), R"({"$lastUpdated":"2025-01-02T03:04:05.0000000Z"})"s);
    QVERIFY(twin.reported.metadata == twin.desired.metadata);
}

void TwinTest::newTwinOfUnknownAgeIsFromTheYearOne()
{
    QCOMPARE(jsonText(newTwin(std::nullopt).desired.metadata),
             R"({"$lastUpdated":"0001-01-01T00:00:00Z"})"s);
}

void TwinTest::patchMerges_data()
{
    QTest::addColumn<std::string>("before");
    QTest::addColumn<std::string>("patch");
    QTest::addColumn<std::string>("after");
    const auto row = [](const char* name, const char* before, const char* patch, const char* after) {
        QTest::newRow(name) << std::string(before) << std::string(patch) << std::string(after);
    };

    row("nothing", R"({"a":1})", "{}", R"({"a":1})");
    row("new key comes last", R"({"a":1})", R"({"b":2})", R"({"a":1,"b":2})");
    row("value keeps its place", R"({"a":1,"b":2})", R"({"a":3})", R"({"a":3,"b":2})");
    row("null deletes", R"({"a":1,"b":2,"c":3})", R"({"a":null})", R"({"b":2,"c":3})");
    row("deleting what is not there", R"({"a":1})", R"({"b":null})", R"({"a":1})");
    row("null deletes a subtree", R"({"a":{"b":{"c":1}}})", R"({"a":null})", "{}");
    row("objects merge", R"({"a":{"b":1,"c":2}})", R"({"a":{"c":3,"d":4}})",
        R"({"a":{"b":1,"c":3,"d":4}})");
    row("null within", R"({"a":{"b":1,"c":2}})", R"({"a":{"b":null}})", R"({"a":{"c":2}})");
    row("last member of an object", R"({"a":{"b":1}})", R"({"a":{"b":null}})", R"({"a":{}})");
    row("nulls of a new object", "{}", R"({"a":{"b":null,"c":1}})", R"({"a":{"c":1}})");
    row("object for a scalar", R"({"a":1})", R"({"a":{"b":2,"c":null}})", R"({"a":{"b":2}})");
    row("scalar for an object", R"({"a":{"b":2}})", R"({"a":1})", R"({"a":1})");
    row("arrays are replaced", R"({"a":[1,2,3]})", R"({"a":[4]})", R"({"a":[4]})");
    row("array for an object", R"({"a":{"b":2}})", R"({"a":[{"b":1}]})", R"({"a":[{"b":1}]})");
    row("object for an array", R"({"a":[1]})", R"({"a":{"b":1}})", R"({"a":{"b":1}})");
    row("the machine's keys", R"({"a":1})", R"({"$version":9,"$metadata":{"x":1},"b":2})",
        R"({"a":1,"b":2})");
    row("numbers stay what they are", "{}",
        R"({"i":4503599627370495,"r":1.0,"x":0.30000000000000004,"e":1e300})",
        R"({"i":4503599627370495,"r":1.0,"x":0.30000000000000004,"e":1e+300})");
}

void TwinTest::patchMerges()
{
    QFETCH(const std::string, before);
    QFETCH(const std::string, patch);
    QFETCH(const std::string, after);

    const auto result = merge(object(before), object(patch), TwinPart::Desired);

    QVERIFY(result);
    QCOMPARE(jsonText(result.value()), after); // with the order
}

void TwinTest::patchIsStamped_data()
{
    QTest::addColumn<std::string>("before");
    QTest::addColumn<std::string>("patch");
    QTest::addColumn<std::string>("metadata");
    const auto row = [](const char* name, const char* before, const char* patch,
                        const char* metadata) {
        QTest::newRow(name) << std::string(before) << std::string(patch) << std::string(metadata);
    };

    row("nothing", R"({"a":1})", "{}", R"({N,"a":{E}})");
    row("new key", R"({"a":1})", R"({"b":2})", R"({N,"a":{E},"b":{N}})");
    row("same value", R"({"a":1,"b":2})", R"({"a":1})", R"({N,"a":{N},"b":{E}})");
    row("leaf of a leaf", R"({"a":{"b":1,"c":2},"d":3})", R"({"a":{"c":4}})",
        R"({N,"a":{N,"b":{E},"c":{N}},"d":{E}})");
    row("deleted", R"({"a":{"b":1,"c":2}})", R"({"a":{"b":null}})", R"({N,"a":{N,"c":{E}}})");
    row("subtree deleted", R"({"a":{"b":1},"c":1})", R"({"a":null})", R"({N,"c":{E}})");
    row("scalar for an object", R"({"a":{"b":1}})", R"({"a":2})", R"({N,"a":{N}})");
    row("object for a scalar", R"({"a":2})", R"({"a":{"b":1}})", R"({N,"a":{N,"b":{N}}})");
    row("new subtree with nulls", "{}", R"({"a":{"b":{"c":1},"d":null}})",
        R"({N,"a":{N,"b":{N,"c":{N}}}})");
    row("array is a leaf", "{}", R"({"a":[{"b":1}]})", R"({N,"a":{N}})");
    row("the machine's keys", "{}", R"({"$version":9,"$metadata":{"x":1}})", "{N}");
}

void TwinTest::patchIsStamped()
{
    QFETCH(const std::string, before);
    QFETCH(const std::string, patch);
    QFETCH(const std::string, metadata);
    TwinSection section = sectionOf(before);

    QVERIFY(applyPatch(section, object(patch), TwinPart::Reported, kNow));

    QCOMPARE(metadataOf(section), metadata);
}

void TwinTest::desiredPatchIsStampedWithItsVersion()
{
    TwinSection section = newTwin(kEarlier).desired;
    section.version = 3;

    QVERIFY(applyPatch(section, object(R"({"telemetry":{"freq":"5m"}})"), TwinPart::Desired, kNow));

    QCOMPARE(metadataOf(section),
             R"({N,"$lastUpdatedVersion":4,"telemetry":{N,"$lastUpdatedVersion":4,"freq":{N,"$lastUpdatedVersion":4}}})"s);
}

void TwinTest::everyPatchCounts()
{
    TwinSection section;

    QVERIFY(applyPatch(section, object(R"({"a":1})"), TwinPart::Reported, kNow));
    QVERIFY(applyPatch(section, object(R"({"a":1})"), TwinPart::Reported, kNow));
    QVERIFY(applyPatch(section, {}, TwinPart::Reported, kNow));

    QCOMPARE(section.version, std::uint64_t{4});
}

void TwinTest::refusedPatchChangesNothing()
{
    TwinSection section = sectionOf(R"({"a":1})");
    const TwinSection before = section;

    QVERIFY(!applyPatch(section, object(R"({"a":2,"b":[null]})"), TwinPart::Reported, kNow));
    QVERIFY(!replaceSection(section, object(R"({"a b":2})"), TwinPart::Reported, kNow));

    QVERIFY(section.values == before.values);
    QVERIFY(section.metadata == before.metadata);
    QCOMPARE(section.version, before.version);
}

void TwinTest::replacingForgetsWhatWasThere()
{
    TwinSection section = sectionOf(R"({"a":{"b":1},"c":2})");

    QVERIFY(replaceSection(section, object(R"({"$version":7,"c":2,"d":{"e":null}})"),
                           TwinPart::Reported, kNow));

    QCOMPARE(jsonText(section.values), R"({"c":2,"d":{}})"s);
    QCOMPARE(metadataOf(section), R"({N,"c":{N},"d":{N}})"s);
    QCOMPARE(section.version, std::uint64_t{2});
}

void TwinTest::replacementPatchMakesTheNewFromTheOld_data()
{
    QTest::addColumn<std::string>("before");
    QTest::addColumn<std::string>("after");
    QTest::addColumn<std::string>("patch");
    const auto row = [](const char* name, const char* before, const char* after, const char* patch) {
        QTest::newRow(name) << std::string(before) << std::string(after) << std::string(patch);
    };

    row("nothing there", "{}", "{}", "{}");
    row("all new", "{}", R"({"a":1})", R"({"a":1})");
    row("all as it was", R"({"a":1})", R"({"a":1})", R"({"a":1})");
    row("vanished", R"({"a":1,"b":2})", R"({"b":2})", R"({"b":2,"a":null})");
    row("vanished within", R"({"a":{"b":{"c":1,"d":2}}})", R"({"a":{"b":{"d":2}}})",
        R"({"a":{"b":{"d":2,"c":null}}})");
    row("scalar for an object", R"({"a":{"b":1}})", R"({"a":2})", R"({"a":2})");
    row("object for a scalar", R"({"a":2})", R"({"a":{"b":1}})", R"({"a":{"b":1}})");
    row("array for an array", R"({"a":[1,2]})", R"({"a":[3]})", R"({"a":[3]})");
}

void TwinTest::replacementPatchMakesTheNewFromTheOld()
{
    QFETCH(const std::string, before);
    QFETCH(const std::string, after);
    QFETCH(const std::string, patch);

    const json::object made = replacementPatch(object(before), object(after));

    QCOMPARE(jsonText(made), patch);
    QVERIFY(merge(object(before), made, TwinPart::Desired).value() == object(after));
}

void TwinTest::devicesReadSectionsWithTheirVersion()
{
    QCOMPARE(withVersion({}, 1), R"({"$version":1})"s);
    QCOMPARE(withVersion(object(R"({"a":{"b":null},"$metadata":{},"$version":3})"), 7),
             R"({"a":{"b":null},"$version":7})"s);
}

void TwinTest::keysAreChecked_data()
{
    QTest::addColumn<std::string>("values");
    QTest::addColumn<std::string>("complaint");
    const auto row = [](const char* name, const char* values, const char* complaint) {
        QTest::newRow(name) << std::string(values) << std::string(complaint);
    };
    const auto bad = [&row](const char* name, const char* values, const char* key, const char* in,
                            const char* character) {
        const std::string complaint = "Property name '"s + key + "' in '" + in +
                                      "' contains invalid character '" + character + "'";
        row(name, values, complaint.c_str());
    };

    row("letters, digits and signs", R"({"aZ09-_/:#@\"'":1})", "");
    row("other scripts", R"({"température":{"温度":1}})", "");
    row("above C1", R"({"\u00a0":1})", "");
    bad("dot", R"({"a.b":1})", "a.b", "properties.reported", ".");
    bad("dot within", R"({"x":{"y":{"a.b":1}}})", "a.b", "properties.reported.x.y", ".");
    bad("dot in an array", R"({"x":[1,{"a.b":1}]})", "a.b", "properties.reported.x[1]", ".");
    bad("dollar", R"({"$a":1})", "$a", "properties.reported", "$");
    bad("dollar inside", R"({"a$":1})", "a$", "properties.reported", "$");
    bad("space", R"({"a b":1})", "a b", "properties.reported", " ");
    bad("of a deletion", R"({"a.b":null})", "a.b", "properties.reported", ".");
    bad("tab", R"({"a\tb":1})", "a\tb", "properties.reported", "U+0009");
    bad("delete", R"({"\u007f":1})", "\x7f", "properties.reported", "U+007F");
    bad("first of C1", R"({"a\u0080":1})", "a\xc2\x80", "properties.reported", "U+0080");
    bad("last of C1", R"({"\u009fa":1})", "\xc2\x9f"
                                         "a",
        "properties.reported", "U+009F");
    row("empty", R"({"":1})", "Property name '' in 'properties.reported' is empty");
}

void TwinTest::keysAreChecked()
{
    QFETCH(const std::string, values);
    QFETCH(const std::string, complaint);

    QCOMPARE(complaintAbout(values), complaint);
}

void TwinTest::keyMayHaveAKibibyte()
{
    const std::string good(1'024, 'k');

    QCOMPARE(complaintAbout(R"({")" + good + R"(":1})"), ""s);
    QVERIFY(QString::fromStdString(complaintAbout(R"({")" + good + R"(k":1})"))
                .endsWith("in 'properties.reported' should be maximum 1024 bytes"));
    std::string twoBytesEach;
    for (int i = 0; i < 512; ++i) {
        twoBytesEach += "é";
    }
    QCOMPARE(complaintAbout(R"({")" + twoBytesEach + R"(":1})"), ""s);
    QVERIFY(!complaintAbout(R"({")" + twoBytesEach + R"(k":1})").empty());
}

void TwinTest::machineKeysArePassedOverAtTheTopOnly()
{
    QCOMPARE(complaintAbout(R"({"$metadata":{"$lastUpdated":"x","a b":[null]},"$version":"x"})",
                            TwinPart::Desired),
             ""s);
    QCOMPARE(complaintAbout(R"({"a":{"$version":1}})", TwinPart::Tags),
             "Property name '$version' in 'tags.a' contains invalid character '$'"s);
}

void TwinTest::stringMayHaveFourKibibytes()
{
    const std::string good(4'096, 's');

    QCOMPARE(complaintAbout(R"({"a":")" + good + R"("})"), ""s);
    QCOMPARE(complaintAbout(R"({"a":{"b":")" + good + R"(s"}})"),
             "Property or Tag value should be maximum 4096 bytes: 'properties.reported.a.b'"s);
    std::string bytes(4'095, 's');
    QVERIFY(!complaintAbout(R"({"a":")" + bytes + R"(é"})").empty()); // 4096 characters
}

void TwinTest::integersHaveBounds_data()
{
    QTest::addColumn<std::string>("number");
    QTest::addColumn<bool>("good");

    QTest::newRow("least") << "-4503599627370496"s << true;
    QTest::newRow("too little") << "-4503599627370497"s << false;
    QTest::newRow("greatest") << "4503599627370495"s << true;
    QTest::newRow("too great") << "4503599627370496"s << false;
    QTest::newRow("63 bits") << "9223372036854775807"s << false;
    QTest::newRow("64 bits") << "18446744073709551615"s << false;
    QTest::newRow("a real one") << "1.7976931348623157e308"s << true;
}

void TwinTest::integersHaveBounds()
{
    QFETCH(const std::string, number);
    QFETCH(const bool, good);

    const std::string complaint = complaintAbout(R"({"a":[)" + number + "]}", TwinPart::Desired);

    QCOMPARE(complaint, good ? ""s
                             : "the integer 'properties.desired.a[0]' is out of bounds, from "
                               "-4503599627370496 to 4503599627370495"s);
}

void TwinTest::tenLevelsAreTheMost_data()
{
    QTest::addColumn<std::string>("values");
    QTest::addColumn<bool>("good");

    QTest::newRow("ten objects") << nestedObjects(10) << true;
    QTest::newRow("eleven objects") << nestedObjects(11) << false;
    QTest::newRow("ten arrays") << R"({"a":[[[[[[[[[[1]]]]]]]]]]})"s << true;
    QTest::newRow("eleven arrays") << R"({"a":[[[[[[[[[[[]]]]]]]]]]]})"s << false;
    QTest::newRow("nine arrays, one object") << R"({"a":[[[[[[[[[{"b":1}]]]]]]]]]})"s << true;
    QTest::newRow("ten arrays, one object") << R"({"a":[[[[[[[[[[{"b":1}]]]]]]]]]]})"s << false;
}

void TwinTest::tenLevelsAreTheMost()
{
    QFETCH(const std::string, values);
    QFETCH(const bool, good);

    const QString complaint = QString::fromStdString(complaintAbout(values));

    if (good) {
        QCOMPARE(complaint, QString());
    } else {
        QVERIFY(complaint.startsWith("Nested depth of 'properties.reported.a"));
        QVERIFY(complaint.endsWith("' exceeds 10"));
    }
}

void TwinTest::arraysHoldNoNulls_data()
{
    QTest::addColumn<std::string>("values");
    QTest::addColumn<std::string>("place");

    QTest::newRow("null in an object") << R"({"a":{"b":null}})"s << ""s;
    QTest::newRow("null beside an array") << R"({"a":[1],"b":null})"s << ""s;
    QTest::newRow("element") << R"({"a":[1,null]})"s << "properties.reported.a[1]"s;
    QTest::newRow("element of an element") << R"({"a":[[null]]})"s << "properties.reported.a[0][0]"s;
    QTest::newRow("member of an element")
        << R"({"a":[{"b":{"c":null}}]})"s << "properties.reported.a[0].b.c"s;
}

void TwinTest::arraysHoldNoNulls()
{
    QFETCH(const std::string, values);
    QFETCH(const std::string, place);

    QCOMPARE(complaintAbout(values),
             place.empty() ? ""s : "'" + place + "' is null, which arrays may not hold");
}

void TwinTest::sizeIsCountedAsTheServiceDoes_data()
{
    QTest::addColumn<std::string>("values");
    QTest::addColumn<int>("size");

    QTest::newRow("nothing") << "{}"s << 0;
    QTest::newRow("key and string") << R"({"abc":"de"})"s << 5;
    QTest::newRow("integer") << R"({"a":123456789})"s << 9;
    QTest::newRow("real") << R"({"a":0.5})"s << 9;
    QTest::newRow("boolean") << R"({"a":true})"s << 5;
    QTest::newRow("null") << R"({"a":null})"s << 1;
    QTest::newRow("empty containers") << R"({"a":{},"b":[]})"s << 2;
    QTest::newRow("nested") << R"({"a":{"b":{"c":1}}})"s << 11;
    QTest::newRow("array") << R"({"a":[1,"xy",false]})"s << 15;
    QTest::newRow("other scripts") << R"({"ö":"温度😀"})"s << 4;
    QTest::newRow("control characters") << R"({"a":"\u0000x\t\u007fy\u0080\u009fz"})"s << 4;
    QTest::newRow("the machine's keys") << R"({"$metadata":{"x":1},"$version":1,"a":""})"s << 1;
}

void TwinTest::sizeIsCountedAsTheServiceDoes()
{
    QFETCH(const std::string, values);
    QFETCH(const int, size);

    QCOMPARE(twinSize(object(values)), static_cast<std::size_t>(size));
}

void TwinTest::sectionsHaveASize_data()
{
    QTest::addColumn<int>("part");
    QTest::addColumn<int>("most");
    QTest::addColumn<std::string>("name");

    QTest::newRow("tags") << static_cast<int>(TwinPart::Tags) << 8'192 << "tags"s;
    QTest::newRow("desired") << static_cast<int>(TwinPart::Desired) << 32'768 << "desired"s;
    QTest::newRow("reported") << static_cast<int>(TwinPart::Reported) << 32'768 << "reported"s;
}

void TwinTest::sectionsHaveASize()
{
    QFETCH(const int, part);
    QFETCH(const int, most);
    QFETCH(const std::string, name);
    json::object values;
    for (int i = 0; i < most / 1'024; ++i) { // each 1024 with its key
        values[std::to_string(10 + i)] = std::string(1'022, 'v');
    }

    QVERIFY(checkTwinPart(values, TwinPart(part)));
    values["12"] = std::string(1'023, 'v');
    const auto checked = checkTwinPart(values, TwinPart(part));

    QVERIFY(!checked);
    QCOMPARE(checked.error().code, Errc::MessageTooLarge);
    QCOMPARE(checked.error().detail, "The size of " + name + " is " + std::to_string(most + 1) +
                                         ", the limit is " + std::to_string(most));
}

void TwinTest::sizeIsThatOfTheResult()
{
    const json::object full{{"a", std::string(4'090, 'x')}, {"b", std::string(4'090, 'x')}};
    QCOMPARE(twinSize(full), std::size_t{8'182});

    QVERIFY(merge(full, object(R"({"c":"123456789"})"), TwinPart::Tags).has_value());
    QVERIFY(merge(full, object(R"({"c":"1234567890"})"), TwinPart::Tags).has_error());
    QVERIFY(merge(full, object(R"({"a":null,"c":"1234567890"})"), TwinPart::Tags).has_value());
    QVERIFY(merge(full, object(R"({"c":"1234567890"})"), TwinPart::Desired).has_value());
}

void TwinTest::emptyValuesAreBoundedToo()
{
    json::array empties(80'000, json::value(""));
    const json::object patch{{"k", std::move(empties)}};
    QCOMPARE(twinSize(patch), std::size_t{1});

    const auto first = merge({}, patch, TwinPart::Reported);
    QVERIFY(first.has_value()); // a quarter of a megabyte of text
    const auto second = merge(first.value(), json::object{{"l", patch.at("k")}}, TwinPart::Reported);

    QVERIFY(second.has_error());
    QCOMPARE(second.error().code, Errc::MessageTooLarge);
    QVERIFY(merge({}, patch, TwinPart::Tags).has_error());
    QVERIFY(merge({}, object(R"({"k":["",[],{}]})"), TwinPart::Reported).has_value());
}

void TwinTest::longNamesAreCutInMessages()
{
    const std::string key = std::string(127, 'k') + "é.";

    QCOMPARE(complaintAbout(R"({")" + key + R"(":1})"),
             "Property name '" + std::string(127, 'k') +
                 "...' in 'properties.reported' contains invalid character '.'");
}

std::unique_ptr<QObject> twinTest()
{
    return std::make_unique<TwinTest>();
}

} // namespace hub::test

#include "tst_twin.moc"
