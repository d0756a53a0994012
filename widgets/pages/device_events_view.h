// What happened to a device since the console connected, newest first, to be narrowed down.
#pragma once

#include "widgets/pages/page.h"

namespace deck {

class DataTable;
class DeviceEvents;
class EmptyState;
class SelectField;
class TableCard;
class TextField;

class DeviceEventsView final : public QWidget
{
    Q_OBJECT

public:
    explicit DeviceEventsView(const PageContext& context);

    void setDevice(const QString& deviceId);
    void focusFilter();
    bool clearFilter(); ///< false: there was none

private:
    QLayout* buildBar();
    void sync();

    DeviceEvents* events_;
    TextField* search_;
    SelectField* show_;
    DataTable* table_;
    TableCard* card_;
    EmptyState* empty_;
};

} // namespace deck
