// Files of devices: read portion by portion, imported, exported.
#include "models/device_export.h"
#include "models/device_import.h"
#include "models/record_reader.h"
#include "tests/support/fake_hub.h"
#include "tests/support/temporary_folder.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class DeviceFilesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void portionsAreWholeRowsWithTheHeading();
    void quotedLineBreaksEndNoRow();
    void portionsEndAtTheirSize();
    void lastRowNeedsNoLineBreak();
    void missingQuoteIsFoundBeforeTheMemoryIsFull();
    void formatIsSeen_data();
    void formatIsSeen();
    void dryRunSaysWhatWouldBeDone();
    void rowsAreCountedThroughAllPortions();
    void busyHubIsAskedAgain();
    void refusedPortionStopsWithItsReason();
    void brokenAnswerIsNoSuccess();
    void cancelStopsBeforeTheNextPortion();
    void emptyAndMissingFilesSaySo();
    void verdictsAreSavedWhole();
    void exportAsksForWhatIsShown();
    void exportWithKeysIsForItsOwnerAlone();
    void refusedExportKeepsTheFileBefore();

private:
    QString write(const QByteArray& text, const char* name = "devices.csv");

    std::unique_ptr<hub::test::TemporaryFolder> folder_ =
        std::make_unique<hub::test::TemporaryFolder>();
};

namespace {

constexpr auto kImport = "/admin/devices/import";
constexpr auto kExport = "/admin/devices/export";
constexpr auto kEnd = R"({"done":true,"rows":2,"dryRun":true})";

/// Two rows: one created, one refused.
const QByteArray kAnswer = QByteArray(R"({"row":2,"id":"a","result":"created"})"
                                      "\n"
                                      R"({"row":3,"id":"b","result":"refused",)"
                                      R"("error":{"code":"ArgumentInvalid","message":"no such status"}})"
                                      "\n") +
                           kEnd + '\n';

struct Importer
{
    FakeHub fake;
    HubSession session{fake.profile()};
    DeviceImport import{session};
    QSignalSpy finished{&import, &DeviceImport::finished};

    bool online()
    {
        session.start();
        return QTest::qWaitFor([this] { return session.isOnline(); });
    }
    void start(const QString& file, bool dryRun = true)
    {
        import.start({.fileName = file,
                      .format = formatOfFile(file),
                      .mode = ImportMode::CreateOrUpdate,
                      .dryRun = dryRun});
    }
    bool run(const QString& file, bool dryRun = true)
    {
        start(file, dryRun);
        return QTest::qWaitFor([this] { return finished.size() == 1; }, 15'000);
    }
};

QByteArray readAll(const QString& name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QString DeviceFilesTest::write(const QByteArray& text, const char* name)
{
    const QString path = QString::fromStdString((*folder_ / name).string());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
    return path;
}

void DeviceFilesTest::portionsAreWholeRowsWithTheHeading()
{
    RecordReader reader(DeviceFileFormat::Csv, {.rows = 2, .bytes = 1'000});
    QVERIFY(reader.open(write("\xEF\xBB\xBFid,status\r\na,enabled\r\n\r\nb,enabled\r\nc,disabled\r\n")));

    const auto first = reader.next();
    QCOMPARE(first.rows, 2);
    QCOMPARE(first.text, "id,status\r\na,enabled\r\n\r\nb,enabled\r\n"_ba);
    const auto second = reader.next();
    QCOMPARE(second.text, "id,status\r\nc,disabled\r\n"_ba);
    QCOMPARE(reader.next().rows, 0);
    QVERIFY(reader.error().isEmpty());
    QCOMPARE(reader.position(), reader.size());
    QCOMPARE(reader.rows(), 3U);
}

void DeviceFilesTest::quotedLineBreaksEndNoRow()
{
    RecordReader reader(DeviceFileFormat::Csv, {.rows = 1, .bytes = 1'000});
    QVERIFY(reader.open(write("id,note\n\"a\",\"two\nlines, and a \"\"quote\"\"\"\nb,x\n")));

    QCOMPARE(reader.next().text, "id,note\n\"a\",\"two\nlines, and a \"\"quote\"\"\"\n"_ba);
    QCOMPARE(reader.next().text, "id,note\nb,x\n"_ba);
}

void DeviceFilesTest::portionsEndAtTheirSize()
{
    QByteArray text;
    for (int i = 0; i < 5'000; ++i) {
        text += R"({"id":"device-)" + QByteArray::number(i) + R"("})" + '\n';
    }
    RecordReader reader(DeviceFileFormat::JsonLines, {.rows = 100'000, .bytes = 4'096});
    QVERIFY(reader.open(write(text, "devices.jsonl")));

    QByteArray whole;
    for (auto portion = reader.next(); portion.rows > 0; portion = reader.next()) {
        QVERIFY(portion.text.size() < 4'096 + 64);
        whole += portion.text;
    }

    QCOMPARE(whole, text);
}

void DeviceFilesTest::lastRowNeedsNoLineBreak()
{
    RecordReader reader(DeviceFileFormat::JsonLines);
    QVERIFY(reader.open(write(R"({"id":"a"})"
                              "\n"
                              R"({"id":"b"})",
                              "devices.jsonl")));

    const auto portion = reader.next();

    QCOMPARE(portion.rows, 2);
    QVERIFY(portion.text.endsWith("\"b\"}\n"));
}

void DeviceFilesTest::missingQuoteIsFoundBeforeTheMemoryIsFull()
{
    RecordReader reader(DeviceFileFormat::Csv);
    QVERIFY(reader.open(write("id,note\na,\"never ends\n" + QByteArray(3 * 1024 * 1024, 'x'))));

    QCOMPARE(reader.next().rows, 0);

    QVERIFY2(reader.error().contains(u"quote"_s), qPrintable(reader.error()));
}

void DeviceFilesTest::formatIsSeen_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isCsv");
    QTest::newRow("csv") << "id\n"_ba << "a.CSV"_ba << true;
    QTest::newRow("jsonl") << "id\n"_ba << "a.jsonl"_ba << false;
    QTest::newRow("ndjson") << "{}\n"_ba << "a.ndjson"_ba << false;
    QTest::newRow("by its first character") << "\n {\"id\":1}\n"_ba << "a.txt"_ba << false;
    QTest::newRow("anything else") << "id;status\n"_ba << "a.txt"_ba << true;
}

void DeviceFilesTest::formatIsSeen()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, name);
    QFETCH(bool, isCsv);

    QCOMPARE(formatOfFile(write(text, name.constData())) == DeviceFileFormat::Csv, isCsv);
}

void DeviceFilesTest::dryRunSaysWhatWouldBeDone()
{
    Importer i;
    i.fake.answer(kImport, 200, kAnswer);
    QVERIFY(i.online());

    QVERIFY(i.run(write("id,status\na,enabled\nb,broken\n")));

    QCOMPARE(i.import.state(), DeviceImport::State::Done);
    QCOMPARE(i.import.counts(), (ImportCounts{.rows = 2, .created = 1, .refused = 1}));
    QCOMPARE(i.import.fraction(), 1.0);
    const FakeHub::Request request = i.fake.requestsOf(kImport).first();
    QCOMPARE(request.method, "POST"_ba);
    QVERIFY2(request.query.contains("dryRun=true") && request.query.contains("all=true") &&
                 request.query.contains("format=csv") &&
                 request.query.contains("mode=createOrUpdate"),
             request.query.constData());
    QCOMPARE(request.headers.value("content-type"), "text/csv"_ba);
    ImportVerdicts& rows = i.import.verdicts();
    QCOMPARE(rows.index(0, ImportVerdicts::Result).data().toString(), u"Would be created"_s);
    QCOMPARE(rows.index(1, ImportVerdicts::Why).data().toString(), u"No such status."_s);
    rows.setShowsRefused(true);
    QCOMPARE(rows.rowCount(), 1);
    QCOMPARE(rows.index(0, ImportVerdicts::Device).data().toString(), u"b"_s);
}

void DeviceFilesTest::rowsAreCountedThroughAllPortions()
{
    QByteArray text = "id\n";
    QByteArray answer;
    for (int i = 0; i < 60'000; ++i) {
        text += "d" + QByteArray::number(i) + '\n';
    }
    for (int i = 0; i < 1'000; ++i) {
        answer += R"({"row":)" + QByteArray::number(i + 2) + R"(,"id":"x","result":"updated"})" + '\n';
    }
    Importer i;
    i.fake.answer(kImport, 200, answer + kEnd);
    QVERIFY(i.online());

    QVERIFY(i.run(write(text), false));

    QCOMPARE(i.fake.requestsOf(kImport).size(), 2);
    QVERIFY(i.fake.requestsOf(kImport).last().body.startsWith("id\nd50000\n"));
    QCOMPARE(i.import.counts().updated, 2'000U);
    QVERIFY(i.import.verdicts().isCut());
    const QString saved = write({}, "results.csv");
    QCOMPARE(i.import.verdicts().save(saved), QString());
    QVERIFY(readAll(saved).endsWith("51001,x,updated,,\r\n")); // the row as the file has it
}

void DeviceFilesTest::busyHubIsAskedAgain()
{
    Importer i;
    i.fake.answer(kImport, 429, R"({"code":"ThrottlingException","message":"busy"})");
    QVERIFY(i.online());
    i.start(write("id\na\nb\n"));
    QTRY_COMPARE(i.fake.requestsOf(kImport).size(), 1);
    QVERIFY(i.import.isRunning());
    i.fake.answer(kImport, 200, kAnswer);

    QTRY_COMPARE_WITH_TIMEOUT(i.finished.size(), 1, 8'000);

    QCOMPARE(i.import.state(), DeviceImport::State::Done);
    QCOMPARE(i.fake.requestsOf(kImport).size(), 2);
    QCOMPARE(i.fake.requestsOf(kImport).last().body, "id\na\nb\n"_ba);
}

void DeviceFilesTest::refusedPortionStopsWithItsReason()
{
    Importer i;
    i.fake.answer(kImport, 400,
                  R"({"code":"ArgumentInvalid","message":"there is no column 'foo'","remedy":"see the docs"})");
    QVERIFY(i.online());

    QVERIFY(i.run(write("foo\na\n")));

    QCOMPARE(i.import.state(), DeviceImport::State::Failed);
    QVERIFY2(i.import.complaint().startsWith(u"It stopped before row 2. There is no column 'foo'"_s),
             qPrintable(i.import.complaint()));
}

void DeviceFilesTest::brokenAnswerIsNoSuccess()
{
    Importer i;
    i.fake.answer(kImport, 200, R"({"row":2,"id":"a","result":"created"})"
                                "\n");
    QVERIFY(i.online());

    QVERIFY(i.run(write("id\na\nb\n"), false));

    QCOMPARE(i.import.state(), DeviceImport::State::Failed);
    QVERIFY(i.import.complaint().contains(u"1 of 2 rows"_s));
    QCOMPARE(i.import.counts().created, 1U);
}

void DeviceFilesTest::cancelStopsBeforeTheNextPortion()
{
    Importer i;
    i.fake.hang(kImport);
    QVERIFY(i.online());
    i.start(write("id\na\n"), false);
    QTRY_COMPARE(i.fake.requestsOf(kImport).size(), 1);

    i.import.cancel();

    QCOMPARE(i.import.state(), DeviceImport::State::Stopped);
    QCOMPARE(i.finished.size(), 1);
    i.fake.answerHanging(kImport, 200, kAnswer);
    QTest::qWait(50);
    QCOMPARE(i.import.counts().rows, 0U);
    QCOMPARE(i.finished.size(), 1);
    QVERIFY(i.import.complaint().startsWith(u"Of the 1 rows that were on their way"_s));
}

void DeviceFilesTest::emptyAndMissingFilesSaySo()
{
    Importer i;
    QVERIFY(i.online());

    QVERIFY(i.run(write("")));
    QVERIFY2(i.import.complaint().contains(u"is empty"_s), qPrintable(i.import.complaint()));
    i.start(u"/nowhere/devices.csv"_s);

    QCOMPARE(i.import.state(), DeviceImport::State::Failed);
    QVERIFY2(i.import.complaint().contains(u"cannot be read"_s), qPrintable(i.import.complaint()));
    QVERIFY(i.fake.requestsOf(kImport).isEmpty());
}

void DeviceFilesTest::verdictsAreSavedWhole()
{
    ImportVerdicts verdicts;
    verdicts.begin(false);
    verdicts.add({{.row = 2, .id = u"a,b"_s, .result = u"refused"_s, .code = u"X"_s,
                   .message = u"=1+1"_s}});
    const QString file = write({}, "results.csv");

    QCOMPARE(verdicts.save(file), QString());

    QCOMPARE(readAll(file), "row,id,result,code,message\r\n2,\"a,b\",refused,X,'=1+1\r\n"_ba);
    QVERIFY(!verdicts.save(u"/nowhere/results.csv"_s).isEmpty());
}

void DeviceFilesTest::exportAsksForWhatIsShown()
{
    FakeHub fake;
    fake.answer(kExport, 200, "id,status\r\n\"a\nb\",enabled\r\nc,enabled\r\n");
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline());
    DeviceExport exported(session);
    QSignalSpy finished(&exported, &DeviceExport::finished);
    const QString file = write("old", "out.csv");

    exported.start({.condition = u"tags.site = 'rom'"_s}, file);

    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(qvariant_cast<ActResult>(finished.first().first()).ok());
    QCOMPARE(exported.devices(), 2U);
    QVERIFY(readAll(file).startsWith("id,status\r\n"));
    const QUrlQuery query(QString::fromLatin1(fake.requestsOf(kExport).last().query));
    QCOMPARE(query.queryItemValue(u"query"_s, QUrl::FullyDecoded), u"tags.site = 'rom'"_s);
    QCOMPARE(query.queryItemValue(u"format"_s), u"csv"_s);
    QCOMPARE(query.queryItemValue(u"keys"_s), u"false"_s);
}

void DeviceFilesTest::exportWithKeysIsForItsOwnerAlone()
{
    FakeHub fake;
    fake.answer(kExport, 200, R"({"id":"a"})"
                              "\n");
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline());
    DeviceExport exported(session);
    QSignalSpy finished(&exported, &DeviceExport::finished);
    const QString file = QString::fromStdString((*folder_ / "keys.jsonl").string());

    exported.start({.format = DeviceFileFormat::JsonLines, .keys = true}, file);

    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(fake.requestsOf(kExport).last().query.contains("keys=true"));
    QCOMPARE(QFile::permissions(file) & (QFileDevice::ReadGroup | QFileDevice::ReadOther |
                                         QFileDevice::WriteGroup | QFileDevice::WriteOther),
             QFileDevice::Permissions());
    QCOMPARE(exported.devices(), 1U);
}

void DeviceFilesTest::refusedExportKeepsTheFileBefore()
{
    FakeHub fake;
    fake.answer(kExport, 401, R"({"code":"IotHubUnauthorizedAccess","message":"x"})");
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline());
    DeviceExport exported(session);
    QSignalSpy finished(&exported, &DeviceExport::finished);
    const QString file = write("old", "out.csv");

    exported.start({}, file);

    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(!qvariant_cast<ActResult>(finished.first().first()).ok());
    QCOMPARE(readAll(file), "old"_ba);
}

std::unique_ptr<QObject> deviceFilesTest()
{
    return std::make_unique<DeviceFilesTest>();
}

} // namespace deck::test

#include "tst_device_files.moc"
