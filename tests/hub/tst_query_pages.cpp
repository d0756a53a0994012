// Pages of queries over real sockets (service API, section query): tokens, sizes, and what changes between
// two pages.
#include "tests/support/printing.h"
#include "tests/support/query_calls.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMostPages = 1'000;

/// All pages; checks that only the last one is without a token.
std::vector<HttpAnswer> pages(HttpPeer& http, const std::string& query, const Headers& headers)
{
    std::vector<HttpAnswer> all;
    Headers next = headers;
    while (all.size() < kMostPages) {
        all.push_back(ask(http, query, next));
        if (all.back().status != 200 || !hasMore(all.back())) {
            return all;
        }
        next["x-ms-continuation"] = header(all.back(), "x-ms-continuation");
        if (next["x-ms-continuation"].empty()) {
            qFatal("an empty token");
        }
    }
    qFatal("pages without an end");
}

/// How many rows each page has, and the device ids of all.
QString pageSizes(const std::vector<HttpAnswer>& all, QStringList* ids = nullptr)
{
    QStringList sizes;
    for (const HttpAnswer& answer : all) {
        const json::value body = answer.parsed();
        const json::array* rows = body.if_array();
        sizes.append(rows == nullptr ? QString::number(answer.status)
                                     : QString::number(rows->size()));
        for (const json::value& row : rows == nullptr ? json::array() : *rows) {
            if (ids != nullptr) {
                ids->append(QString::fromStdString(std::string(row.at("deviceId").as_string())));
            }
        }
    }
    return sizes.join(' ');
}

} // namespace

class HubQueryPagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        hub_ = std::make_unique<TestHub>();
        addQueryFleet(*hub_);
    }

    void cleanupTestCase() { hub_.reset(); }

    void pagesHoldWhatIsAsked_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("most");
        QTest::addColumn<QString>("sizes");
        const auto row = [](const char* query, const char* most, const char* sizes) {
            QTest::addRow("%s by %s", query, most) << query << most << sizes;
        };
        row("SELECT * FROM devices", "1", "1 1 1 1 1");
        row("SELECT * FROM devices", "2", "2 2 1");
        row("SELECT * FROM devices", "5", "5"); // no token for a page of nothing
        row("SELECT * FROM devices", "100", "5");
        row("SELECT * FROM devices", "100000", "5");
        row("SELECT deviceId FROM devices", "2", "2 2 1");
        row("SELECT deviceId FROM devices WHERE tags.site = 'berlin'", "1", "1 1");
        row("SELECT TOP 3 * FROM devices", "2", "2 1");
        row("SELECT TOP 4 deviceId FROM devices", "2", "2 2");
        row("SELECT TOP 1 deviceId FROM devices", "2", "1");
        row("SELECT * FROM devices.modules", "1", "1 1 1");
        row("SELECT * FROM devices WHERE deviceId = 'none'", "1", "0");
    }

    void pagesHoldWhatIsAsked()
    {
        QFETCH(QString, query);
        QFETCH(QString, most);
        QFETCH(QString, sizes);
        HttpPeer http = hub_->http();

        const auto all =
            pages(http, query.toStdString(), {{"x-ms-max-item-count", most.toStdString()}});

        QStringList ids;
        QCOMPARE(pageSizes(all, &ids), sizes);
        if (!query.contains("modules")) {
            QCOMPARE(ids.removeDuplicates(), 0);
        }
        for (const HttpAnswer& answer : all) {
            QCOMPARE(header(answer, "x-ms-item-type"),
                     std::string(query.contains('*') ? "Twin" : "Raw"));
        }
    }

    void groupsComeInPages()
    {
        HttpPeer http = hub_->http();
        const std::string query = "SELECT tags.site AS site, COUNT() AS n FROM devices GROUP BY tags.site";

        const auto all = pages(http, query, {{"x-ms-max-item-count", "2"}});

        QCOMPARE(all.size(), std::size_t{2});
        QStringList rows = rowsOf(all[0].parsed()) + rowsOf(all[1].parsed());
        rows.sort();
        QCOMPARE(rows, QStringList({"{n:1,site:\"rome\"}", "{n:2,site:\"berlin\"}", "{n:2}"}));
    }

    void hundredIsThePageUnlessAsked()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        for (int i = 0; i < 102; ++i) {
            must(http.request("PUT", "/devices/n" + std::to_string(i) + kVersion, "{}"));
        }

        QStringList ids;
        QCOMPARE(pageSizes(pages(http, "SELECT * FROM devices", {}), &ids), QString("100 2"));
        QCOMPARE(ids.removeDuplicates(), 0);
        QCOMPARE(pageSizes(pages(http, "SELECT * FROM devices", {{"x-ms-max-item-count", "1000"}})),
                 QString("102"));
    }

    void devicesThatComeAndGoBetweenPages()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        for (int i = 0; i < 6; ++i) {
            must(http.request("PUT", "/devices/n" + std::to_string(i) + kVersion, "{}"));
        }
        const HttpAnswer first = ask(http, "SELECT deviceId FROM devices", {{"x-ms-max-item-count", "2"}});
        must(http.request("DELETE", "/devices/n1" + kVersion, {}, {{"If-Match", "*"}}));
        must(http.request("DELETE", "/devices/n5" + kVersion, {}, {{"If-Match", "*"}}));

        const HttpAnswer second =
            ask(http, "SELECT deviceId FROM devices",
                {{"x-ms-continuation", header(first, "x-ms-continuation")}});

        QStringList ids;
        QCOMPARE(pageSizes({first, second}, &ids), QString("2 3"));
        QCOMPARE(ids.removeDuplicates(), 0);
        QVERIFY(!ids.contains("n5"));
    }

    void tokenIsGoodForItsQueryAlone_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("token");
        const QString query = "SELECT * FROM devices";
        QTest::newRow("garbage") << query << "nonsense";
        QTest::newRow("base64 of something") << query << "eyJ0b2tlbiI6MX0=";
        QTest::newRow("number") << query << "2";
        QTest::newRow("other condition") << "SELECT * FROM devices WHERE tags.a = 1" << "real";
        QTest::newRow("other collection") << "SELECT * FROM devices.modules" << "real";
        QTest::newRow("projection") << "SELECT deviceId FROM devices" << "real";
        QTest::newRow("cut") << query << "cut";
        QTest::newRow("longer") << query << "longer";
        QTest::newRow("very long") << query << QString(5'000, 'A');
    }

    void tokenIsGoodForItsQueryAlone()
    {
        QFETCH(QString, query);
        QFETCH(QString, token);
        HttpPeer http = hub_->http();
        const std::string real = header(
            ask(http, "SELECT * FROM devices", {{"x-ms-max-item-count", "1"}}), "x-ms-continuation");
        const std::map<QString, std::string> made{
            {"real", real}, {"cut", real.substr(0, real.size() - 3)}, {"longer", real + "AAAA"}};
        const auto known = made.find(token);

        const HttpAnswer answer =
            ask(http, query.toStdString(),
                {{"x-ms-continuation", known == made.end() ? token.toStdString() : known->second}});

        QVERIFY2(errorOf(answer).startsWith("400 ArgumentInvalid;"), answer.body.c_str());
    }

    void emptyTokenIsNone() // some clients send the header always
    {
        HttpPeer http = hub_->http();

        QCOMPARE(ask(http, "SELECT * FROM devices", {{"x-ms-continuation", ""}}).status, 200);
    }

private:
    std::unique_ptr<TestHub> hub_;
};

QTEST_GUILESS_MAIN(HubQueryPagesTest)
#include "tst_query_pages.moc"
