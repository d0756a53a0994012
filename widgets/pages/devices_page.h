// Devices: the registry of the hub, searched and sorted by the hub, with what each device is doing.
#pragma once

#include "widgets/pages/page.h"

#include "models/preferences.h"

#include <QTimer>

namespace deck {

class Button;
class DataTable;
class DeviceBulk;
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
    void exportShown() override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLayout* buildList();
    void buildActions();
    QLayout* buildFilterRow();
    void buildQuery();
    void buildTable();
    void connectModel();
    void updateHeader();
    void updateQuery();
    void updateFiles();
    void ask(const QString& condition);
    void stopAsking();
    void updateInstead();
    void showError();
    void actInstead();
    void showNoMatch();
    void clearAll();
    DeviceListChoice choice() const;
    void setChoice(const DeviceListChoice& choice);
    void chooseColumns();
    void applyColumns();
    void updateFooter();
    void updatePanel();
    void updateTimes();
    void showChosen();
    void closePanel();
    void importFile();
    void fitColumns();

    PageContext context_;
    DeviceTable* model_;
    PageHeader* header_;
    HealthBar* health_;
    TextField* search_;
    QueryBar* query_;
    IconButton* columns_;
    Button* import_ = nullptr;
    Button* export_ = nullptr;
    DataTable* table_;
    TableCard* card_;
    DeviceBulk* bulk_ = nullptr; ///< made when the table has its model
    EmptyState* empty_;
    DevicePanel* panel_;
    QTimer searchSoon_;
    QTimer timesTimer_; ///< relative times grow old
    QString selected_;  ///< device id, kept over refreshes
};

} // namespace deck
