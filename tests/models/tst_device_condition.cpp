// A condition while it is typed: where it is wrong, and what can go on.
#include "models/condition_words.h"
#include "models/device_condition.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class DeviceConditionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rightConditionHasNoFault_data();
    void rightConditionHasNoFault();
    void faultStandsAtItsPlace_data();
    void faultStandsAtItsPlace();
    void modulesAreNotDevices();
    void wordsFitThePlace_data();
    void wordsFitThePlace();
    void wordsBeginWithWhatIsThere();
    void wordReplacesWhatIsThere_data();
    void wordReplacesWhatIsThere();
    void nothingIsOfferedBehindAFault();
    void everyOfferedWordIsPartOfTheLanguage();
    void tagsAreLearnt();
    void learningIsBounded();
    void valueOfATagIsText_data();
    void valueOfATagIsText();
};

namespace {

KnownValues known()
{
    KnownValues values;
    learnTags(R"({"site":"berlin","floor":3,"place":{"room":"a 1"}})", values);
    learnTags(R"({"site":"rom","a b":true,"group":"x"})", values);
    return values;
}

QStringList offered(const QString& text)
{
    QStringList words;
    for (const ConditionWord& word : conditionWordsAt(text, text.size(), known()).words) {
        words << word.text;
    }
    return words;
}

} // namespace

void DeviceConditionTest::rightConditionHasNoFault_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "   ", "*", "tags.site = 'berlin'", "status = 'disabled' AND tags.floor > 2",
                             "IS_DEFINED(tags.[[a b]])", "FROM devices WHERE status = 'enabled'",
                             "tags.site IN ['berlin', 'rom']"}) {
        QTest::newRow(text) << QString::fromLatin1(text);
    }
}

void DeviceConditionTest::rightConditionHasNoFault()
{
    QFETCH(const QString, text);

    QVERIFY(!conditionFault(text));
}

void DeviceConditionTest::faultStandsAtItsPlace_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("start");
    QTest::addColumn<int>("length");
    QTest::newRow("end is missing") << u"tags.site ="_s << 11 << 0;
    QTest::newRow("word") << u"tags.site LIKE 'x'"_s << 10 << 4;
    QTest::newRow("symbol") << u"status = = 'x'"_s << 9 << 1;
    QTest::newRow("text without end") << u"status = 'disa"_s << 9 << 5;
    QTest::newRow("behind a sign of two units") << u"tags.site = '😀' LIKE"_s << 17 << 4;
    QTest::newRow("unknown character") << u"tags.site ? 1"_s << 10 << 1;
}

void DeviceConditionTest::faultStandsAtItsPlace()
{
    QFETCH(const QString, text);
    QFETCH(const int, start);
    QFETCH(const int, length);

    const auto fault = conditionFault(text);

    QVERIFY(fault);
    QCOMPARE(fault->start, start);
    QCOMPARE(fault->length, length);
    QVERIFY2(fault->sentence.startsWith(u"At "_s) && fault->sentence.endsWith(u'.'),
             qPrintable(fault->sentence));
}

void DeviceConditionTest::modulesAreNotDevices()
{
    const QString text = u"FROM devices.modules WHERE status = 'enabled'"_s;

    const auto fault = conditionFault(text);

    QVERIFY(fault);
    QVERIFY(fault->sentence.contains(u"modules"_s));
    QCOMPARE(fault->length, text.size());
}

void DeviceConditionTest::wordsFitThePlace_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("in");
    QTest::addColumn<QStringList>("out");
    const QStringList operands{u"tags.site"_s, u"status"_s, u"IS_DEFINED"_s, u"NOT"_s};
    QTest::newRow("beginning") << u""_s << operands << QStringList{u"AND"_s, u"="_s};
    QTest::newRow("behind AND") << u"status = 'x' AND "_s << operands << QStringList{u"OR"_s};
    QTest::newRow("in a function") << u"IS_DEFINED("_s << operands << QStringList{u"AND"_s};
    QTest::newRow("behind a field")
        << u"tags.site "_s << QStringList{u"="_s, u"!="_s, u"IN"_s} << QStringList{u"status"_s};
    QTest::newRow("behind a comparison")
        << u"tags.floor > 2 "_s << QStringList{u"AND"_s, u"OR"_s} << QStringList{u"="_s};
    QTest::newRow("value of a tag") << u"tags.site = "_s << QStringList{u"'berlin'"_s, u"'rom'"_s}
                                    << QStringList{u"status"_s, u"3"_s};
    QTest::newRow("value in a list") << u"tags.site IN ['berlin', "_s << QStringList{u"'rom'"_s}
                                     << QStringList{u"status"_s};
    QTest::newRow("value of a status") << u"a = 1 OR status = "_s
                                       << QStringList{u"'enabled'"_s, u"'disabled'"_s}
                                       << QStringList{u"tags.site"_s};
    QTest::newRow("value begun") << u"tags.site = 'be"_s << QStringList{u"'berlin'"_s}
                                 << QStringList{u"'rom'"_s};
    QTest::newRow("value of a place in brackets")
        << u"tags.[[a b]] = "_s << QStringList{u"true"_s} << QStringList{u"'rom'"_s};
}

void DeviceConditionTest::wordsFitThePlace()
{
    QFETCH(const QString, text);
    QFETCH(const QStringList, in);
    QFETCH(const QStringList, out);

    const QStringList words = offered(text);

    for (const QString& word : in) {
        QVERIFY2(words.contains(word), qPrintable(word + u" is missing in "_s + words.join(u' ')));
    }
    for (const QString& word : out) {
        QVERIFY2(!words.contains(word), qPrintable(word));
    }
}

void DeviceConditionTest::wordsBeginWithWhatIsThere()
{
    QCOMPARE(offered(u"TAGS.si"_s), QStringList{u"tags.site"_s});
    QCOMPARE(offered(u"isd"_s), QStringList());
    QCOMPARE(offered(u"is_d"_s), QStringList{u"IS_DEFINED"_s});
    const QStringList some = offered(u"stat"_s);
    QVERIFY(some.indexOf(u"status"_s) < some.indexOf(u"connectionState"_s)); // has it inside
    QVERIFY(some.contains(u"connectionState"_s));
}

void DeviceConditionTest::wordReplacesWhatIsThere_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("start");
    QTest::addColumn<int>("length");
    QTest::newRow("path") << u"a = 1 AND tags.si"_s << 10 << 7;
    QTest::newRow("brackets") << u"tags.[[a "_s << 0 << 9;
    QTest::newRow("text") << u"tags.site = 'b"_s << 12 << 2;
    QTest::newRow("blank") << u"tags.site "_s << 10 << 0;
    QTest::newRow("escaped quote") << u"tags.site = 'it\\'s "_s << 12 << 7;
}

void DeviceConditionTest::wordReplacesWhatIsThere()
{
    QFETCH(const QString, text);
    QFETCH(const int, start);
    QFETCH(const int, length);

    const ConditionWords words = conditionWordsAt(text, text.size(), known());

    QCOMPARE(words.start, start);
    QCOMPARE(words.length, length);
}

void DeviceConditionTest::nothingIsOfferedBehindAFault()
{
    QCOMPARE(offered(u"tags.site ? "_s), QStringList());
}

void DeviceConditionTest::everyOfferedWordIsPartOfTheLanguage()
{
    using Kind = ConditionWord::Kind;
    for (const ConditionWord& word : conditionWordsAt({}, 0, known()).words) {
        if (word.kind == Kind::Field) {
            QVERIFY2(!conditionFault(word.text + u" = 1"_s), qPrintable(word.text));
        } else if (word.kind == Kind::Function) {
            const bool right = !conditionFault(word.text + u"(tags.a) = 1"_s) ||
                               !conditionFault(word.text + u"(tags.a, 'b') = 1"_s);
            QVERIFY2(right, qPrintable(word.text));
        }
    }
    for (const QString& sign : offered(u"tags.site "_s)) {
        const QString end = sign.contains(u"IN"_s)          ? u" ['x']"_s
                            : sign == u"AND"_s || sign == u"OR"_s ? u" status = 'x'"_s
                                                                  : u" 'x'"_s;
        QVERIFY2(!conditionFault(u"tags.site "_s + sign + end), qPrintable(sign));
    }
}

void DeviceConditionTest::tagsAreLearnt()
{
    const KnownValues values = known();

    QCOMPARE(values.value(u"tags.site"_s), (QStringList{u"'berlin'"_s, u"'rom'"_s}));
    QCOMPARE(values.value(u"tags.floor"_s), QStringList{u"3"_s});
    QCOMPARE(values.value(u"tags.place.room"_s), QStringList{u"'a 1'"_s});
    QCOMPARE(values.value(u"tags.[[a b]]"_s), QStringList{u"true"_s});
    QVERIFY(values.contains(u"tags.[[group]]"_s)); // a word of the language
    QVERIFY(!values.contains(u"tags.place"_s));
}

void DeviceConditionTest::learningIsBounded()
{
    KnownValues values;
    for (int i = 0; i < 500; ++i) {
        const QString json = u"{\"site\":\"%1\",\"key%1\":1}"_s.arg(i);
        learnTags(json.toStdString(), values);
    }

    QVERIFY(values.size() <= 200);
    QVERIFY(values.value(u"tags.site"_s).size() <= 24);
    QVERIFY(conditionWordsAt({}, 0, values).words.size() <= kMostConditionWords);
}

void DeviceConditionTest::valueOfATagIsText_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::newRow("text") << u"tags.site"_s << u"berlin"_s;
    QTest::newRow("number") << u"tags.floor"_s << u"3"_s;
    QTest::newRow("below") << u"tags.place.room"_s << u"a 1"_s;
    QTest::newRow("brackets") << u"tags.[[a b]]"_s << u"true"_s;
    QTest::newRow("list") << u"tags.list"_s << u"[1,2]"_s;
    QTest::newRow("object") << u"tags.place"_s << u""_s;
    QTest::newRow("not there") << u"tags.none.at.all"_s << u""_s;
}

void DeviceConditionTest::valueOfATagIsText()
{
    QFETCH(const QString, path);
    QFETCH(const QString, text);
    const std::string json =
        R"({"site":"berlin","floor":3,"place":{"room":"a 1"},"a b":true,"list":[1,2]})";

    const QString value = tagValueText(json, path);

    QCOMPARE(value, text);
}

std::unique_ptr<QObject> deviceConditionTest()
{
    return std::make_unique<DeviceConditionTest>();
}

} // namespace deck::test

#include "tst_device_condition.moc"
