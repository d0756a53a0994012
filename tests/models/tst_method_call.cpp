#include "models/method_call.h"
#include "tests/support/fake_hub.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using Kind = MethodOutcome::Kind;

class MethodCallTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callIsSentAsItWasFilledIn();
    void answerIsShownWhateverItsStatus();
    void answerWithoutPayload();
    void faultsAreFoundBeforeItIsSent_data();
    void faultsAreFoundBeforeItIsSent();
    void draftWithFaultsIsNotSent();
    void errorsAreToldInPlainWords_data();
    void errorsAreToldInPlainWords();
    void hubThatBreaksOffIsNotTheDevice();
    void cancelledCallIsNoLongerWaitedFor();
    void otherDeviceEndsTheCall();
    void lastTwentyAreKept();
    void hubWithoutMethodsSaysSo();
};

namespace {

constexpr const char* kPath = "/twins/pump/methods";

struct Calling
{
    FakeHub fake;
    HubSession session{fake.profile()};
    MethodHistory history;
    QAbstractItemModelTester tester{&history,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest};
    MethodCall call{session, history};

    explicit Calling(const std::vector<std::string>& features = {"methods"})
    {
        fake.answer("/admin/capabilities", 200, FakeHub::capabilities(features));
        call.setDevice(u"pump"_s);
    }
    bool online()
    {
        session.start();
        return QTest::qWaitFor([this] { return session.isOnline(); }, 20'000);
    }
    bool ends()
    {
        return QTest::qWaitFor([this] { return !call.isRunning(); }, 20'000);
    }
};

MethodDraft draft(const QString& name, const QString& payload = {})
{
    return {.name = name, .payload = payload};
}

QByteArray numbered(int number, const QByteArray& message)
{
    return R"({"Message":"{\"errorCode\":)" + QByteArray::number(number) +
           R"(,\"trackingId\":\"x\",\"message\":\")" + message +
           R"(\",\"info\":{}}","ExceptionMessage":""})";
}

} // namespace

void MethodCallTest::callIsSentAsItWasFilledIn()
{
    Calling c;
    c.fake.answer(kPath, 200, R"({"status":200,"payload":{"ok":true}})");
    QVERIFY(c.online());

    c.call.start({.name = u" reboot "_s,
                  .payload = u"{\"delay\": 1.50}"_s,
                  .responseSeconds = 12,
                  .connectSeconds = 3});
    QVERIFY(c.call.isRunning());
    QVERIFY(c.ends());

    const FakeHub::Request sent = c.fake.requestsOf(kPath).value(0);
    QCOMPARE(sent.method, "POST");
    QCOMPARE(sent.query, "api-version=2021-04-12");
    QCOMPARE(sent.body, R"({"methodName":"reboot","responseTimeoutInSeconds":12,)"
                        R"("connectTimeoutInSeconds":3,"payload":{"delay": 1.50}})");
}

void MethodCallTest::answerIsShownWhateverItsStatus()
{
    Calling c;
    c.fake.answer(kPath, 200, R"({"status":404,"payload":{"why":"no such method"}})");
    QVERIFY(c.online());

    c.call.start(draft(u"nope"_s));
    QVERIFY(c.ends());

    QVERIFY(c.call.outcome());
    QCOMPARE(c.call.outcome()->kind, Kind::Answered);
    QCOMPARE(c.call.outcome()->status, 404);
    QCOMPARE(c.call.outcome()->payload, u"{\n  \"why\": \"no such method\"\n}"_s);
    QVERIFY(!wentWell(*c.call.outcome()));
    QCOMPARE(c.history.rowCount(), 1);
    QCOMPARE(c.history.index(0, MethodHistory::Result).data().toString(), u"404"_s);
}

void MethodCallTest::answerWithoutPayload()
{
    Calling c;
    c.fake.answer(kPath, 200, R"({"status":200,"payload":null})");
    QVERIFY(c.online());

    c.call.start(draft(u"ping"_s));
    QVERIFY(c.ends());

    QCOMPARE(c.call.outcome()->payload, QString());
    QVERIFY(wentWell(*c.call.outcome()));
    const QByteArray body = c.fake.requestsOf(kPath).value(0).body;
    QVERIFY(!QJsonDocument::fromJson(body).object().contains(u"payload"_s));
}

void MethodCallTest::faultsAreFoundBeforeItIsSent_data()
{
    QTest::addColumn<MethodDraft>("draft");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* what, const MethodDraft& draft, const QString& field) {
        QTest::newRow(what) << draft << field;
    };
    row("good", draft(u"reboot"_s, u"[1]"_s), {});
    row("a number alone", draft(u"reboot"_s, u"5"_s), {});
    row("no payload", draft(u"reboot"_s), {});
    row("no name", draft(u"  "_s), u"name"_s);
    row("slash", draft(u"a/b"_s), u"name"_s);
    row("control character", draft(u"a\u0007b"_s), u"name"_s);
    row("long name", draft(QString(101, u'x')), u"name"_s);
    row("no JSON", draft(u"reboot"_s, u"{a}"_s), u"payload"_s);
    row("large", draft(u"reboot"_s, u'"' + QString(128 * 1024, u'x') + u'"'), u"payload"_s);
    row("short time", {.name = u"x"_s, .responseSeconds = 4}, u"response"_s);
    row("long time", {.name = u"x"_s, .responseSeconds = 301}, u"response"_s);
    row("connect", {.name = u"x"_s, .connectSeconds = 301}, u"connect"_s);
    row("least times", {.name = u"x"_s, .responseSeconds = 5, .connectSeconds = 0}, {});
    row("most times", {.name = u"x"_s, .responseSeconds = 300, .connectSeconds = 300}, {});
}

void MethodCallTest::faultsAreFoundBeforeItIsSent()
{
    QFETCH(const MethodDraft, draft);
    QFETCH(const QString, field);

    const MethodCall::Faults faults = MethodCall::check(draft);

    QCOMPARE(!faults.name.isEmpty(), field == u"name"_s);
    QCOMPARE(!faults.payload.isEmpty(), field == u"payload"_s);
    QCOMPARE(!faults.responseSeconds.isEmpty(), field == u"response"_s);
    QCOMPARE(!faults.connectSeconds.isEmpty(), field == u"connect"_s);
    QCOMPARE(faults.any(), !field.isEmpty());
}

void MethodCallTest::draftWithFaultsIsNotSent()
{
    Calling c;
    QVERIFY(c.online());

    c.call.start(draft({}));

    QVERIFY(!c.call.isRunning());
    QCOMPARE(c.history.rowCount(), 0);
    QCOMPARE(c.fake.requestsOf(kPath).size(), 0);
}

void MethodCallTest::errorsAreToldInPlainWords_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, int status, const QByteArray& body, Kind kind,
                        const QString& words) {
        QTest::newRow(name) << status << body << kind << words;
    };
    row("not online", 404, numbered(404'103, "Timed out waiting for device to connect."),
        Kind::NotOnline, u"pump is not connected"_s);
    row("not online, older form", 404,
        R"({"Message":"ErrorCode:DeviceNotOnline;Timed out waiting for device to connect."})",
        Kind::NotOnline, u"pump is not connected"_s);
    row("gone", 404, numbered(404'104, "gone"), Kind::Gone, u"ended before it answered"_s);
    row("no answer", 504, numbered(504'101, "Timed out waiting for the response from device."),
        Kind::TimedOut, u"pump did not answer within 30 s"_s);
    row("too many", 403, numbered(403'800, "x"), Kind::Refused, u"Too many calls"_s);
    row("no device", 404, R"({"Message":"ErrorCode:DeviceNotFound;pump"})", Kind::Refused,
        u"There is no device pump"_s);
    row("something else", 500, R"({"Message":"ErrorCode:ServerError;it broke"})", Kind::Refused,
        u"It broke."_s);
    row("no method's answer", 200, R"({"hello":1})", Kind::Refused, u"not that of a method"_s);
}

void MethodCallTest::errorsAreToldInPlainWords()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const Kind, kind);
    QFETCH(const QString, words);
    Calling c;
    c.fake.answer(kPath, status, body);
    QVERIFY(c.online());

    c.call.start(draft(u"reboot"_s));
    QVERIFY(c.ends());

    const MethodOutcome& outcome = *c.call.outcome();
    QCOMPARE(outcome.kind, kind);
    QVERIFY2(outcome.sentence.contains(words), qPrintable(outcome.sentence));
    QVERIFY(kind == Kind::Refused || !outcome.remedy.isEmpty());
}

void MethodCallTest::hubThatBreaksOffIsNotTheDevice()
{
    Calling c;
    c.fake.breakOff(kPath);
    QVERIFY(c.online());

    c.call.start(draft(u"reboot"_s));
    QVERIFY(c.ends());

    QCOMPARE(c.call.outcome()->kind, Kind::Unreachable);
}

void MethodCallTest::cancelledCallIsNoLongerWaitedFor()
{
    Calling c;
    c.fake.hang(kPath);
    QVERIFY(c.online());
    c.call.start(draft(u"reboot"_s));
    QTRY_COMPARE(c.fake.requestsOf(kPath).size(), 1);

    c.call.cancel();

    QVERIFY(!c.call.isRunning());
    QCOMPARE(c.call.outcome()->kind, Kind::Cancelled);
    QCOMPARE(c.history.rowCount(), 1);
    c.fake.answerHanging(kPath, 200, R"({"status":200,"payload":1})");
    c.fake.answer(kPath, 200, R"({"status":201,"payload":1})");
    c.call.start(draft(u"reboot"_s));
    QVERIFY(c.ends());
    QCOMPARE(c.call.outcome()->status, 201);
    QCOMPARE(c.history.rowCount(), 2);
}

void MethodCallTest::otherDeviceEndsTheCall()
{
    Calling c;
    c.fake.hang(kPath);
    QVERIFY(c.online());
    c.call.start(draft(u"reboot"_s));

    c.call.setDevice(u"valve"_s);

    QVERIFY(!c.call.isRunning());
    QVERIFY(!c.call.outcome()); // of this device there is none
    QCOMPARE(c.history.callAt(0).deviceId, u"pump"_s);
}

void MethodCallTest::lastTwentyAreKept()
{
    MethodHistory history;
    QAbstractItemModelTester tester(&history,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);

    for (int i = 0; i < MethodHistory::kKept + 3; ++i) {
        history.add({.deviceId = u"pump"_s, .draft = draft(QString::number(i)), .outcome = {}});
    }

    QCOMPARE(history.rowCount(), MethodHistory::kKept);
    QCOMPARE(history.callAt(0).draft.name, u"22"_s);
    QCOMPARE(history.callAt(MethodHistory::kKept - 1).draft.name, u"3"_s);
}

void MethodCallTest::hubWithoutMethodsSaysSo()
{
    Calling with;
    Calling without({"registry"});
    QVERIFY(with.online() && without.online());

    QVERIFY(with.call.isSupported());
    QVERIFY(!without.call.isSupported());
}

std::unique_ptr<QObject> methodCallTest()
{
    return std::make_unique<MethodCallTest>();
}

} // namespace deck::test

#include "tst_method_call.moc"
