#include "domain/tag_condition.h"

#include <QTest>

#include <algorithm>
#include <memory>

namespace hub::test {

class TagConditionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionsAreRead_data();
    void conditionsAreRead();
    void conditionsHold_data();
    void conditionsHold();
};

void TagConditionTest::conditionsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown"); // empty = refused
    const auto row = [](const char* text, const char* shown) {
        QTest::newRow(text) << text << shown;
    };
    row("tags.site = 'berlin'", "tags.site = 'berlin'");
    row("  tags.site='berlin' ", "tags.site = 'berlin'");
    row("tags.site = ''", "tags.site = ''");
    row("tags.site = 'it''s = this'", "tags.site = 'it''s = this'");
    row("tags.floor = 3", "tags.floor = '3'");
    row("tags.floor = -3.5", "tags.floor = '-3.5'");
    row("tags.open = true", "tags.open = 'true'");
    row("tags.site", "");
    row("tags.site = ", "");
    row("tags.site = berlin", "");
    row("tags.site = 'ber'lin'", "");
    row("tags.site = 'berlin", "");
    row("tags.site = '", "");
    row("tags. = 'berlin'", "");
    row("tags.a.b = 'berlin'", "");
    row("site = 'berlin'", "");
    row("tags.a b = 'berlin'", "");
    row("tags.site = null", "");
    row("tags.site = {}", "");
    row("tags.site = 'a' OR 1 = 1", "");
    row("", "");
}

void TagConditionTest::conditionsAreRead()
{
    QFETCH(const QString, text);
    QFETCH(const QString, shown);
    const auto condition = TagCondition::parse(text.toStdString());
    QCOMPARE(condition ? QString::fromStdString(condition.value().text()) : QString(), shown);
}

void TagConditionTest::conditionsHold_data()
{
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("tags");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* condition, const char* tags, bool expected) {
        QTest::addRow("%s %s", condition, tags) << condition << tags << expected;
    };
    row("tags.site = 'berlin'", R"({"site":"berlin","floor":3})", true);
    row("tags.site = 'berlin'", R"({"site":"Berlin"})", false);
    row("tags.site = 'berlin'", R"({"Site":"berlin"})", false);
    row("tags.site = 'berlin'", R"({"site":["berlin"]})", false);
    row("tags.site = 'berlin'", R"({"a":{"site":"berlin"}})", false);
    row("tags.site = 'berlin'", "{}", false);
    row("tags.site = 'berlin'", "nonsense", false);
    row("tags.floor = 3", R"({"floor":3})", true);
    row("tags.floor = '3'", R"({"floor":3})", true);
    row("tags.floor = 3", R"({"floor":"3"})", true);
    row("tags.open = true", R"({"open":true})", true);
    row("tags.site = ''", R"({"site":null})", false);
}

void TagConditionTest::conditionsHold()
{
    QFETCH(const QString, condition);
    QFETCH(const QString, tags);
    QFETCH(const bool, expected);
    const TagCondition parsed = TagCondition::parse(condition.toStdString()).value();
    const auto keys = tagKeys(tags.toStdString());
    QCOMPARE(std::count(keys.begin(), keys.end(), tagKey(parsed.name, parsed.value)) == 1,
             expected);
}

std::unique_ptr<QObject> tagConditionTest()
{
    return std::make_unique<TagConditionTest>();
}

} // namespace hub::test

#include "tst_tag_condition.moc"
