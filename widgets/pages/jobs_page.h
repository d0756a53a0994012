// Jobs: what is being done, and was done, with many devices at once; one of them whole beside the list.
#pragma once

#include "widgets/pages/page.h"

namespace deck {

class Button;
class EmptyState;
class FleetJobs;
class JobPanel;
class JobTable;
class PageHeader;
class RowList;
struct FleetJob;

class JobsPage final : public Page
{
    Q_OBJECT

public:
    explicit JobsPage(const PageContext& context);

    /// With that job open, once it is among the rows. Empty: as it was.
    void openJob(const QString& id);

    void refresh() override;
    void goBack() override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    void buildTable();
    void sayNothing(EmptyState& empty) const;
    void syncHead();
    void showWanted();
    void showChosen();
    bool closePanel();

    PageContext context_;
    JobTable* model_;
    FleetJobs* jobs_;
    Button* back_;
    PageHeader* header_;
    RowList* rows_;
    JobPanel* panel_;
    QString wanted_; ///< the job to open when it comes
};

} // namespace deck
