// One job whole: how far it is, what became of each device, and what can still be done with it.
#pragma once

#include "widgets/pages/page.h"

#include <memory>

namespace deck {

class Button;
class Card;
class DetailRows;
class FleetJobs;
class IconButton;
class JobDeviceTable;
class JobResults;
class JobWatch;
class Label;
class ProgressBar;
class RowList;
class Segmented;
class StatusMark;
class EmptyState;
struct FleetJob;

class JobPanel final : public QWidget
{
    Q_OBJECT

public:
    JobPanel(const PageContext& context, FleetJobs& jobs);

    void showJob(const FleetJob& job);

Q_SIGNALS:
    void closed();

private:
    void build();
    QLayout* buildTop();
    QLayout* buildActs();
    void buildResults();
    void connectParts();
    void sync();
    void syncSave();
    void showDevices();
    void sayNothing(EmptyState& empty) const;
    void cancel();
    void retry();
    void chooseFile();

    PageContext context_;
    FleetJobs& jobs_;
    JobWatch* watch_;
    JobDeviceTable* model_;
    JobResults* save_;
    Card* card_;
    Label* title_;
    StatusMark* state_;
    ProgressBar* bar_;
    Label* numbers_;
    Label* reason_;
    DetailRows* details_;
    Button* cancel_;
    Button* retry_;
    Button* saveButton_;
    Segmented* which_;
    RowList* devices_;
};

} // namespace deck
