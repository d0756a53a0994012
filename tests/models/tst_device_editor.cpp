#include "models/device_editor.h"
#include "tests/support/fake_hub.h"
#include "tests/support/test_hub.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class DeviceEditorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { hub_ = std::make_unique<hub::test::TestHub>(); }
    void cleanupTestCase() { hub_.reset(); }

    void disableKeepsTheRestOfTheIdentity();
    void disableAndEnableOfAnIdWithMarks();
    void disableOfADeviceThatIsGoneIsSaid();
    void changeOfSomebodyElseIsNotOverwritten();
    void answerThatIsNoIdentityChangesNothing();
    void removeKeepsOrErasesTheHistory_data();
    void removeKeepsOrErasesTheHistory();
    void connectionStringIsTheDevices();
    void deviceWithoutAKeyHasNoConnectionString();

private:
    QJsonObject identityOf(const QString& path) const;
    bool hasMessages(const std::string& id) const;

    std::unique_ptr<hub::test::TestHub> hub_;
};

namespace {

constexpr const char* kVersion = "?api-version=2021-04-12";

ConnectionProfile profileOf(hub::test::TestHub& hub)
{
    auto profile = profileFrom(QString::fromStdString(hub.server().ownerConnectionString()));
    profile.value().authority =
        QSslCertificate::fromPath(QString::fromStdString(hub.caFile())).value(0);
    return profile.value();
}

/// An editor of a hub, and its last answer.
struct Editing
{
    HubSession session;
    DeviceEditor editor{session};
    std::optional<HubError> answer;
    QString secret;

    explicit Editing(const ConnectionProfile& profile) : session(profile) {}

    bool online()
    {
        session.start();
        return QTest::qWaitFor([this] { return session.isOnline(); }, 20'000);
    }
    DeviceEditor::Done take()
    {
        return [this](const HubError& error) { answer = error; };
    }
    DeviceEditor::TakeSecret takeSecret()
    {
        return [this](const HubError& error, const QString& text) {
            answer = error;
            secret = text;
        };
    }
    bool answered()
    {
        return QTest::qWaitFor([this] { return answer.has_value(); }, 20'000);
    }
};

} // namespace

QJsonObject DeviceEditorTest::identityOf(const QString& path) const
{
    const auto answer = hub_->http().get("/devices/" + path.toStdString() + kVersion);
    return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
}

bool DeviceEditorTest::hasMessages(const std::string& id) const
{
    return !hub_->messagesOf(id, 0).empty();
}

void DeviceEditorTest::disableKeepsTheRestOfTheIdentity()
{
    hub_->addDevice("kept");
    QJsonObject before = identityOf(u"kept"_s);
    Editing e(profileOf(*hub_));
    QVERIFY(e.online());

    e.editor.setEnabled(u"kept"_s, false, {}, e.take());
    QVERIFY(e.answered());

    QVERIFY2(!e.answer->isError(), qPrintable(e.answer->message));
    QJsonObject after = identityOf(u"kept"_s);
    QCOMPARE(after[u"status"_s].toString(), u"disabled"_s);
    for (const QString& mayChange : {u"status"_s, u"etag"_s, u"statusUpdatedTime"_s}) {
        before.remove(mayChange);
        after.remove(mayChange);
    }
    QCOMPARE(after, before);
}

void DeviceEditorTest::disableAndEnableOfAnIdWithMarks()
{
    const auto made = hub_->http().request("PUT", std::string("/devices/a%3Fb%23c%25") + kVersion,
                                           R"({"deviceId":"a?b#c%"})");
    QCOMPARE(made.status, 200);
    Editing e(profileOf(*hub_));
    QVERIFY(e.online());

    for (const bool enabled : {false, true}) {
        e.answer.reset();
        e.editor.setEnabled(u"a?b#c%"_s, enabled, {}, e.take());
        QVERIFY(e.answered());
        QVERIFY2(!e.answer->isError(), qPrintable(e.answer->message));
        QCOMPARE(identityOf(u"a%3Fb%23c%25"_s)[u"status"_s].toString(),
                 enabled ? u"enabled"_s : u"disabled"_s);
    }
}

void DeviceEditorTest::disableOfADeviceThatIsGoneIsSaid()
{
    Editing e(profileOf(*hub_));
    QVERIFY(e.online());

    e.editor.setEnabled(u"nobody"_s, false, {}, e.take());

    QVERIFY(e.answered());
    QVERIFY(e.answer->isError());
    QVERIFY2(e.answer->message.contains(u"nobody"_s), qPrintable(e.answer->message));
}

void DeviceEditorTest::changeOfSomebodyElseIsNotOverwritten()
{
    FakeHub fake;
    fake.hang("/devices/pump");
    Editing e(fake.profile());
    QVERIFY(e.online());

    e.editor.setEnabled(u"pump"_s, false, {}, e.take());
    QTRY_COMPARE(fake.requestsOf("/devices/pump").size(), 1);
    fake.answer("/devices/pump", 412, R"({"Message":"ErrorCode:PreconditionFailed;it changed"})");
    fake.answerHanging("/devices/pump", 200,
                       R"({"deviceId":"pump","etag":"MQ==","status":"enabled","x":1})");

    QVERIFY(e.answered());
    const FakeHub::Request put = fake.requestsOf("/devices/pump").value(1);
    QCOMPARE(put.method, "PUT");
    QCOMPARE(put.headers.value("if-match"), "\"MQ==\"");
    QVERIFY(e.answer->isError());
    QVERIFY2(e.answer->message.startsWith(u"pump was changed"_s), qPrintable(e.answer->message));
}

void DeviceEditorTest::answerThatIsNoIdentityChangesNothing()
{
    FakeHub fake;
    fake.answer("/devices/pump", 200, "<h1>Welcome</h1>");
    Editing e(fake.profile());
    QVERIFY(e.online());

    e.editor.setEnabled(u"pump"_s, false, {}, e.take());

    QVERIFY(e.answered());
    QVERIFY(e.answer->isError());
    QVERIFY(!e.answer->message.isEmpty());
    for (const FakeHub::Request& request : fake.requests()) {
        QCOMPARE(request.method, "GET");
    }
}

void DeviceEditorTest::removeKeepsOrErasesTheHistory_data()
{
    QTest::addColumn<bool>("erase");
    QTest::newRow("keep") << false;
    QTest::newRow("erase") << true;
}

void DeviceEditorTest::removeKeepsOrErasesTheHistory()
{
    QFETCH(const bool, erase);
    const std::string id = erase ? "erased" : "remembered";
    hub_->addDevice(id);
    auto peer = hub_->device(id);
    QVERIFY(peer->publish("devices/" + id + "/messages/events/", "21.5", 1));
    QCOMPARE(hub_->messagesOf(id, 1).size(), std::size_t{1});
    Editing e(profileOf(*hub_));
    QVERIFY(e.online());

    e.editor.remove(QString::fromStdString(id), erase, e.take());

    QVERIFY(e.answered());
    QVERIFY2(!e.answer->isError(), qPrintable(e.answer->message));
    QCOMPARE(hub_->http().get("/devices/" + id + kVersion).status, 404);
    QCOMPARE(hasMessages(id), !erase);
}

void DeviceEditorTest::connectionStringIsTheDevices()
{
    hub_->addDevice("keyed");
    Editing e(profileOf(*hub_));
    QVERIFY(e.online());

    e.editor.fetchConnectionString(u"keyed"_s, e.takeSecret());

    QVERIFY(e.answered());
    const QString host = e.session.profile().host;
    const auto port = hub_->server().endpoints().mqtts;
    QCOMPARE(e.secret,
             u"HostName=%1:%2;DeviceId=keyed;SharedAccessKey=%3"_s.arg(host).arg(port).arg(
                 QLatin1StringView(hub::test::kTestKey)));
}

void DeviceEditorTest::deviceWithoutAKeyHasNoConnectionString()
{
    FakeHub fake;
    fake.answer("/devices/pump", 200,
                R"({"deviceId":"pump","authentication":{"type":"selfSigned"}})");
    Editing e(fake.profile());
    QVERIFY(e.online());

    e.editor.fetchConnectionString(u"pump"_s, e.takeSecret());

    QVERIFY(e.answered());
    QVERIFY(e.secret.isEmpty());
    QVERIFY(!e.answer->isError());
}

std::unique_ptr<QObject> deviceEditorTest()
{
    return std::make_unique<DeviceEditorTest>();
}

} // namespace deck::test

#include "tst_device_editor.moc"
