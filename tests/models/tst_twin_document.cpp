#include "models/twin_document.h"
#include "tests/support/fake_hub.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using State = TwinDocument::State;

class TwinDocumentTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twinIsReadWithItsVersions();
    void eventOfThisDeviceReadsAgain();
    void manyEventsAreReadFewTimes();
    void hubWithoutTwinsIsNotAsked();
    void missingDeviceIsSaid();
    void failedReadingKeepsWhatWasRead();
    void answerThatIsNoTwinIsSaid();
    void answerAboutAnotherDeviceIsDropped();
    void reconnectedHubIsReadAgain();
};

namespace {

QByteArray twin(int version, int interval, const QByteArray& id = "pump")
{
    const QByteArray number = QByteArray::number(version);
    return R"({"deviceId":")" + id + R"(","etag":"AAAAAAAAAAE=","version":)" + number +
           R"(,"tags":{"site":"north"},"properties":{
              "desired":{"interval":)" +
           QByteArray::number(interval) + R"(,"$version":)" + number +
           R"(,"$metadata":{"$lastUpdated":"2025-01-02T03:04:05.1234567Z",
                  "interval":{"$lastUpdated":"2025-01-02T03:04:05.1234567Z"}}},
              "reported":{"interval":30,"$version":7,"$metadata":{}}}})";
}

struct Reading
{
    FakeHub fake;
    HubSession session{fake.profile()};
    TwinDocument document{session};

    explicit Reading(const std::vector<std::string>& features = {"twins"})
    {
        fake.answer("/admin/capabilities", 200, FakeHub::capabilities(features));
        fake.answer("/twins/pump", 200, twin(4, 30));
    }
    bool online()
    {
        session.start();
        return QTest::qWaitFor([this] { return session.isOnline() && fake.openStreams() == 1; }, 20'000);
    }
    bool reaches(State state)
    {
        return QTest::qWaitFor([this, state] { return document.state() == state; });
    }
    qsizetype asked() { return fake.requestsOf("/twins/pump").size(); }
};

} // namespace

void TwinDocumentTest::twinIsReadWithItsVersions()
{
    Reading r;
    r.fake.answer("/twins/pump", 200, twin(4, 60));
    QVERIFY(r.online());

    r.document.setDevice(u"pump"_s);
    QCOMPARE(r.document.state(), State::Loading);
    QVERIFY(r.reaches(State::Ready));

    QCOMPARE(r.fake.requestsOf("/twins/pump").first().query, "api-version=2021-04-12");
    const TwinDocument::Versions& versions = r.document.versions();
    QCOMPARE(versions.twin, 4);
    QCOMPARE(versions.desired, 4);
    QCOMPARE(versions.reported, 7);
    QCOMPARE(versions.etag, u"AAAAAAAAAAE="_s);
    QVERIFY(versions.desiredUpdated);
    QVERIFY(!versions.reportedUpdated);
    QCOMPARE(r.document.desired().rowCount(), 1);
    QCOMPARE(r.document.desired().waitingCount(), 1); // 60 is wished, 30 reported
    QCOMPARE(r.document.reported().rowCount(), 1);
    QCOMPARE(r.document.tags().rowCount(), 1);
    QVERIFY(r.document.json().contains("AAAAAAAAAAE="));
}

void TwinDocumentTest::eventOfThisDeviceReadsAgain()
{
    Reading r;
    QVERIFY(r.online());
    r.document.setDevice(u"pump"_s);
    QVERIFY(r.reaches(State::Ready));
    const qsizetype before = r.asked();
    r.fake.answer("/twins/pump", 200, twin(5, 60));

    r.fake.sendEvent("b:1", "twin", R"({"part":"desired","version":"5"})", "other");
    r.fake.sendEvent("b:2", "twin", R"({"part":"desired","version":"5"})");

    QTRY_COMPARE(r.document.versions().twin, 5);
    QCOMPARE(r.asked(), before + 1);
    QVERIFY(r.document.desired().index(0, 0).data(TwinTree::ChangedRole).toBool());
}

void TwinDocumentTest::manyEventsAreReadFewTimes()
{
    Reading r;
    QVERIFY(r.online());
    r.document.setDevice(u"pump"_s);
    QVERIFY(r.reaches(State::Ready));
    const qsizetype before = r.asked();
    r.fake.answer("/twins/pump", 200, twin(105, 60));

    for (int i = 0; i < 100; ++i) {
        r.fake.sendEvent("b:" + QByteArray::number(i), "twin", R"({"part":"reported"})");
    }

    QTRY_COMPARE(r.document.versions().twin, 105);
    QVERIFY(r.asked() <= before + 2);
}

void TwinDocumentTest::hubWithoutTwinsIsNotAsked()
{
    Reading r({"registry"});
    QVERIFY(r.online());

    r.document.setDevice(u"pump"_s);

    QCOMPARE(r.document.state(), State::Unsupported);
    QCOMPARE(r.asked(), 0);
}

void TwinDocumentTest::missingDeviceIsSaid()
{
    Reading r;
    r.fake.answer("/twins/pump", 404, R"({"Message":"ErrorCode:DeviceNotFound;pump"})");
    QVERIFY(r.online());

    r.document.setDevice(u"pump"_s);

    QVERIFY(r.reaches(State::Missing));
    QCOMPARE(r.document.error().code, u"DeviceNotFound"_s);
}

void TwinDocumentTest::failedReadingKeepsWhatWasRead()
{
    Reading r;
    QVERIFY(r.online());
    r.document.setDevice(u"pump"_s);
    QVERIFY(r.reaches(State::Ready));
    r.fake.answer("/twins/pump", 503, R"({"Message":"ErrorCode:ServiceUnavailable;busy"})");

    r.document.reload();
    QTRY_VERIFY(r.document.error().isError());

    QCOMPARE(r.document.state(), State::Ready);
    QCOMPARE(r.document.desired().rowCount(), 1);
}

void TwinDocumentTest::answerThatIsNoTwinIsSaid()
{
    Reading r;
    r.fake.answer("/twins/pump", 200, "<h1>Welcome</h1>");
    QVERIFY(r.online());

    r.document.setDevice(u"pump"_s);

    QVERIFY(r.reaches(State::Failed));
    QVERIFY(!r.document.error().message.isEmpty());
}

void TwinDocumentTest::answerAboutAnotherDeviceIsDropped()
{
    Reading r;
    r.fake.hang("/twins/pump");
    r.fake.answer("/twins/valve", 200, twin(9, 30, "valve"));
    QVERIFY(r.online());
    r.document.setDevice(u"pump"_s);
    QTRY_COMPARE(r.asked(), 1);

    r.document.setDevice(u"valve"_s);
    QVERIFY(r.reaches(State::Ready));
    r.fake.answerHanging("/twins/pump", 200, twin(4, 30));
    r.document.reload();

    QTRY_COMPARE(r.fake.requestsOf("/twins/valve").size(), 2);
    QCOMPARE(r.document.versions().twin, 9);
}

void TwinDocumentTest::reconnectedHubIsReadAgain()
{
    Reading r;
    QVERIFY(r.online());
    r.document.setDevice(u"pump"_s);
    QVERIFY(r.reaches(State::Ready));

    r.fake.goAway();
    QTRY_VERIFY(!r.session.isOnline());
    r.fake.answer("/twins/pump", 200, twin(6, 30));
    QVERIFY(r.fake.goOn());
    r.session.retryNow();

    QTRY_COMPARE(r.document.versions().twin, 6);
}

std::unique_ptr<QObject> twinDocumentTest()
{
    return std::make_unique<TwinDocumentTest>();
}

} // namespace deck::test

#include "tst_twin_document.moc"
