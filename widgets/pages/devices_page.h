// Devices: the registry of the hub, searched and sorted by the hub, with what each device is doing.
#pragma once

#include "widgets/pages/page.h"

#include "models/preferences.h"

#include <QTimer>

namespace deck {

class Banner;
class DataTable;
class DevicePanel;
class DeviceTable;
class EmptyState;
class HealthBar;
class IconButton;
class PageHeader;
class QueryBar;
class TableCard;
class TextField;

class DevicesPage final : public Page
{
    Q_OBJECT

public:
    explicit DevicesPage(const PageContext& context);

    void focusFilter() override;
    void refresh() override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLayout* buildList();
    QLayout* buildFilterRow();
    void buildQuery();
    void buildTable();
    void connectModel();
    void updateHeader();
    void updateQuery();
    void ask(const QString& condition);
    void stopAsking();
    void updateInstead();
    void showNoMatch();
    void clearAll();
    DeviceListChoice choice() const;
    void setChoice(const DeviceListChoice& choice);
    void chooseColumns();
    void applyColumns();
    void updateFooter();
    void updatePanel();
    void updateTimes();
    void showPanel();
    void closePanel();
    void fitColumns();

    PageContext context_;
    DeviceTable* model_;
    PageHeader* header_;
    HealthBar* health_;
    TextField* search_;
    QueryBar* query_;
    IconButton* columns_;
    DataTable* table_;
    TableCard* card_;
    EmptyState* empty_;
    DevicePanel* panel_;
    QTimer searchSoon_;
    QTimer timesTimer_; ///< relative times grow old
    QString selected_;  ///< device id, kept over refreshes
};

} // namespace deck
