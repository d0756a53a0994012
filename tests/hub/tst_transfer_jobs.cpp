// Import and export jobs (service API, jobs v1) of a real hub, at a blob store that is a socket of this test.
#include "base/guarded.h"
#include "base/json_writer.h"
#include "tests/support/test_hub.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <thread>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";
const std::string kToken = "sv=2020-10-02&sp=rwl&sig=dG9wc2VjcmV0";

/// The next request, whole, answered.
QByteArray take(QTcpServer& server, const QByteArray& answer)
{
    if (!server.waitForNewConnection(20'000)) {
        return "nobody came";
    }
    const std::unique_ptr<QTcpSocket> peer(server.nextPendingConnection());
    QByteArray all;
    const auto isWhole = [&all] {
        const auto end = all.indexOf("\r\n\r\n");
        const auto at = all.indexOf("Content-Length: ");
        const auto length = at < 0 ? 0 : all.mid(at + 16, all.indexOf('\r', at) - at - 16).toLongLong();
        return end >= 0 && all.size() >= end + 4 + length;
    };
    while (!isWhole() && peer->waitForReadyRead(5'000)) {
        all += peer->readAll();
    }
    peer->write("HTTP/1.1 " + answer);
    peer->waitForBytesWritten();
    peer->disconnectFromHost();
    return all;
}

std::string uriAt(const QTcpServer& server)
{
    return "http://127.0.0.1:" + std::to_string(server.serverPort()) + "/fleet?" + kToken;
}

HttpAnswer create(const TestHub& hub, const std::string& members)
{
    HttpPeer peer = hub.http();
    return peer.request("POST", "/jobs/create" + kVersion, "{" + members + "}",
                        {{"Content-Type", "application/json"}});
}

/// When it is over.
json::value jobOf(const TestHub& hub, const HttpAnswer& created)
{
    const std::string id(created.parsed().at("jobId").as_string());
    HttpPeer peer = hub.http();
    const auto end = std::chrono::steady_clock::now() + 20s;
    for (;;) {
        json::value job = peer.get("/jobs/" + id + kVersion).parsed();
        if (!job.at("endTimeUtc").is_null() || std::chrono::steady_clock::now() > end) {
            return job;
        }
        std::this_thread::sleep_for(10ms);
    }
}

} // namespace

class HubTransferJobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exportIsOneBlob()
    {
        QTcpServer store;
        QVERIFY(store.listen(QHostAddress::LocalHost));
        const TestHub hub;
        hub.addDevice("d1");

        const HttpAnswer created = create(
            hub, R"("type":"export","outputBlobContainerUri":")" + uriAt(store) + "\"");
        QCOMPARE(created.status, 200);
        const QByteArray put = take(store, "201 Created\r\nContent-Length: 0\r\n\r\n");

        QVERIFY2(put.startsWith("PUT /fleet/devices.txt?" + QByteArray::fromStdString(kToken) +
                                " HTTP/1.1\r\n"),
                 put.constData());
        QVERIFY(put.contains("x-ms-blob-type: BlockBlob\r\n"));
        QVERIFY(put.contains("\"id\":\"d1\""));
        const json::value job = jobOf(hub, created);
        QCOMPARE(job.at("status").as_string(), "completed");
        QCOMPARE(job.at("progress").as_int64(), 100);
        HttpPeer peer = hub.http();
        QCOMPARE(peer.get("/jobs" + kVersion).parsed().as_array().size(), 1U);
    }

    void importReadsRanges()
    {
        QTcpServer store;
        QVERIFY(store.listen(QHostAddress::LocalHost));
        const TestHub hub;

        const HttpAnswer created = create(
            hub, R"("type":"import","inputBlobContainerUri":")" + uriAt(store) + "\"");
        const QByteArray first =
            take(store, "206 Partial Content\r\nContent-Range: bytes 0-12/13\r\nETag: \"v1\"\r\n"
                        "Content-Length: 13\r\n\r\n{\"id\":\"new\"}\n");
        const QByteArray second = take(store, "416 Range\r\nContent-Length: 0\r\n\r\n");

        QVERIFY2(first.contains("x-ms-range: bytes=0-1048575\r\n"), first.constData());
        QVERIFY2(second.contains("x-ms-range: bytes=13-"), second.constData());
        QVERIFY(second.contains("If-Match: \"v1\"\r\n"));
        QCOMPARE(jobOf(hub, created).at("status").as_string(), "completed");
        HttpPeer peer = hub.http();
        QCOMPARE(peer.get("/devices/new" + kVersion).status, 200);
    }

    void tokensAreToldToNobody()
    {
        Guarded<std::string> log;
        QTcpServer store;
        QVERIFY(store.listen(QHostAddress::LocalHost));
        const TestHub hub([&log](Config& config) {
            config.log = [&log](LogLevel, std::string_view line) {
                log.with([line](std::string& text) { text += line; });
            };
        });

        const HttpAnswer created = create(
            hub, R"("type":"import","inputBlobContainerUri":")" + uriAt(store) + "\"");
        take(store, "403 Forbidden\r\nx-ms-error-code: AuthenticationFailed\r\nContent-Length: 40\r\n\r\n"
                    "signature dG9wc2VjcmV0 is of no value ..");
        const json::value job = jobOf(hub, created);

        QCOMPARE(job.at("status").as_string(), "failed");
        QCOMPARE(job.at("failureReason").as_string(),
                 "the blob store does not give the file: 403 AuthenticationFailed");
        HttpPeer peer = hub.http();
        std::string told = created.body + jsonText(job) + peer.get("/admin/audit").body +
                           peer.get("/jobs" + kVersion).body;
        told += create(hub, R"("type":"import","inputBlobContainerUri":"https://x.example/c?)" +
                                kToken + "\"")
                    .body;
        told += log.with([](const std::string& text) { return text; });
        QVERIFY(told.find("dG9wc2VjcmV0") == std::string::npos);
    }

    void wrongRequestsAreRefused_data()
    {
        QTest::addColumn<std::string>("members");
        QTest::addColumn<int>("status");
        const std::string uri = R"("https://127.0.0.1/c?sig=x")";
        const std::string output = R"("type":"export","outputBlobContainerUri":)" + uri;
        QTest::newRow("no type") << "\"outputBlobContainerUri\":" + uri << 400;
        QTest::newRow("other type") << std::string(R"("type":"backup")") << 400;
        QTest::newRow("no output") << std::string(R"("type":"export")") << 400;
        QTest::newRow("no input") << R"("type":"import","outputBlobContainerUri":)" + uri << 400;
        QTest::newRow("identity") << output + R"(,"storageAuthenticationType":"IdentityBased")"
                                  << 400;
        QTest::newRow("configurations") << output + R"(,"includeConfigurations":true)" << 400;
        QTest::newRow("blob's name") << output + R"(,"outputBlobName":"../x")" << 400;
        QTest::newRow("no token") << std::string(
            R"("type":"export","outputBlobContainerUri":"https://127.0.0.1/c")") << 400;
        QTest::newRow("elsewhere") << std::string(
            R"("type":"export","outputBlobContainerUri":"https://169.254.169.254/c?sig=x")")
                                   << 403;
    }

    void wrongRequestsAreRefused()
    {
        QFETCH(const std::string, members);
        QFETCH(const int, status);
        const TestHub hub;

        QCOMPARE(create(hub, members).status, status);
    }

    void rightsAreNeeded()
    {
        const TestHub hub;
        HttpPeer reader = hub.httpAs("registryRead");
        QCOMPARE(reader.get("/jobs" + kVersion).status, 401);
        QCOMPARE(reader.request("POST", "/jobs/create" + kVersion, "{}").status, 401);
        HttpPeer writer = hub.httpAs("registryReadWrite");
        QCOMPARE(writer.get("/jobs" + kVersion).status, 200);
    }

    /// Nobody answers there: the hub stops all the same.
    void hubStopsWhileAJobWaits()
    {
        QTcpServer store;
        QVERIFY(store.listen(QHostAddress::LocalHost));
        TestHub hub;
        QCOMPARE(create(hub, R"("type":"export","outputBlobContainerUri":")" + uriAt(store) + "\"")
                     .status,
                 200);
        QVERIFY(store.waitForNewConnection(20'000));

        hub.stop();
        hub.start();

        HttpPeer peer = hub.http();
        QCOMPARE(peer.get("/jobs" + kVersion).body, std::string("[]"));
    }
};

QTEST_GUILESS_MAIN(HubTransferJobsTest)

#include "tst_transfer_jobs.moc"
