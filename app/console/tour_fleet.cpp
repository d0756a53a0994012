#include "app/console/tour_fleet.h"

#include "app/console/application.h"
#include "app/console/tour_steps.h"

#include "widgets/dialogs/import_devices.h"

#include <QFile>
#include <QLineEdit>
#include <QTableView>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kSettleMs = TourSteps::kSettleMs;

/// Three that would be created, and one row that is wrong. Empty: it cannot be written.
QString exampleFile(const QString& folder)
{
    const QString name = folder + u"/tour-devices.csv"_s;
    QFile file(name);
    const QByteArray text = "id,status,authentication,tags.site\r\n"
                            "sample-fan-1,enabled,sas,berlin\r\n"
                            "sample-fan-2,enabled,sas,rome\r\n"
                            "sample-fan-3,disabled,sas,rome\r\n"
                            "sample fan 4,enabled,sas,rome\r\n"_ba;
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? name : QString();
}

void chooseRows(TourSteps& tour, int count)
{
    if (auto* const table = qobject_cast<QTableView*>(tour.find(u"devices.table"_s))) {
        table->selectionModel()->select(
            QItemSelection(table->model()->index(0, 0), table->model()->index(count - 1, 0)),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
}

void planQuestions(TourSteps& tour, const QString& end)
{
    struct Question
    {
        const char* button;
        const char* dialog;
        const char* name;
    };
    for (const Question& question : {Question{"devices.bulk.tag", "dialog.tagMany", "bulk-tag"},
                                     Question{"devices.bulk.method", "dialog.methodMany",
                                              "bulk-method"},
                                     Question{"devices.bulk.delete", "dialog.deleteMany",
                                              "bulk-delete"}}) {
        tour.act([&tour, question] { tour.press(QString::fromLatin1(question.button)); });
        tour.pause(kSettleMs);
        tour.act([&tour, question, end] {
            if (QLineEdit* const name = tour.fieldOf(u"properties.name"_s)) {
                name->setText(u"site"_s);
                tour.fieldOf(u"properties.value"_s)->setText(u"berlin"_s);
            }
            tour.shoot(QString::fromLatin1(question.name) + end);
            tour.closeDialog(QString::fromLatin1(question.dialog));
        });
        tour.pause(kSettleMs);
    }
}

/// Takes nothing away: devices that are enabled are enabled.
void planJob(TourSteps& tour, const QString& end)
{
    tour.act([&tour] { tour.press(u"devices.bulk.enable"_s); });
    tour.pause(3 * kSettleMs);
    tour.act([&tour, end] {
        tour.shoot(u"job"_s + end);
        tour.press(u"devices.bulk.clear"_s);
        tour.press(u"devices.jobs"_s);
    });
    tour.pause(2 * kSettleMs);
    tour.act([&tour] { tour.chooseRow(u"jobs.table"_s, 0); });
    tour.pause(2 * kSettleMs);
    tour.act([&tour, end] {
        tour.shoot(u"jobs"_s + end);
        tour.app().window().showPage(u"devices"_s);
    });
    tour.pause(kSettleMs);
}

/// Checked, but not imported.
void planFiles(TourSteps& tour, const QString& end)
{
    tour.act([&tour] { tour.press(u"devices.import"_s); });
    tour.pause(kSettleMs);
    tour.act([&tour] {
        if (auto* const dialog =
                qobject_cast<ImportDevicesDialog*>(tour.find(u"dialog.importDevices"_s))) {
            dialog->takeFile(exampleFile(tour.folder()));
            tour.press(u"import.check"_s);
        }
    });
    tour.pause(3 * kSettleMs);
    tour.act([&tour, end] {
        tour.shoot(u"import"_s + end);
        tour.closeDialog(u"dialog.importDevices"_s);
        tour.press(u"devices.export"_s);
    });
    tour.pause(kSettleMs);
    tour.act([&tour] {
        if (tour.find(u"export.keys"_s) != nullptr) {
            tour.press(u"export.keys"_s);
        }
    });
    tour.pause(kSettleMs);
    tour.act([&tour, end] {
        tour.shoot(u"export"_s + end);
        tour.closeDialog(u"dialog.exportDevices"_s);
    });
    tour.pause(kSettleMs);
}

} // namespace

void planFleetActs(TourSteps& tour, bool dark, QSize size)
{
    const QString end = endOf(dark, size);
    tour.planPage(u"devices"_s, dark, size);
    tour.act([&tour] { chooseRows(tour, 3); });
    tour.pause(kSettleMs);
    tour.act([&tour, end] { tour.shoot(u"bulk-bar"_s + end); });
    planQuestions(tour, end);
    planJob(tour, end);
    planFiles(tour, end);
}

} // namespace deck
