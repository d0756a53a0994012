// kill -9 under load: whatever was acknowledged is there after the restart.
#include "tests/support/hubd_process.h"
#include "tests/support/test_hub.h"

#include "base/json_writer.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>
#include <set>
#include <thread>

using namespace hub;
using namespace hub::test;

namespace {

constexpr int kRounds = 10;
constexpr int kConnections = 100;
constexpr int kThreads = 4;
constexpr std::uint32_t kWindow = 8; ///< unacknowledged messages of a connection

std::string idOf(int number)
{
    return "dev" + std::to_string(number);
}

/// One connection's side of the truth.
struct Sender
{
    std::string id;
    std::unique_ptr<MqttPeer> peer;
    std::uint32_t sent = 0;  ///< over all rounds; the body says which
    std::uint32_t acked = 0; ///< acknowledged in order, so all up to here
    std::uint32_t roundStart = 0;
};

std::string bodyOf(std::uint32_t number)
{
    return "message " + std::to_string(number);
}

bool signIn(Sender& sender, const HubdProcess& hubd)
{
    TlsPeer::Options options;
    options.port = hubd.mqttsPort();
    sender.peer = std::make_unique<MqttPeer>(TlsPeer::connect(options));
    sender.sent = sender.acked;
    sender.roundStart = sender.acked;
    return sender.peer->connect(TestHub::connectOptions(sender.id)) == 0U;
}

void sendOne(Sender& sender)
{
    ++sender.sent;
    const auto packetId = static_cast<std::uint16_t>((sender.sent - sender.roundStart) % 60'000 + 1);
    sender.peer->publish("devices/" + sender.id + "/messages/events/", bodyOf(sender.sent), packetId);
}

/// Keeps the window full until the hub is gone, and counts what was acknowledged.
void load(std::vector<Sender*> senders, const std::atomic<bool>& stop, std::atomic<int>& count)
{
    for (Sender* sender : senders) {
        sender->peer->tls().setTimeout(std::chrono::seconds(30)); // a kill closes at once
        for (std::uint32_t i = 0; i < kWindow; ++i) {
            sendOne(*sender);
        }
    }
    while (!stop && !senders.empty()) {
        std::erase_if(senders, [&count](Sender* sender) {
            const auto packet = sender->peer->receive();
            if (!packet || packet->type != 4) {
                return true; // the hub was killed
            }
            ++sender->acked;
            ++count;
            sendOne(*sender);
            return false;
        });
    }
}

void addDevices(const HubdProcess& hubd, std::vector<Sender>& senders)
{
    HttpPeer http = hubd.http();
    for (std::size_t i = 0; i < senders.size(); ++i) {
        senders[i].id = idOf(static_cast<int>(i));
        const std::string body =
            R"({"authentication":{"symmetricKey":{"primaryKey":")" + std::string(kTestKey) +
            R"(","secondaryKey":")" + kTestKey + R"("}}})";
        QCOMPARE(http.request("PUT", "/devices/" + senders[i].id + "?api-version=2021-04-12",
                              body)
                     .status,
                 200);
    }
}

/// Every body from 1 to `acked` is stored. Unacknowledged ones may be there too, and those that
/// were sent again after a kill may be there twice; nothing else may.
void check(const HubdProcess& hubd, const std::vector<Sender>& senders)
{
    HttpPeer http = hubd.http();
    for (const Sender& sender : senders) {
        std::set<std::string> stored;
        std::string after = "0";
        while (!after.empty()) {
            const json::value page = http.get("/admin/telemetry?limit=1000&device=" + sender.id +
                                              "&after=" + after)
                                         .parsed();
            for (const json::value& message : page.at("messages").as_array()) {
                stored.emplace(message.at("body").as_string());
            }
            const json::value* next = page.as_object().if_contains("next");
            after = next != nullptr ? std::string(next->as_string()) : std::string();
        }
        for (std::uint32_t number = 1; number <= sender.acked; ++number) {
            QVERIFY2(stored.contains(bodyOf(number)),
                     qPrintable(QString::fromStdString(sender.id + " lost " + bodyOf(number))));
        }
        for (const std::string& body : stored) {
            QVERIFY2(body.starts_with("message "), "a body that nobody sent");
        }
    }
}

/// Registers devices one after the other until the hub is gone.
void addDevicesUntilTheEnd(HttpPeer http, int round, int thread, std::atomic<int>& added)
{
    for (int i = 0;; ++i) {
        const std::string id = "r" + std::to_string(round) + "-" + std::to_string(thread) + "-" +
                               std::to_string(i);
        if (http.request("PUT", "/devices/" + id + "?api-version=2021-04-12", "{}").status != 200) {
            return;
        }
        ++added;
    }
}

/// One text of each element, over all pages of a list.
std::set<std::string> allOf(HttpPeer& http,
                            const std::string& target,
                            const char* list,
                            const char* member)
{
    std::set<std::string> found;
    std::string after;
    do {
        const json::value page = http.get(target + after).parsed();
        for (const json::value& element : page.at(list).as_array()) {
            found.emplace(element.at(member).as_string());
        }
        const json::value* next = page.as_object().if_contains("next");
        after = next != nullptr && !next->as_string().empty()
                    ? "&after=" + std::string(next->as_string())
                    : std::string();
    } while (!after.empty());
    return found;
}

} // namespace

class HubKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAcknowledgedMessageSurvives()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());
        std::vector<Sender> senders(kConnections);
        addDevices(hubd, senders);
        std::mt19937 random(20'261'122);
        std::uint64_t total = 0;

        for (int round = 0; round < kRounds; ++round) {
            for (Sender& sender : senders) {
                QVERIFY(signIn(sender, hubd));
            }
            std::atomic<bool> stop{false};
            std::atomic<int> acked{0};
            std::vector<std::thread> threads;
            for (int t = 0; t < kThreads; ++t) {
                std::vector<Sender*> mine;
                for (std::size_t i = static_cast<std::size_t>(t); i < senders.size(); i += kThreads) {
                    mine.push_back(&senders[i]);
                }
                threads.emplace_back(load, std::move(mine), std::cref(stop), std::ref(acked));
            }
            const bool loaded = QTest::qWaitFor([&] { return acked > 0; }, 30'000);
            QTest::qSleep(static_cast<int>(200 + random() % 400));
            hubd.kill();
            stop = true;
            for (std::thread& thread : threads) {
                thread.join();
            }
            QVERIFY2(loaded, "nothing was acknowledged within 30 s");
            total += static_cast<std::uint64_t>(acked);

            QVERIFY2(hubd.start(), "the hub does not start again");
            check(hubd, senders);
        }
        qInfo("%llu messages were acknowledged over %d kills, all are there",
              static_cast<unsigned long long>(total), kRounds);
    }

    void changeIsThereIfItsAuditRecordIs()
    {
        const TemporaryFolder folder;
        HubdProcess hubd(folder / "data");
        QVERIFY(hubd.start());
        std::mt19937 random(20'261'123);
        std::atomic<int> added{0};

        for (int round = 0; round < kRounds; ++round) {
            std::vector<std::thread> threads;
            for (int t = 0; t < kThreads; ++t) {
                threads.emplace_back(addDevicesUntilTheEnd, hubd.http(), round, t, std::ref(added));
            }
            QTest::qSleep(static_cast<int>(100 + random() % 300));
            hubd.kill();
            for (std::thread& thread : threads) {
                thread.join();
            }

            QVERIFY2(hubd.start(), "the hub does not start again");
            HttpPeer http = hubd.http();
            const auto devices = allOf(http, "/admin/devices?limit=1000", "devices", "deviceId");
            const auto records = allOf(
                http, "/admin/audit?limit=1000&action=device.create&result=ok", "records", "target");
            QVERIFY(devices == records);
            QVERIFY(devices.size() >= static_cast<std::size_t>(added));
            const json::value verdict = http.get("/admin/audit/verify").parsed();
            QVERIFY2(verdict.at("ok").as_bool(), jsonText(verdict).c_str());
        }
        QVERIFY2(added > 0, "the load did nothing");
        qInfo("%d devices were registered over %d kills, each has its record", added.load(), kRounds);
    }
};

QTEST_GUILESS_MAIN(HubKillTest)
#include "tst_kill.moc"
