// The table of who is let in, against a real hub: over MQTT, over WebSocket, over HTTPS, and as
// GET /admin/access/explain has it.
#include "tests/support/access_hub.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

const std::string kWrongKey = "d3Jvbmcga2V5IHdyb25nIGtleQ==";

/// As it looks from outside.
std::string wireOf(const AccessRow& row)
{
    return row.expected == "allowed" ? "allowed" : "refused";
}

} // namespace

class HubAccessTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        hub_ = std::make_unique<AccessHub>();
        hub_->addTableIdentities();
    }

    void cleanupTestCase() { hub_.reset(); }

    void theHubDecidesByTheTable_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            QTest::addRow("line %d", rows_[i].line) << static_cast<int>(i);
        }
    }

    void theHubDecidesByTheTable()
    {
        QFETCH(int, index);
        const AccessRow& row = rows_[static_cast<std::size_t>(index)];
        apply(row);

        QVERIFY2(overMqtt(row, "mqtt") == wireOf(row), row.text.c_str());
        QVERIFY2(overMqtt(row, "mqtt-ws") == wireOf(row), row.text.c_str());
        if (!row.id.isModule()) { // the HTTPS device API has none
            QVERIFY2(overHttps(row) == wireOf(row), row.text.c_str());
        }
        if (row.credential != "wrongKey") { // keys are not explained
            QCOMPARE(QString::fromStdString(explained(row)), QString::fromStdString(row.expected));
        }
    }

private:
    void apply(const AccessRow& row)
    {
        if (setting_ == row.setting()) {
            return;
        }
        setting_ = row.setting();
        hub_->removeAllEntries();
        for (const AccessRow::Entry& entry : row.entries) {
            using End = AccessRow::Entry::End;
            const char* const until = entry.end == End::Never  ? ""
                                      : entry.end == End::Past ? R"(,"until":"2001-01-01T00:00:00Z")"
                                                               : R"(,"until":"2099-01-01T00:00:00Z")";
            hub_->addEntry(std::string(nameOf(entry.list)), std::string(nameOf(entry.kind)),
                           entry.value, until);
        }
        hub_->setMode(std::string(nameOf(row.mode)));
        hub_->applyRules(row.rules);
    }

    MqttConnect connectOf(const AccessRow& row) const
    {
        const std::string key = row.credential == "key" ? kTestKey : kWrongKey;
        MqttConnect connect = TestHub::connectOptions(row.id.text(), key);
        if (row.id.isModule()) {
            connect.password =
                deviceToken(row.id.device + "/modules/" + row.id.module, key);
        } else if (row.credential == "certificate") {
            connect.password.reset();
        }
        return connect;
    }

    std::string overMqtt(const AccessRow& row, const std::string& protocol) const
    {
        const auto peer = hub_->open(protocol, row.from, row.credential == "certificate");
        const bool closed = row.expected == "addressRejected" && protocol == "mqtt";
        if (!peer) {
            return closed ? "refused" : "closed before TLS";
        }
        if (closed) {
            return "not closed before TLS";
        }
        const auto code = peer->connect(connectOf(row));
        return code == 0U ? "allowed" : code == 5U ? "refused" : "no CONNACK";
    }

    std::string overHttps(const AccessRow& row) const
    {
        HttpPeer peer(hub_->options(hub_->hub().endpoints().https.front(), row.from,
                                    row.credential == "certificate"));
        if (row.credential != "certificate") {
            peer.setHeader("Authorization",
                           deviceToken(row.id.device,
                                       row.credential == "key" ? kTestKey : kWrongKey));
        }
        const int status = peer.request("POST", "/devices/" + row.id.device +
                                                    "/messages/events?api-version=2021-04-12",
                                        "x")
                               .status;
        const int refusal = row.expected == "deviceDisabled" ? 403 : 401;
        return status == 204       ? "allowed"
               : status == refusal ? "refused"
                                   : "status " + std::to_string(status);
    }

    std::string explained(const AccessRow& row)
    {
        std::string target = "/admin/access/explain?device=" + row.id.device +
                             "&address=" + row.from + "&protocol=mqtt";
        if (row.credential == "certificate") {
            target += "&thumbprint=" + hub_->certificate().sha1() + "," +
                      hub_->certificate().sha256();
        }
        const json::value answer = hub_->call("GET", target);
        return answer.at("allowed").as_bool() ? "allowed"
                                              : std::string(answer.at("reason").as_string());
    }

    const std::vector<AccessRow> rows_ = accessTable();
    std::unique_ptr<AccessHub> hub_;
    std::string setting_;
};

QTEST_GUILESS_MAIN(HubAccessTableTest)
#include "tst_access_table.moc"
