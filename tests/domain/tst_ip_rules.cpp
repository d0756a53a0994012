#include "domain/ip_rules.h"
#include "domain/limits.h"

#include <QElapsedTimer>
#include <QTest>

#include <memory>
#include <random>

namespace hub::test {

class IpRulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstThatMatchesDecides_data();
    void theFirstThatMatchesDecides();
    void compiledOnesDecideAsOneByOne();
    void tenThousandAreQuick();
    void rulesThatNeverDecideAreNamed();
    void textsReadBack();
    void armReadsBack_data();
    void armReadsBack();
    void malformedTextsAreRefused_data();
    void malformedTextsAreRefused();
};

namespace {

IpRule rule(const std::string& name, bool accepts, const std::string& network)
{
    return {name, accepts, IpNetwork::parse(network).value()};
}

IpAddress address(const std::string& text)
{
    return IpAddress::parse(text).value();
}

Result<IpRules> parsed(const std::string& text)
{
    HUB_TRY(const json::value value, parseJson(text));
    return ipRulesFrom(JsonView(value));
}

Result<IpRules> parsedArm(const std::string& text)
{
    HUB_TRY(const json::value value, parseJson(text));
    return ipRulesFromArm(JsonView(value));
}

CompiledIpRules::Verdict naive(const IpRules& rules, AccessScope scope, const IpAddress& asked)
{
    const auto index = static_cast<std::size_t>(scope);
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
        if (rules.rules[i].scopes[index] && rules.rules[i].network.contains(asked)) {
            return {rules.rules[i].accepts, i};
        }
    }
    return {rules.acceptsOthers[index], std::nullopt};
}

/// Few bits differ, so that networks lie in one another and side by side.
IpAddress randomAddress(std::mt19937_64& random)
{
    if (random() % 2 == 0) {
        constexpr std::uint32_t some[]{0, 1, 0x0a000000, 0x0a000100, 0x7fffffff, 0xfffffffe};
        return IpAddress::v4(some[random() % 6] + static_cast<std::uint32_t>(random() % 4));
    }
    std::array<std::uint8_t, 16> bytes{};
    for (const std::size_t at : {0U, 1U, 7U, 8U, 15U}) {
        constexpr std::uint8_t some[]{0, 1, 0x80, 0xff};
        bytes[at] = some[random() % 4];
    }
    return IpAddress::v6(bytes);
}

IpRules randomRules(std::mt19937_64& random)
{
    IpRules rules;
    const std::size_t count = random() % 24;
    for (std::size_t i = 0; i < count; ++i) {
        const IpAddress around = randomAddress(random);
        const auto prefix = static_cast<unsigned>(random() % (around.bits() + 1));
        IpRule each{"r" + std::to_string(i), random() % 2 == 0,
                    IpNetwork::around(around, prefix)};
        for (bool& scope : each.scopes) {
            scope = random() % 3 != 0;
        }
        rules.rules.push_back(each);
    }
    for (bool& accepts : rules.acceptsOthers) {
        accepts = random() % 2 == 0;
    }
    return rules;
}

} // namespace

void IpRulesTest::theFirstThatMatchesDecides_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("expected");
    QTest::newRow("printer") << "192.0.2.13" << "rule 1 (printer) rejects";
    QTest::newRow("office") << "192.0.2.14" << "rule 2 (office) accepts";
    QTest::newRow("mapped") << "::ffff:192.0.2.14" << "rule 2 (office) accepts";
    QTest::newRow("below") << "192.0.1.255" << "no rule matches; the default rejects";
    QTest::newRow("above") << "192.0.3.0" << "no rule matches; the default rejects";
    QTest::newRow("v6") << "2001:db8::1" << "rule 4 (lab) accepts";
    QTest::newRow("v6, last") << "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"
                              << "rule 4 (lab) accepts";
    QTest::newRow("v6, another") << "2001:db9::" << "no rule matches; the default rejects";
}

void IpRulesTest::theFirstThatMatchesDecides()
{
    QFETCH(const QString, from);
    QFETCH(const QString, expected);
    IpRules rules;
    rules.rules = {rule("printer", false, "192.0.2.13"), rule("office", true, "192.0.2.0/24"),
                   rule("late", false, "192.0.2.14"), rule("lab", true, "2001:db8::/32")};
    rules.acceptsOthers[0] = false;
    const CompiledIpRules compiled(rules);

    const auto verdict = compiled.decide(AccessScope::Device, address(from.toStdString()));
    QCOMPARE(QString::fromStdString(compiled.text(verdict)), expected);
}

void IpRulesTest::compiledOnesDecideAsOneByOne()
{
    std::mt19937_64 random(4711);
    for (int round = 0; round < 2'000; ++round) {
        const IpRules rules = randomRules(random);
        const CompiledIpRules compiled(rules);
        for (int i = 0; i < 50; ++i) {
            const IpAddress asked = randomAddress(random);
            for (const AccessScope scope :
                 {AccessScope::Device, AccessScope::Service, AccessScope::Admin}) {
                const auto expected = naive(rules, scope, asked);
                const auto actual = compiled.decide(scope, asked);
                QCOMPARE(actual.accepts, expected.accepts);
                QVERIFY2(actual.rule == expected.rule, asked.text().c_str());
            }
        }
    }
}

void IpRulesTest::tenThousandAreQuick()
{
    std::mt19937_64 random(4711);
    IpRules rules;
    for (std::size_t i = 0; i < limits::kMaxIpRules; ++i) {
        const IpAddress around = IpAddress::v4(static_cast<std::uint32_t>(random()));
        rules.rules.push_back({"r" + std::to_string(i), i % 2 == 0,
                               IpNetwork::around(around, 8 + static_cast<unsigned>(i % 25))});
    }
    QElapsedTimer timer;
    timer.start();
    const CompiledIpRules compiled(rules);
    QVERIFY2(timer.elapsed() < 2'000, "compiling");
    timer.restart();
    std::size_t accepted = 0;
    for (int i = 0; i < 100'000; ++i) {
        const IpAddress asked = IpAddress::v4(static_cast<std::uint32_t>(random()));
        accepted += compiled.decide(AccessScope::Device, asked).accepts ? 1U : 0U;
    }
    QVERIFY2(timer.elapsed() < 2'000, "deciding"); // 20 us each would be far too slow
    QVERIFY(accepted > 0);
    for (int i = 0; i < 200; ++i) {
        const IpAddress asked = IpAddress::v4(static_cast<std::uint32_t>(random()));
        QVERIFY(compiled.decide(AccessScope::Admin, asked).rule ==
                naive(rules, AccessScope::Admin, asked).rule);
    }
}

void IpRulesTest::rulesThatNeverDecideAreNamed()
{
    IpRules rules;
    rules.rules = {rule("low", true, "10.0.0.0/9"), rule("high", true, "10.128.0.0/9"),
                   rule("both", false, "10.0.0.0/8"), rule("wide", false, "0.0.0.0/0"),
                   rule("nobody", false, "::/0")};
    rules.rules[4].scopes = {};
    QCOMPARE(CompiledIpRules(rules).idleRules(), (std::vector<std::string>{"both", "nobody"}));
}

void IpRulesTest::textsReadBack()
{
    std::mt19937_64 random(4711);
    for (int i = 0; i < 200; ++i) {
        const IpRules rules = randomRules(random);
        std::string text;
        JsonWriter writer(text);
        write(writer, rules);
        QVERIFY(parsed(text).value() == rules);
    }
}

void IpRulesTest::armReadsBack_data()
{
    QTest::addColumn<bool>("acceptsOthers");
    QTest::addColumn<bool>("onlyAccepts");
    QTest::addColumn<bool>("hasSets");
    QTest::newRow("classic") << true << false << false;
    QTest::newRow("classic, nothing rejected") << true << true << false;
    QTest::newRow("sets") << false << true << true;
    QTest::newRow("mixed") << false << false << false;
}

void IpRulesTest::armReadsBack()
{
    QFETCH(const bool, acceptsOthers);
    QFETCH(const bool, onlyAccepts);
    QFETCH(const bool, hasSets);
    IpRules rules;
    rules.rules = {rule("a", true, "10.0.0.0/8"), rule("b", onlyAccepts, "192.0.2.0/24"),
                   rule("c", true, "0.0.0.0/1")};
    rules.acceptsOthers.fill(acceptsOthers);
    std::string text;
    JsonWriter writer(text);
    writeArm(writer, rules, AccessScope::Device);
    QCOMPARE(text.find("networkRuleSets") != std::string::npos, hasSets);

    const CompiledIpRules before(rules);
    const CompiledIpRules after(parsedArm(text).value());
    std::mt19937_64 random(4711);
    for (int i = 0; i < 1'000; ++i) {
        const IpAddress asked = i % 2 == 0 ? randomAddress(random)
                                           : IpAddress::v4(static_cast<std::uint32_t>(random()));
        QCOMPARE(after.decide(AccessScope::Device, asked).accepts,
                 before.decide(AccessScope::Device, asked).accepts);
    }
}

void IpRulesTest::malformedTextsAreRefused_data()
{
    QTest::addColumn<QString>("rule");
    QTest::newRow("no name") << R"({"action":"accept","network":"1.2.3.4"})";
    QTest::newRow("empty name") << R"({"name":"","action":"accept","network":"1.2.3.4"})";
    QTest::newRow("slash") << R"({"name":"a/b","action":"accept","network":"1.2.3.4"})";
    QTest::newRow("name taken") << R"({"name":"FIRST","action":"accept","network":"1.2.3.4"})";
    QTest::newRow("no action") << R"({"name":"a","network":"1.2.3.4"})";
    QTest::newRow("action") << R"({"name":"a","action":"allow","network":"1.2.3.4"})";
    QTest::newRow("action's type") << R"({"name":"a","action":1,"network":"1.2.3.4"})";
    QTest::newRow("network") << R"({"name":"a","action":"accept","network":"1.2.3"})";
    QTest::newRow("scope") << R"({"name":"a","action":"accept","network":"::","scopes":["all"]})";
    QTest::newRow("no object") << "1";
}

void IpRulesTest::malformedTextsAreRefused()
{
    QFETCH(const QString, rule);
    const std::string first = R"({"name":"first","action":"Accept","network":"::1"})";
    QVERIFY(parsed(R"({"rules":[)" + first + "]}"));
    QVERIFY(!parsed(R"({"rules":[)" + first + "," + rule.toStdString() + "]}"));
    QVERIFY(!parsedArm(R"({"ipFilterRules":[)" + rule.toStdString() + "]}"));
    QVERIFY(!parsedArm(R"({"ipFilterRules":[{"filterName":"a","action":5,"ipMask":"1.2.3.4"}]})"));
    QVERIFY(!parsedArm("{}"));
}

std::unique_ptr<QObject> ipRulesTest()
{
    return std::make_unique<IpRulesTest>();
}

} // namespace hub::test

#include "tst_ip_rules.moc"
