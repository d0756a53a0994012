#include "models/first_device.h"
#include "tests/support/fake_hub.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using State = FirstDevice::State;

class FirstDeviceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAnIdentityAndSaysHowItIsUsed();
    void authorityThatOnlyTheConsoleKnowsIsToBeSaved();
    void idIsEncodedOnTheWay();
    void refusalIsAnErrorAndCanBeTriedAgain();
    void answerWithoutAKeyIsAnError_data();
    void answerWithoutAKeyIsAnError();
    void connectsThenIsHeard();
    void messageAloneIsEnough();
    void bytesAreShownAsASize();
    void otherDevicesAreOfNoInterest();
    void denialIsASentenceAndGoesWithTheNextSuccess();
    void denialAfterAConnectionIsSaidToo();
    void bodyIsOneHarmlessLine();
};

namespace {

const QByteArray kCreated = R"({"deviceId":"pump","authentication":{"type":"sas","symmetricKey":{)"
                            R"("primaryKey":"MDEyMzQ1Njc4OWFiY2RlZg==","secondaryKey":"x"}}})";

struct Fixture
{
    FakeHub fake;
    HubSession session{fake.profile()};
    FirstDevice device{session, u"/ca.pem"_s};

    bool connect()
    {
        session.start();
        return QTest::qWaitFor([this] { return session.isOnline() && fake.openStreams() == 1; }, 20'000);
    }

    /// Waiting for "pump", which is what the events of the fake hub are about.
    bool wait()
    {
        fake.answer("/devices/pump", 200, kCreated);
        if (!connect()) {
            return false;
        }
        device.create(u"pump"_s);
        return QTest::qWaitFor([this] { return device.state() == State::Waiting; }, 20'000);
    }

    void tell(const QByteArray& type, const QByteArray& data = "{}")
    {
        fake.sendEvent("b:" + QByteArray::number(++event_), type, data);
    }

    void send(const QByteArray& from, const QByteArray& body, bool isText = true)
    {
        const QByteArray content =
            isText ? "\"body\":\"" + body + '"' : "\"bodyBase64\":\"" + body.toBase64() + '"';
        tell("telemetry", R"([{"sequence":"1","deviceId":")" + from +
                              R"(","enqueuedTime":"2026-11-22T14:32:06Z",)" + content + "}]");
    }

private:
    int event_ = 0;
};

} // namespace

void FirstDeviceTest::makesAnIdentityAndSaysHowItIsUsed()
{
    Fixture f;

    QVERIFY(f.wait());

    const DeviceAccess& access = f.device.access();
    QCOMPARE(access.host, u"127.0.0.1"_s);
    QCOMPARE(access.caFile, u"/ca.pem"_s);
    QCOMPARE(access.key, u"MDEyMzQ1Njc4OWFiY2RlZg=="_s);
    QVERIFY(access.password.startsWith(u"SharedAccessSignature sr=127.0.0.1%2Fdevices%2Fpump&"_s));
    QVERIFY(access.connectionString.endsWith(
        u";DeviceId=pump;SharedAccessKey=MDEyMzQ1Njc4OWFiY2RlZg=="_s));
    const FakeHub::Request request = f.fake.requestsOf("/devices/pump").value(0);
    QCOMPARE(request.method, "PUT");
    QVERIFY(!request.headers.contains("if-match")); // never over one that is there
    QCOMPARE(QJsonDocument::fromJson(request.body)[u"deviceId"_s].toString(), u"pump"_s);
}

/// Of a hub elsewhere, whose authority a person has agreed on.
void FirstDeviceTest::authorityThatOnlyTheConsoleKnowsIsToBeSaved()
{
    Fixture f;
    QVERIFY(f.connect());
    FirstDevice device(f.session, {});

    device.create(u"pump"_s);

    QVERIFY(device.access().isCaFileToBeMade);
    QVERIFY(!device.access().caFile.isEmpty());
    QVERIFY(!f.device.access().isCaFileToBeMade);
}

void FirstDeviceTest::idIsEncodedOnTheWay()
{
    Fixture f;
    QVERIFY(f.connect());

    f.device.create(u"a?b#c%2F"_s);

    QTRY_COMPARE(f.fake.requestsOf("/devices/a%3Fb%23c%252F").size(), 1);
    QTRY_COMPARE(f.device.state(), State::Idle);
}

void FirstDeviceTest::refusalIsAnErrorAndCanBeTriedAgain()
{
    Fixture f;
    f.fake.answer("/devices/pump", 409,
                  R"({"Message":"ErrorCode:DeviceAlreadyExists;pump is there."})");
    QVERIFY(f.connect());

    f.device.create(u"pump"_s);
    QTRY_VERIFY(f.device.error().isError());
    QCOMPARE(f.device.state(), State::Idle);
    QVERIFY(f.device.error().message.contains(u"is there."_s));
    f.fake.answer("/devices/pump", 200, kCreated);
    f.device.create(u"pump"_s);

    QTRY_COMPARE(f.device.state(), State::Waiting);
    QVERIFY(!f.device.error().isError());
}

void FirstDeviceTest::answerWithoutAKeyIsAnError_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no JSON") << QByteArray("<h1>");
    QTest::newRow("no authentication") << QByteArray("{}");
    QTest::newRow("certificate") << QByteArray(
        R"({"authentication":{"type":"selfSigned","symmetricKey":{}}})");
    QTest::newRow("null") << QByteArray(
        R"({"authentication":{"symmetricKey":{"primaryKey":null}}})");
    QTest::newRow("list") << QByteArray(R"({"authentication":[]})");
}

void FirstDeviceTest::answerWithoutAKeyIsAnError()
{
    QFETCH(const QByteArray, body);
    Fixture f;
    f.fake.answer("/devices/pump", 200, body);
    QVERIFY(f.connect());

    f.device.create(u"pump"_s);

    QTRY_VERIFY(f.device.error().isError());
    QCOMPARE(f.device.state(), State::Idle);
}

void FirstDeviceTest::connectsThenIsHeard()
{
    Fixture f;
    QVERIFY(f.wait());

    f.tell("device-connected");
    QTRY_COMPARE(f.device.state(), State::Connected);
    f.send("pump", "21.5");

    QTRY_COMPARE(f.device.state(), State::Heard);
    QCOMPARE(f.device.firstBody(), u"21.5"_s);
    f.send("pump", "22");
    f.tell("device-connected");
    QTRY_COMPARE(f.device.firstBody(), u"21.5"_s);
}

void FirstDeviceTest::messageAloneIsEnough()
{
    Fixture f;
    QVERIFY(f.wait());

    f.send("pump", "21.5");

    QTRY_COMPARE(f.device.state(), State::Heard);
}

void FirstDeviceTest::bytesAreShownAsASize()
{
    Fixture f;
    QVERIFY(f.wait());

    f.send("pump", QByteArray("\xff\0\xfe", 3), false);

    QTRY_COMPARE(f.device.state(), State::Heard);
    QVERIFY2(f.device.firstBody().startsWith(u'3'), qPrintable(f.device.firstBody()));
}

void FirstDeviceTest::otherDevicesAreOfNoInterest()
{
    Fixture f;
    f.fake.answer("/devices/other", 200, kCreated);
    QVERIFY(f.connect());
    f.device.create(u"other"_s);
    QTRY_COMPARE(f.device.state(), State::Waiting);
    QSignalSpy telemetry(&f.session, &HubSession::telemetryReceived);

    f.tell("device-connected");
    f.tell("denied", R"({"detail":"no","remedy":""})");
    f.send("pump", "21.5");

    QTRY_COMPARE(telemetry.count(), 1);
    QCOMPARE(f.device.state(), State::Waiting);
    QCOMPARE(f.device.denial(), QString());
}

void FirstDeviceTest::denialIsASentenceAndGoesWithTheNextSuccess()
{
    Fixture f;
    QVERIFY(f.wait());

    f.tell("denied", R"({"detail":"the key is wrong","remedy":"Copy it again."})");
    QTRY_COMPARE(f.device.denial(), u"The key is wrong. Copy it again."_s);
    QCOMPARE(f.device.state(), State::Waiting);
    f.tell("device-connected");

    QTRY_COMPARE(f.device.state(), State::Connected);
    QCOMPARE(f.device.denial(), QString());
}

/// It was there once, left before it sent, and comes back with a key that is wrong.
void FirstDeviceTest::denialAfterAConnectionIsSaidToo()
{
    Fixture f;
    QVERIFY(f.wait());
    f.tell("device-connected");
    QTRY_COMPARE(f.device.state(), State::Connected);

    f.tell("device-disconnected");
    QTRY_COMPARE(f.device.state(), State::Waiting);
    f.tell("denied", R"({"detail":"the key is wrong","remedy":""})");

    QTRY_COMPARE(f.device.denial(), u"The key is wrong."_s);
}

void FirstDeviceTest::bodyIsOneHarmlessLine()
{
    Fixture f;
    QVERIFY(f.wait());

    f.send("pump", "one\\ntwo\\u202e" + QByteArray(500, 'x'));

    QTRY_COMPARE(f.device.state(), State::Heard);
    QVERIFY(f.device.firstBody().startsWith(u"one two"_s));
    QVERIFY(!f.device.firstBody().contains(QChar(0x202E)));
    QVERIFY(f.device.firstBody().size() <= 200);
}

std::unique_ptr<QObject> firstDeviceTest()
{
    return std::make_unique<FirstDeviceTest>();
}

} // namespace deck::test

#include "tst_first_device.moc"
