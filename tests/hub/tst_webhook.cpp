// Alerts of a real hub at a web server, which is a socket of this test.
#include "base/json.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_hub.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace hub;
using namespace hub::test;

class WebhookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alertIsPostedAndTriedAgain()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const TestHub hub([&server](Config& config) {
            config.alertWebhook =
                "http://127.0.0.1:" + std::to_string(server.serverPort()) + "/hook?secret=1";
            config.maxFailedSignIns = 4;
        });
        failToSignIn(hub);

        const QByteArray first = take(server, "500 Broken");
        const QByteArray second = take(server, "204 No Content");

        QVERIFY2(first.startsWith("POST /hook?secret=1 HTTP/1.1\r\n"), first.constData());
        const QByteArray body = second.mid(second.indexOf("\r\n\r\n") + 4);
        QCOMPARE(first.mid(first.indexOf("\r\n\r\n") + 4), body);
        const json::value posted =
            parseJson(std::string_view(body.data(), std::size_t(body.size()))).value();
        QCOMPARE(posted.at("type").as_string(), "alert-raised");
        QCOMPARE(posted.at("alert").at("kind").as_string(), "lockedOut");
        QVERIFY(!posted.at("hubId").as_string().empty());
    }

    /// Nobody listens there: the hub stops all the same.
    void hubStopsWhileItTries()
    {
        TestHub hub([](Config& config) {
            config.alertWebhook = "http://127.0.0.1:1/";
            config.maxFailedSignIns = 4;
        });
        failToSignIn(hub);
        QTest::qWait(200);
        hub.stop();
    }

    void wrongAddressIsRefusedAtTheStart()
    {
        const TemporaryFolder folder;
        Config config;
        config.dataFolder = folder.path() / "data";
        config.alertWebhook = "http://example.com/secret";
        const auto server = Server::start(config);
        QVERIFY(!server);
        QVERIFY(server.error().detail.find("secret") == std::string::npos);
    }

private:
    static void failToSignIn(const TestHub& hub)
    {
        const std::string wrong = "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=";
        for (int i = 0; i < 4; ++i) {
            auto peer = hub.mqtt();
            (void)peer->connect(TestHub::connectOptions("nobody", wrong));
        }
    }

    /// The next request, whole, answered.
    static QByteArray take(QTcpServer& server, const QByteArray& status)
    {
        if (!server.waitForNewConnection(20'000)) {
            return "nobody came";
        }
        const std::unique_ptr<QTcpSocket> peer(server.nextPendingConnection());
        QByteArray all;
        while (!all.endsWith("}}") && peer->waitForReadyRead(5'000)) {
            all += peer->readAll();
        }
        peer->write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
        peer->waitForBytesWritten();
        peer->disconnectFromHost();
        return all;
    }
};

QTEST_GUILESS_MAIN(WebhookTest)
#include "tst_webhook.moc"
