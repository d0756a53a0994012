// Acts on many devices: what is sent, what is chosen, and how a job is followed.
#include "models/device_condition.h"
#include "models/device_selection.h"
#include "models/device_table.h"
#include "models/job_results.h"
#include "models/job_table.h"
#include "models/job_watch.h"
#include "models/tag_patch.h"
#include "tests/support/fake_hub.h"
#include "tests/support/temporary_folder.h"

#include <QItemSelectionModel>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using Flag = QItemSelectionModel::SelectionFlag;

class BulkTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void searchBecomesAConditionThatTheHubTakes();
    void targetsAreIdsOrAQuestion();
    void actionsAreWrittenAsTheHubReadsThem();
    void tagsAreReadAsAPersonWritesThem_data();
    void tagsAreReadAsAPersonWritesThem();
    void chosenRowsStayWithTheirDevices();
    void allButSomeIsAQuestion();
    void anotherQuestionForgetsWhatWasChosen();
    void columnsThatComeAreChosenToo();
    void moreThanMayBeLeftOutIsRefused();
    void jobIsFollowedByEvents();
    void jobEndsOnceAndIsReadWhole();
    void refusedJobSaysWhy();
    void jobsAreListedAndReadAnew();
    void resultsAreWrittenPageByPage();
    void resultsThatBreakOffLeaveNoFile();

private:
    static QJsonObject sent(const FakeHub& fake, const QByteArray& path);
};

namespace {

constexpr auto kJobs = "/admin/jobs";
constexpr auto kDevices = "/admin/devices";

QByteArray devicesJson(const QByteArrayList& ids, bool counted = true)
{
    QByteArrayList rows;
    for (const QByteArray& id : ids) {
        rows << R"({"deviceId":")" + id + R"(","status":"enabled"})";
    }
    return R"({"devices":[)" + rows.join(',') + R"(],"total":)" +
           (counted ? QByteArray::number(ids.size()) : "null"_ba) +
           R"(,"asOf":"2026-11-22T14:32:06Z"})";
}

QByteArray jobJson(const QByteArray& status, int done, int failed, const QByteArray& id = "j1")
{
    return R"({"id":")" + id + R"(","action":"disable","status":")" + status +
           R"(","target":"tags.site = 'rom'","createdTime":"2026-11-22T14:00:00Z",)"
           R"("startTime":"2026-11-22T14:00:01Z","endTime":null,"by":"eva","reason":"",)"
           R"("targetsKnown":true,"counts":{"total":10,"pending":)" +
           QByteArray::number(10 - done - failed) + R"(,"running":0,"succeeded":)" +
           QByteArray::number(done) + R"(,"failed":)" + QByteArray::number(failed) +
           R"(,"canceled":0}})";
}

struct Listed
{
    FakeHub fake;
    HubSession session{fake.profile()};
    DeviceTable table{session};
    QItemSelectionModel rows{&table};
    DeviceSelection selection{table, rows, nullptr};

    bool open(const QByteArrayList& ids)
    {
        fake.answer("/admin/capabilities", 200, FakeHub::capabilities({"queries", "jobs"}));
        fake.answer(kDevices, 200, devicesJson(ids));
        session.start();
        return QTest::qWaitFor([&] { return table.rowCount() == int(ids.size()); });
    }
    void choose(int row, Flag how)
    {
        rows.select(table.index(row, 0), how | Flag::Rows);
    }
    QList<int> chosen() const
    {
        QList<int> found;
        for (int row = 0; row < table.rowCount(); ++row) {
            if (rows.isRowSelected(row)) {
                found << row;
            }
        }
        return found;
    }
};

} // namespace

QJsonObject BulkTest::sent(const FakeHub& fake, const QByteArray& path)
{
    QJsonObject body;
    for (const FakeHub::Request& request : fake.requestsOf(path)) {
        if (request.method == "POST") {
            body = QJsonDocument::fromJson(request.body).object();
        }
    }
    return body;
}

void BulkTest::searchBecomesAConditionThatTheHubTakes()
{
    const QString both = conditionOf({u"tags.site = 'a' OR status = 'disabled'"_s, u"Pump'\\"_s});

    QCOMPARE(both, u"(tags.site = 'a' OR status = 'disabled') AND "
                   u"CONTAINS(LOWER(deviceId), 'pump\\'\\\\')"_s);
    QVERIFY(!conditionFault(both));
    QVERIFY(!conditionFault(conditionOf({{}, u"x"_s})));
    QCOMPARE(conditionOf({u"status = 'enabled'"_s, {}}), u"status = 'enabled'"_s);
    QCOMPARE(conditionOf({}), QString());
}

void BulkTest::targetsAreIdsOrAQuestion()
{
    BulkTarget some;
    some.ids = {u"a"_s, u"b"_s};
    QCOMPARE(targetJson(some), (QJsonObject{{u"ids"_s, QJsonArray{u"a"_s, u"b"_s}}}));

    BulkTarget all;
    all.allThatMatch = true;
    all.condition = u"tags.site = 'rom'"_s;
    all.except = {u"c"_s};
    QCOMPARE(targetJson(all),
             (QJsonObject{{u"query"_s, u"SELECT * FROM devices WHERE tags.site = 'rom'"_s},
                          {u"except"_s, QJsonArray{u"c"_s}}}));
    all.condition.clear();
    QCOMPARE(targetJson(all)[u"query"_s].toString(), QString());
    QCOMPARE(targetText(all), u"all devices"_s);
}

void BulkTest::actionsAreWrittenAsTheHubReadsThem()
{
    BulkAction action;
    const auto json = [&action] {
        return QJsonDocument::fromJson(actionJson(action)).object();
    };
    QCOMPARE(json(), (QJsonObject{{u"kind"_s, u"enable"_s}}));

    action.kind = BulkAction::Kind::Disable;
    action.reason = u"stolen \"twice\""_s;
    QCOMPARE(json(), (QJsonObject{{u"kind"_s, u"disable"_s}, {u"reason"_s, action.reason}}));

    action.kind = BulkAction::Kind::Delete;
    action.confirm = 12;
    QCOMPARE(json(), (QJsonObject{{u"kind"_s, u"delete"_s}, {u"confirm"_s, 12}}));

    action.kind = BulkAction::Kind::Tags;
    action.tags = {{u"site"_s, u"rom"_s}, {u"old"_s, QJsonValue()}};
    QCOMPARE(json()[u"tags"_s].toObject(), action.tags);

    action.kind = BulkAction::Kind::Method;
    action.method = {.name = u" reboot "_s, .payload = u"{\"in\":5}"_s};
    QCOMPARE(json()[u"methodName"_s].toString(), u"reboot"_s);
    QCOMPARE(json()[u"payload"_s][u"in"_s].toInt(), 5);

    action.kind = BulkAction::Kind::Command;
    action.command.body = "go";
    action.command.messageId = "m1";
    QCOMPARE(json()[u"kind"_s].toString(), u"command"_s);
    QCOMPARE(json()[u"messageId"_s].toString(), u"m1"_s);
}

void BulkTest::tagsAreReadAsAPersonWritesThem_data()
{
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    QTest::addColumn<Pairs>("set");
    QTest::addColumn<QString>("removed");
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<bool>("isRight");
    QTest::newRow("text") << Pairs{{"site", "rom"}} << QString() << R"({"site":"rom"})"_ba << true;
    QTest::newRow("number") << Pairs{{"n", "3"}, {"b", "true"}, {"t", "\"3\""}} << QString()
                            << R"({"b":true,"n":3,"t":"3"})"_ba << true;
    QTest::newRow("group") << Pairs{{"place.room", "2b"}, {"place.floor", "1"}} << QString()
                           << R"({"place":{"floor":1,"room":"2b"}})"_ba << true;
    QTest::newRow("removed") << Pairs{} << u" old , place.room"_s
                             << R"({"old":null,"place":{"room":null}})"_ba << true;
    QTest::newRow("two values are text") << Pairs{{"a", "1,2"}} << QString()
                                         << R"({"a":"1,2"})"_ba << true;
    QTest::newRow("nothing") << Pairs{} << u" , "_s << "{}"_ba << false;
    QTest::newRow("twice") << Pairs{{"a", "1"}} << u"a"_s << QByteArray() << false;
    QTest::newRow("below a value") << Pairs{{"a", "1"}, {"a.b", "2"}} << QString() << QByteArray()
                                   << false;
    QTest::newRow("dots") << Pairs{{"a..b", "1"}} << QString() << QByteArray() << false;
    QTest::newRow("blank") << Pairs{{"a b", "1"}} << QString() << QByteArray() << false;
}

void BulkTest::tagsAreReadAsAPersonWritesThem()
{
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    QFETCH(Pairs, set);
    QFETCH(QString, removed);
    QFETCH(QByteArray, patch);
    QFETCH(bool, isRight);

    const TagPatch read = tagPatchFrom(set, removed);

    QCOMPARE(read.complaint.isEmpty(), isRight);
    if (!patch.isEmpty()) {
        QCOMPARE(QJsonDocument(read.patch).toJson(QJsonDocument::Compact), patch);
    }
}

void BulkTest::chosenRowsStayWithTheirDevices()
{
    Listed l;
    QVERIFY(l.open({"a", "b", "c", "d"}));
    l.choose(1, Flag::ClearAndSelect);
    QCOMPARE(l.selection.onlyId(), u"b"_s);
    l.choose(3, Flag::Select);
    QCOMPARE(l.selection.target().ids, (QStringList{u"b"_s, u"d"_s}));

    l.fake.answer(kDevices, 200, devicesJson({"new", "a", "d", "b"}));
    l.table.refresh();

    QTRY_COMPARE(l.chosen(), (QList<int>{2, 3}));
    QCOMPARE(l.selection.target().ids, (QStringList{u"b"_s, u"d"_s}));
    l.choose(2, Flag::Deselect);
    QCOMPARE(l.selection.target().ids, QStringList{u"b"_s});
    l.choose(0, Flag::ClearAndSelect);
    QCOMPARE(l.selection.target().ids, QStringList{u"new"_s});
}

void BulkTest::allButSomeIsAQuestion()
{
    Listed l;
    QVERIFY(l.open({"a", "b", "c", "d"}));

    l.selection.chooseAll();
    l.choose(1, Flag::Deselect);

    QVERIFY(l.selection.isAll());
    QCOMPARE(l.selection.count(), std::optional<quint64>(3));
    QCOMPARE(l.selection.target().except, QStringList{u"b"_s});
    QCOMPARE(l.chosen(), (QList<int>{0, 2, 3}));
    l.choose(1, Flag::Select);
    QCOMPARE(l.selection.target().except, QStringList());
    l.choose(2, Flag::ClearAndSelect); // a click on one row
    QVERIFY(!l.selection.isAll());
    QCOMPARE(l.selection.target().ids, QStringList{u"c"_s});
}

void BulkTest::anotherQuestionForgetsWhatWasChosen()
{
    Listed l;
    QVERIFY(l.open({"a", "b", "c"}));
    l.selection.chooseAll();
    l.fake.answer(kDevices, 200, devicesJson({"a", "c"}));

    l.table.setSort(DeviceTable::LastHeard, Qt::DescendingOrder); // the same devices in another order
    QTRY_COMPARE(l.table.rowCount(), 2);
    QVERIFY(l.selection.isAll());
    QTRY_COMPARE(l.chosen(), (QList<int>{0, 1}));
    l.fake.answer(kDevices, 200, devicesJson({"b"}));
    l.table.setQuery(u"status = 'disabled'"_s);

    QTRY_COMPARE(l.table.rowCount(), 1);
    QVERIFY(l.selection.isEmpty());
    QCOMPARE(l.chosen(), QList<int>());
}

void BulkTest::columnsThatComeAreChosenToo()
{
    Listed l;
    QVERIFY(l.open({"a", "b"}));
    l.choose(0, Flag::ClearAndSelect);

    l.table.setPathColumns({u"tags.site"_s});

    QVERIFY(l.rows.isSelected(l.table.index(0, DeviceTable::ColumnCount)));
}

void BulkTest::moreThanMayBeLeftOutIsRefused()
{
    QByteArrayList ids;
    for (int i = 0; i < 256; ++i) {
        ids << "d" + QByteArray::number(i);
    }
    Listed l;
    QVERIFY(l.open(ids));
    QSignalSpy refused(&l.selection, &DeviceSelection::refused);
    l.selection.chooseAll();

    for (int row = 0; row < 200; ++row) {
        l.choose(row, Flag::Deselect);
    }

    QCOMPARE(l.selection.target().except.size(), 200);
    QVERIFY(refused.isEmpty());
    QCOMPARE(l.selection.count(), std::optional<quint64>(56));
}

void BulkTest::jobIsFollowedByEvents()
{
    FakeHub fake;
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline() && fake.openStreams() == 1);
    fake.answer("POST /admin/jobs", 202, jobJson("running", 0, 0));
    FleetJobs jobs(session);
    JobWatch watch(session);
    QObject::connect(&jobs, &FleetJobs::started, &watch, &JobWatch::watch);
    BulkTarget target;
    target.ids = {u"a"_s};

    jobs.start({}, target, [](const JobResult&) {});
    QTRY_VERIFY(watch.hasJob());
    QTest::qWait(20);
    fake.sendEvent("b:1", "job",
                   R"({"id":"other","status":"running","counts":{"total":10,"succeeded":9}})");
    fake.sendEvent("b:2", "job",
                   R"({"id":"j1","status":"running","counts":{"total":10,"succeeded":4,"failed":1}})");

    QTRY_COMPARE(watch.job().counts.succeeded, 4U);
    QCOMPARE(watch.job().counts.failed, 1U);
    QVERIFY(watch.perSecond() > 0);
    QCOMPARE(progressText(watch.job()), u"5 of 10, 1 failed"_s);
    QCOMPARE(sent(fake, kJobs)[u"target"_s][u"ids"_s].toArray().size(), 1);
}

void BulkTest::jobEndsOnceAndIsReadWhole()
{
    FakeHub fake;
    fake.answer("/admin/jobs/j1", 200, jobJson("completed", 9, 1));
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline() && fake.openStreams() == 1);
    JobWatch watch(session);
    QSignalSpy ended(&watch, &JobWatch::ended);
    FleetJob job;
    job.id = u"j1"_s;
    job.status = u"running"_s;
    watch.watch(job);

    fake.sendEvent("b:1", "job", R"({"jobId":"j1","status":"completed"})"); // as jobs of /jobs/v2 say it

    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(watch.job().by, u"eva"_s);
    QCOMPARE(statusText(watch.job()), u"Done, 1 failed"_s);
    QCOMPARE(watch.perSecond(), 0.0);
    QTest::qWait(50);
    QCOMPARE(ended.size(), 1);
}

void BulkTest::refusedJobSaysWhy()
{
    FakeHub fake;
    fake.answer("POST /admin/jobs", 429,
                R"({"code":"TooManyActiveJobs","message":"100 jobs are active","remedy":"wait"})");
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline());
    FleetJobs jobs(session);
    QSignalSpy started(&jobs, &FleetJobs::started);
    std::optional<JobResult> result;

    jobs.start({}, {}, [&](const JobResult& done) { result = done; });

    QTRY_VERIFY(result.has_value());
    QVERIFY(!result->ok());
    QCOMPARE(result->text, u"The job could not be started. 100 jobs are active. Wait."_s);
    QVERIFY(started.isEmpty());
}

void BulkTest::jobsAreListedAndReadAnew()
{
    FakeHub fake;
    fake.answer("/admin/capabilities", 200, FakeHub::capabilities({"jobs"}));
    fake.answer(kJobs, 200,
                R"({"items":[)" + jobJson("running", 3, 0, "j2") + ',' +
                    jobJson("completed", 9, 1) + R"(],"next":null})");
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline() && fake.openStreams() == 1);
    JobTable table(session);
    table.refresh();

    QTRY_COMPARE(table.rowCount(), 2);
    QCOMPARE(table.runningCount(), 1);
    QCOMPARE(table.index(0, JobTable::Action).data().toString(), u"Disable"_s);
    QCOMPARE(table.index(1, JobTable::State).data().toString(), u"Done, 1 failed"_s);
    QVERIFY(table.index(1, 0).data(JobTable::FailedRole).toBool());
    fake.answer(kJobs, 200, R"({"items":[)" + jobJson("completed", 10, 0, "j2") + R"(]})");
    fake.sendEvent("b:1", "job", R"({"id":"j2","status":"completed"})");

    QTRY_COMPARE(table.runningCount(), 0);
}

void BulkTest::resultsAreWrittenPageByPage()
{
    FakeHub fake;
    fake.answer("/admin/jobs/j1/devices", 200,
                R"({"items":[{"deviceId":"a","status":"failed","startTime":null,"endTime":null,)"
                R"("error":{"code":"DeviceNotFound","message":"=it, \"is\" gone"},"outcome":null},)"
                R"({"deviceId":"b","status":"completed","error":null,"outcome":{"status":200}}],)"
                R"("next":null})");
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline());
    const hub::test::TemporaryFolder folder;
    const QString name = QString::fromStdString((folder / "results.csv").string());
    JobResults results(session);
    QSignalSpy finished(&results, &JobResults::finished);

    results.start(u"j1"_s, u"failed"_s, name);

    QTRY_COMPARE(finished.size(), 1);
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArrayList lines = file.readAll().split('\n');
    QCOMPARE(lines.size(), 4); // a heading, two rows, nothing
    QVERIFY2(lines[1].startsWith("a,failed,DeviceNotFound,\"'=it, \"\"is\"\" gone\","),
             lines[1].constData());
    const QByteArray query = fake.requestsOf("/admin/jobs/j1/devices").last().query;
    QVERIFY2(query.contains("status=failed") && query.contains("limit=1000"), query.constData());
}

void BulkTest::resultsThatBreakOffLeaveNoFile()
{
    FakeHub fake;
    fake.breakOff("/admin/jobs/j1/devices");
    HubSession session(fake.profile());
    session.start();
    QTRY_VERIFY(session.isOnline());
    const hub::test::TemporaryFolder folder;
    const QString name = QString::fromStdString((folder / "results.csv").string());
    JobResults results(session);
    QSignalSpy finished(&results, &JobResults::finished);

    results.start(u"j1"_s, {}, name);

    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(!qvariant_cast<ActResult>(finished.first().first()).ok());
    QVERIFY(!QFile::exists(name));
}

std::unique_ptr<QObject> bulkTest()
{
    return std::make_unique<BulkTest>();
}

} // namespace deck::test

#include "tst_bulk.moc"
