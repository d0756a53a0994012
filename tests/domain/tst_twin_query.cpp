// The query language against its table, query_rows.txt.
#include "tests/domain/query_rows.h"
#include "tests/support/json_document.h"

#include "domain/twin_query.h"

#include "base/json_writer.h"
#include "base/text.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

#include <array>
#include <cmath>
#include <limits>
#include <memory>

namespace hub::test {
namespace {

constexpr std::size_t kMostBytes = 8'192;

void addRows(const char* section)
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("document");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<int>("place"); // 0 = not said
    for (const QueryRow& row : queryRows(section)) {
        QTest::newRow(row.name.c_str())
            << QString::fromStdString(row.text) << QString::fromStdString(jsonText(row.document))
            << QString::fromStdString(row.expected) << static_cast<int>(row.place.value_or(0));
    }
}

/// As the table has it.
std::string shown(const QueryValue& value)
{
    return value.isDefined() ? jsonText(value.toJson()) : "undefined";
}

/// Numbers that are equal but for their last bits, or the same text.
bool isAlike(const QueryValue& value, const std::string& expected)
{
    const auto wanted = parseJson(expected);
    if (wanted && wanted.value().is_number() && value.number()) {
        return std::abs(*value.number() - wanted.value().to_number<double>()) < 1e-9;
    }
    return shown(value) == (wanted ? jsonText(wanted.value()) : expected);
}

std::string describe(const QueryPath& path)
{
    std::string text;
    switch (path.field) {
    case QueryField::Unknown:
        text = "?" + path.root;
        break;
    case QueryField::Desired:
        text = "properties.desired";
        break;
    case QueryField::Reported:
        text = "properties.reported";
        break;
    default:
        text = nameOf(path.field);
        break;
    }
    for (const QueryStep& step : path.below) {
        if (const auto* name = std::get_if<std::string>(&step)) {
            text += "." + *name;
        } else {
            text += "[" + std::to_string(std::get<std::size_t>(step)) + "]";
        }
    }
    return text;
}

std::string describe(const QueryItem& item)
{
    static constexpr std::array<std::string_view, 6> kNames{"", "count", "sum", "avg", "min", "max"};
    std::string text = item.path ? describe(*item.path) : std::string();
    if (item.aggregate != QueryAggregate::None) {
        text = std::string(kNames.at(static_cast<std::size_t>(item.aggregate))) + "(" + text + ")";
    }
    return text + " as " + item.alias;
}

std::string describe(QueryCollection collection)
{
    static constexpr std::array<std::string_view, 3> kNames{"devices", "modules", "jobs"};
    return std::string(kNames.at(static_cast<std::size_t>(collection)));
}

std::string describe(const TwinQuery& query)
{
    std::string text = query.top ? "top " + std::to_string(*query.top) + " " : "";
    text += query.selectsAll() ? "*" : "";
    for (std::size_t i = 0; i < query.items.size(); ++i) {
        text += (i == 0 ? "" : ", ") + describe(query.items[i]);
    }
    text += " from " + describe(query.from) + (query.where ? " where" : "");
    for (std::size_t i = 0; i < query.groupBy.size(); ++i) {
        text += (i == 0 ? " by " : ", ") + describe(query.groupBy[i]);
    }
    return text;
}

/// The message says where (a number among its words) and whatever else the row wants.
void checkMessage(const Error& error, int place, const QString& words)
{
    QCOMPARE(error.code, Errc::InvalidArgument);
    const QString message = QString::fromStdString(error.detail);
    static const QRegularExpression number(R"(\bposition (\d+)\b)");
    const QRegularExpressionMatch named = number.match(message);
    QVERIFY2(named.hasMatch(), qPrintable(message));
    QVERIFY2(place == 0 || named.captured(1).toInt() == place,
             qPrintable(QString("not at %1: %2").arg(place).arg(message)));
    QVERIFY2(!message.contains(';'), qPrintable(message)); // clients cut the text there
    for (const QString& word : words.split(',', Qt::SkipEmptyParts)) {
        QVERIFY2(message.contains(word.trimmed(), Qt::CaseInsensitive), qPrintable(message));
    }
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string result;
    for (std::size_t i = 0; i < times; ++i) {
        result += text;
    }
    return result;
}

} // namespace

class TwinQueryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionsComeTo_data() { addRows("conditions"); }
    void conditionsComeTo();
    void queriesAreMadeOf_data() { addRows("queries"); }
    void queriesAreMadeOf();
    void targetsAreMadeOf_data() { addRows("targets"); }
    void targetsAreMadeOf();
    void queriesAreRefused_data() { addRows("refused queries"); }
    void queriesAreRefused();
    void conditionsAreRefused_data() { addRows("refused conditions"); }
    void conditionsAreRefused();
    void conditionInAQueryIsTheSame_data() { addRows("conditions"); }
    void conditionInAQueryIsTheSame();
    void nothingIsMissing_data();
    void nothingIsMissing();
    void noConditionKeepsEverything();
    void wholeNumbersStayWhole();
    void lengthIsLimited();
    void nestingIsLimited_data();
    void nestingIsLimited();
    void longListsAreTaken_data();
    void longListsAreTaken();
    void longSumsEndSomehow();
    void textThatIsNoUtf8IsRefused_data();
    void textThatIsNoUtf8IsRefused();
};

void TwinQueryTest::conditionsComeTo()
{
    QFETCH(const QString, text);
    QFETCH(const QString, document);
    QFETCH(const QString, expected);
    const JsonDocument twin(parseJson(document.toStdString()).value());

    const auto condition = TwinCondition::parse(text.toStdString());

    QVERIFY2(condition, condition.has_value() ? "" : condition.error().detail.c_str());
    QVERIFY(condition.value().where);
    const QueryValue value = evaluate(*condition.value().where, twin);
    QVERIFY2(isAlike(value, expected.toStdString()), shown(value).c_str());
    QCOMPARE(isTrue(condition.value().where, twin), expected == "true");
}

void TwinQueryTest::queriesAreMadeOf()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);

    const auto query = TwinQuery::parse(text.toStdString());

    QVERIFY2(query, query.has_value() ? "" : query.error().detail.c_str());
    QCOMPARE(QString::fromStdString(describe(query.value())), expected);
    const bool aggregates = expected.contains('(') || expected.contains(" by ");
    QCOMPARE(query.value().aggregates(), aggregates);
}

void TwinQueryTest::targetsAreMadeOf()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);

    const auto target = TwinCondition::parse(text.toStdString());

    QVERIFY2(target, target.has_value() ? "" : target.error().detail.c_str());
    const std::string made =
        describe(target.value().from) + (target.value().where ? " where" : "");
    QCOMPARE(QString::fromStdString(made), expected);
}

void TwinQueryTest::queriesAreRefused()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    QFETCH(const int, place);

    const auto query = TwinQuery::parse(text.toStdString());

    QVERIFY2(!query, query.has_value() ? describe(query.value()).c_str() : "");
    checkMessage(query.error(), place, expected);
}

void TwinQueryTest::conditionsAreRefused()
{
    QFETCH(const QString, text);
    QFETCH(const QString, expected);
    QFETCH(const int, place);

    const auto condition = TwinCondition::parse(text.toStdString());

    QVERIFY(!condition);
    checkMessage(condition.error(), place, expected);
}

void TwinQueryTest::conditionInAQueryIsTheSame()
{
    QFETCH(const QString, text);
    QFETCH(const QString, document);
    QFETCH(const QString, expected);
    const JsonDocument twin(parseJson(document.toStdString()).value());
    const bool ofJob = twin.document().as_object().contains("jobId");
    const std::string from = ofJob ? "devices.jobs" : "devices";

    const auto query =
        TwinQuery::parse("SELECT * FROM " + from + " WHERE " + text.toStdString() + "\n;");

    QVERIFY2(query, query.has_value() ? "" : query.error().detail.c_str());
    QCOMPARE(isTrue(query.value().where, twin), expected == "true");
}

void TwinQueryTest::nothingIsMissing_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "";
    QTest::newRow("white space") << " \n\t ";
}

void TwinQueryTest::nothingIsMissing()
{
    QFETCH(const QString, text);

    const auto query = TwinQuery::parse(text.toStdString());
    const auto condition = TwinCondition::parse(text.toStdString());

    QVERIFY(!query);
    QCOMPARE(query.error().code, Errc::MissingArgument);
    QVERIFY(!condition);
    QCOMPARE(condition.error().code, Errc::MissingArgument);
}

/// Versions are unsigned in documents.
void TwinQueryTest::wholeNumbersStayWhole()
{
    const json::value version = std::uint64_t{2};
    QVERIFY(QueryValue::of(version).toJson() == json::value(std::int64_t{2}));
    QVERIFY(QueryValue::of(version).toJson().is_int64());
    const json::value large = std::numeric_limits<std::uint64_t>::max();
    QVERIFY(QueryValue::of(large).toJson().is_double());
}

void TwinQueryTest::noConditionKeepsEverything()
{
    const JsonDocument anything{json::value(json::object())};

    QVERIFY(isTrue(nullptr, anything));
    QVERIFY(isTrue(TwinQuery::parse("SELECT * FROM devices").value().where, anything));
}

void TwinQueryTest::lengthIsLimited()
{
    std::string text = "SELECT * FROM devices WHERE deviceId = '";
    text += std::string(kMostBytes - text.size() - 1, 'x') + "'";

    const auto longest = TwinQuery::parse(text);
    const auto tooLong = TwinQuery::parse(text + " ");
    const auto condition = TwinCondition::parse("tags.a = '" + std::string(kMostBytes, 'x') + "'");

    QVERIFY(longest);
    QVERIFY(!tooLong);
    QCOMPARE(tooLong.error().code, Errc::InvalidArgument);
    QVERIFY(tooLong.error().detail.find("8192") != std::string::npos ||
            tooLong.error().detail.find("8,192") != std::string::npos);
    QVERIFY(!condition);
    QCOMPARE(condition.error().code, Errc::InvalidArgument);
}

void TwinQueryTest::nestingIsLimited_data()
{
    QTest::addColumn<QString>("open");
    QTest::addColumn<QString>("core");
    QTest::addColumn<QString>("close");
    QTest::newRow("parentheses") << "(" << "true" << ")";
    QTest::newRow("NOT") << "NOT (" << "true" << ")";
    QTest::newRow("functions") << "LOWER(" << "'a'" << ")";
    QTest::newRow("signs") << "-(" << "1" << ")";
    QTest::newRow("sums") << "1+(" << "1" << ")";
    QTest::newRow("comparisons") << "true=(" << "true" << ")";
    QTest::newRow("OR") << "false OR (" << "true" << ")";
}

void TwinQueryTest::nestingIsLimited()
{
    QFETCH(const QString, open);
    QFETCH(const QString, core);
    QFETCH(const QString, close);
    const auto nested = [&](std::size_t times) {
        return repeated(open.toStdString(), times) + core.toStdString() +
               repeated(close.toStdString(), times);
    };
    const std::size_t most =
        (kMostBytes - 10) / static_cast<std::size_t>(open.size() + close.size());

    const auto modest = TwinCondition::parse(nested(10));
    const auto deep = TwinCondition::parse(nested(most));
    const auto open1 = TwinCondition::parse(repeated(open.toStdString(), most));

    QVERIFY2(modest, modest.has_value() ? "" : modest.error().detail.c_str());
    QVERIFY(!deep);
    QCOMPARE(deep.error().code, Errc::InvalidArgument);
    QVERIFY(!open1);
}

void TwinQueryTest::longListsAreTaken_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("more");
    QTest::addColumn<QString>("last");
    QTest::addColumn<int>("times");
    QTest::newRow("OR") << "tags.a=0" << " OR tags.a=1" << "" << 600;
    QTest::newRow("AND") << "tags.a=1" << " AND tags.a=1" << "" << 600;
    QTest::newRow("IN") << "tags.a IN [1" << ",'x'" << "]" << 1'900;
    QTest::newRow("sum") << "tags.a = 1" << "+1-1" << "" << 20;
    QTest::newRow("product") << "tags.a = 1" << "*1/1" << "" << 20;
}

void TwinQueryTest::longListsAreTaken()
{
    QFETCH(const QString, first);
    QFETCH(const QString, more);
    QFETCH(const QString, last);
    QFETCH(const int, times);
    const JsonDocument twin(parseJson(R"({"tags":{"a":1}})").value());
    QElapsedTimer timer;
    timer.start();

    const auto condition = TwinCondition::parse(
        (first + more.repeated(times) + last).toStdString());

    QVERIFY2(condition, condition.has_value() ? "" : condition.error().detail.c_str());
    QVERIFY(isTrue(condition.value().where, twin));
    QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
}

void TwinQueryTest::longSumsEndSomehow()
{
    const JsonDocument twin(parseJson(R"({"tags":{"a":1}})").value());
    for (const char* const part : {"+1", "*1", " -1", "%2"}) {
        const auto condition = TwinCondition::parse("1 = 1" + repeated(part, 2'700));

        // Taken or too deep: both are right, as long as it ends.
        QVERIFY(condition ? evaluate(*condition.value().where, twin).isDefined()
                          : condition.error().code == Errc::InvalidArgument);
    }
}

void TwinQueryTest::textThatIsNoUtf8IsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("in a text") << QByteArray("tags.a = '\xC3'");
    QTest::newRow("in a name") << QByteArray("tags.\xFF = 1");
    QTest::newRow("in brackets") << QByteArray("tags.[[\xFF]] = 1");
    QTest::newRow("surrogate") << QByteArray("tags.a = '\xED\xA0\x80'");
    QTest::newRow("in a comment") << QByteArray("/* \xFF */ tags.a = 1");
    QTest::newRow("nul") << QByteArray("tags.a\0 = 1", 11);
}

void TwinQueryTest::textThatIsNoUtf8IsRefused()
{
    QFETCH(const QByteArray, text);

    const auto condition = TwinCondition::parse(text.toStdString());

    QVERIFY(!condition);
    QCOMPARE(condition.error().code, Errc::InvalidArgument);
}

std::unique_ptr<QObject> twinQueryTest()
{
    return std::make_unique<TwinQueryTest>();
}

} // namespace hub::test

#include "tst_twin_query.moc"
