// The audit log against a real hub: what was done stands in it, narrows down, shows before and
// after, is verified, and goes into a file that proves itself.
#include "models/audit_export.h"
#include "models/audit_table.h"
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "tests/support/temporary_folder.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/text_field.h"

#include <QAbstractButton>
#include <QFile>
#include <QFileDialog>

namespace deck::test {

using namespace Qt::StringLiterals;

class AuditWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { walk_.reset(); }

    void changeStandsInTheLogWithBeforeAndAfter();
    void filterNarrowsDownAndClears();
    void newRecordsWaitUntilTheyAreAskedFor();
    void chainIsVerified();
    void exportIsWholeInAFile();

private:
    bool send(const QByteArray& method, const QString& path, const QByteArray& body);
    QStringList actions();
    bool openAudit();

    std::unique_ptr<Walk> walk_;
};

void AuditWalks::init()
{
    walk_ = std::make_unique<Walk>();
    QVERIFY(walk_->online());
    QVERIFY(send("PUT"_ba, u"/devices/pump"_s, R"({"deviceId":"pump"})"_ba));
}

bool AuditWalks::send(const QByteArray& method, const QString& path, const QByteArray& body)
{
    HubRequest request;
    request.method = method;
    request.path = path;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = body;
    std::optional<int> status;
    walk_->session().client().send(request, this,
                                   [&status](const HubReply& reply) { status = reply.status; });
    return QTest::qWaitFor([&] { return status.has_value(); }, kPatienceMs) && *status < 300;
}

QStringList AuditWalks::actions()
{
    return columnOf(walk_->part<QTableView>("audit.table"), AuditTable::Action);
}

bool AuditWalks::openAudit()
{
    walk_->click("nav.audit");
    return walk_->shows("page.audit") &&
           QTest::qWaitFor([this] { return actions().contains(u"device.create"_s); }, kPatienceMs);
}

void AuditWalks::changeStandsInTheLogWithBeforeAndAfter()
{
    QVERIFY(send("PATCH"_ba, u"/twins/pump"_s, R"({"tags":{"site":"berlin"}})"_ba));
    QVERIFY(openAudit());
    QTRY_COMPARE_WITH_TIMEOUT(actions().value(0), u"twin.patch"_s, kPatienceMs);
    auto& table = walk_->part<QTableView>("audit.table");

    Walk::clickRow(table, 0);

    QTRY_VERIFY(walk_->shows("audit.panel"));
    const QString diff = walk_->part("audit.diff").accessibleName();
    QVERIFY2(diff.contains(u"berlin"_s), qPrintable(diff));
    Walk::key(Qt::Key_Escape);
    QVERIFY(!walk_->shows("audit.panel"));
}

void AuditWalks::filterNarrowsDownAndClears()
{
    QVERIFY(openAudit());
    const auto before = actions().size();
    QVERIFY(before > 1); // the start of the hub, too

    Walk::key(Qt::Key_Slash);
    Walk::type(u"pum"_s);
    QTRY_COMPARE_WITH_TIMEOUT(actions(), QStringList{u"device.create"_s}, kPatienceMs);
    walk_->part<TextField>("audit.actor").setText(u"nobody"_s);
    QTRY_COMPARE_WITH_TIMEOUT(actions().size(), 0, kPatienceMs);
    walk_->click("audit.clear");

    QTRY_VERIFY_WITH_TIMEOUT(actions().size() >= before, kPatienceMs);
}

void AuditWalks::newRecordsWaitUntilTheyAreAskedFor()
{
    QVERIFY(openAudit());
    const auto before = actions().size();

    QVERIFY(send("PUT"_ba, u"/devices/valve"_s, R"({"deviceId":"valve"})"_ba));
    QTRY_VERIFY_WITH_TIMEOUT(walk_->shows("audit.new"), kPatienceMs);
    QCOMPARE(actions().size(), before);
    Walk::key(Qt::Key_F5);

    QTRY_VERIFY_WITH_TIMEOUT(actions().size() > before, kPatienceMs);
    QTRY_VERIFY(!walk_->shows("audit.new"));
}

void AuditWalks::chainIsVerified()
{
    QVERIFY(openAudit());
    QCOMPARE(walk_->part<StatusMark>("audit.badge").status(), Status::Offline);

    walk_->click("audit.verify");

    QTRY_COMPARE_WITH_TIMEOUT(walk_->part<StatusMark>("audit.badge").status(), Status::Online,
                              kPatienceMs);
    QVERIFY(!walk_->shows("audit.broken"));
}

void AuditWalks::exportIsWholeInAFile()
{
    const hub::test::TemporaryFolder folder;
    const QString name = QString::fromStdString((folder / "audit.jsonl").string());
    QVERIFY(openAudit());

    walk_->click("audit.export");
    QTRY_VERIFY(walk_->has("dialog.exportAudit"));
    auto& dialog = walk_->part<QFileDialog>("dialog.exportAudit");
    Q_EMIT dialog.fileSelected(name); // the dialog itself is Qt's
    dialog.close();

    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(name), kPatienceMs);
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArrayList lines = file.readAll().trimmed().split('\n');
    QVERIFY2(lines.first().contains("publicKey"), lines.first().constData());
    QVERIFY2(lines.last().contains("\"head\""), lines.last().constData());
    QVERIFY(lines.size() > 3);
}

std::unique_ptr<QObject> makeAuditWalks()
{
    return std::make_unique<AuditWalks>();
}

} // namespace deck::test

#include "tst_walk_audit.moc"
