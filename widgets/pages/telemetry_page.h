// Telemetry: what the devices send now, as charts of their numbers and as a list of messages.
#pragma once

#include "widgets/pages/page.h"

class QSplitter;

namespace deck {

class Button;
class ChartGrid;
class DataTable;
class EmptyState;
class NumberTile;
class PageHeader;
class Segmented;
class SeriesPanel;
class TableCard;

class TelemetryPage final : public Page
{
    Q_OBJECT

public:
    explicit TelemetryPage(const PageContext& context);

    void togglePause() override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildHeader();
    QLayout* buildTiles();
    void buildTable();
    void build();
    void setPaused(bool paused);
    void updateTiles();
    void updateLive();
    void updateInstead();
    void openMessage();

    PageContext context_;
    PageHeader* header_;
    Segmented* window_;
    Button* live_;
    QWidget* tiles_;
    NumberTile* rate_;
    NumberTile* reporting_;
    NumberTile* connected_;
    NumberTile* fields_;
    ChartGrid* charts_;
    SeriesPanel* series_;
    DataTable* table_;
    TableCard* messages_;
    QSplitter* split_;
    EmptyState* empty_;
    bool follows_ = true; ///< the list shows its end, and goes with it
};

} // namespace deck
