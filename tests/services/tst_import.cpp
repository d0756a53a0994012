#include "tests/services/tst_import.h"

#include "tests/support/services_fixture.h"

#include "services/exporter.h"
#include "services/importer.h"

#include "domain/twin_query.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

/// The importer over a store of its own; asked as the hub's owner unless a test says otherwise.
class Desk final
{
public:
    Desk() { order.caller.name = "iothubowner"; }

    struct Report
    {
        QString rows;  ///< "1 d1 created, 2 - refused InvalidArgument"
        Errc fault{};  ///< of the file; Internal: none
        ImportCounts counts;
    };

    Report run(const std::string& file, std::size_t piece = 1'000'000)
    {
        AuditRecord record;
        record.action = "devices.import";
        order.note = fixture.audit->begin(record);
        Importer importer({IdentityChanges({*fixture.registry, *fixture.twins, access, *fixture.audit}),
                           *fixture.workers},
                          order);
        Report report;
        QStringList rows;
        for (std::size_t at = 0; at <= file.size(); at += piece) {
            const bool isLast = at + piece > file.size();
            if (!note(fixture.await(importer.take(file.substr(at, piece))), rows, report) ||
                (isLast && !note(fixture.await(importer.finish()), rows, report))) {
                break;
            }
        }
        report.rows = rows.join(", ");
        report.counts = importer.counts();
        return report;
    }

    std::string exported(const ExportOrder& asked)
    {
        Exporter exporter({*fixture.registry, *fixture.workers}, asked);
        std::string file;
        for (;;) {
            auto piece = fixture.await(exporter.next());
            if (!piece) {
                qFatal("%s", piece.error().detail.c_str());
            }
            if (!piece.value()) {
                return file;
            }
            file += *piece.value();
        }
    }

    DeviceIdentity identity(const std::string& device, const std::string& module = {})
    {
        auto view = fixture.await(fixture.registry->get({device, module}));
        return view ? view.value().row.identity : DeviceIdentity();
    }

    TwinView twin(const std::string& device)
    {
        return fixture.await(fixture.twins->get({device, {}})).value();
    }

    void asPerson(Permissions permissions, const std::string& scope = {})
    {
        order.caller.name = "pia";
        order.caller.person = PersonRights();
        order.caller.person->permissions = permissions;
        if (!scope.empty()) {
            order.caller.person->scope = TagCondition::parse(scope).value();
        }
    }

    std::size_t records(const std::string& action)
    {
        AuditQuery query;
        query.action = action;
        return fixture.await(fixture.audit->find(query)).value().records.size();
    }

    ServicesFixture fixture{ServicesFixture::Durability::None};
    ServiceAccess access{fixture.authenticator, fixture.access, *fixture.workers,
                         fixture.denials, *fixture.people, *fixture.keyUse};
    ImportOrder order;

private:
    static bool note(const Result<Importer::Outcomes>& outcomes, QStringList& rows, Report& report)
    {
        report.fault = outcomes ? Errc::Internal : outcomes.error().code;
        if (!outcomes) {
            return false;
        }
        for (const RowOutcome& outcome : outcomes.value()) {
            const std::string text =
                std::to_string(outcome.number) + " " + (outcome.id.empty() ? "-" : outcome.id) +
                " " + std::string(nameOf(outcome.result)) +
                (outcome.error ? " " + std::to_string(static_cast<int>(outcome.error->code)) : "");
            rows << QString::fromStdString(text);
        }
        return true;
    }
};

/// " 3": as the desk writes an error.
QString code(Errc errc)
{
    return " " + QString::number(static_cast<int>(errc));
}

const std::string kKeys = R"("authentication":{"symmetricKey":{"primaryKey":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",)"
                          R"("secondaryKey":"ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="}})";

} // namespace

void ImportTest::rowsAreCreatedUpdatedAndUnchanged()
{
    Desk desk;
    const std::string file = R"({"id":"a",)" + kKeys + R"(,"tags":{"site":"x"}})" + "\n" +
                             R"({"id":"b","status":"disabled","statusReason":"why"})" + "\n";

    QCOMPARE(desk.run(file).rows, QString("1 a created, 2 b created"));
    QCOMPARE(desk.identity("a").tags, std::string(R"({"site":"x"})"));
    QVERIFY(!desk.identity("b").enabled);
    QVERIFY(!desk.identity("b").keys.empty());

    const std::uint64_t etag = desk.identity("a").etag;
    QCOMPARE(desk.run(file).rows, QString("1 a unchanged, 2 b unchanged"));
    QCOMPARE(desk.identity("a").etag, etag);

    const Desk::Report third = desk.run(R"({"id":"a","tags":{"site":"y"}})"
                                        "\n"
                                        R"({"id":"b","status":"enabled"})");
    QCOMPARE(third.rows, QString("1 a updated, 2 b updated"));
    QCOMPARE(third.counts.updated, 2U);
    QCOMPARE(desk.identity("a").tags, std::string(R"({"site":"y"})"));
    QCOMPARE(desk.identity("a").etag, etag); // only its twin is another one
    QVERIFY(desk.identity("b").enabled);
}

void ImportTest::whatARowDoesNotNameStays()
{
    Desk desk;
    desk.run(R"({"id":"a","status":"disabled","statusReason":"why","capabilities":{"iotEdge":true},)"
             R"("tags":{"a":1,"b":2}})");
    const DeviceIdentity before = desk.identity("a");

    desk.run(R"({"id":"a","status":"enabled","tags":{"b":null,"c":3}})");

    const DeviceIdentity after = desk.identity("a");
    QVERIFY(after.enabled);
    QVERIFY(after.edge);
    QCOMPARE(after.statusReason, std::string("why"));
    QVERIFY(after.keys.primary.reveal() == before.keys.primary.reveal());
    QCOMPARE(after.tags, std::string(R"({"a":1,"c":3})"));
}

void ImportTest::modesOfTheFileAreOneForAll_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("rows");

    QTest::newRow("create") << "create"
                            << "1 new created, 2 old refused" + code(Errc::DeviceAlreadyExists) +
                                   ", 3 same unchanged";
    QTest::newRow("update") << "update"
                            << "1 new refused" + code(Errc::DeviceNotFound) +
                                   ", 2 old updated, 3 same unchanged";
    QTest::newRow("both") << "createOrUpdate"
                          << "1 new created, 2 old updated, 3 same unchanged";
    QTest::newRow("delete") << "delete"
                            << "1 new unchanged, 2 old deleted, 3 same deleted";
}

void ImportTest::modesOfTheFileAreOneForAll()
{
    QFETCH(const QString, mode);
    QFETCH(const QString, rows);
    Desk desk;
    desk.run(R"({"id":"old"})"
             "\n"
             R"({"id":"same"})");
    desk.order.mode = importModeFromName(mode.toStdString());

    const Desk::Report report = desk.run(R"({"id":"new","importMode":"updateTwin"})"
                                         "\n"
                                         R"({"id":"old","status":"disabled","importMode":"x"})"
                                         "\n"
                                         R"({"id":"same","IMPORTMODE":"delete"})");

    QCOMPARE(report.rows, rows);
}

void ImportTest::rowsSayTheirOwnModes()
{
    Desk desk;
    desk.run(R"({"id":"a"})"
             "\n"
             R"({"id":"b"})"
             "\n"
             R"({"id":"c"})");

    const Desk::Report report =
        desk.run(R"({"id":"a","importMode":"delete"})"
                 "\n"
                 R"({"id":"b","importMode":"updateTwin","tags":{"x":1},"status":"disabled"})"
                 "\n"
                 R"({"id":"c","importMode":"updateIfMatchETag","eTag":"MA==","status":"disabled"})"
                 "\n"
                 R"({"id":"d","importMode":"update"})");

    QCOMPARE(report.rows, "1 a deleted, 2 b updated, 3 c refused" +
                              code(Errc::PreconditionFailed) + ", 4 d refused" +
                              code(Errc::DeviceNotFound));
    QVERIFY(desk.identity("b").enabled);
    QCOMPARE(desk.identity("b").tags, std::string(R"({"x":1})"));
}

void ImportTest::deletingAgainChangesNothing()
{
    Desk desk;
    desk.run(R"({"id":"a"})");
    desk.order.mode = ImportMode::Delete;

    QCOMPARE(desk.run(R"({"id":"a"})").rows, QString("1 a deleted"));
    QCOMPARE(desk.run(R"({"id":"a"})").rows, QString("1 a unchanged"));
}

void ImportTest::wrongRowsAreRefusedAndTheRestIsDone()
{
    Desk desk;
    const std::string file = "\n{\"id\":\"a b\"}\nnot json\n[]\n{\"status\":\"enabled\"}\n" +
                             std::string(600 * 1024, 'x') +
                             "\n{\"id\":\"k\",\"authentication\":{\"symmetricKey\":{\"primaryKey\":"
                             "\"eA==\",\"secondaryKey\":\"eA==\"}}}\n\xff\n{\"id\":\"good\"}";

    const Desk::Report report = desk.run(file, 1'000);

    QCOMPARE(report.rows,
             "2 a b refused" + code(Errc::InvalidArgument) + ", 3 - refused" +
                 code(Errc::InvalidJson) + ", 4 - refused" + code(Errc::InvalidArgument) +
                 ", 5 - refused" + code(Errc::MissingArgument) + ", 6 - refused" +
                 code(Errc::MessageTooLarge) + ", 7 k refused" + code(Errc::InvalidArgument) +
                 ", 8 - refused" + code(Errc::InvalidJson) + ", 9 good created");
    QCOMPARE(report.counts.rows, 8U);
    QCOMPARE(report.counts.refused, 7U);
}

void ImportTest::sameIdentityTwiceIsRefused()
{
    Desk desk;

    const Desk::Report report = desk.run(R"({"id":"a"})"
                                         "\n"
                                         R"({"id":"A"})"
                                         "\n"
                                         R"({"id":"a","status":"disabled"})");

    QCOMPARE(report.rows,
             "1 a created, 2 A created, 3 a refused" + code(Errc::DeviceDefinedTwice));
    QVERIFY(desk.identity("a").enabled);
}

void ImportTest::modulesFollowTheirDevice()
{
    Desk desk;
    const std::string file = R"({"id":"a"})"
                             "\n"
                             R"({"id":"a","moduleId":"m","managedBy":"me"})"
                             "\n"
                             R"({"id":"none","moduleId":"m"})";

    const QString missing = ", 3 none/m refused" + code(Errc::DeviceNotFound);
    QCOMPARE(desk.run(file).rows, "1 a created, 2 a/m created" + missing);
    QCOMPARE(desk.identity("a", "m").managedBy, std::string("me"));
    QCOMPARE(desk.run(file).rows, "1 a unchanged, 2 a/m unchanged" + missing);
}

void ImportTest::dryRunSaysTheSameAndChangesNothing()
{
    const std::string file = R"({"id":"old","status":"disabled"})"
                             "\n"
                             R"({"id":"new"})"
                             "\n"
                             R"({"id":"new","moduleId":"m"})"
                             "\n"
                             R"({"id":"edge","capabilities":{"iotEdge":false}})"
                             "\n"
                             R"({"id":"gone","importMode":"delete"})"
                             "\n"
                             R"({"id":"none","importMode":"update"})"
                             "\n"
                             R"({"id":"child","deviceScope":"ms-azure-iot-edge://nobody-1"})";
    Desk desk;
    desk.run(R"({"id":"old"})"
             "\n"
             R"({"id":"edge","capabilities":{"iotEdge":true}})"
             "\n"
             R"({"id":"gone"})");
    const std::size_t recorded = desk.records({});
    desk.order.dryRun = true;

    const Desk::Report dry = desk.run(file);

    QCOMPARE(desk.records({}), recorded);
    QVERIFY(desk.identity("old").enabled);
    QVERIFY(desk.identity("new").id.device.empty());
    QCOMPARE(desk.identity("gone").id.device, std::string("gone"));
    desk.order.dryRun = false;
    QCOMPARE(desk.run(file).rows, dry.rows);
    QCOMPARE(dry.counts.created, 2U);
    QCOMPARE(dry.counts.refused, 3U);
}

void ImportTest::parentsAreFoundByTheirId()
{
    Desk desk;

    const Desk::Report report =
        desk.run(R"({"id":"gate","capabilities":{"iotEdge":true},"deviceScope":"ms-azure-iot-edge://gate-77"})"
                 "\n"
                 R"({"id":"leaf","deviceScope":"ms-azure-iot-edge://gate-77","parentScopes":["ms-azure-iot-edge://gate-77"]})");

    QCOMPARE(report.rows, QString("1 gate created, 2 leaf created"));
    QCOMPARE(desk.identity("leaf").parentScope, deviceScopeOf(desk.identity("gate")));
}

void ImportTest::personStaysInTheirPart()
{
    Desk desk;
    desk.run(R"({"id":"here","tags":{"site":"x"}})"
             "\n"
             R"({"id":"there","tags":{"site":"y"}})");
    desk.asPerson({Permission::Enroll, Permission::Operate}, "tags.site = 'x'");

    const Desk::Report report = desk.run(R"({"id":"here","status":"disabled"})"
                                         "\n"
                                         R"({"id":"there"})"
                                         "\n"
                                         R"({"id":"there","moduleId":"m"})"
                                         "\n"
                                         R"({"id":"new"})"
                                         "\n"
                                         R"({"id":"other","tags":{"site":"y"}})");

    const QString unknown = code(Errc::DeviceNotFound);
    QCOMPARE(report.rows, "1 here updated, 2 there refused" + unknown + ", 3 there/m refused" +
                              unknown + ", 4 new created, 5 other refused" + code(Errc::Forbidden));
    QCOMPARE(desk.identity("new").tags, std::string(R"({"site":"x"})"));
}

void ImportTest::parentOfAnotherPartIsNone()
{
    Desk desk;
    desk.run(R"({"id":"ours","capabilities":{"iotEdge":true},"tags":{"site":"x"}})"
             "\n"
             R"({"id":"theirs","capabilities":{"iotEdge":true},"tags":{"site":"y"}})");
    desk.asPerson({Permission::Enroll, Permission::Operate}, "tags.site = 'x'");
    const QString none = code(Errc::InvalidDeviceScope);
    const std::string file = R"({"id":"a","parentScopes":["ms-azure-iot-edge://ours-1"]})"
                             "\n"
                             R"({"id":"b","parentScopes":["ms-azure-iot-edge://theirs-1"]})"
                             "\n"
                             R"({"id":"c","parentScopes":["ms-azure-iot-edge://nobody-1"]})";
    const QString wanted = "1 a created, 2 b refused" + none + ", 3 c refused" + none;

    desk.order.dryRun = true;
    QCOMPARE(desk.run(file).rows, wanted);
    desk.order.dryRun = false;
    QCOMPARE(desk.run(file).rows, wanted);
}

void ImportTest::enrollerOnlyAdds()
{
    Desk desk;
    desk.run(R"({"id":"old"})");
    desk.asPerson({Permission::Enroll});

    QCOMPARE(desk.run(R"({"id":"old","status":"disabled"})"
                      "\n"
                      R"({"id":"new",)" +
                      kKeys + "}")
                 .rows,
             "1 old refused" + code(Errc::Forbidden) + ", 2 new created");
    QVERIFY(desk.identity("old").enabled);
    desk.asPerson({Permission::Enroll, Permission::Operate}); // but no keys
    QCOMPARE(desk.run(R"({"id":"old",)" + kKeys + "}").rows,
             "1 old refused" + code(Errc::Forbidden));
}

void ImportTest::deniedRowsAreRecorded()
{
    Desk desk;
    desk.run(R"({"id":"old"})");
    desk.asPerson({Permission::Enroll});
    const std::size_t before = desk.records({});

    desk.run(R"({"id":"old","status":"disabled"})");
    QCOMPARE(desk.records({}), before + 1);
    desk.run(R"({"id":"o l d"})");
    QCOMPARE(desk.records({}), before + 1); // nobody was asked for anything
}

void ImportTest::exportReadsAsItWas_data()
{
    QTest::addColumn<bool>("isTable");
    QTest::newRow("lines") << false;
    QTest::newRow("table") << true;
}

void ImportTest::exportReadsAsItWas()
{
    QFETCH(const bool, isTable);
    Desk desk;
    desk.run(R"({"id":"=a","status":"disabled","statusReason":"-1, \"x\";\r\ny","tags":{"n":5,"t":"5","e":"","b":true,"o":{"p":"=2"},"l":[1,{"q":2}]}})"
             "\n"
             R"({"id":"cert","authentication":{"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":"0123456789012345678901234567890123456789"}}})"
             "\n"
             R"({"id":"edge","capabilities":{"iotEdge":true}})"
             "\n"
             R"({"id":"leaf","deviceScope":"ms-azure-iot-edge://edge-1","tags":{"o":{"p":"null"}}})"
             "\n"
             R"({"id":"plain","tags":{"o":"scalar"}})");
    ExportOrder order;
    order.format = isTable ? FileFormat::Csv : FileFormat::JsonLines;
    order.withKeys = true;
    order.withModules = !isTable;
    const std::string file = desk.exported(order);
    desk.order.format = order.format;

    const Desk::Report same = desk.run(file);
    QCOMPARE(same.counts.unchanged, same.counts.rows);
    QCOMPARE(same.counts.rows, isTable ? 5U : 7U);

    Desk other; // with nothing in it yet
    other.order.format = order.format;
    const Desk::Report copied = other.run(file);
    QCOMPARE(copied.counts.refused, 0U);
    for (const char* id : {"=a", "cert", "edge", "leaf", "plain"}) {
        const DeviceIdentity was = desk.identity(id);
        const DeviceIdentity is = other.identity(id);
        QCOMPARE(parseJson(is.tags).value(), parseJson(was.tags).value());
        QCOMPARE(is.statusReason, was.statusReason);
        QCOMPARE(is.enabled, was.enabled);
        QCOMPARE(is.edge, was.edge);
        QCOMPARE(is.parentScope.empty(), was.parentScope.empty());
        QVERIFY(is.thumbprints == was.thumbprints);
        QVERIFY(is.keys.primary.reveal() == was.keys.primary.reveal());
    }
}

void ImportTest::exportWithoutKeysHasNone()
{
    Desk desk;
    desk.run(R"({"id":"a",)" + kKeys + "}");
    ExportOrder order;

    const std::string lines = desk.exported(order);
    QVERIFY(lines.find("MDEyMzQ1Njc4") == std::string::npos);
    order.format = FileFormat::Csv;
    const std::string table = desk.exported(order);
    QVERIFY(table.find("MDEyMzQ1Njc4") == std::string::npos);
    QVERIFY(table.find("primaryKey") == std::string::npos);
    QCOMPARE(desk.run(lines).rows, QString("1 a unchanged"));
}

void ImportTest::exportKeepsToTheConditionAndThePart()
{
    Desk desk;
    std::string file;
    for (int i = 0; i < 350; ++i) {
        file += R"({"id":"d)" + std::to_string(i) + R"(","tags":{"site":")" +
                (i % 2 == 0 ? "x" : "y") + R"(","n":)" + std::to_string(i) + "}}\n";
    }
    QCOMPARE(desk.run(file).counts.created, 350U);
    const auto rowsOf = [&desk](const ExportOrder& order) {
        const std::string text = desk.exported(order);
        return std::count(text.begin(), text.end(), '\n');
    };

    ExportOrder order;
    QCOMPARE(rowsOf(order), 350);
    order.query.scope = TagCondition::parse("tags.site = 'x'").value();
    QCOMPARE(rowsOf(order), 175);
    order.query.where = TwinCondition::parse("tags.n < 100").value().where;
    QCOMPARE(rowsOf(order), 50);
    order.format = FileFormat::Csv;
    QCOMPARE(rowsOf(order), 51);
}

void ImportTest::fileMayBeCutAnywhere()
{
    const std::string file = "\xef\xbb\xbfid;status;tags.site\r\n\"a\";disabled;\"x;\r\ny\"\r\n\r\nb;;\r\n";
    for (std::size_t piece = 1; piece <= file.size(); ++piece) {
        Desk desk;
        desk.order.format = FileFormat::Csv;
        desk.order.dryRun = true;
        QCOMPARE(desk.run(file, piece).rows, QString("2 a created, 4 b created"));
        piece += piece / 2;
    }
}

void ImportTest::wholeFileIsRefused_data()
{
    QTest::addColumn<bool>("isTable");
    QTest::addColumn<std::string>("file");
    QTest::addColumn<Errc>("code");
    using namespace std::string_literals;

    QTest::newRow("UTF-16") << false << "\xff\xfe{\0}\0"s << Errc::InvalidArgument;
    QTest::newRow("UTF-16 without a mark") << true << "i\0d\0\n\0"s << Errc::InvalidArgument;
    QTest::newRow("empty table") << true << ""s << Errc::InvalidArgument;
    QTest::newRow("no id") << true << "status\nenabled"s << Errc::InvalidArgument;
    QTest::newRow("unknown column") << true << "id,satus\na,enabled"s << Errc::InvalidArgument;
    QTest::newRow("column twice") << true << "id,ID\na,b"s << Errc::InvalidArgument;
    QTest::newRow("not UTF-8") << true << "id,tags.\xff\na,b"s << Errc::InvalidArgument;
    QTest::newRow("no end") << true << "id\n\"" + std::string(600 * 1024, 'x')
                            << Errc::MessageTooLarge;
}

void ImportTest::wholeFileIsRefused()
{
    QFETCH(const bool, isTable);
    QFETCH(const std::string, file);
    QFETCH(const Errc, code);
    Desk desk;
    desk.order.format = isTable ? FileFormat::Csv : FileFormat::JsonLines;

    const Desk::Report report = desk.run(file);

    QCOMPARE(report.fault, code);
    QCOMPARE(report.counts.created, 0U);
}
