// Bulk requests as they stand in bodies, and their answers.
#include "admin/bulk_json.h"
#include "domain/limits.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace admin;
using namespace std::string_literals;

class BulkJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modesAreReadIgnoringCase_data();
    void modesAreReadIgnoringCase();
    void itemsOfTheSdksAreRead();
    void whatIsNullIsAbsent();
    void wrongRequestsAreRefusedAsAWhole_data();
    void wrongRequestsAreRefusedAsAWhole();
    void oneHundredItemsAreTakenAndNoMore();
    void wrongItemIsItsOwnFault_data();
    void wrongItemIsItsOwnFault();
    void answerNamesWhatFailed();
};

namespace {

Result<std::vector<IdentityItem>> read(const std::string& text)
{
    const json::value body = parseJson(text).value();
    return readBulk(JsonView(body));
}

IdentityItem only(const std::string& item)
{
    return read("[" + item + "]").value().at(0);
}

} // namespace

void BulkJsonTest::modesAreReadIgnoringCase_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("name");
    QTest::addColumn<bool>("creates");
    QTest::addColumn<bool>("changes");

    const auto row = [](const char* text, const char* name, bool creates, bool changes) {
        QTest::newRow(text) << std::string(text) << std::string(name) << creates << changes;
    };
    row("create", "create", true, false);
    row("Update", "update", false, true);
    row("UpdateIfMatchETag", "updateIfMatchETag", false, true);
    row("Delete", "delete", false, true);
    row("deleteIfMatchEtag", "deleteIfMatchETag", false, true);
    row("CREATEORUPDATE", "createOrUpdate", true, true);
    row("createOrUpdateIfMatchETag", "createOrUpdateIfMatchETag", true, true);
    row("updateTwin", "updateTwin", false, true);
    row("UpdateTwinIfMatchETag", "updateTwinIfMatchETag", false, true);
}

void BulkJsonTest::modesAreReadIgnoringCase()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, name);
    QFETCH(const bool, creates);
    QFETCH(const bool, changes);

    const auto mode = importModeFromName(text);

    QVERIFY(mode);
    QCOMPARE(std::string(nameOf(*mode)), name);
    QCOMPARE(mayCreate(*mode), creates);
    QCOMPARE(mayChange(*mode), changes);
}

void BulkJsonTest::itemsOfTheSdksAreRead()
{
    const IdentityItem create = only(R"({"id":"d1","importMode":"create","status":"disabled",)"
                                 R"("authentication":{"type":"sas","symmetricKey":)"
                                 R"({"primaryKey":"","secondaryKey":""}},"tags":{"a":1},)"
                                 R"("properties":{"desired":{"b":2},"reported":{"c":3}}})");
    QVERIFY(!create.fault);
    QCOMPARE(create.id.device, "d1"s);
    QVERIFY(!create.update.enabled);
    QVERIFY(create.update.keys.empty());
    QCOMPARE(*create.twin.tags, R"({"a":1})"s);
    QCOMPARE(*create.twin.desired, R"({"b":2})"s);
    QVERIFY(create.twinCondition.isAbsent());

    const IdentityItem update = only(R"({"etag":"MQ==","id":"d1","importMode":"UpdateIfMatchETag"})");
    QVERIFY(!update.fault);
    QVERIFY(update.condition.matches(1));
    QVERIFY(!update.condition.matches(2));

    const IdentityItem removal =
        only(R"({"id":"d1","moduleId":"m","etag":"*","importMode":"deleteIfMatchEtag"})");
    QVERIFY(!removal.fault);
    QCOMPARE(removal.id.module, "m"s);
    QVERIFY(removal.condition.isAny());

    const IdentityItem plain = only(R"({"id":"d1"})");
    QCOMPARE(plain.mode, ImportMode::CreateOrUpdate);
    QVERIFY(plain.condition.isAny());
    QVERIFY(!plain.hasTwin());
}

void BulkJsonTest::whatIsNullIsAbsent()
{
    const IdentityItem item = only(R"({"id":"d1","moduleId":null,"eTag":null,"tags":null,)"
                               R"("properties":{"desired":null},"status":null})");

    QVERIFY(!item.fault);
    QVERIFY(!item.hasTwin());
    QVERIFY(item.update.enabled);
}

void BulkJsonTest::wrongRequestsAreRefusedAsAWhole_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<Errc>("code");
    QTest::addColumn<std::string>("part");

    const auto row = [](const char* name, const char* body, Errc code, const char* part) {
        QTest::newRow(name) << std::string(body) << code << std::string(part);
    };
    row("object", R"({"id":"d1"})", Errc::InvalidArgument, "array");
    row("nothing", "[]", Errc::BulkRefused, "0 items");
    row("no object", R"([{"id":"d1"},7])", Errc::InvalidArgument, "[1]");
    row("no id", R"([{"importMode":"create"}])", Errc::MissingArgument, "[0].id");
    row("id is a number", R"([{"id":1}])", Errc::InvalidArgument, "[0].id");
    row("same id twice", R"([{"id":"d1"},{"id":"d2"},{"id":"d1","importMode":"delete"}])",
        Errc::DeviceDefinedTwice, "device ID d1");
    row("two modules of a device", R"([{"id":"d1","moduleId":"a"},{"id":"d1","moduleId":"b"}])",
        Errc::DeviceDefinedTwice, "device ID d1");
}

void BulkJsonTest::wrongRequestsAreRefusedAsAWhole()
{
    QFETCH(const std::string, body);
    QFETCH(const Errc, code);
    QFETCH(const std::string, part);

    const auto items = read(body);

    QVERIFY(!items);
    QCOMPARE(items.error().code, code);
    QVERIFY2(items.error().detail.find(part) != std::string::npos, items.error().detail.c_str());
}

void BulkJsonTest::oneHundredItemsAreTakenAndNoMore()
{
    std::string body = "[";
    for (std::size_t i = 0; i < limits::kMaxBulkItems; ++i) {
        body += (i > 0 ? "," : "") + "{\"id\":\"d"s + std::to_string(i) + "\"}";
    }
    QCOMPARE(read(body + "]").value().size(), limits::kMaxBulkItems);
    QCOMPARE(read(body + R"(,{"id":"more"}])").error().code, Errc::BulkRefused);
}

void BulkJsonTest::wrongItemIsItsOwnFault_data()
{
    QTest::addColumn<std::string>("item");
    QTest::addColumn<Errc>("code");

    const auto row = [](const char* name, const char* item, Errc code) {
        QTest::newRow(name) << std::string(item) << code;
    };
    row("id", R"({"id":"a b"})", Errc::InvalidArgument);
    row("module id", R"({"id":"a","moduleId":"$x"})", Errc::InvalidArgument);
    row("mode", R"({"id":"a","importMode":"rename"})", Errc::InvalidArgument);
    row("mode is a number", R"({"id":"a","importMode":1})", Errc::InvalidArgument);
    row("no etag", R"({"id":"a","importMode":"updateIfMatchETag"})", Errc::MissingArgument);
    row("no etag to delete by", R"({"id":"a","importMode":"deleteIfMatchETag"})",
        Errc::MissingArgument);
    row("no twin etag", R"({"id":"a","importMode":"updateTwinIfMatchETag","tags":{}})",
        Errc::MissingArgument);
    row("key", R"({"id":"a","authentication":{"symmetricKey":{"primaryKey":"x"}}})",
        Errc::InvalidArgument);
    row("tags are a text", R"({"id":"a","tags":"b"})", Errc::InvalidArgument);
    row("key of a tag", R"({"id":"a","tags":{"b.c":1}})", Errc::InvalidArgument);
    row("desired", R"({"id":"a","properties":{"desired":{"x":[null]}}})", Errc::InvalidArgument);
}

void BulkJsonTest::wrongItemIsItsOwnFault()
{
    QFETCH(const std::string, item);
    QFETCH(const Errc, code);

    const auto items = read(R"([{"id":"good"},)" + item + "]");

    QVERIFY(items);
    QVERIFY(!items.value().at(0).fault);
    QVERIFY(items.value().at(1).fault);
    QCOMPARE(items.value().at(1).fault->code, code);
}

void BulkJsonTest::answerNamesWhatFailed()
{
    const auto items = read(R"([{"id":"a"},{"id":"b","moduleId":"m","importMode":"CREATE"},{"id":"c"}])");
    std::vector<ItemOutcome> outcomes(3);
    std::string good;
    JsonWriter goodWriter(good);
    writeBulkResult(goodWriter, items.value(), outcomes);
    QCOMPARE(good, R"({"isSuccessful":true,"errors":[],"warnings":[]})"s);

    outcomes[1].error = fail(Errc::ModuleAlreadyExists, "it is there");
    outcomes[2].warning = fail(Errc::DiskFull);
    std::string bad;
    JsonWriter badWriter(bad);
    writeBulkResult(badWriter, items.value(), outcomes);
    QCOMPARE(bad, R"({"isSuccessful":false,"errors":[{"deviceId":"b",)"
                  R"("errorCode":"ModuleAlreadyExistsOnDevice","errorStatus":"it is there",)"
                  R"("moduleId":"m","operation":"create"}],"warnings":[{"deviceId":"c",)"
                  R"("warningCode":"DeviceRegisteredWithoutTwin",)"
                  R"("warningStatus":"the disk is full"}]})"s);
}

std::unique_ptr<QObject> bulkJsonTest()
{
    return std::make_unique<BulkJsonTest>();
}

} // namespace hub::test

#include "tst_bulk_json.moc"
