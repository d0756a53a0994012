#include "api/access.h"
#include "api/access_group.h"
#include "api/ip_rules.h"
#include "tests/support/json_text.h"

#include <QTest>

#include <memory>

namespace hub::test {

/// What is written, read and written again is the same text.
class AccessJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entriesReadBack();
    void explanationsReadBack();
    void groupsReadBack();
    void rulesReadBack();
    void previewsReadBack();
    void incompleteOnesAreRefused();
};

namespace {

template <class Value>
void readsBack(const Value& value, Result<Value> (*read)(const JsonView&))
{
    const std::string text = written(value);
    const json::value document = parsed(text);
    const auto again = read(JsonView(document));
    QVERIFY2(again, text.c_str());
    QCOMPARE(QString::fromStdString(written(again.value())), QString::fromStdString(text));
}

api::AccessEntry entry()
{
    return {"7",  "block", "device", "dev1", "stolen", "iothubowner", wallFromMicros(1),
            wallFromMicros(2), false, "MQ=="};
}

api::IpRulesState state()
{
    api::IpRulesState state;
    state.active.rules = {{"a", false, IpNetwork::parse("10.0.0.0/8").value(), {true, false, true}}};
    state.active.acceptsOthers = {false, true, true};
    state.etag = "MQ==";
    state.unconfirmed = true;
    state.confirmBefore = wallFromMicros(3);
    return state;
}

} // namespace

void AccessJsonTest::entriesReadBack()
{
    api::AccessEntry endless = entry();
    endless.until.reset();
    readsBack(api::AccessEntries{{entry(), endless}, "7"}, api::accessEntriesFrom);
    readsBack(api::AccessEntries{}, api::accessEntriesFrom);
    readsBack(api::AddedAccessEntries{3, 4}, api::addedAccessEntriesFrom);
    readsBack(api::AccessMode{"open", "MQ=="}, api::accessModeFrom);
}

void AccessJsonTest::explanationsReadBack()
{
    const api::AccessStep step{"blockList", true, "why", {entry()}};
    readsBack(api::AccessExplanation{false, "blocked", "entry 7", "remedy", {step}, {"g"}},
              api::accessExplanationFrom);
}

void AccessJsonTest::groupsReadBack()
{
    readsBack(api::AccessGroups{{{"g", "tags.a = 'b'", "why", 5, "x", wallFromMicros(1), "MQ=="}}},
              api::accessGroupsFrom);
    readsBack(api::AccessMembers{{"dev1", "dev2"}, "dev2"}, api::accessMembersFrom);
}

void AccessJsonTest::rulesReadBack()
{
    readsBack(state(), api::ipRulesStateFrom);
}

void AccessJsonTest::previewsReadBack()
{
    readsBack(api::IpRulesPreview{5,
                                  1,
                                  {{"dev1", "10.0.0.1:5", "mqtt", "rule 1 (a) rejects"}},
                                  {"b"},
                                  "127.0.0.1:6",
                                  {true, "no rule matches; the default accepts"},
                                  {false, "rule 1 (a) rejects"}},
              api::ipRulesPreviewFrom);
}

void AccessJsonTest::incompleteOnesAreRefused()
{
    const json::value empty = parsed("{}");
    const JsonView view(empty);
    QVERIFY(!api::accessEntryFrom(view));
    QVERIFY(!api::accessEntriesFrom(view));
    QVERIFY(!api::addedAccessEntriesFrom(view));
    QVERIFY(!api::accessModeFrom(view));
    QVERIFY(!api::accessExplanationFrom(view));
    QVERIFY(!api::accessGroupsFrom(view));
    QVERIFY(!api::accessMembersFrom(view));
    QVERIFY(!api::ipRulesStateFrom(view));
    QVERIFY(!api::ipRulesPreviewFrom(view));
}

std::unique_ptr<QObject> accessJsonTest()
{
    return std::make_unique<AccessJsonTest>();
}

} // namespace hub::test

#include "tst_access.moc"
