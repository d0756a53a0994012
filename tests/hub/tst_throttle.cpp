// A hub that counts calls as one of Azure's tiers does.
#include "tests/support/printing.h"
#include "tests/support/test_hub.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

} // namespace

class HubThrottleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        hub_.emplace([](Config& config) { config.throttle = ThrottleTier::S1; });
        http_.emplace(hub_->http());
    }
    void cleanup()
    {
        http_.reset();
        hub_.reset();
    }

    void whoAsksTooMuchIsToldToWait()
    {
        int answered = 0;
        HttpAnswer refused = query();
        while (refused.status == 200 && answered < 60) { // slow machines get one in 3 s more
            ++answered;
            refused = query();
        }

        QVERIFY(answered >= 20);
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.headers.at("iothub-errorcode"), std::string("ThrottlingException"));
        QVERIFY(refused.headers.contains("retry-after"));
        QCOMPARE(std::string(refused.parsed().at("Message").as_string()),
                 std::string("ErrorCode:ThrottlingException;THROTTLED"));
        QCOMPARE(http_->get("/devices" + kVersion).status, 200); // counted apart
        QCOMPARE(http_->get("/admin/devices").status, 200);      // not counted
    }

    void bulkRequestCountsItsItems()
    {
        QCOMPARE(bulk("a", 90).status, 200);
        const HttpAnswer refused = bulk("b", 90);

        QCOMPARE(refused.status, 429);
        QCOMPARE(http_->get("/devices/a0" + kVersion).status, 200);
        QCOMPARE(http_->get("/devices/b0" + kVersion).status, 404); // nothing of it was done
    }

    void methodCountsItsBytes()
    {
        const std::string large = "{\"methodName\":\"m\",\"payload\":\"" +
                                  std::string(100'000, 'x') + "\"}"; // 25 of 40 pieces
        QCOMPARE(call(large).status, 404);
        int status = 404;
        for (int i = 0; i < 10 && status == 404; ++i) {
            status = call(large).status;
        }
        QCOMPARE(status, 429);
    }

    void refusedCallersDoNotCount()
    {
        HttpPeer other = hub_->httpAs("registryRead");
        for (int i = 0; i < 30; ++i) {
            QCOMPARE(other.request("POST", "/devices/query" + kVersion, kQuery).status, 401);
        }
        QCOMPARE(query().status, 200);
    }

private:
    static constexpr const char* kQuery = "{\"query\":\"SELECT deviceId FROM devices\"}";

    HttpAnswer query() { return http_->request("POST", "/devices/query" + kVersion, kQuery); }

    HttpAnswer call(const std::string& body)
    {
        return http_->request("POST", "/twins/none/methods" + kVersion, body);
    }

    HttpAnswer bulk(const std::string& prefix, int count)
    {
        std::string items;
        for (int i = 0; i < count; ++i) {
            items += (i > 0 ? ",{\"id\":\"" : "{\"id\":\"") + prefix + std::to_string(i) + "\"}";
        }
        return http_->request("POST", "/devices" + kVersion, "[" + items + "]");
    }

    std::optional<TestHub> hub_;
    std::optional<HttpPeer> http_;
};

QTEST_GUILESS_MAIN(HubThrottleTest)
#include "tst_throttle.moc"
