#include "models/command_draft.h"
#include "tests/models/queues.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class CommandDraftTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodyBecomesBytes_data();
    void bodyBecomesBytes();
    void mistakesAreSaid_data();
    void mistakesAreSaid();
    void mistakeInJsonNamesTheLine();
    void bodyEndsAtTheLimit();
    void sizesReadInPowersOf1024();
    void editStartsFromWhatTheCommandHolds();
    void binaryBodyIsEditedInHex();
};

void CommandDraftTest::bodyBecomesBytes_data()
{
    QTest::addColumn<int>("form");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("text") << int(CommandForm::Text) << u"größe"_s << u"größe"_s.toUtf8();
    QTest::newRow("empty text") << int(CommandForm::Text) << QString() << QByteArray();
    QTest::newRow("JSON as typed") << int(CommandForm::Json) << u"{ \"a\" : 1 }"_s
                                   << QByteArray("{ \"a\" : 1 }");
    QTest::newRow("JSON number") << int(CommandForm::Json) << u"42"_s << QByteArray("42");
    QTest::newRow("hex") << int(CommandForm::Hex) << u"48 65\n6C6c6f"_s << QByteArray("Hello");
    QTest::newRow("no hex") << int(CommandForm::Hex) << QString() << QByteArray();
    QTest::newRow("base64") << int(CommandForm::Base64) << u"SGVs\nbG8="_s << QByteArray("Hello");
}

void CommandDraftTest::bodyBecomesBytes()
{
    QFETCH(const int, form);
    QFETCH(const QString, text);
    QFETCH(const QByteArray, bytes);

    const CommandBody body = commandBodyFrom(CommandForm(form), text);

    QCOMPARE(body.error, QString());
    QCOMPARE(body.bytes, bytes);
}

void CommandDraftTest::mistakesAreSaid_data()
{
    QTest::addColumn<int>("form");
    QTest::addColumn<QString>("text");

    QTest::newRow("no JSON") << int(CommandForm::Json) << u"  "_s;
    QTest::newRow("broken JSON") << int(CommandForm::Json) << u"{\"a\":}"_s;
    QTest::newRow("two values") << int(CommandForm::Json) << u"1,2"_s;
    QTest::newRow("key that stands twice") << int(CommandForm::Json) << u"{\"a\":1,\"a\":2}"_s;
    QTest::newRow("half a byte") << int(CommandForm::Hex) << u"48 6"_s;
    QTest::newRow("no digit") << int(CommandForm::Hex) << u"4g"_s;
    QTest::newRow("no base64") << int(CommandForm::Base64) << u"SGVsbG8*"_s;
}

void CommandDraftTest::mistakesAreSaid()
{
    QFETCH(const int, form);
    QFETCH(const QString, text);

    const QString error = commandBodyFrom(CommandForm(form), text).error;

    QVERIFY2(error.endsWith(u'.'), qPrintable(error));
}

void CommandDraftTest::mistakeInJsonNamesTheLine()
{
    const QString error = commandBodyFrom(CommandForm::Json, u"{\n  \"a\": 1,\n  b\n}"_s).error;

    QVERIFY2(error.startsWith(u"Line 3 "_s), qPrintable(error));
}

void CommandDraftTest::bodyEndsAtTheLimit()
{
    QVERIFY(commandBodyFrom(CommandForm::Text, QString(kMaxCommandBody, u'x')).error.isEmpty());
    const CommandBody tooMuch =
        commandBodyFrom(CommandForm::Text, QString(kMaxCommandBody + 1, u'x'));
    QVERIFY2(tooMuch.error.contains(u"64 KiB"_s), qPrintable(tooMuch.error));
}

void CommandDraftTest::sizesReadInPowersOf1024()
{
    QCOMPARE(sizeText(12), u"12 bytes of 64 KiB"_s);
    QCOMPARE(sizeText(1'536), u"1.5 KiB of 64 KiB"_s);
    QCOMPARE(sizeText(kMaxCommandBody), u"64 KiB of 64 KiB"_s);
}

void CommandDraftTest::editStartsFromWhatTheCommandHolds()
{
    hub::api::Command dead = command("7", "dead");
    dead.ack = "full";
    dead.correlationId = "c";
    dead.userId = "u";
    dead.contentType = "text/plain";
    dead.contentEncoding = "utf-8";
    dead.properties = {{"a", "1"}};

    const hub::api::CommandDraft draft = draftOf(dead);

    QCOMPARE(draft.body, dead.body);
    QCOMPARE(draft.messageId, dead.messageId);
    QCOMPARE(draft.correlationId, dead.correlationId);
    QCOMPARE(draft.userId, dead.userId);
    QCOMPARE(draft.contentType, dead.contentType);
    QCOMPARE(draft.contentEncoding, dead.contentEncoding);
    QCOMPARE(draft.ack, dead.ack);
    QVERIFY(draft.properties == dead.properties);
    QVERIFY(!draft.timeToLiveSeconds.has_value());
}

void CommandDraftTest::binaryBodyIsEditedInHex()
{
    const StartForm hex = startFormOf(std::string("\xff\x00", 2));
    QCOMPARE(int(hex.form), int(CommandForm::Hex));
    QCOMPARE(commandBodyFrom(hex.form, hex.text).bytes, QByteArray("\xff\x00", 2));
    QCOMPARE(int(startFormOf("{\"a\": 1}").form), int(CommandForm::Json));
    QCOMPARE(startFormOf("{\"a\": 1}").text, u"{\"a\": 1}"_s);
    QCOMPARE(int(startFormOf("go").form), int(CommandForm::Text));
}

std::unique_ptr<QObject> commandDraftTest()
{
    return std::make_unique<CommandDraftTest>();
}

} // namespace deck::test

#include "tst_command_draft.moc"
