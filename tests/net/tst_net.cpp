// The parts of the net layer that need no hub: certificates, ports, deadlines, HTTP targets.
#include "tests/support/http_peer.h"
#include "tests/support/temporary_folder.h"

#include "net/certificate.h"
#include "net/deadline_queue.h"
#include "net/http_message.h"
#include "net/http_server.h"
#include "net/local_ca.h"
#include "net/port_binder.h"
#include "net/tls_context.h"

#include "base/private_file.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <QTest>

using namespace hub;
using namespace hub::net;
using namespace hub::test;

namespace {

Certificate read(const std::filesystem::path& file)
{
    return std::move(Certificate::fromPem(readSmallFile(file).value()).value());
}

const std::vector<std::string> kNames{"localhost", "127.0.0.1", "::1", "machine.test"};

class Alarm final : public Timed
{
public:
    std::optional<MonoTime> onDeadline(MonoTime now) override
    {
        rungAt.push_back(now);
        return next;
    }
    std::vector<MonoTime> rungAt;
    std::optional<MonoTime> next;
};

/// Longer than the requests of SlowServer may take to arrive.
constexpr std::chrono::milliseconds kThinking{1'500};

boost::asio::awaitable<HttpResponse> answerLate(HttpRequest request)
{
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, kThinking);
    co_await timer.async_wait(boost::asio::use_awaitable);
    HttpResponse response;
    response.body = request.target;
    co_return response;
}

boost::asio::awaitable<std::optional<HttpResponse>> refuseNobody(HttpRequest)
{
    co_return std::nullopt;
}

/// Takes its time to answer, as a direct method may.
class SlowServer final
{
public:
    SlowServer()
    {
        std::vector<BoundPort> ports;
        ports.push_back(std::move(bindPort(threads_.at(0), "127.0.0.1", 0).value()));
        peer_.port = ports.front().port;
        peer_.caFile = files_.caCertificate.string();
        const HttpTimes times{std::chrono::seconds(10), std::chrono::seconds(1),
                              std::chrono::seconds(10)};
        server_.emplace(HttpServer::Parts{threads_, tls_, log_, answerLate, refuseNobody,
                                          [](int status, std::string_view) {
                                              return HttpResponse(status);
                                          },
                                          times},
                        std::move(ports));
        threads_.start();
        server_->start();
    }

    ~SlowServer()
    {
        server_->stop();
        threads_.stop();
    }

    HttpPeer peer() const { return HttpPeer(peer_); }
    std::size_t connections() const { return server_->connectionCount(); }

private:
    const TemporaryFolder folder_;
    const ServerCertificate files_ = prepareCertificates(folder_ / "tls", kNames).value();
    const TlsContext tls_ = std::move(TlsContext::create(files_.chain, files_.key).value());
    const Log log_;
    TlsPeer::Options peer_;
    IoThreads threads_{1};
    std::optional<HttpServer> server_;
};

} // namespace

class NetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstStartMakesAnAuthorityAndAServerCertificate()
    {
        const TemporaryFolder folder;

        const auto files = prepareCertificates(folder / "tls", kNames).value();

        const Certificate ca = read(files.caCertificate);
        const Certificate server = read(files.chain);
        QVERIFY(server.isSignedBy(ca));
        for (const std::string& name : kNames) {
            QVERIFY2(server.covers(name), name.c_str());
        }
        QVERIFY(!server.covers("evil.test"));
        QVERIFY(server.daysLeft().count() > 800 && server.daysLeft().count() <= 825);
        QVERIFY(TlsContext::create(files.chain, files.key));
    }

    void keysAreForTheirOwnerOnly()
    {
        const TemporaryFolder folder;

        QVERIFY(prepareCertificates(folder / "tls", kNames));

        for (const char* const name : {"tls/ca.key", "tls/server.key"}) {
            QCOMPARE(static_cast<unsigned>(std::filesystem::status(folder / name).permissions()),
                     0600U);
        }
    }

    void laterStartsKeepBoth()
    {
        const TemporaryFolder folder;
        const auto files = prepareCertificates(folder / "tls", kNames).value();
        const Bytes ca = readSmallFile(files.caCertificate).value();
        const Bytes chain = readSmallFile(files.chain).value();

        QVERIFY(prepareCertificates(folder / "tls", kNames));

        QCOMPARE(readSmallFile(files.caCertificate).value(), ca);
        QCOMPARE(readSmallFile(files.chain).value(), chain);
    }

    void newNameGetsANewServerCertificateFromTheSameAuthority()
    {
        const TemporaryFolder folder;
        const auto files = prepareCertificates(folder / "tls", kNames).value();
        const Bytes ca = readSmallFile(files.caCertificate).value();

        QVERIFY(prepareCertificates(folder / "tls", {"hub.test", "127.0.0.7"}));

        QCOMPARE(readSmallFile(files.caCertificate).value(), ca);
        QVERIFY(read(files.chain).covers("hub.test"));
        QVERIFY(read(files.chain).covers("127.0.0.7"));
    }

    void brokenCertificateIsNotReplacedInSilence()
    {
        const TemporaryFolder folder;
        const auto files = prepareCertificates(folder / "tls", kNames).value();
        QVERIFY(writePrivateFile(files.caCertificate, "nonsense"));

        const auto again = prepareCertificates(folder / "tls", kNames);

        QVERIFY(!again);
        QCOMPARE(again.error().code, Errc::Tls);
    }

    void keyOfAnotherCertificateIsRefused()
    {
        const TemporaryFolder folder;
        const auto one = prepareCertificates(folder / "one", kNames).value();
        const auto two = prepareCertificates(folder / "two", kNames).value();

        const auto context = TlsContext::create(one.chain, two.key);

        QVERIFY(!context);
        QCOMPARE(context.error().code, Errc::Tls);
        QVERIFY(context.error().detail.find("cannot be used together") != std::string::npos);
    }

    void takenPortIsAnErrorOrTheNextIsUsed()
    {
        boost::asio::io_context io;
        const auto first = bindPort(io, "127.0.0.1", 0).value();

        const auto same = bindPort(io, "127.0.0.1", first.port);
        const auto next = bindNextFree(io, "127.0.0.1", first.port);

        QVERIFY(!same);
        QCOMPARE(same.error().code, Errc::PortInUse);
        QVERIFY(same.error().detail.find(std::to_string(first.port)) != std::string::npos);
        QVERIFY(next);
        QVERIFY(next.value().port > first.port);
    }

    void addressThatIsNoneIsRefused()
    {
        boost::asio::io_context io;

        const auto bound = bindPort(io, "localhost", 0);

        QVERIFY(!bound);
        QCOMPARE(bound.error().code, Errc::InvalidArgument);
    }

    void deadlinesRingInOrderAndCanBePutOff()
    {
        boost::asio::io_context io;
        DeadlineQueue queue(io.get_executor());
        const auto first = std::make_shared<Alarm>();
        const auto second = std::make_shared<Alarm>();
        auto gone = std::make_shared<Alarm>();
        const MonoTime start = std::chrono::steady_clock::now();
        first->next = start + std::chrono::milliseconds(30);
        queue.add(start + std::chrono::milliseconds(20), second);
        queue.add(start + std::chrono::milliseconds(10), first); // earlier than what is armed
        queue.add(start + std::chrono::milliseconds(5), gone);
        gone.reset();

        while (first->rungAt.size() < 2 && std::chrono::steady_clock::now() - start <
                                               std::chrono::seconds(5)) {
            io.run_one_for(std::chrono::milliseconds(50));
            if (first->rungAt.size() == 2) {
                first->next.reset();
            }
        }

        QCOMPARE(second->rungAt.size(), std::size_t{1});
        QCOMPARE(first->rungAt.size(), std::size_t{2});
        QVERIFY(first->rungAt[0] < second->rungAt[0]);
        QVERIFY(second->rungAt[0] < first->rungAt[1]);
        QVERIFY(first->rungAt[0] >= start + std::chrono::milliseconds(10));
        queue.stop();
    }

    void answerMayTakeLongerThanARequest()
    {
        const SlowServer server;
        HttpPeer http = server.peer();

        QCOMPARE(http.get("/first").body, std::string("/first"));
        QCOMPARE(http.get("/second").body, std::string("/second")); // on the same connection
    }

    void callerWhoLeavesIsForgottenWithTheAnswer()
    {
        const SlowServer server;
        {
            HttpPeer http = server.peer();
            QCOMPARE(http.get("/first").status, 200);
            http.tls()->setTimeout(std::chrono::milliseconds(50));
            QCOMPARE(http.get("/second").status, 0); // gives up
        }

        QTRY_COMPARE_WITH_TIMEOUT(server.connections(), std::size_t{0}, 5'000);
    }

    void targetsAreDecodedOnce_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QStringList>("path");
        QTest::addColumn<QStringList>("query");
        QTest::newRow("plain") << "/devices/d1?api-version=1" << QStringList{"devices", "d1"}
                               << QStringList{"api-version=1"};
        QTest::newRow("trailing slash") << "/devices/?top=5" << QStringList{"devices"}
                                        << QStringList{"top=5"};
        QTest::newRow("encoded slash") << "/devices%2Fquery" << QStringList{"devices", "query"}
                                       << QStringList{};
        QTest::newRow("encoded id") << "/devices/a%23b%20c" << QStringList{"devices", "a#b c"}
                                    << QStringList{};
        QTest::newRow("percent in an id") << "/devices/a%252Fb" << QStringList{"devices", "a%2Fb"}
                                          << QStringList{};
        QTest::newRow("doubled slash") << "//devices//d1" << QStringList{"devices", "d1"}
                                       << QStringList{};
        QTest::newRow("query values") << "/a?x=1%262&y&=z&w=" << QStringList{"a"}
                                      << QStringList{"x=1&2", "y=", "w="};
    }

    void targetsAreDecodedOnce()
    {
        QFETCH(QString, target);
        QFETCH(QStringList, path);
        QFETCH(QStringList, query);
        HttpRequest request;

        parseTarget(target.toStdString(), request);

        QStringList gotPath;
        for (const std::string& segment : request.path) {
            gotPath << QString::fromStdString(segment);
        }
        QStringList gotQuery;
        for (const auto& [name, value] : request.query) {
            gotQuery << QString::fromStdString(name + "=" + value);
        }
        QCOMPARE(gotPath, path);
        QCOMPARE(gotQuery, query);
    }
};

QTEST_GUILESS_MAIN(NetTest)
#include "tst_net.moc"
