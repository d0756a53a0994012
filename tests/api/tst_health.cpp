#include "api/health.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <limits>
#include <memory>

namespace hub::test {

using namespace std::string_literals;

class HealthTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writtenHealthReadsBack_data();
    void writtenHealthReadsBack();
    void numbersOf64BitsTravelAsStrings();
    void missingMemberIsNamed_data();
    void missingMemberIsNamed();
    void wrongMemberIsNamed_data();
    void wrongMemberIsNamed();
    void reasonMayBeMissing();
};

namespace {

api::Health sample()
{
    api::Health health;
    health.state = "degraded";
    health.reason = "the disk is full";
    health.startedAt = wallFromMicros(1'735'787'045'123'456);
    health.time = wallFromMicros(1'735'787'046'000'001);
    health.devices = 1'000'000;
    health.disabledDevices = 3;
    health.connectedDevices = 20;
    health.messagesStored = 9'007'199'254'740'993; // no double can hold it
    health.storeBytes = 1ULL << 60;
    return health;
}

} // namespace

void HealthTest::writtenHealthReadsBack_data()
{
    QTest::addColumn<api::Health>("health");

    QTest::newRow("figures") << sample();
    QTest::newRow("new hub") << api::Health{"running", "", {}, {}, 0, 0, 0, 0, 0};
}

void HealthTest::writtenHealthReadsBack()
{
    QFETCH(const api::Health, health);

    const json::value document = parsed(written(health));
    const auto result = api::healthFrom(JsonView(document));

    QVERIFY(result.has_value());
    const api::Health& read = result.value();
    QCOMPARE(read.state, health.state);
    QCOMPARE(read.reason, health.reason);
    QVERIFY(read.startedAt == health.startedAt);
    QVERIFY(read.time == health.time);
    QCOMPARE(read.devices, health.devices);
    QCOMPARE(read.disabledDevices, health.disabledDevices);
    QCOMPARE(read.connectedDevices, health.connectedDevices);
    QCOMPARE(read.messagesStored, health.messagesStored);
    QCOMPARE(read.storeBytes, health.storeBytes);
}

void HealthTest::numbersOf64BitsTravelAsStrings()
{
    const json::value document = parsed(written(sample()));

    QVERIFY(document.at("messagesStored") == "9007199254740993");
    QVERIFY(document.at("storeBytes") == "1152921504606846976");
    QVERIFY(document.at("startedAt") == "2025-01-02T03:04:05.123456Z");
}

void HealthTest::missingMemberIsNamed_data()
{
    QTest::addColumn<std::string>("member");

    for (const char* member : {"state", "startedAt", "time", "devices", "disabledDevices",
                               "connectedDevices", "messagesStored", "storeBytes"}) {
        QTest::newRow(member) << std::string(member);
    }
}

void HealthTest::missingMemberIsNamed()
{
    QFETCH(const std::string, member);
    const json::value document = without(parsed(written(sample())), member);

    const auto health = api::healthFrom(JsonView(document));

    QVERIFY(!health);
    QCOMPARE(health.error().code, Errc::MissingArgument);
    QVERIFY2(health.error().detail.find("'" + member + "'") != std::string::npos,
             health.error().detail.c_str());
}

void HealthTest::wrongMemberIsNamed_data()
{
    QTest::addColumn<std::string>("member");
    QTest::addColumn<std::string>("value");

    QTest::newRow("state") << "state"s
                           << "1"s;
    QTest::newRow("reason") << "reason"s
                            << "true"s;
    QTest::newRow("start is no date") << "startedAt"s
                                      << R"("soon")"s;
    QTest::newRow("time is a number") << "time"s
                                      << "1735787045"s;
    QTest::newRow("devices is a word") << "devices"s
                                       << R"("many")"s;
    QTest::newRow("fraction of a device") << "connectedDevices"s
                                          << "1.5"s;
    QTest::newRow("negative devices") << "devices"s
                                      << "-1"s;
    QTest::newRow("negative messages") << "messagesStored"s
                                       << R"("-1")"s;
    QTest::newRow("bytes in an array") << "storeBytes"s
                                       << "[1]"s;
}

void HealthTest::wrongMemberIsNamed()
{
    QFETCH(const std::string, member);
    QFETCH(const std::string, value);
    const json::value document = withMember(parsed(written(sample())), member, value);

    const auto health = api::healthFrom(JsonView(document));

    QVERIFY(!health);
    QCOMPARE(health.error().code, Errc::InvalidArgument);
    QVERIFY2(health.error().detail.find("'" + member + "'") != std::string::npos,
             health.error().detail.c_str());
}

void HealthTest::reasonMayBeMissing()
{
    const json::value document = without(parsed(written(sample())), "reason");

    const auto health = api::healthFrom(JsonView(document));

    QVERIFY(health.has_value());
    QVERIFY(health.value().reason.empty());
}

std::unique_ptr<QObject> healthTest()
{
    return std::make_unique<HealthTest>();
}

} // namespace hub::test

#include "tst_health.moc"
