// Import and export from the page Devices over a fake hub, with a mouse and a keyboard.
#include "tests/support/temporary_folder.h"
#include "tests/widgets/page_stage.h"
#include "widgets/dialogs/export_devices.h"
#include "widgets/dialogs/import_devices.h"
#include "widgets/pages/devices_page.h"
#include "widgets/parts/button.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/drop_zone.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/select_field.h"

#include <QDragEnterEvent>
#include <QFile>
#include <QLineEdit>
#include <QMimeData>
#include <QUrlQuery>

namespace deck::test {

using namespace Qt::StringLiterals;

class DeviceFileDialogsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { p_.reset(); }
    void olderHubHasNoFiles();
    void nothingIsImportedBeforeItIsChecked();
    void otherModeOrFileNeedsAnotherCheck();
    void refusedRowsAreShown();
    void stopEndsTheImportAndKeepsTheDialog();
    void brokenOffImportSaysSo();
    void fileIsDropped();
    void deletingIsMarked();
    void exportIsOfWhatIsShown();
    void keysAreExportedWithAWarningOnly();
    void cancelEndsTheExport();
    void everythingThatTakesFocusHasAName();

private:
    bool open();
    bool openImport();
    QString write(const QByteArray& text, const char* name = "devices.csv");
    void click(const char* name) { Stage::click(*p_->part(name)); }
    Button& button(const char* name) { return *p_->part<Button>(name); }
    bool isVisible(const char* name)
    {
        QWidget* const part = p_->part(name);
        return part != nullptr && part->isVisible();
    }

    std::unique_ptr<hub::test::TemporaryFolder> folder_ =
        std::make_unique<hub::test::TemporaryFolder>();
    std::unique_ptr<PageStage> p_;
};

namespace {

constexpr auto kImport = "/admin/devices/import";
constexpr auto kExport = "/admin/devices/export";
const QByteArray kAnswer = R"({"row":2,"id":"a","result":"created"})"
                           "\n"
                           R"({"row":3,"id":"b","result":"refused","error":{"code":"X","message":"no such status"}})"
                           "\n"
                           R"({"done":true,"rows":2})"
                           "\n"_ba;

} // namespace

void DeviceFileDialogsTest::init()
{
    p_ = std::make_unique<PageStage>(std::vector<std::string>{"queries", "jobs", "import"}, QSize(1'180, 760));
    p_->fake.answer("/admin/devices", 200,
                    R"({"devices":[{"deviceId":"pump","status":"enabled"}],"total":1,)"
                    R"("asOf":"2026-11-22T14:32:06Z"})");
    p_->fake.answer(kImport, 200, kAnswer);
    p_->fake.answer(kExport, 200, "id\r\npump\r\n");
}

bool DeviceFileDialogsTest::open()
{
    if (!p_->online()) {
        return false;
    }
    p_->stage.add(new DevicesPage(p_->context()));
    return p_->stage.show() && QTest::qWaitFor([this] {
               return p_->part<DataTable>("devices.table")->model()->rowCount() == 1;
           });
}

bool DeviceFileDialogsTest::openImport()
{
    if (!open()) {
        return false;
    }
    click("devices.import");
    return QTest::qWaitFor([this] { return isVisible("dialog.importDevices"); });
}

QString DeviceFileDialogsTest::write(const QByteArray& text, const char* name)
{
    const QString path = QString::fromStdString((*folder_ / name).string());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
    return path;
}

void DeviceFileDialogsTest::olderHubHasNoFiles()
{
    p_->fake.answer("/admin/capabilities", 200, FakeHub::capabilities({"queries", "jobs"}));
    QVERIFY(open());

    QVERIFY(!button("devices.import").isEnabled() && !button("devices.export").isEnabled());
    QVERIFY(button("devices.export").toolTip().contains(u"older"_s));
}

void DeviceFileDialogsTest::nothingIsImportedBeforeItIsChecked()
{
    QVERIFY(openImport());
    QVERIFY(!button("import.check").isEnabled() && !button("import.import").isEnabled());

    p_->part<ImportDevicesDialog>("dialog.importDevices")->takeFile(write("id,status\na,x\nb,y\n"));
    QVERIFY(button("import.check").isEnabled() && !button("import.import").isEnabled());
    click("import.check");
    QTRY_VERIFY(button("import.import").isEnabled());
    QVERIFY(p_->fake.requestsOf(kImport).last().query.contains("dryRun=true"));
    QCOMPARE(p_->part<Label>("import.summary")->text(), u"1 would be created, 1 refused."_s);
    QCOMPARE(button("import.import").text(), u"Import 1 rows"_s);
    click("import.import");

    QTRY_COMPARE(p_->fake.requestsOf(kImport).size(), 2);
    QVERIFY(p_->fake.requestsOf(kImport).last().query.contains("dryRun=false"));
    QTRY_COMPARE(p_->part<Label>("import.summary")->text(), u"1 created, 1 refused."_s);
    QVERIFY(!button("import.import").isEnabled()); // it is done
    QCOMPARE(button("import.cancel").text(), u"Close"_s);
}

void DeviceFileDialogsTest::otherModeOrFileNeedsAnotherCheck()
{
    QVERIFY(openImport());
    auto& dialog = *p_->part<ImportDevicesDialog>("dialog.importDevices");
    const QString file = write("id\na\nb\n");
    dialog.takeFile(file);
    click("import.check");
    QTRY_VERIFY(button("import.import").isEnabled());

    p_->part<SelectField>("import.mode")->setFocus();
    PageStage::key(Qt::Key_Down);
    QVERIFY(!button("import.import").isEnabled());
    PageStage::key(Qt::Key_Up);
    QVERIFY(button("import.import").isEnabled());
    write("id\na\nb\nc\n"); // it was changed meanwhile
    click("import.import");

    QTest::qWait(50);
    QCOMPARE(p_->fake.requestsOf(kImport).size(), 1);
}

void DeviceFileDialogsTest::refusedRowsAreShown()
{
    QVERIFY(openImport());
    p_->part<ImportDevicesDialog>("dialog.importDevices")->takeFile(write("id\na\nb\n"));
    click("import.check");

    auto& table = *p_->part<DataTable>("import.table");
    QTRY_COMPARE(table.model()->rowCount(), 1); // what went wrong first
    QCOMPARE(table.model()->index(0, ImportVerdicts::Why).data().toString(), u"No such status."_s);
    auto& which = *p_->part<Segmented>("import.which");
    QCOMPARE(which.current(), 1);
    Stage::click(*which.findChildren<QAbstractButton*>().value(0));
    QCOMPARE(table.model()->rowCount(), 2);
}

void DeviceFileDialogsTest::stopEndsTheImportAndKeepsTheDialog()
{
    p_->fake.hang(kImport);
    QVERIFY(openImport());
    p_->part<ImportDevicesDialog>("dialog.importDevices")->takeFile(write("id\na\n"));
    click("import.check");
    QTRY_COMPARE(p_->fake.requestsOf(kImport).size(), 1);
    QCOMPARE(button("import.cancel").text(), u"Stop"_s);

    PageStage::key(Qt::Key_Escape);

    QVERIFY(isVisible("dialog.importDevices"));
    QVERIFY(!button("import.import").isEnabled());
    PageStage::key(Qt::Key_Escape);
    QTRY_VERIFY(p_->part("dialog.importDevices") == nullptr);
}

void DeviceFileDialogsTest::brokenOffImportSaysSo()
{
    p_->fake.answer(kImport, 400, R"({"code":"X","message":"no column is called 'id'","remedy":""})");
    QVERIFY(openImport());
    p_->part<ImportDevicesDialog>("dialog.importDevices")->takeFile(write("foo\na\n"));

    click("import.check");

    auto& error = *p_->part<ErrorLine>("import.error");
    QTRY_VERIFY2(error.text().contains(u"No column is called 'id'"_s), qPrintable(error.text()));
    QVERIFY(error.isVisible());
    QVERIFY(!button("import.import").isEnabled());
}

void DeviceFileDialogsTest::fileIsDropped()
{
    QVERIFY(openImport());
    auto& zone = *p_->part<DropZone>("import.file");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(write("{\"id\":\"a\"}\n", "devices.jsonl"))});
    const QPoint middle = zone.rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&zone, &enter);
    QVERIFY(enter.isAccepted());

    QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&zone, &drop);
    QVERIFY(button("import.check").isEnabled());
    click("import.check");

    QTRY_COMPARE(p_->fake.requestsOf(kImport).size(), 1);
    QCOMPARE(p_->fake.requestsOf(kImport).first().headers.value("content-type"),
             "application/x-ndjson"_ba);
    QMimeData web;
    web.setUrls({QUrl(u"https://example.com/devices.csv"_s)});
    QDragEnterEvent other(middle, Qt::CopyAction, &web, Qt::LeftButton, {});
    other.setAccepted(false);
    QApplication::sendEvent(&zone, &other);
    QVERIFY(!other.isAccepted());
}

void DeviceFileDialogsTest::deletingIsMarked()
{
    p_->fake.answer(kImport, 200, R"({"row":2,"id":"a","result":"deleted"})"
                                  "\n"
                                  R"({"done":true})");
    QVERIFY(openImport());
    p_->part<ImportDevicesDialog>("dialog.importDevices")->takeFile(write("id\na\n"));
    p_->part<SelectField>("import.mode")->setCurrentIndex(3);

    click("import.check");

    QTRY_COMPARE(button("import.import").text(), u"Delete 1 devices"_s);
    QCOMPARE(button("import.import").kind(), Button::Kind::Danger);
    QVERIFY(p_->fake.requestsOf(kImport).last().query.contains("mode=delete"));
}

void DeviceFileDialogsTest::exportIsOfWhatIsShown()
{
    QVERIFY(open());
    p_->part("devices.search")->findChild<QLineEdit*>()->setText(u"pum"_s);
    QTRY_VERIFY(p_->fake.requestsOf("/admin/devices").last().query.contains("search=pum"));
    QTest::qWait(50);
    click("devices.export");
    QTRY_VERIFY(isVisible("dialog.exportDevices"));
    const QString file = QString::fromStdString((*folder_ / "out.csv").string());

    p_->part<ExportDevicesDialog>("dialog.exportDevices")->exportTo(file);

    QTRY_VERIFY(isVisible("export.done"));
    QVERIFY(QFile::exists(file));
    const QUrlQuery query(QString::fromLatin1(p_->fake.requestsOf(kExport).last().query));
    QCOMPARE(query.queryItemValue(u"query"_s, QUrl::FullyDecoded),
             u"CONTAINS(LOWER(deviceId), 'pum')"_s);
    QCOMPARE(query.queryItemValue(u"keys"_s), u"false"_s);
}

void DeviceFileDialogsTest::keysAreExportedWithAWarningOnly()
{
    QVERIFY(open());
    click("devices.export");
    QTRY_VERIFY(isVisible("dialog.exportDevices"));
    QVERIFY(!isVisible("export.warning"));

    click("export.keys");

    QVERIFY(isVisible("export.warning"));
    p_->part<ExportDevicesDialog>("dialog.exportDevices")
        ->exportTo(QString::fromStdString((*folder_ / "keys.csv").string()));
    QTRY_COMPARE(p_->fake.requestsOf(kExport).size(), 1);
    QVERIFY(p_->fake.requestsOf(kExport).last().query.contains("keys=true"));
}

void DeviceFileDialogsTest::cancelEndsTheExport()
{
    p_->fake.hang(kExport);
    QVERIFY(open());
    click("devices.export");
    QTRY_VERIFY(isVisible("dialog.exportDevices"));
    const QString file = QString::fromStdString((*folder_ / "never.csv").string());
    p_->part<ExportDevicesDialog>("dialog.exportDevices")->exportTo(file);
    QTRY_COMPARE(p_->fake.requestsOf(kExport).size(), 1);
    QCOMPARE(button("export.cancel").text(), u"Cancel export"_s);

    click("export.cancel");

    QTRY_VERIFY(p_->part<ErrorLine>("export.error")->text().contains(u"cancelled"_s));
    QVERIFY(isVisible("dialog.exportDevices"));
    QVERIFY(!QFile::exists(file));
}

void DeviceFileDialogsTest::everythingThatTakesFocusHasAName()
{
    QVERIFY(openImport());
    p_->part<ImportDevicesDialog>("dialog.importDevices")->takeFile(write("id\na\nb\n"));
    click("import.check");
    QTRY_VERIFY(isVisible("import.table"));

    for (const QWidget* part : p_->stage.window.findChildren<QWidget*>()) {
        if (part->focusPolicy() != Qt::NoFocus && part->isVisible()) {
            QVERIFY2(!part->accessibleName().isEmpty() ||
                         !part->property("text").toString().isEmpty(),
                     qPrintable(QString::fromLatin1(part->metaObject()->className()) + u' ' +
                                part->objectName()));
        }
    }
}

std::unique_ptr<QObject> deviceFileDialogsTest()
{
    return std::make_unique<DeviceFileDialogsTest>();
}

} // namespace deck::test

#include "tst_device_file_dialogs.moc"
