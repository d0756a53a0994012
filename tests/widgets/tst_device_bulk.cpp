// Acts on many rows of the page Devices over a fake hub, with a mouse and a keyboard.
#include "models/device_table.h"
#include "models/job_device_table.h"
#include "models/job_table.h"
#include "tests/widgets/page_stage.h"
#include "widgets/dialogs/bulk_dialog.h"
#include "widgets/pages/devices_page.h"
#include "widgets/pages/jobs_page.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/text_field.h"
#include "widgets/parts/toast.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>

namespace deck::test {

using namespace Qt::StringLiterals;

class DeviceBulkTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { build(); }
    void cleanup() { p_.reset(); }
    void barShowsWithSeveralRows();
    void olderHubHasNoBar();
    void escForgetsTheRows();
    void disablingSaysWhyAndStartsAJob();
    void lettersActOnTheRows();
    void ctrlAChoosesAllAndAClickLeavesOneOut();
    void aThousandDevicesNeedTheirNumber();
    void uncountedOnesAreCountedBeforeTheyAreDeleted();
    void refusalStandsInTheDialog();
    void tagsAreChecked();
    void methodAndCommandGoOut();
    void stripFollowsTheJobAndEndsIt();
    void jobsPageShowsFailuresAndRetries();
    void jobsPageSaysThatThereAreNone();
    void whoMayNotOperateCannot();
    void everythingThatTakesFocusHasAName();

private:
    void build(const std::vector<std::string>& features = {"queries", "jobs"});
    bool open(int rows = 3, const QByteArray& total = "3");
    bool openJobs(const QByteArray& list);
    DataTable& table() { return *p_->part<DataTable>("devices.table"); }
    void clickRow(int row, Qt::KeyboardModifiers modifiers = {});
    void click(const char* name) { Stage::click(*p_->part(name)); }
    QJsonObject lastJob() const;

    /// Behind a dialog: the window is in use again, its table has the focus.
    bool backAtTable()
    {
        p_->stage.window.activateWindow();
        table().setFocus();
        return QTest::qWaitForWindowActive(&p_->stage.window) &&
               QGuiApplication::focusWindow() != nullptr;
    }
    bool isVisible(const char* name)
    {
        QWidget* const part = p_->part(name);
        return part != nullptr && part->isVisible();
    }

    std::unique_ptr<PageStage> p_;
};

namespace {

constexpr auto kDevices = "/admin/devices";
constexpr auto kJobs = "/admin/jobs";

QByteArray rowsJson(int count, const QByteArray& total)
{
    QByteArrayList rows;
    for (int i = 0; i < count; ++i) {
        rows << R"({"deviceId":"pump-)" + QByteArray::number(i) + R"(","status":"enabled"})";
    }
    return R"({"devices":[)" + rows.join(',') + R"(],"total":)" + total +
           R"(,"asOf":"2026-11-22T14:32:06Z","next":"more"})";
}

QByteArray jobJson(const QByteArray& status, int done, int failed, const QByteArray& id = "j1")
{
    return R"({"id":")" + id + R"(","action":"disable","status":")" + status +
           R"(","target":"2 devices","createdTime":"2026-11-22T14:00:00Z","by":"eva",)"
           R"("reason":"","targetsKnown":true,"counts":{"total":10,"succeeded":)" +
           QByteArray::number(done) + R"(,"failed":)" + QByteArray::number(failed) + "}}";
}

} // namespace

void DeviceBulkTest::build(const std::vector<std::string>& features)
{
    p_.reset();
    p_ = std::make_unique<PageStage>(features, QSize(1'180, 760));
    p_->fake.answer("POST /admin/jobs", 202, jobJson("running", 0, 0));
    p_->fake.answer("/admin/jobs/j1", 200, jobJson("running", 0, 0));
}

bool DeviceBulkTest::open(int rows, const QByteArray& total)
{
    p_->fake.answer(kDevices, 200, rowsJson(rows, total));
    if (!p_->online()) {
        return false;
    }
    p_->stage.add(new DevicesPage(p_->context()));
    return p_->stage.show() &&
           QTest::qWaitFor([&] { return table().model()->rowCount() >= rows; });
}

bool DeviceBulkTest::openJobs(const QByteArray& list)
{
    p_->fake.answer(kJobs, 200, list);
    if (!p_->online()) {
        return false;
    }
    p_->stage.add(new JobsPage(p_->context()));
    return p_->stage.show();
}

void DeviceBulkTest::clickRow(int row, Qt::KeyboardModifiers modifiers)
{
    const QRect cell = table().visualRect(table().model()->index(row, DeviceTable::State));
    QTest::mouseClick(p_->stage.window.windowHandle(), Qt::LeftButton, modifiers,
                      table().viewport()->mapTo(&p_->stage.window, cell.center()));
}

QJsonObject DeviceBulkTest::lastJob() const
{
    QJsonObject job;
    for (const FakeHub::Request& request : p_->fake.requestsOf(kJobs)) {
        if (request.method == "POST") {
            job = QJsonDocument::fromJson(request.body).object();
        }
    }
    return job;
}

void DeviceBulkTest::barShowsWithSeveralRows()
{
    QVERIFY(open());
    clickRow(0);
    QVERIFY(!isVisible("devices.bulk"));

    clickRow(2, Qt::ShiftModifier);

    QVERIFY(isVisible("devices.bulk"));
    QCOMPARE(p_->part<Label>("devices.bulk.count")->text(), u"3 chosen"_s);
    QVERIFY(!isVisible("devices.bulk.all")); // they are all
    clickRow(1, Qt::ControlModifier);
    QCOMPARE(p_->part<Label>("devices.bulk.count")->text(), u"2 chosen"_s);
    QVERIFY(isVisible("devices.bulk.all"));
    clickRow(1);
    QVERIFY(!isVisible("devices.bulk"));
}

void DeviceBulkTest::olderHubHasNoBar()
{
    build({"queries"});
    QVERIFY(open());
    clickRow(0);

    clickRow(2, Qt::ShiftModifier);

    QVERIFY(!isVisible("devices.bulk"));
    PageStage::key(Qt::Key_B);
    QVERIFY(p_->part("dialog.disableMany") == nullptr);
}

void DeviceBulkTest::escForgetsTheRows()
{
    QVERIFY(open());
    clickRow(0);
    clickRow(1, Qt::ControlModifier);
    QVERIFY(isVisible("devices.bulk"));

    PageStage::key(Qt::Key_Escape);

    QVERIFY(!isVisible("devices.bulk"));
    QCOMPARE(table().selectedCount(), 0);
}

void DeviceBulkTest::disablingSaysWhyAndStartsAJob()
{
    QVERIFY(open());
    clickRow(0);
    clickRow(1, Qt::ControlModifier);

    click("devices.bulk.disable");
    QTRY_VERIFY(isVisible("dialog.disableMany"));
    QCOMPARE(p_->part<Label>("bulk.which")->text(), u"Devices: pump-0, pump-1"_s);
    QVERIFY(!isVisible("bulk.number"));
    PageStage::type("in repair");
    click("bulk.accept");

    QTRY_COMPARE(lastJob()[u"action"_s].toObject(),
                 (QJsonObject{{u"kind"_s, u"disable"_s}, {u"reason"_s, u"in repair"_s}}));
    QCOMPARE(lastJob()[u"target"_s][u"ids"_s].toArray(), (QJsonArray{u"pump-0"_s, u"pump-1"_s}));
    QTRY_VERIFY(p_->part("dialog.disableMany") == nullptr);
    QVERIFY(isVisible("devices.job"));
}

void DeviceBulkTest::lettersActOnTheRows()
{
    QVERIFY(open());
    clickRow(0);

    PageStage::key(Qt::Key_T); // also with one row
    QTRY_VERIFY(isVisible("dialog.tagMany"));
    PageStage::key(Qt::Key_Escape);
    QTRY_VERIFY(p_->part("dialog.tagMany") == nullptr);
    QVERIFY(backAtTable());
    PageStage::key(Qt::Key_U);

    QTRY_COMPARE(lastJob()[u"action"_s][u"kind"_s].toString(), u"enable"_s);
    PageStage::key(Qt::Key_Delete);
    QTRY_VERIFY(isVisible("dialog.deleteMany"));
    PageStage::key(Qt::Key_Return); // the button that has the focus is Cancel
    QTRY_VERIFY(p_->part("dialog.deleteMany") == nullptr);
    QCOMPARE(lastJob()[u"action"_s][u"kind"_s].toString(), u"enable"_s);
}

void DeviceBulkTest::ctrlAChoosesAllAndAClickLeavesOneOut()
{
    QVERIFY(open(256, "412806"));
    table().setFocus();

    PageStage::key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(p_->part<Label>("devices.bulk.count")->text(), u"All 412,806 chosen"_s);
    clickRow(1, Qt::ControlModifier);
    PageStage::key(Qt::Key_U);

    QTRY_VERIFY(!lastJob().isEmpty());
    QCOMPARE(lastJob()[u"target"_s].toObject(),
             (QJsonObject{{u"query"_s, QString()}, {u"except"_s, QJsonArray{u"pump-1"_s}}}));
    QVERIFY(p_->fake.requestsOf(kDevices).size() < 6); // nothing was read for that
}

void DeviceBulkTest::aThousandDevicesNeedTheirNumber()
{
    QVERIFY(open(256, "412806"));
    table().setFocus();
    PageStage::key(Qt::Key_A, Qt::ControlModifier);

    PageStage::key(Qt::Key_Delete);
    QTRY_VERIFY(isVisible("bulk.number"));
    auto& accept = *p_->part<Button>("bulk.accept");
    QVERIFY(!accept.isEnabled());
    Stage::click(*p_->part<TextField>("bulk.number")->edit());
    PageStage::type("41280");
    QVERIFY(!accept.isEnabled());
    PageStage::type("6");
    QVERIFY(accept.isEnabled());
    Stage::click(accept);

    QTRY_COMPARE(lastJob()[u"action"_s][u"confirm"_s].toInt(), 412'806);
}

void DeviceBulkTest::uncountedOnesAreCountedBeforeTheyAreDeleted()
{
    p_->fake.hang("/devices/query");
    QVERIFY(open(256, "null"));
    table().setFocus();
    PageStage::key(Qt::Key_A, Qt::ControlModifier);
    QVERIFY(p_->part<Label>("devices.bulk.count")->text().contains(u"not counted"_s));

    PageStage::key(Qt::Key_Delete);
    QTRY_COMPARE(p_->fake.requestsOf("/devices/query").size(), 1);
    QVERIFY(!p_->part<Button>("bulk.accept")->isEnabled());
    p_->fake.answerHanging("/devices/query", 200, R"([{"n":900}])");

    QTRY_VERIFY(p_->part<Button>("bulk.accept")->isEnabled());
    click("bulk.accept");
    QTRY_COMPARE(lastJob()[u"action"_s][u"confirm"_s].toInt(), 900);
}

void DeviceBulkTest::refusalStandsInTheDialog()
{
    p_->fake.answer("POST /admin/jobs", 429,
                    R"({"code":"TooManyActiveJobs","message":"100 jobs are active","remedy":"wait"})");
    QVERIFY(open());
    clickRow(0);
    clickRow(1, Qt::ControlModifier);
    click("devices.bulk.disable");
    QTRY_VERIFY(isVisible("dialog.disableMany"));

    click("bulk.accept");

    QTRY_COMPARE(p_->part<ErrorLine>("bulk.error")->text(),
                 u"The job could not be started. 100 jobs are active. Wait."_s);
    QVERIFY(p_->part<Button>("bulk.accept")->isEnabled());
    QVERIFY(!isVisible("devices.job"));
}

void DeviceBulkTest::tagsAreChecked()
{
    QVERIFY(open());
    clickRow(0);
    clickRow(1, Qt::ControlModifier);
    click("devices.bulk.tag");
    QTRY_VERIFY(isVisible("dialog.tagMany"));
    click("bulk.accept");
    QTest::qWait(30);
    QVERIFY(lastJob().isEmpty()); // nothing is named

    p_->part("properties.name")->findChild<QLineEdit*>()->setFocus();
    PageStage::type("site");
    p_->part("properties.value")->findChild<QLineEdit*>()->setFocus();
    PageStage::type("rom");
    p_->part("bulk.removeTags")->findChild<QLineEdit*>()->setFocus();
    PageStage::type("old");
    QCOMPARE(p_->part<Label>("bulk.preview")->text(), u"{\"old\":null,\"site\":\"rom\"}"_s);
    click("bulk.accept");

    QTRY_COMPARE(lastJob()[u"action"_s][u"tags"_s].toObject(),
                 (QJsonObject{{u"site"_s, u"rom"_s}, {u"old"_s, QJsonValue()}}));
}

void DeviceBulkTest::methodAndCommandGoOut()
{
    QVERIFY(open());
    clickRow(0);
    clickRow(1, Qt::ControlModifier);
    PageStage::key(Qt::Key_M);
    QTRY_VERIFY(isVisible("dialog.methodMany"));
    click("bulk.accept");
    QVERIFY(!p_->part<TextField>("bulk.method")->error().isEmpty());
    p_->part<TextField>("bulk.method")->edit()->setFocus();
    PageStage::type("reboot");
    click("bulk.accept");
    QTRY_COMPARE(lastJob()[u"action"_s][u"methodName"_s].toString(), u"reboot"_s);
    QTRY_VERIFY(p_->part("dialog.methodMany") == nullptr);

    QVERIFY(backAtTable());
    PageStage::key(Qt::Key_C);
    QTRY_VERIFY(isVisible("dialog.sendCommand"));
    p_->part<TextArea>("sendCommand.body")->setText(u"{\"go\":1}"_s);
    click("sendCommand.send");

    QTRY_COMPARE(lastJob()[u"action"_s][u"kind"_s].toString(), u"command"_s);
    QCOMPARE(lastJob()[u"target"_s][u"ids"_s].toArray().size(), 2);
    QTRY_VERIFY(p_->part("dialog.sendCommand") == nullptr);
}

void DeviceBulkTest::stripFollowsTheJobAndEndsIt()
{
    p_->fake.answer("POST /admin/jobs/j1/cancel", 200, jobJson("cancelled", 4, 1));
    QVERIFY(open());
    clickRow(0);
    clickRow(1, Qt::ControlModifier);
    click("devices.bulk.enable");
    QTRY_VERIFY(isVisible("devices.job"));
    p_->fake.sendEvent("b:1", "job",
                       R"({"id":"j1","status":"running","counts":{"total":10,"succeeded":4,"failed":1}})");
    auto& numbers = *p_->part<Label>("devices.job.numbers");
    QTRY_VERIFY2(numbers.text().startsWith(u"5 of 10, 1 failed"_s), qPrintable(numbers.text()));

    click("devices.job.cancel");

    QTRY_COMPARE(p_->fake.requestsOf("/admin/jobs/j1/cancel").size(), 1);
    QTRY_VERIFY(!isVisible("devices.job.cancel"));
    QSignalSpy wanted(&p_->links, &PageLinks::jobsWanted);
    click("devices.job.details");
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().first().toString(), u"j1"_s);
    click("devices.job.close");
    QVERIFY(!isVisible("devices.job"));
}

void DeviceBulkTest::jobsPageShowsFailuresAndRetries()
{
    p_->fake.answer("/admin/jobs/j1/devices", 200,
                    R"({"items":[{"deviceId":"pump-1","status":"failed",)"
                    R"("error":{"code":"X","message":"it is gone"}}],"next":null})");
    p_->fake.answer("POST /admin/jobs/j1/retry", 202, jobJson("running", 0, 0, "j2"));
    QVERIFY(openJobs(R"({"items":[)" + jobJson("completed", 9, 1) + "]}"));
    auto& jobs = *p_->part<DataTable>("jobs.table");
    QTRY_COMPARE(jobs.model()->rowCount(), 1);

    const QRect cell = jobs.visualRect(jobs.model()->index(0, JobTable::State));
    Stage::clickAt(*jobs.viewport(), cell.center());
    QTRY_VERIFY(isVisible("jobs.panel"));
    QVERIFY(!isVisible("jobs.cancel"));
    auto& which = *p_->part<Segmented>("jobs.which");
    Stage::click(*which.findChildren<QAbstractButton*>().value(1));
    auto& devices = *p_->part<DataTable>("jobs.devices");
    QTRY_COMPARE(devices.model()->rowCount(), 1);
    QTRY_VERIFY(p_->fake.requestsOf("/admin/jobs/j1/devices").last().query.contains("status=failed"));
    QCOMPARE(devices.model()->index(0, JobDeviceTable::Outcome).data().toString(), u"It is gone."_s);
    click("jobs.retry");

    QTRY_COMPARE(p_->fake.requestsOf("/admin/jobs/j1/retry").size(), 1);
    PageStage::key(Qt::Key_Escape);
    QTRY_VERIFY(!isVisible("jobs.panel"));
}

void DeviceBulkTest::jobsPageSaysThatThereAreNone()
{
    QVERIFY(openJobs(R"({"items":[]})"));

    QTRY_VERIFY(p_->stage.window.findChild<EmptyState*>() != nullptr);
    const auto says = [this](const QString& text) {
        const auto labels = p_->stage.window.findChildren<Label*>();
        return std::any_of(labels.begin(), labels.end(), [&text](const Label* label) {
            return label->isVisible() && label->text() == text;
        });
    };
    QTRY_VERIFY(says(u"No jobs yet"_s));
}

void DeviceBulkTest::whoMayNotOperateCannot()
{
    p_->fake.answer("/admin/me", 200,
                    R"({"kind":"person","name":"vera","role":"viewer","scope":null,)"
                    R"("permissions":["view"],"rights":[],"secondFactor":false})");
    QVERIFY(open());
    clickRow(0);
    clickRow(1, Qt::ControlModifier);

    QTRY_VERIFY(isVisible("devices.bulk"));
    QVERIFY(!p_->part<Button>("devices.bulk.disable")->isEnabled());
    PageStage::key(Qt::Key_B);

    QVERIFY(p_->part("dialog.disableMany") == nullptr);
    QVERIFY(!p_->stage.window.findChildren<Toast*>().isEmpty());
}

void DeviceBulkTest::everythingThatTakesFocusHasAName()
{
    QVERIFY(open());
    clickRow(0);
    clickRow(2, Qt::ShiftModifier);
    for (const char* button : {"devices.bulk.tag", "devices.bulk.method", "devices.bulk.delete"}) {
        click(button);
        QTest::qWait(20);
        for (const QWidget* part : p_->stage.window.findChildren<QWidget*>()) {
            if (part->focusPolicy() != Qt::NoFocus && part->isVisible()) {
                QVERIFY2(!part->accessibleName().isEmpty() ||
                             !part->property("text").toString().isEmpty(),
                         qPrintable(QString::fromLatin1(part->metaObject()->className()) + u' ' +
                                    part->objectName()));
            }
        }
        PageStage::key(Qt::Key_Escape);
        QTest::qWait(20);
        QVERIFY(backAtTable());
    }
}

std::unique_ptr<QObject> deviceBulkTest()
{
    return std::make_unique<DeviceBulkTest>();
}

} // namespace deck::test

#include "tst_device_bulk.moc"
