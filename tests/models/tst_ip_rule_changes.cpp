#include "models/ip_rule_changes.h"
#include "tests/models/access.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class IpRuleChangesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameRulesHaveNoChanges();
    void addedRemovedAndChangedAreCounted();
    void oneMoveIsOneChangeWhereverItGoes();
    void defaultsAreCounted();
    void ruleBehindAWiderOneNeverDecides();
    void ruleThatOthersCoverTogetherNeverDecides();
    void ruleThatIsWiderDecides();
    void otherScopesDoNotShadow();
    void doubleNamesAreComplainedAbout();
};

namespace {

hub::IpRules rulesOf(const std::vector<hub::IpRule>& rules)
{
    hub::IpRules all;
    all.rules = rules;
    return all;
}

hub::IpRules numbered(const std::vector<int>& order)
{
    hub::IpRules all;
    for (const int number : order) {
        all.rules.push_back(
            ipRule("r" + std::to_string(number), "10.0." + std::to_string(number) + ".0/24"));
    }
    return all;
}

} // namespace

void IpRuleChangesTest::sameRulesHaveNoChanges()
{
    QCOMPARE(changesBetween({}, {}).count(), 0);
    QCOMPARE(changesBetween(numbered({1, 2, 3}), numbered({1, 2, 3})).count(), 0);
}

void IpRuleChangesTest::addedRemovedAndChangedAreCounted()
{
    hub::IpRules draft = numbered({1, 2, 4});
    draft.rules[1].accepts = false;

    const IpRuleChanges changes = changesBetween(numbered({1, 2, 3}), draft);

    QCOMPARE(changes.added, std::set<std::string>{"r4"});
    QCOMPARE(changes.changed, std::set<std::string>{"r2"});
    QCOMPARE(changes.removed, 1);
    QVERIFY(changes.moved.empty());
    QCOMPARE(changes.count(), 3);
}

void IpRuleChangesTest::oneMoveIsOneChangeWhereverItGoes()
{
    QCOMPARE(changesBetween(numbered({1, 2, 3, 4, 5}), numbered({5, 1, 2, 3, 4})).moved,
             std::set<std::string>{"r5"});
    QCOMPARE(changesBetween(numbered({1, 2, 3, 4, 5}), numbered({2, 3, 4, 5, 1})).moved,
             std::set<std::string>{"r1"});
    QCOMPARE(changesBetween(numbered({1, 2, 3}), numbered({3, 2, 1})).count(), 2);
}

void IpRuleChangesTest::defaultsAreCounted()
{
    hub::IpRules draft;
    draft.acceptsOthers = {false, true, false};

    QCOMPARE(changesBetween({}, draft).count(), 2);
}

void IpRuleChangesTest::ruleBehindAWiderOneNeverDecides()
{
    const auto reasons = idleReasons(
        rulesOf({ipRule("office", "10.0.0.0/8"), ipRule("printer", "10.1.2.3", false)}));

    QCOMPARE(reasons.size(), 1);
    QVERIFY2(reasons[u"printer"_s].contains(u"rule 1 (office)"_s),
             qPrintable(reasons[u"printer"_s]));
}

void IpRuleChangesTest::ruleThatOthersCoverTogetherNeverDecides()
{
    const auto reasons =
        idleReasons(rulesOf({ipRule("low", "10.0.0.0/25"), ipRule("high", "10.0.0.128/25"),
                             ipRule("both", "10.0.0.0/24")}));

    QCOMPARE(reasons.keys(), QStringList{u"both"_s});
    QVERIFY2(reasons[u"both"_s].contains(u"together"_s), qPrintable(reasons[u"both"_s]));
}

void IpRuleChangesTest::ruleThatIsWiderDecides()
{
    QVERIFY(idleReasons(rulesOf({ipRule("printer", "10.1.2.3"), ipRule("office", "10.0.0.0/8")}))
                .isEmpty());
}

void IpRuleChangesTest::otherScopesDoNotShadow()
{
    hub::IpRule forDevices = ipRule("devices", "10.0.0.0/8");
    forDevices.scopes = {true, false, false};
    hub::IpRule nothing = ipRule("nothing", "192.0.2.0/24");
    nothing.scopes = {false, false, false};

    const auto reasons = idleReasons(rulesOf({forDevices, ipRule("all", "10.0.0.0/8"), nothing}));

    QCOMPARE(reasons.keys(), QStringList{u"nothing"_s});
    QVERIFY(reasons[u"nothing"_s].contains(u"counts for nothing"_s));
}

void IpRuleChangesTest::doubleNamesAreComplainedAbout()
{
    QCOMPARE(complaintAbout(numbered({1, 2})), QString());
    QVERIFY(!complaintAbout(rulesOf({ipRule("Office", "10.0.0.1"), ipRule("office", "10.0.0.2")}))
                 .isEmpty());
    QVERIFY(!complaintAbout(rulesOf({ipRule("", "10.0.0.1")})).isEmpty());
}

std::unique_ptr<QObject> ipRuleChangesTest()
{
    return std::make_unique<IpRuleChangesTest>();
}

} // namespace deck::test

#include "tst_ip_rule_changes.moc"
