// Twins seen as their models say, and JSON Patches of them.
#include "domain/digital_twin.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class DigitalTwinTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void viewHasValuesMetadataAndComponents();
    void patchBecomesAPatchOfDesiredProperties_data();
    void patchBecomesAPatchOfDesiredProperties();
    void wrongPatchesAreNamed_data();
    void wrongPatchesAreNamed();
    void patchLeadsWhereItSays();
};

namespace {

json::object objectFrom(const std::string& text)
{
    return parseJson(text).value().get_object();
}

Twin twinOf(const std::string& desired, const std::string& reported)
{
    Twin twin = newTwin(std::nullopt);
    const WallTime now = wallFromMicros(1'700'000'000'000'000);
    if (!applyPatch(twin.desired, objectFrom(desired), TwinPart::Desired, now) ||
        !applyPatch(twin.reported, objectFrom(reported), TwinPart::Reported, now)) {
        qFatal("the twin of the test is wrong");
    }
    return twin;
}

std::string viewOf(const Twin& twin)
{
    std::string text;
    JsonWriter writer(text);
    writeDigitalTwin(writer, "dev1", "dtmi:x;1", twin);
    return text;
}

/// What a desired section is after a JSON Patch.
json::object patched(const Twin& twin, const std::string& jsonPatch)
{
    const auto patch = desiredPatchFrom(parseJson(jsonPatch).value(), twin);
    return merge(twin.desired.values, patch.value(), TwinPart::Desired).value();
}

} // namespace

void DigitalTwinTest::viewHasValuesMetadataAndComponents()
{
    const Twin twin = twinOf(
        R"({"target":42,"wish":1,"thermo":{"__t":"c","limit":7}})",
        R"({"serial":"a1","target":{"value":41,"ac":200,"av":2,"ad":"done"},)"
        R"("thermo":{"__t":"c","max":25.5}})");
    const std::string time = R"("lastUpdateTime":"2023-11-14T22:13:20.0000000Z")";

    QCOMPARE(viewOf(twin),
             R"({"$dtId":"dev1","serial":"a1","target":41,"thermo":{"max":25.5,"$metadata":{)"
             R"("max":{)" + time + R"(},"limit":{"desiredValue":7,"desiredVersion":2,)" + time +
             R"(}}},"$metadata":{"$model":"dtmi:x;1","serial":{)" + time +
             R"(},"target":{"desiredValue":42,"desiredVersion":2,"ackVersion":2,"ackCode":200,)"
             R"("ackDescription":"done",)" + time +
             R"(},"wish":{"desiredValue":1,"desiredVersion":2,)" + time + "}}}");
    QCOMPARE(viewOf(newTwin(std::nullopt)),
             R"({"$dtId":"dev1","$metadata":{"$model":"dtmi:x;1"}})"s);
}

void DigitalTwinTest::patchBecomesAPatchOfDesiredProperties_data()
{
    QTest::addColumn<std::string>("jsonPatch");
    QTest::addColumn<std::string>("patch");

    QTest::newRow("add") << R"([{"op":"add","path":"/targetTemperature","value":42}])"s
                         << R"({"targetTemperature":42})"s;
    QTest::newRow("add what is there") << R"([{"op":"add","path":"/a","value":2}])"s << R"({"a":2})"s;
    QTest::newRow("replace") << R"([{"op":"replace","path":"/a","value":[1]}])"s << R"({"a":[1]})"s;
    QTest::newRow("replace by the same") << R"([{"op":"replace","path":"/a","value":1}])"s
                                         << R"({"a":1})"s;
    QTest::newRow("remove") << R"([{"op":"remove","path":"/a"}])"s << R"({"a":null})"s;
    QTest::newRow("object by another") << R"([{"op":"replace","path":"/o","value":{"y":3}}])"s
                                       << R"({"o":{"y":3,"x":null}})"s;
    QTest::newRow("below an object") << R"([{"op":"add","path":"/o/z","value":1}])"s
                                     << R"({"o":{"x":1,"z":1}})"s;
    QTest::newRow("in a component") << R"([{"op":"replace","path":"/c/p","value":9}])"s
                                    << R"({"c":{"__t":"c","p":9}})"s;
    QTest::newRow("in a component that only reports")
        << R"([{"op":"add","path":"/r/p","value":9}])"s << R"({"r":{"__t":"c","p":9}})"s;
    QTest::newRow("in a new component") << R"([{"op":"add","path":"/n/p","value":9}])"s
                                        << R"({"n":{"__t":"c","p":9}})"s;
    QTest::newRow("component") << R"([{"op":"add","path":"/n","value":{"$metadata":{},"p":1}}])"s
                               << R"({"n":{"__t":"c","p":1}})"s;
    QTest::newRow("component away") << R"([{"op":"remove","path":"/c"}])"s << R"({"c":null})"s;
    QTest::newRow("several") << R"([{"op":"add","path":"/a","value":5},{"op":"remove","path":"/c/q"}])"s
                             << R"({"a":5,"c":{"__t":"c","q":null}})"s;
    QTest::newRow("added and removed")
        << R"([{"op":"add","path":"/n","value":5},{"op":"remove","path":"/n"}])"s << R"({"n":null})"s;
    QTest::newRow("escapes") << R"([{"op":"add","path":"/x~1y~0z","value":1}])"s << R"({"x/y~z":1})"s;
}

void DigitalTwinTest::patchBecomesAPatchOfDesiredProperties()
{
    QFETCH(const std::string, jsonPatch);
    QFETCH(const std::string, patch);
    const Twin twin = twinOf(R"({"a":1,"o":{"x":1},"c":{"__t":"c","p":1,"q":2}})",
                             R"({"r":{"__t":"c","s":1}})");

    const auto found = desiredPatchFrom(parseJson(jsonPatch).value(), twin);

    QVERIFY2(found, found ? "" : found.error().detail.c_str());
    QCOMPARE(jsonText(found.value()), patch);
}

void DigitalTwinTest::wrongPatchesAreNamed_data()
{
    QTest::addColumn<std::string>("jsonPatch");
    QTest::addColumn<Errc>("code");

    const auto row = [](const char* name, const char* text, Errc code) {
        QTest::newRow(name) << std::string(text) << code;
    };
    row("object", "{}", Errc::InvalidJsonPatch);
    row("nothing", "[]", Errc::InvalidJsonPatch);
    row("no object in it", "[1]", Errc::InvalidJsonPatch);
    row("no verb", R"([{"path":"/a","value":1}])", Errc::InvalidJsonPatch);
    row("other verb", R"([{"op":"move","from":"/a","path":"/b"}])", Errc::InvalidJsonPatch);
    row("no path", R"([{"op":"add","value":1}])", Errc::InvalidJsonPatch);
    row("no value", R"([{"op":"add","path":"/a"}])", Errc::InvalidJsonPatch);
    row("whole twin", R"([{"op":"add","path":"","value":1}])", Errc::InvalidPatchPath);
    row("no slash", R"([{"op":"add","path":"a","value":1}])", Errc::InvalidPatchPath);
    row("empty name", R"([{"op":"add","path":"/a//b","value":1}])", Errc::InvalidPatchPath);
    row("metadata", R"([{"op":"add","path":"/$metadata/a","value":1}])", Errc::InvalidPatchPath);
    row("mark", R"([{"op":"remove","path":"/c/__t"}])", Errc::InvalidPatchPath);
    row("replace nothing", R"([{"op":"replace","path":"/none","value":1}])", Errc::InvalidPatchPath);
    row("remove nothing", R"([{"op":"remove","path":"/none"}])", Errc::InvalidPatchPath);
    row("remove from nothing", R"([{"op":"remove","path":"/none/a"}])", Errc::InvalidPatchPath);
    row("below a number", R"([{"op":"add","path":"/a/b","value":1}])", Errc::InvalidPatchPath);
}

void DigitalTwinTest::wrongPatchesAreNamed()
{
    QFETCH(const std::string, jsonPatch);
    QFETCH(const Errc, code);
    const Twin twin = twinOf(R"({"a":1,"c":{"__t":"c","p":1}})", "{}");

    const auto found = desiredPatchFrom(parseJson(jsonPatch).value(), twin);

    QVERIFY(!found);
    QCOMPARE(found.error().code, code);
}

void DigitalTwinTest::patchLeadsWhereItSays()
{
    const Twin twin = twinOf(R"({"o":{"x":{"y":1,"z":2}},"c":{"__t":"c","p":{"q":1,"r":2}}})", "{}");

    QCOMPARE(jsonText(patched(twin, R"([{"op":"replace","path":"/o","value":{"x":{"z":3}}},)"
                                    R"({"op":"replace","path":"/c/p","value":{"r":4}}])")),
             R"({"o":{"x":{"z":3}},"c":{"__t":"c","p":{"r":4}}})"s);
    QCOMPARE(jsonText(patched(twin, R"([{"op":"remove","path":"/c/p/q"},)"
                                    R"({"op":"add","path":"/o/x/w","value":true}])")),
             R"({"o":{"x":{"y":1,"z":2,"w":true}},"c":{"__t":"c","p":{"r":2}}})"s);
}

std::unique_ptr<QObject> digitalTwinTest()
{
    return std::make_unique<DigitalTwinTest>();
}

} // namespace hub::test

#include "tst_digital_twin.moc"
