#include "models/command_texts.h"
#include "tests/models/queues.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

hub::api::CommandEvent happened(const std::string& what)
{
    hub::api::CommandEvent event;
    event.what = what;
    return event;
}

} // namespace

class CommandTextsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesReadInWords_data();
    void statesReadInWords();
    void everyStateHasASentence();
    void countdownGetsFinerTowardsTheEnd_data();
    void countdownGetsFinerTowardsTheEnd();
    void urgencyBelowATenthAndBelowAMinute_data();
    void urgencyBelowATenthAndBelowAMinute();
    void whatHasEndedIsNotUrgent();
    void lifeLineNamesProtocolAndConnection();
    void unknownEventKeepsItsName();
    void formIsFoundInTheBody_data();
    void formIsFoundInTheBody();
    void jsonIsSetOut();
    void hexHasOffsetsAndLetters();
    void previewIsOneLineWithoutControlCharacters();
};

void CommandTextsTest::statesReadInWords_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<int>("attempts");
    QTest::addColumn<bool>("locked");
    QTest::addColumn<QString>("text");

    QTest::newRow("new") << u"waiting"_s << QString() << 0 << false << u"Waiting"_s;
    QTest::newRow("came back") << u"waiting"_s << QString() << 2 << false << u"Waiting again"_s;
    QTest::newRow("mqtt") << u"inFlight"_s << QString() << 0 << false << u"Delivered"_s;
    QTest::newRow("https") << u"inFlight"_s << QString() << 0 << true << u"Locked"_s;
    QTest::newRow("done") << u"completed"_s << QString() << 0 << false << u"Completed"_s;
    QTest::newRow("expired") << u"dead"_s << u"expired"_s << 0 << false << u"Expired"_s;
    QTest::newRow("tried") << u"dead"_s << u"deliveryCountExceeded"_s << 10 << false
                           << u"Too many attempts"_s;
    QTest::newRow("rejected") << u"dead"_s << u"rejected"_s << 1 << false << u"Rejected"_s;
    QTest::newRow("purged") << u"dead"_s << u"purged"_s << 0 << false << u"Purged"_s;
    QTest::newRow("of a newer hub") << u"parked"_s << QString() << 0 << false << u"parked"_s;
}

void CommandTextsTest::statesReadInWords()
{
    QFETCH(const QString, state);
    QFETCH(const QString, reason);
    QFETCH(const int, attempts);
    QFETCH(const bool, locked);
    QFETCH(const QString, text);
    hub::api::Command item = command("1", state.toStdString());
    item.reason = reason.toStdString();
    item.attempts = unsigned(attempts);
    if (locked) {
        item.lockedUntil = kQueueTime;
    }

    QCOMPARE(stateText(item), text);
}

void CommandTextsTest::everyStateHasASentence()
{
    for (const char* state : {"waiting", "inFlight", "completed"}) {
        QVERIFY2(stateSentence(command("1", state), 10).endsWith(u'.'), state);
    }
    for (const char* reason : {"expired", "deliveryCountExceeded", "rejected", "purged"}) {
        hub::api::Command dead = command("1", "dead");
        dead.reason = reason;
        QVERIFY2(stateSentence(dead, 0).endsWith(u'.'), reason);
    }
    hub::api::Command tried = command("1", "dead");
    tried.reason = "deliveryCountExceeded";
    QVERIFY(stateSentence(tried, 7).contains(u" 7 "_s));
}

void CommandTextsTest::countdownGetsFinerTowardsTheEnd_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");

    QTest::newRow("two days") << qint64(172'799) << u"47 h 59 min"_s;
    QTest::newRow("an hour") << qint64(3'600) << u"1 h 0 min"_s;
    QTest::newRow("below an hour") << qint64(3'599) << u"59 min"_s;
    QTest::newRow("below ten minutes") << qint64(599) << u"9 min 59 s"_s;
    QTest::newRow("below a minute") << qint64(42) << u"42 s"_s;
    QTest::newRow("over") << qint64(-3) << u"over"_s;
}

void CommandTextsTest::countdownGetsFinerTowardsTheEnd()
{
    QFETCH(const qint64, seconds);
    QFETCH(const QString, text);

    QCOMPARE(remainingText(std::chrono::seconds(seconds)), text);
}

void CommandTextsTest::urgencyBelowATenthAndBelowAMinute_data()
{
    QTest::addColumn<int>("lifeMinutes");
    QTest::addColumn<int>("leftSeconds");
    QTest::addColumn<int>("urgency");

    QTest::newRow("fresh") << 100 << 6'000 << int(Urgency::None);
    QTest::newRow("a tenth left") << 100 << 600 << int(Urgency::None);
    QTest::newRow("less than a tenth") << 100 << 599 << int(Urgency::Soon);
    QTest::newRow("less than a minute") << 100 << 59 << int(Urgency::Now);
    QTest::newRow("over") << 100 << -5 << int(Urgency::Now);
}

void CommandTextsTest::urgencyBelowATenthAndBelowAMinute()
{
    QFETCH(const int, lifeMinutes);
    QFETCH(const int, leftSeconds);
    QFETCH(const int, urgency);
    hub::api::Command item = command("1");
    item.enqueued = kQueueTime;
    item.expires = kQueueTime + std::chrono::minutes(lifeMinutes);

    QCOMPARE(int(urgencyOf(item, item.expires - std::chrono::seconds(leftSeconds))), urgency);
}

void CommandTextsTest::whatHasEndedIsNotUrgent()
{
    QCOMPARE(int(urgencyOf(command("1", "completed"), kQueueTime + 100h)), int(Urgency::None));
    QCOMPARE(int(urgencyOf(command("1", "dead"), kQueueTime + 100h)), int(Urgency::None));
}

void CommandTextsTest::lifeLineNamesProtocolAndConnection()
{
    hub::api::CommandEvent event = happened("delivered");
    event.protocol = "mqtt";
    event.connection = "10.0.0.7:5123";
    event.detail = "attempt 2";

    const LifeLine line = lifeLineOf(event);

    QCOMPARE(line.what, u"Delivered"_s);
    QCOMPARE(line.detail, u"MQTT · 10.0.0.7:5123 · attempt 2"_s);
    QCOMPARE(int(lifeLineOf(happened("completed")).tone), int(LifeLine::Tone::Good));
    QCOMPARE(int(lifeLineOf(happened("rejected")).tone), int(LifeLine::Tone::Bad));
    QCOMPARE(int(lifeLineOf(happened("lockLost")).tone), int(LifeLine::Tone::Warning));
}

void CommandTextsTest::unknownEventKeepsItsName()
{
    QCOMPARE(lifeLineOf(happened("teleported")).what, u"teleported"_s);
}

void CommandTextsTest::formIsFoundInTheBody_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("form");

    QTest::newRow("object") << QByteArray(R"({"a":1})") << int(BodyForm::Json);
    QTest::newRow("words") << QByteArray("reboot") << int(BodyForm::Text);
    QTest::newRow("empty") << QByteArray() << int(BodyForm::Text);
    QTest::newRow("bytes") << QByteArray("\xff\x00\x01", 3) << int(BodyForm::Hex);
    QTest::newRow("control characters") << QByteArray("a\x01z") << int(BodyForm::Hex);
    QTest::newRow("beyond ASCII") << QByteArray("gr\xc3\xb6\xc3\x9f""e") << int(BodyForm::Text);
}

void CommandTextsTest::formIsFoundInTheBody()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, form);
    hub::api::Command item = command("1");
    item.body = body.toStdString();

    QCOMPARE(int(formOf(item)), form);
}

void CommandTextsTest::jsonIsSetOut()
{
    QCOMPARE(bodyText(R"({"a":1})", BodyForm::Json), u"{\n    \"a\": 1\n}"_s);
    QCOMPARE(bodyText("no json", BodyForm::Json), u"no json"_s);
}

void CommandTextsTest::hexHasOffsetsAndLetters()
{
    const QStringList lines = bodyText("0123456789abcdefg\n", BodyForm::Hex).split(u'\n');

    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[0],
             u"0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef"_s);
    QVERIFY2(lines[1].startsWith(u"0010  67 0a "_s), qPrintable(lines[1]));
    QVERIFY2(lines[1].endsWith(u"  g."_s), qPrintable(lines[1]));
}

void CommandTextsTest::previewIsOneLineWithoutControlCharacters()
{
    QCOMPARE(previewText("a\nb"), u"a b"_s);
    QCOMPARE(previewText(std::string("\x00\xff", 2)), u"00 ff"_s);
    QVERIFY(previewText(std::string(5'000, 'x')).size() <= 80);
}

std::unique_ptr<QObject> commandTextsTest()
{
    return std::make_unique<CommandTextsTest>();
}

} // namespace deck::test

#include "tst_command_texts.moc"
