#include "domain/device_error.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QRegularExpression>
#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class DeviceErrorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodyTellsNumberAndSentence();
    void errorWithoutASentenceHasTheOneOfTheTable();
    void hubsOwnTroublesAreNotTold();
};

namespace {

constexpr WallTime kNow{std::chrono::microseconds(1'735'787'045'250'000)};

json::object bodyOf(const DeviceError& error)
{
    return parsed(error.body).as_object();
}

} // namespace

void DeviceErrorTest::bodyTellsNumberAndSentence()
{
    const DeviceError error = deviceErrorOf(fail(Errc::InvalidArgument, "'a.b' is \"bad\""), kNow);

    QCOMPARE(error.status, 400);
    const json::object body = bodyOf(error);
    QCOMPARE(body.size(), std::size_t{4});
    QVERIFY(body.at("errorCode") == 400004);
    QVERIFY(body.at("message") == "'a.b' is \"bad\"");
    QVERIFY(body.at("timestampUtc") == "2025-01-02T03:04:05.2500000Z");
    const QString tracking = QString::fromUtf8(body.at("trackingId").as_string().c_str());
    QVERIFY2(QRegularExpression("^[0-9a-f]{32}-G:0-TimeStamp:01/02/2025 03:04:05$")
                 .match(tracking)
                 .hasMatch(),
             qPrintable(tracking));
}

void DeviceErrorTest::errorWithoutASentenceHasTheOneOfTheTable()
{
    const DeviceError error = deviceErrorOf(fail(Errc::PreconditionFailed), kNow);

    QCOMPARE(error.status, 412);
    QVERIFY(bodyOf(error).at("errorCode") == 412001);
    QVERIFY(bodyOf(error).at("message") == "Precondition failed");
}

void DeviceErrorTest::hubsOwnTroublesAreNotTold()
{
    const DeviceError error =
        deviceErrorOf(fail(Errc::StorageFailed, "/var/lib/hub/state.db: I/O error"), kNow);

    QCOMPARE(error.status, 503);
    QVERIFY(bodyOf(error).at("message") == "the store has failed");
}

std::unique_ptr<QObject> deviceErrorTest()
{
    return std::make_unique<DeviceErrorTest>();
}

} // namespace hub::test

#include "tst_device_error.moc"
