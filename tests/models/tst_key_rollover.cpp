#include "models/key_rollover.h"
#include "tests/support/fake_hub.h"
#include "tests/support/test_hub.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using Step = KeyRollover::Step;

class KeyRolloverTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { hub_ = std::make_unique<hub::test::TestHub>(); }
    void cleanupTestCase() { hub_.reset(); }

    void useIsToldAndFollowsTheDevice();
    void stepsLeadToOtherKeys();
    void keyInUseEndsOnlyByForce();
    void stepOfSomebodyElseIsNotDoneTwice();
    void hubThatNotesNoUseGivesNone();
    void oneStepAtATime();

private:
    std::unique_ptr<hub::test::TestHub> hub_;
};

namespace {

ConnectionProfile profileOf(hub::test::TestHub& hub)
{
    auto profile = profileFrom(QString::fromStdString(hub.server().ownerConnectionString()));
    profile.value().authority =
        QSslCertificate::fromPath(QString::fromStdString(hub.caFile())).value(0);
    return profile.value();
}

/// The way of one device, and the keys that it has come to.
struct Rolling
{
    HubSession session;
    DeviceEditor editor{session};
    KeyRollover rollover;
    DeviceKeys keys;
    const QString id;

    Rolling(const ConnectionProfile& profile, const QString& deviceId)
        : session(profile), rollover(session, deviceId), id(deviceId)
    {
        QObject::connect(&rollover, &KeyRollover::stepped, &rollover,
                         [this](const DeviceKeys& now) { keys = now; });
    }

    bool begin()
    {
        session.start();
        if (!QTest::qWaitFor([this] { return session.isOnline(); }, 20'000)) {
            return false;
        }
        editor.fetchKeys(id, [this](const HubError&, const DeviceKeys& now) { keys = now; });
        rollover.readUse();
        return QTest::qWaitFor(
            [this] { return !keys.primary.isEmpty() && rollover.use().has_value(); }, 20'000);
    }

    /// False when the hub refuses.
    bool take(Step step, bool force = false)
    {
        rollover.take(step, keys.etag, force);
        return QTest::qWaitFor([this] { return !rollover.isBusy(); }, 20'000) &&
               !rollover.error().isError();
    }
};

} // namespace

void KeyRolloverTest::useIsToldAndFollowsTheDevice()
{
    hub_->addDevice("used");
    Rolling r(profileOf(*hub_), u"used"_s);
    QVERIFY(r.begin());
    QVERIFY(keyUseText(r.rollover.use()->uses.primary).startsWith(u"Not used"_s));

    const auto device = hub_->device("used");

    QTRY_VERIFY(r.rollover.use()->uses.primary.has_value());
    const QString text = keyUseText(r.rollover.use()->uses.primary);
    QVERIFY2(text.contains(u"127.0.0.1:"_s) && text.contains(u"mqtt"_s), qPrintable(text));
    QVERIFY(!r.rollover.use()->uses.secondary.has_value());
}

void KeyRolloverTest::stepsLeadToOtherKeys()
{
    hub_->addDevice("rolled");
    Rolling r(profileOf(*hub_), u"rolled"_s);
    QVERIFY(r.begin());
    const DeviceKeys before = r.keys;

    QVERIFY2(r.take(Step::NewSecondary), qPrintable(r.rollover.error().message));
    const DeviceKeys first = r.keys;
    QVERIFY2(r.take(Step::Swap), qPrintable(r.rollover.error().message));
    const DeviceKeys second = r.keys;
    QVERIFY2(r.take(Step::Retire), qPrintable(r.rollover.error().message));

    QCOMPARE(first.primary, before.primary);
    QVERIFY(first.secondary != before.secondary);
    QCOMPARE(second.primary, first.secondary);
    QCOMPARE(second.secondary, before.primary);
    QCOMPARE(r.keys.primary, second.primary);
    QVERIFY(r.keys.secondary != before.primary);
    QVERIFY(r.keys.connectionString.contains(r.keys.primary));
}

void KeyRolloverTest::keyInUseEndsOnlyByForce()
{
    hub_->addDevice("busy");
    Rolling r(profileOf(*hub_), u"busy"_s);
    QVERIFY(r.begin());
    const auto device = hub_->device("busy");
    QVERIFY(r.take(Step::NewSecondary)); // the test key stood in both places
    QVERIFY(r.take(Step::Swap));
    const DeviceKeys before = r.keys;

    QVERIFY(!r.take(Step::Retire));

    QVERIFY(r.rollover.isInUse());
    QVERIFY2(r.rollover.error().message.contains(u"127.0.0.1:"_s),
             qPrintable(r.rollover.error().message));
    QCOMPARE(r.keys.secondary, before.secondary);
    QVERIFY2(r.take(Step::Retire, true), qPrintable(r.rollover.error().message));
    QVERIFY(!r.rollover.isInUse());
    QVERIFY(r.keys.secondary != before.secondary);
    QVERIFY(device->tls().waitForClose(std::chrono::seconds(5)));
}

void KeyRolloverTest::stepOfSomebodyElseIsNotDoneTwice()
{
    hub_->addDevice("shared");
    Rolling mine(profileOf(*hub_), u"shared"_s);
    Rolling theirs(profileOf(*hub_), u"shared"_s);
    QVERIFY(mine.begin() && theirs.begin());
    QVERIFY(theirs.take(Step::Swap));

    QVERIFY(!mine.take(Step::Swap));

    QVERIFY2(mine.rollover.error().message.contains(u"meanwhile"_s),
             qPrintable(mine.rollover.error().message));
    QVERIFY(!mine.rollover.isInUse());
}

void KeyRolloverTest::hubThatNotesNoUseGivesNone()
{
    FakeHub fake; // says of no feature that it has it
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline());
    KeyRollover rollover(session, u"pump"_s);

    rollover.readUse();

    QTest::qWait(50);
    QVERIFY(fake.requestsOf("/admin/devices/pump/keys/use").isEmpty());
    QVERIFY(!rollover.use().has_value());
}

void KeyRolloverTest::oneStepAtATime()
{
    FakeHub fake;
    const QByteArray path = "/admin/devices/pump/keys/rollover";
    fake.hang(path);
    HubSession session(fake.profile());
    KeyRollover rollover(session, u"pump"_s);

    rollover.take(Step::Swap, u"e1"_s, false);
    rollover.take(Step::Swap, u"e1"_s, false);
    QTRY_COMPARE(fake.requestsOf(path).size(), 1);
    QVERIFY(rollover.isBusy());
    fake.answerHanging(path, 409, R"({"code":"KeyInUse","message":"it is in use"})");

    QTRY_VERIFY(!rollover.isBusy());
    QCOMPARE(fake.requestsOf(path).size(), 1);
    QCOMPARE(fake.requestsOf(path).first().headers.value("if-match"), "\"e1\"");
    QCOMPARE(fake.requestsOf(path).first().body, R"({"force":false,"step":"swap"})");
    QVERIFY(rollover.isInUse());
}

std::unique_ptr<QObject> keyRolloverTest()
{
    return std::make_unique<KeyRolloverTest>();
}

} // namespace deck::test

#include "tst_key_rollover.moc"
