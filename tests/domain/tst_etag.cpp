#include "domain/etag.h"
#include "tests/support/printing.h"

#include <QTest>

#include <limits>
#include <memory>
#include <optional>

namespace hub::test {

using namespace std::string_literals;

class EtagTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsBase64OfTheCounter_data();
    void textIsBase64OfTheCounter();
    void absentHeaderDemandsNothing();
    void starMatchesAnyVersion_data();
    void starMatchesAnyVersion();
    void headerNamesOneVersion_data();
    void headerNamesOneVersion();
    void otherHeaderMatchesNothing_data();
    void otherHeaderMatchesNothing();
    void etagsOfAnotherFormAreTexts();
};

void EtagTest::textIsBase64OfTheCounter_data()
{
    QTest::addColumn<quint64>("etag");
    QTest::addColumn<std::string>("text");

    QTest::newRow("0") << quint64{0} << "MA=="s;
    QTest::newRow("1") << quint64{1} << "MQ=="s;
    QTest::newRow("744324591") << quint64{744'324'591} << "NzQ0MzI0NTkx"s;
    QTest::newRow("highest") << std::numeric_limits<quint64>::max()
                             << "MTg0NDY3NDQwNzM3MDk1NTE2MTU="s;
}

void EtagTest::textIsBase64OfTheCounter()
{
    QFETCH(const quint64, etag);
    QFETCH(const std::string, text);

    QCOMPARE(etagText(etag), text);
}

void EtagTest::absentHeaderDemandsNothing()
{
    const EtagCondition condition = EtagCondition::fromHeader(std::nullopt);

    QVERIFY(condition.isAbsent());
    QVERIFY(!condition.isAny());
    QVERIFY(condition.matches(0));
    QVERIFY(condition.matches(7));
}

void EtagTest::starMatchesAnyVersion_data()
{
    QTest::addColumn<std::string>("header");

    QTest::newRow("plain") << "*"s;
    QTest::newRow("in quotes, as the SDKs send it") << "\"*\""s;
    QTest::newRow("spaces around") << " * "s;
}

void EtagTest::starMatchesAnyVersion()
{
    QFETCH(const std::string, header);

    const EtagCondition condition = EtagCondition::fromHeader(header);

    QVERIFY(condition.isAny());
    QVERIFY(!condition.isAbsent());
    QVERIFY(condition.matches(0));
    QVERIFY(condition.matches(7));
    QVERIFY(EtagCondition::any().isAny());
}

void EtagTest::headerNamesOneVersion_data()
{
    QTest::addColumn<std::string>("header");

    QTest::newRow("in quotes") << "\"MQ==\""s;
    QTest::newRow("plain") << "MQ=="s;
    QTest::newRow("weak") << "W/\"MQ==\""s;
    QTest::newRow("weak without quotes") << "W/MQ=="s;
    QTest::newRow("spaces around") << " \"MQ==\" "s;
}

void EtagTest::headerNamesOneVersion()
{
    QFETCH(const std::string, header);

    const EtagCondition condition = EtagCondition::fromHeader(header);

    QVERIFY(!condition.isAbsent());
    QVERIFY(!condition.isAny());
    QVERIFY(condition.matches(1));
    QVERIFY(!condition.matches(0));
    QVERIFY(!condition.matches(2));
    QVERIFY(!condition.matches(10));
}

void EtagTest::otherHeaderMatchesNothing_data()
{
    QTest::addColumn<std::string>("header");

    QTest::newRow("empty") << ""s;
    QTest::newRow("empty quotes") << "\"\""s;
    QTest::newRow("one quote") << "\""s;
    QTest::newRow("decimal") << "1"s;
    QTest::newRow("other case") << "mq=="s;
    QTest::newRow("without padding") << "MQ"s;
    QTest::newRow("twin etag") << "\"AAAAAAAAAAE=\""s;
    QTest::newRow("two stars") << "**"s;
    QTest::newRow("word") << "any"s;
}

void EtagTest::otherHeaderMatchesNothing()
{
    QFETCH(const std::string, header);

    const EtagCondition condition = EtagCondition::fromHeader(header);

    QVERIFY(!condition.isAbsent());
    QVERIFY(!condition.isAny());
    QVERIFY(!condition.matches(0));
    QVERIFY(!condition.matches(1));
}

void EtagTest::etagsOfAnotherFormAreTexts()
{
    QVERIFY(EtagCondition::fromHeader("\"AAAAAAAAAAE=\"").matchesText("AAAAAAAAAAE="));
    QVERIFY(EtagCondition::fromHeader("AAAAAAAAAAE=").matchesText("AAAAAAAAAAE="));
    QVERIFY(!EtagCondition::fromHeader("AAAAAAAAAAI=").matchesText("AAAAAAAAAAE="));
    QVERIFY(EtagCondition::any().matchesText("AAAAAAAAAAE="));
    QVERIFY(EtagCondition::fromHeader(std::nullopt).matchesText("AAAAAAAAAAE="));
}

std::unique_ptr<QObject> etagTest()
{
    return std::make_unique<EtagTest>();
}

} // namespace hub::test

#include "tst_etag.moc"
