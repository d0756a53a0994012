// People and policies with fewer rights at the hub inside: who is signed in is said, what is not
// allowed is said instead of tried.
#include "domain/totp.h"
#include "models/client/connection_profile.h"
#include "models/client/json_body.h"
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "tests/support/base32.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/text_field.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>

namespace deck::test {

using namespace Qt::StringLiterals;

class PeopleWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { walk_.reset(); }

    void personIsNamedAndKeptFromWhatTheRoleLacks();
    void personWithAPartOfTheFleetSeesThatPart();
    void policyWithOneRightIsSignedInAndSeesWhatIsMissing();
    void secondFactorIsAskedForUntilItIsShown();

private:
    QJsonObject ask(const QByteArray& method, const QString& path, const QJsonObject& body = {});
    bool connectAs(const QString& name, const QString& key);
    bool connectAsPerson(const QString& name, const QJsonObject& members);
    QString label(const char* name) { return walk_->part<QLabel>(name).text(); }
    bool isClosed(const char* name, const QString& permission);
    bool begetSecondFactor();
    bool askedForTheCode();
    QString codeInSteps(int steps) const;

    hub::Secret factor_; ///< what the authenticator app has
    std::unique_ptr<Walk> walk_;
};

void PeopleWalks::init()
{
    walk_ = std::make_unique<Walk>();
    QVERIFY(walk_->online());
    for (const QString& site : {u"berlin"_s, u"paris"_s}) {
        const QString id = u"pump-"_s + site;
        QVERIFY(!ask("PUT"_ba, u"/devices/"_s + id, {{u"deviceId"_s, id}}).isEmpty());
        const QJsonObject tags{{u"tags"_s, QJsonObject{{u"site"_s, site}}}};
        QVERIFY(!ask("PATCH"_ba, u"/twins/"_s + id, tags).isEmpty());
    }
}

/// Empty when the hub refuses.
QJsonObject PeopleWalks::ask(const QByteArray& method, const QString& path, const QJsonObject& body)
{
    HubRequest request;
    request.method = method;
    request.path = path;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = body.isEmpty() ? QByteArray() : jsonBody(body);
    std::optional<HubReply> answer;
    walk_->session().client().send(request, this,
                                   [&answer](const HubReply& reply) { answer = reply; });
    const bool came = QTest::qWaitFor([&answer] { return answer.has_value(); }, kPatienceMs);
    return came && answer->ok() ? QJsonDocument::fromJson(answer->body).object() : QJsonObject();
}

/// At the same hub, as somebody else.
bool PeopleWalks::connectAs(const QString& name, const QString& key)
{
    const ConnectionProfile local = walk_->session().profile();
    auto profile = profileFrom(u"HostName=%1;SharedAccessKeyName=%2;SharedAccessKey=%3"_s.arg(
        local.address(), name, key));
    if (!profile) {
        return false;
    }
    profile.value().authority = local.authority;
    profile.value().name = name;
    HubList& hubs = walk_->console().hubs();
    const QString id = profile.value().id;
    hubs.put(std::move(profile.value()));
    hubs.setCurrent(id);
    return true;
}

bool PeopleWalks::connectAsPerson(const QString& name, const QJsonObject& members)
{
    const QJsonObject person = ask("PUT"_ba, u"/admin/people/"_s + name, members);
    return connectAs(name, person[u"key"_s].toString()) && walk_->online();
}

/// A part that cannot be used, and says which permission is missing.
bool PeopleWalks::isClosed(const char* name, const QString& permission)
{
    const QWidget& part = walk_->part(name);
    return part.isVisible() && !part.isEnabled() &&
           part.toolTip().contains(u"“%1”"_s.arg(permission));
}

void PeopleWalks::personIsNamedAndKeptFromWhatTheRoleLacks()
{
    QVERIFY(connectAsPerson(u"vera"_s, {{u"role"_s, u"viewer"_s}}));
    QTRY_COMPARE(label("shell.identity"), u"vera  ·  viewer"_s);

    Walk::key(Qt::Key_2, Qt::ControlModifier);
    auto& devices = walk_->part<QTableView>("devices.table");
    QTRY_COMPARE_WITH_TIMEOUT(devices.model()->rowCount(), 2, kPatienceMs);
    QVERIFY(isClosed("devices.add", u"enroll"_s));
    Walk::clickRow(devices, 0);
    Walk::key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("device.head"), kPatienceMs);
    QVERIFY(isClosed("device.send", u"operate"_s));
    QVERIFY(isClosed("devicePage.enabled", u"operate"_s));
    QVERIFY(isClosed("devicePage.keys", u"keys"_s));
    QVERIFY(isClosed("devicePage.connectionString", u"keys"_s));
    QVERIFY(isClosed("device.method.call", u"operate"_s));

    Walk::key(Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(walk_->shows("page.access"));
    Walk::key(Qt::Key_6, Qt::ControlModifier);
    QVERIFY(walk_->shows("shell.refused"));
    QVERIFY(!walk_->has("page.audit"));
    Walk::key(Qt::Key_N, Qt::ControlModifier); // no dialog that could not do anything
    QVERIFY(!walk_->has("dialog.connectDevice"));
}

void PeopleWalks::personWithAPartOfTheFleetSeesThatPart()
{
    Walk::key(Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(walk_->shows("page.access"));

    QVERIFY(connectAsPerson(u"alice"_s, {{u"role"_s, u"operator"_s},
                                         {u"scope"_s, u"tags.site = 'berlin'"_s}}));

    QTRY_COMPARE(label("shell.identity"),
                 u"alice  ·  operator  ·  only tags.site = 'berlin'"_s);
    QTRY_VERIFY(walk_->shows("shell.refused")); // the lists are about the whole hub
    Walk::key(Qt::Key_2, Qt::ControlModifier);
    auto& devices = walk_->part<QTableView>("devices.table");
    QTRY_COMPARE_WITH_TIMEOUT(devices.model()->rowCount(), 1, kPatienceMs);
    QVERIFY(walk_->part("devices.add").isEnabled());
    Walk::clickRow(devices, 0);
    Walk::key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("device.head"), kPatienceMs);
    QTRY_VERIFY(walk_->part("device.send").isEnabled());
    QVERIFY(isClosed("devicePage.keys", u"keys"_s));
    for (const Qt::Key page : {Qt::Key_1, Qt::Key_3, Qt::Key_4, Qt::Key_5, Qt::Key_6}) {
        Walk::key(page, Qt::ControlModifier);
        Walk::key(Qt::Key_F5);
        QTest::qWait(100); // whatever the page asks by itself
    }

    const QString owners = walk_->console().hubs().profileAt(0).id;
    walk_->console().hubs().setCurrent(owners);
    QTRY_COMPARE(label("shell.identity"), u"iothubowner"_s);
    Walk::key(Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(walk_->shows("page.access"));
    QVERIFY(walk_->online());
    const QJsonArray records = ask("GET"_ba, u"/admin/audit"_s)[u"records"_s].toArray();
    QVERIFY(!records.isEmpty());
    for (const QJsonValue& record : records) { // each refusal would be one, with her name
        QVERIFY2(record[u"actor"_s] != u"alice"_s,
                 QJsonDocument(record.toObject()).toJson().constData());
    }
}

/// Such a key was taken for a wrong one.
void PeopleWalks::policyWithOneRightIsSignedInAndSeesWhatIsMissing()
{
    const QJsonObject policy = ask("POST"_ba, u"/admin/policies/registryRead/keys/rollover"_s,
                                   {{u"step"_s, u"swap"_s}});

    QVERIFY(connectAs(u"registryRead"_s, policy[u"primaryKey"_s].toString()));
    QVERIFY(walk_->online());

    QTRY_COMPARE(label("shell.identity"), u"registryRead  ·  RegistryRead"_s);
    for (const Qt::Key page : {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4, Qt::Key_5, Qt::Key_6}) {
        Walk::key(page, Qt::ControlModifier);
        QVERIFY(walk_->shows("shell.refused"));
    }
    Walk::key(Qt::Key_7, Qt::ControlModifier);
    QVERIFY(walk_->shows("page.settings"));
}

/// For who is signed in, from now on.
bool PeopleWalks::begetSecondFactor()
{
    const QJsonObject begun = ask("POST"_ba, u"/admin/me/factor"_s);
    factor_ = hub::test::fromBase32(begun[u"secret"_s].toString().toStdString());
    ask("POST"_ba, u"/admin/me/factor/confirm"_s, {{u"code"_s, codeInSteps(0)}});
    return !begun.isEmpty();
}

/// What the app shows now, or after so many half minutes; each is good once.
QString PeopleWalks::codeInSteps(int steps) const
{
    const auto now = std::chrono::time_point_cast<hub::Micros>(std::chrono::system_clock::now());
    return QString::fromStdString(hub::totpCode(factor_, hub::totpStep(now) + steps));
}

bool PeopleWalks::askedForTheCode()
{
    return QTest::qWaitFor([this] { return walk_->shows("dialog.secondFactor"); }, kPatienceMs) &&
           QTest::qWaitForWindowActive(&walk_->part("dialog.secondFactor"));
}

void PeopleWalks::secondFactorIsAskedForUntilItIsShown()
{
    QVERIFY(connectAsPerson(u"mona"_s, {{u"role"_s, u"support"_s}}));
    QVERIFY(begetSecondFactor());
    QVERIFY(askedForTheCode());
    QVERIFY(!walk_->session().isOnline());

    Walk::type(codeInSteps(-3)); // an old one
    Walk::key(Qt::Key_Return);
    auto& field = walk_->part<TextField>("secondFactor.code");
    QTRY_VERIFY_WITH_TIMEOUT(!field.error().isEmpty(), kPatienceMs);
    QVERIFY2(field.error().contains(u"wrong"_s), qPrintable(field.error()));
    QVERIFY(walk_->shows("dialog.secondFactor"));

    Walk::key(Qt::Key_Escape);
    QTRY_VERIFY(!walk_->has("dialog.secondFactor"));
    QCOMPARE(walk_->session().state(), HubSession::State::NeedsCode);
    const auto* const banner = walk_->window().findChild<Banner*>();
    QVERIFY(banner->isVisible());
    QTRY_COMPARE(label("shell.identity"), QString());
    const auto* const home = walk_->part("page.home").findChild<PageHeader*>();
    QVERIFY(home->detail().endsWith(u"waits for the code of the second factor"_s));

    Walk::click(*banner->findChild<Button*>()); // "Enter code…"
    QVERIFY(askedForTheCode());
    QString code = codeInSteps(1);
    QGuiApplication::clipboard()->setText(code.insert(3, u' '));
    Walk::key(Qt::Key_V, Qt::ControlModifier);
    Walk::key(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(walk_->session().isOnline(), kPatienceMs);
    QTRY_VERIFY(!walk_->has("dialog.secondFactor"));
    QVERIFY(!banner->isVisible());
    QTRY_COMPARE(label("shell.identity"), u"mona  ·  support"_s);
    QVERIFY(home->detail().startsWith(u"Connected to "_s));

    // A change ends the session.
    HubClient owner(walk_->console().hubs().profileAt(0));
    HubRequest change;
    change.method = "PUT"_ba;
    change.path = u"/admin/people/mona"_s;
    change.ifMatch = u"*"_s;
    change.body = R"({"role":"viewer"})"_ba;
    owner.send(change, this, [](const HubReply& reply) { QVERIFY(reply.ok()); });
    QVERIFY(askedForTheCode());
    QVERIFY(!walk_->session().isOnline());
}

std::unique_ptr<QObject> makePeopleWalks()
{
    return std::make_unique<PeopleWalks>();
}

} // namespace deck::test

#include "tst_walk_people.moc"
