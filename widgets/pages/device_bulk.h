// What is done with the rows that are chosen in the list of devices: the bar in place of its foot, the
// questions before each act, the keys, and the strip of the job that follows.
#pragma once

#include "widgets/pages/bulk_bar.h"
#include "widgets/pages/page.h"

#include "models/bulk_target.h"

class QKeyEvent;

namespace deck {

class DataTable;
class DeviceSelection;
class DeviceTable;
class FleetJobs;
class JobStrip;
class TableCard;

/// GUI thread. Belongs to the page, as its parts do.
class DeviceBulk final : public QObject
{
    Q_OBJECT

public:
    DeviceBulk(const PageContext& context, DeviceTable& model, TableCard& card, QWidget* page);

    DeviceSelection& selection() { return *selection_; }
    JobStrip* strip() const { return strip_; } ///< to be placed above the list

    /// Letters and Del act on the chosen rows, while the table has the focus; Ctrl+A chooses all.
    bool takeKey(const QKeyEvent& event);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void sync();
    bool canAct() const;
    void act(BulkBar::Act wanted);
    void enable();
    void send(const BulkTarget& target);
    template <class Dialog>
    void ask(const BulkTarget& target);

    PageContext context_;
    DeviceTable& model_;
    DataTable& table_;
    TableCard& card_;
    QWidget* page_;
    FleetJobs* jobs_;
    DeviceSelection* selection_;
    BulkBar* bar_;
    JobStrip* strip_;
};

} // namespace deck
