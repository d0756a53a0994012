#include "tests/services/tst_access.h"

#include "tests/support/fake_link.h"
#include "tests/support/services_fixture.h"

#include "domain/limits.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const Secret kKey(Bytes(32, '1'));
const std::string kThumbprint(64, 'a');

void addDevice(ServicesFixture& fixture, const std::string& id, const std::string& tags = "{}")
{
    IdentityUpdate update;
    update.keys = {kKey, kKey};
    update.tags = tags;
    fixture.addDevice(id, update);
}

SignInRequest request(const ServicesFixture& fixture, const std::string& id)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(fixture.clock.wall());
    SignInRequest result;
    result.claims.id.device = result.claims.clientId = id;
    result.claims.host = "localhost";
    result.claims.token = makeSasToken(
        {"localhost/devices/" + id, {}, now.time_since_epoch() + std::chrono::seconds(60)}, kKey);
    result.address = "10.0.0.1:5000";
    result.protocol = "mqtt";
    return result;
}

Result<Session> signIn(ServicesFixture& fixture,
                       const std::string& id,
                       const std::shared_ptr<FakeLink>& link = std::make_shared<FakeLink>())
{
    std::optional<Result<Session>> answer;
    fixture.sessions->signIn(request(fixture, id), link, fixture.io.get_executor(),
                             [&answer](Result<Session> result) { answer = std::move(result); });
    if (!fixture.runUntil([&answer] { return answer.has_value(); })) {
        qFatal("no answer to a sign-in");
    }
    return std::move(*answer);
}

std::shared_ptr<FakeLink> online(ServicesFixture& fixture, const std::string& id)
{
    const auto link = std::make_shared<FakeLink>();
    if (!signIn(fixture, id, link)) {
        qFatal("%s is not let in", id.c_str());
    }
    return link;
}

Result<AccessEntry> tryAdd(ServicesFixture& fixture,
                           AccessList list,
                           AccessKind kind,
                           const std::string& value,
                           std::optional<WallTime> until = std::nullopt)
{
    NewAccessEntry entry{list, kind, value, "because", until};
    return fixture.await(fixture.accessControl->add(std::move(entry), "iothubowner"));
}

AccessEntry add(ServicesFixture& fixture,
                AccessList list,
                AccessKind kind,
                const std::string& value,
                std::optional<WallTime> until = std::nullopt)
{
    auto entry = tryAdd(fixture, list, kind, value, until);
    if (!entry) {
        qFatal("cannot add %s: %s", value.c_str(), entry.error().detail.c_str());
    }
    return entry.value();
}

void setMode(ServicesFixture& fixture, AccessMode mode)
{
    const EtagCondition any = EtagCondition::any();
    if (!fixture.await(fixture.accessControl->setMode(mode, any, "iothubowner"))) {
        qFatal("cannot set the mode");
    }
}

/// The reason of the last refusal.
QString lastDenial(const ServicesFixture& fixture)
{
    QString reason;
    for (const EventPointer& event : fixture.events.readAfter(0, 4'096).events) {
        if (event->type == "denied") {
            reason = QString::fromStdString(event->data).section('"', 3, 3);
        }
    }
    return reason;
}

QString textOf(const std::optional<CloseReason>& reason)
{
    return reason ? QString::fromStdString(std::string(nameOf(*reason))) : QString("open");
}

} // namespace

void AccessTest::entriesAreKeptAndPaged()
{
    ServicesFixture fixture;
    const AccessEntry first = add(fixture, AccessList::Block, AccessKind::Device, "dev1");
    add(fixture, AccessList::Block, AccessKind::Pattern, "pump-*");
    add(fixture, AccessList::Allow, AccessKind::Network, "10.1.2.3/8");
    QCOMPARE(tryAdd(fixture, AccessList::Block, AccessKind::Device, "dev1").error().code,
             Errc::PreconditionFailed);
    QVERIFY(tryAdd(fixture, AccessList::Allow, AccessKind::Device, "dev1"));

    AccessQuery query;
    query.limit = 3;
    const AccessEntryPage page = fixture.await(fixture.accessControl->entries(query)).value();
    QCOMPARE(page.entries.size(), std::size_t{3});
    QCOMPARE(page.entries[0].id, first.id);
    QCOMPARE(page.entries[2].value, std::string("10.0.0.0/8"));
    query.after = *page.next;
    const AccessEntryPage rest = fixture.await(fixture.accessControl->entries(query)).value();
    QCOMPARE(rest.entries.size(), std::size_t{1});
    QVERIFY(!rest.next);
    query = {};
    query.list = AccessList::Block;
    query.contains = "ump-";
    QCOMPARE(fixture.await(fixture.accessControl->entries(query)).value().entries.size(),
             std::size_t{1});

    const std::vector<NewAccessEntry> many{
        {AccessList::Block, AccessKind::Device, "dev1", {}, {}},
        {AccessList::Block, AccessKind::Device, "dev2", {}, {}}};
    const auto added = fixture.await(fixture.accessControl->addMany(many, "iothubowner"));
    QCOMPARE(added.value().added, std::size_t{1});
    QCOMPARE(added.value().present, std::size_t{1});

    // All or nothing.
    const std::vector<NewAccessEntry> bad{
        {AccessList::Block, AccessKind::Device, "dev3", {}, {}},
        {AccessList::Block, AccessKind::Thumbprint, "no hex", {}, {}}};
    QVERIFY(!fixture.await(fixture.accessControl->addMany(bad, "iothubowner")));
    query = {};
    query.contains = "dev3";
    QVERIFY(fixture.await(fixture.accessControl->entries(query)).value().entries.empty());
    QCOMPARE(fixture.access.rules()->lists.size(), std::size_t{5});
}

void AccessTest::aChangeNeedsTheRightVersion()
{
    ServicesFixture fixture;
    const AccessEntry entry = add(fixture, AccessList::Block, AccessKind::Device, "dev1");
    const auto condition = [](std::uint64_t etag) {
        return EtagCondition::fromHeader("\"" + etagText(etag) + "\"");
    };

    const auto changed = fixture.await(fixture.accessControl->change(
        entry.id, "other", std::nullopt, condition(entry.etag), "somebody"));
    QVERIFY(changed);
    QCOMPARE(changed.value().reason, std::string("other"));
    QCOMPARE(changed.value().by, std::string("somebody"));
    const auto late = fixture.await(fixture.accessControl->change(
        entry.id, "late", std::nullopt, condition(entry.etag), "somebody"));
    QCOMPARE(late.error().code, Errc::PreconditionFailed);
    QCOMPARE(fixture.await(fixture.accessControl->remove(entry.id, condition(entry.etag), "x"))
                 .error()
                 .code,
             Errc::PreconditionFailed);
    QVERIFY(fixture.await(
        fixture.accessControl->remove(entry.id, condition(changed.value().etag), "x")));
    QCOMPARE(fixture.await(fixture.accessControl->get(entry.id)).error().code, Errc::NotFound);

    const AccessModeView mode = fixture.await(fixture.accessControl->mode()).value();
    QVERIFY(fixture.await(fixture.accessControl->setMode(AccessMode::AllowListOnly,
                                                         condition(mode.etag), "x")));
    QCOMPARE(fixture.await(fixture.accessControl->setMode(AccessMode::Open, condition(mode.etag),
                                                          "x"))
                 .error()
                 .code,
             Errc::PreconditionFailed);
}

void AccessTest::theListsAreBounded()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    std::vector<NewAccessEntry> entries;
    for (int i = 0; i < 1'000; ++i) {
        entries.push_back(
            {AccessList::Block, AccessKind::Pattern, "pump-" + std::to_string(i) + "-*", {}, {}});
    }
    QVERIFY(fixture.await(fixture.accessControl->addMany(entries, "x")));
    QCOMPARE(tryAdd(fixture, AccessList::Block, AccessKind::Pattern, "one-more-*").error().code,
             Errc::InvalidOperation);
    QVERIFY(tryAdd(fixture, AccessList::Block, AccessKind::Device, "dev1"));
    entries.push_back(entries.front());
    QCOMPARE(fixture.await(fixture.accessControl->addMany(entries, "x")).error().code,
             Errc::InvalidArgument);
}

void AccessTest::entriesBlockAndAllow_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("concerns");
    QTest::newRow("device") << "device" << "dev1" << true;
    QTest::newRow("another device") << "device" << "dev10" << false;
    QTest::newRow("another case") << "device" << "Dev1" << false;
    QTest::newRow("pattern") << "pattern" << "d*1" << true;
    QTest::newRow("another pattern") << "pattern" << "d?1" << false;
    QTest::newRow("network") << "network" << "10.0.0.0/24" << true;
    QTest::newRow("address") << "network" << "10.0.0.1" << true;
    QTest::newRow("mapped address") << "network" << "::ffff:10.0.0.1" << true;
    QTest::newRow("another network") << "network" << "10.0.1.0/24" << false;
    QTest::newRow("all IPv4") << "network" << "0.0.0.0/0" << true;
    QTest::newRow("all IPv6") << "network" << "::/0" << false;
}

void AccessTest::entriesBlockAndAllow()
{
    QFETCH(QString, kind);
    QFETCH(QString, value);
    QFETCH(bool, concerns);
    ServicesFixture fixture;
    addDevice(fixture, "dev1");
    const AccessKind wanted = *accessKindFromName(kind.toStdString());

    const AccessEntry block = add(fixture, AccessList::Block, wanted, value.toStdString());
    QCOMPARE(!signIn(fixture, "dev1"), concerns);
    QCOMPARE(lastDenial(fixture), concerns ? QString("blocked") : QString());

    const EtagCondition any = EtagCondition::any();
    QVERIFY(fixture.await(fixture.accessControl->remove(block.id, any, "x")));
    QVERIFY(signIn(fixture, "dev1"));

    setMode(fixture, AccessMode::AllowListOnly);
    QVERIFY(!signIn(fixture, "dev1"));
    QCOMPARE(lastDenial(fixture), QString("notOnAllowList"));
    add(fixture, AccessList::Allow, wanted, value.toStdString());
    QCOMPARE(signIn(fixture, "dev1").has_value(), concerns);

    // Block wins, and what has ended counts nothing.
    const AccessEntry again = add(fixture, AccessList::Block, AccessKind::Device, "dev1");
    QVERIFY(!signIn(fixture, "dev1"));
    QVERIFY(fixture.await(fixture.accessControl->change(again.id, "x", fixture.clock.wall() + 1min,
                                                        any, "x")));
    QVERIFY(!signIn(fixture, "dev1"));
    fixture.clock.advance(1min);
    QCOMPARE(signIn(fixture, "dev1").has_value(), concerns);
}

void AccessTest::aBlockClosesLiveConnections_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("value");
    QTest::newRow("device") << "device" << "dev1";
    QTest::newRow("pattern") << "pattern" << "dev?";
    QTest::newRow("network") << "network" << "10.0.0.1/32";
}

void AccessTest::aBlockClosesLiveConnections()
{
    QFETCH(QString, kind);
    QFETCH(QString, value);
    ServicesFixture fixture;
    for (const char* const id : {"dev1", "other"}) {
        addDevice(fixture, id);
    }
    const auto link = online(fixture, "dev1");
    const auto other = online(fixture, "other");

    add(fixture, AccessList::Block, *accessKindFromName(kind.toStdString()), value.toStdString());

    QCOMPARE(textOf(link->reason), QString("blocked")); // before the answer
    QCOMPARE(textOf(other->reason), kind == "network" ? QString("blocked") : QString("open"));
}

void AccessTest::aSignInBetweenReadAndCommitIsNotLost()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1");
    // Entered, but not admitted yet: as if the reader had already judged it.
    const auto link = std::make_shared<FakeLink>();
    const IdentityId id{"dev1", {}};
    for (const AccessKind kind : {AccessKind::Device, AccessKind::Pattern}) {
        const SessionNumber number = fixture.directory.enter(id, link);
        auto info = std::make_shared<SessionInfo>();
        info->subject.device = "dev1";

        add(fixture, AccessList::Block, kind, "dev1");

        QVERIFY(fixture.directory.admit(id, number, info) == SessionDirectory::Admission::Revoked);
        fixture.directory.leave(id, number);
    }
}

void AccessTest::theEndOfAnAllowanceCloses()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1");
    add(fixture, AccessList::Allow, AccessKind::Device, "dev1", fixture.clock.wall() + 1min);
    setMode(fixture, AccessMode::AllowListOnly);
    const auto link = online(fixture, "dev1");

    fixture.clock.advance(59s);
    fixture.accessControl->sweep();
    auto nothing = [](Storage&) -> Result<void> { return success(); };
    QVERIFY(fixture.await(fixture.workers->read(nothing))); // one reader: in order
    QCOMPARE(textOf(link->reason), QString("open"));
    fixture.clock.advance(1s);
    fixture.accessControl->sweep();
    QVERIFY(fixture.await(fixture.workers->read(nothing)));

    QCOMPARE(textOf(link->reason), QString("notOnAllowList"));
    QVERIFY(!signIn(fixture, "dev1"));
}

void AccessTest::theModeClosesWhoIsNotAllowed()
{
    ServicesFixture fixture;
    for (const char* const id : {"dev1", "dev2"}) {
        addDevice(fixture, id);
    }
    const AccessEntry entry = add(fixture, AccessList::Allow, AccessKind::Device, "dev1");
    const auto allowed = online(fixture, "dev1");
    const auto other = online(fixture, "dev2");

    setMode(fixture, AccessMode::AllowListOnly);
    QCOMPARE(textOf(allowed->reason), QString("open"));
    QCOMPARE(textOf(other->reason), QString("notOnAllowList"));
    const EtagCondition any = EtagCondition::any();
    QVERIFY(fixture.await(fixture.accessControl->remove(entry.id, any, "x")));
    QCOMPARE(textOf(allowed->reason), QString("notOnAllowList"));
}

void AccessTest::explainSaysTheWholeChain()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1");
    const AccessEntry block = add(fixture, AccessList::Block, AccessKind::Pattern, "dev*");
    const AccessEntry thumbprint =
        add(fixture, AccessList::Allow, AccessKind::Thumbprint, "AA:" + kThumbprint.substr(2));
    const AccessQuestion question{"dev1", "10.0.0.1", kThumbprint, AccessScope::Device};

    const auto explanation = fixture.await(fixture.accessControl->explain(question)).value();

    const AccessDecision& decision = explanation.decision;
    QVERIFY(decision.denial);
    QVERIFY(decision.denial->reason == DenialReason::Blocked);
    QCOMPARE(decision.denial->detail,
             "entry " + std::to_string(block.id) + " (block pattern dev*): because");
    QCOMPARE(decision.chain.size(), std::size_t{5});
    QVERIFY(!decision.chain[0].refuses);
    QVERIFY(!decision.chain[1].refuses);
    QVERIFY(decision.chain[2].refuses);
    QCOMPARE(decision.chain[3].entries.size(), std::size_t{1});
    QCOMPARE(decision.chain[3].entries[0]->id, thumbprint.id);
    QVERIFY(!decision.chain[4].refuses);
}

void AccessTest::explainNeedsNoDevice()
{
    ServicesFixture fixture;
    add(fixture, AccessList::Block, AccessKind::Network, "10.0.0.0/8");
    const auto explain = [&fixture](AccessScope scope) {
        AccessQuestion question;
        question.address = "10.0.0.1";
        question.scope = scope;
        return fixture.await(fixture.accessControl->explain(question)).value().decision;
    };
    const AccessDecision device = explain(AccessScope::Device);
    QCOMPARE(device.chain.size(), std::size_t{4});
    QVERIFY(device.denial->reason == DenialReason::Blocked);
    const AccessDecision admin = explain(AccessScope::Admin); // lists are about devices
    QCOMPARE(admin.chain.size(), std::size_t{1});
    QVERIFY(!admin.denial);
    AccessQuestion wrong;
    wrong.address = "somewhere";
    QCOMPARE(fixture.await(fixture.accessControl->explain(wrong)).error().code,
             Errc::InvalidArgument);
}

void AccessTest::groupsAreBoundedAndInUse()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    AccessGroups& groups = *fixture.accessGroups;
    const EtagCondition any = EtagCondition::any();
    QCOMPARE(tryAdd(fixture, AccessList::Block, AccessKind::Group, "g").error().code,
             Errc::NotFound);
    QCOMPARE(fixture.await(groups.put("g", {}, {}, any, "x")).error().code, Errc::NotFound);
    const AccessGroup group = fixture.await(groups.put("g", "tags.a=1", {}, {}, "x")).value();
    QCOMPARE(group.condition, std::string("tags.a=1"));
    QCOMPARE(fixture.await(groups.put("g", {}, {}, {}, "x")).error().code,
             Errc::PreconditionFailed);
    QCOMPARE(fixture.await(groups.put("h", "a = 1", {}, {}, "x")).error().code,
             Errc::InvalidArgument);
    const AccessEntry entry = add(fixture, AccessList::Block, AccessKind::Group, "g");
    QCOMPARE(fixture.await(groups.remove("g", any, "x")).error().code, Errc::InvalidOperation);
    QVERIFY(fixture.await(fixture.accessControl->remove(entry.id, any, "x")));
    QVERIFY(fixture.await(groups.changeMembers("g", {"dev1", "dev2"}, {}, "x")));
    const auto changed = fixture.await(groups.changeMembers("g", {"dev1", "dev3"}, {"dev2"}, "x"));
    QCOMPARE(changed.value().added, std::size_t{1});
    QCOMPARE(changed.value().removed, std::size_t{1});
    QCOMPARE(fixture.await(groups.changeMembers("g", {"no id"}, {}, "x")).error().code,
             Errc::InvalidArgument);
    QCOMPARE(fixture.await(groups.changeMembers("g", std::vector<std::string>(1'001, "d"), {}, "x"))
                 .error()
                 .code,
             Errc::InvalidArgument);
    QCOMPARE(fixture.await(groups.members("g", "dev1", 10)).value(),
             std::vector<std::string>{"dev3"});
    QVERIFY(fixture.await(groups.remove("g", any, "x")));
    QVERIFY(fixture.access.rules()->lists.groupsOf({"dev1"}).empty());
    QVERIFY(fixture.await(groups.list()).value().empty());
}

void AccessTest::everythingIsThereAfterARestart()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1");
    addDevice(fixture, "dev2");
    add(fixture, AccessList::Block, AccessKind::Pattern, "*2");
    add(fixture, AccessList::Allow, AccessKind::Network, "10.0.0.0/8");
    setMode(fixture, AccessMode::AllowListOnly);

    fixture.restart();

    QVERIFY(signIn(fixture, "dev1"));
    QVERIFY(!signIn(fixture, "dev2"));
    QCOMPARE(fixture.await(fixture.accessControl->mode()).value().mode,
             AccessMode::AllowListOnly);
}

void AccessTest::judgedGroupsFollowTheDevice()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1", R"({"floor":1})");
    addDevice(fixture, "dev2", R"({"floor":2})");
    QVERIFY(fixture.await(fixture.accessGroups->put(
        "g", "tags.floor > 2 AND status = 'enabled' OR statusReason = 'sold'", {}, {}, "x")));
    add(fixture, AccessList::Block, AccessKind::Group, "g");
    const auto byTags = online(fixture, "dev1");
    const auto byReason = online(fixture, "dev2");

    QVERIFY(fixture.await(fixture.twins->replaceTags({"dev1", {}}, R"({"floor":2.5})")));
    QCOMPARE(textOf(byTags->reason), QString("blocked"));
    QCOMPARE(textOf(byReason->reason), QString("open"));
    IdentityUpdate sold;
    sold.keys = {kKey, kKey};
    sold.statusReason = "sold";
    QVERIFY(fixture.await(fixture.registry->put({"dev2", {}}, sold, EtagCondition::any())));
    QCOMPARE(textOf(byReason->reason), QString("blocked"));
    QVERIFY(!signIn(fixture, "dev1"));
    QCOMPARE(lastDenial(fixture), QString("blocked"));

    fixture.restart();
    QVERIFY(!signIn(fixture, "dev1"));
    QVERIFY(fixture.await(fixture.twins->patch({"dev1", {}}, {R"({"floor":null})", {}}, {})));
    QVERIFY(signIn(fixture, "dev1"));
}

void AccessTest::judgedGroupsFollowTheirCondition()
{
    ServicesFixture fixture;
    addDevice(fixture, "dev1", R"({"floor":1})");
    AccessGroups& groups = *fixture.accessGroups;
    QVERIFY(fixture.await(groups.put("g", "tags.floor >= 2", {}, {}, "x")));
    add(fixture, AccessList::Block, AccessKind::Group, "g");
    const auto link = online(fixture, "dev1");
    const EtagCondition any = EtagCondition::any();

    QVERIFY(fixture.await(groups.put("g", "tags.floor >= 1", {}, any, "x")));
    QCOMPARE(textOf(link->reason), QString("blocked"));
    AccessQuestion question;
    question.device = "dev1";
    const auto explained = fixture.await(fixture.accessControl->explain(question)).value();
    QCOMPARE(explained.groups, std::vector<std::string>{"g"});
    QVERIFY(explained.decision.denial->reason == DenialReason::Blocked);

    QVERIFY(fixture.await(groups.put("g", "tags.floor = '1'", {}, any, "x"))); // a text is no number
    QVERIFY(signIn(fixture, "dev1"));
    QVERIFY(fixture.await(groups.put("g", "*", {}, any, "x")));
    QVERIFY(!signIn(fixture, "dev1"));
    QVERIFY(fixture.await(groups.put("g", {}, {}, any, "x"))); // members alone
    QVERIFY(signIn(fixture, "dev1"));
}

void AccessTest::groupsLookAtTagsAndIdentityOnly_data()
{
    QTest::addColumn<QString>("condition");
    QTest::addColumn<bool>("isTaken");
    const auto add = [](const char* condition, bool isTaken) {
        QTest::newRow(condition) << condition << isTaken;
    };
    add("tags.a.b[1] > 2 OR NOT IS_DEFINED(tags.c)", true);
    add("STARTSWITH(deviceId, 'pump-')", true);
    add("status = 'enabled' AND statusReason != ''", true);
    add("authenticationType IN ['sas', 'selfSigned']", true);
    add("capabilities.iotEdge = true", true);
    add("IS_DEFINED(deviceScope) OR IS_DEFINED(parentScopes[0])", true);
    add("*", true);
    add("properties.reported.firmware = '1'", false);
    add("properties.desired.a = 1", false);
    add("tags.a = 1 AND LOWER(properties.reported.x) = 'y'", false);
    add("tags.a IN [1] OR connectionState = 'Connected'", false);
    add("lastActivityTime < '2026-01-01'", false);
    add("configurations.[[c]].status = 'Applied'", false);
    add("etag = '1'", false);
    add("version > 3", false);
    add("a = 1", false);
    add("FROM devices.modules WHERE moduleId = 'm'", false);
    add("tags.a =", false);
}

void AccessTest::groupsLookAtTagsAndIdentityOnly()
{
    QFETCH(QString, condition);
    QFETCH(bool, isTaken);
    ServicesFixture fixture(ServicesFixture::Durability::None);
    AccessGroups& groups = *fixture.accessGroups;

    const auto put = fixture.await(groups.put("g", condition.toStdString(), {}, {}, "x"));
    const auto preview = fixture.await(groups.preview(condition.toStdString()));

    QCOMPARE(put.has_value(), isTaken);
    QCOMPARE(preview.has_value(), isTaken);
    if (!isTaken) {
        QCOMPARE(put.error().code, Errc::InvalidArgument);
        QCOMPARE(preview.error().code, Errc::InvalidArgument);
    }
}

void AccessTest::previewCountsWhatTheConditionHoldsFor_data()
{
    QTest::addColumn<QString>("condition");
    QTest::addColumn<int>("devices");
    QTest::addColumn<int>("connected");
    QTest::newRow("tag") << "tags.even = 'yes'" << 600 << 1;
    QTest::newRow("number") << "tags.n >= 1190" << 10 << 0;
    QTest::newRow("judged one by one") << "tags.n % 2 = 1" << 600 << 1;
    QTest::newRow("both") << "tags.even = 'yes' AND tags.n + 1 < 11" << 5 << 1;
    QTest::newRow("all") << "*" << 1'200 << 2;
    QTest::newRow("nobody") << "tags.even = 'maybe'" << 0 << 0;
}

void AccessTest::previewCountsWhatTheConditionHoldsFor()
{
    QFETCH(QString, condition);
    QFETCH(int, devices);
    QFETCH(int, connected);
    ServicesFixture fixture(ServicesFixture::Durability::None);
    for (int i = 0; i < 1'200; ++i) {
        const std::string n = std::to_string(i);
        addDevice(fixture, "dev" + n,
                  i % 2 == 0 ? "{\"n\":" + n + ",\"even\":\"yes\"}" : "{\"n\":" + n + "}");
    }
    const auto even = online(fixture, "dev0");
    const auto odd = online(fixture, "dev1");

    const auto preview = fixture.await(fixture.accessGroups->preview(condition.toStdString()));

    QCOMPARE(preview.value().devices, static_cast<std::uint64_t>(devices));
    QCOMPARE(preview.value().connected, static_cast<std::uint64_t>(connected));
}

void AccessTest::judgedGroupsAreBounded()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    AccessGroups& groups = *fixture.accessGroups;
    const EtagCondition any = EtagCondition::any();
    for (std::size_t i = 0; i < limits::kMaxAccessConditions; ++i) {
        QVERIFY(fixture.await(groups.put("g" + std::to_string(i), "tags.a > 1", {}, {}, "x")));
    }

    const auto more = fixture.await(groups.put("more", "tags.a > 1", {}, {}, "x"));

    QCOMPARE(more.error().code, Errc::InvalidOperation);
    QVERIFY(fixture.await(groups.put("more", "tags.a = 'b'", {}, {}, "x"))); // found by a table
    QVERIFY(fixture.await(groups.put("g0", "tags.a > 2", {}, any, "x"))); // it was one before
    QCOMPARE(fixture.await(groups.put("more", "tags.a > 1", {}, any, "x")).error().code,
             Errc::InvalidOperation);
}
