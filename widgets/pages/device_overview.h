// A device at a glance: who it is, how it is connected, what it said last, and a method to call.
#pragma once

#include "widgets/pages/page.h"

#include <QTimer>

class QBoxLayout;

namespace deck {

class Card;
class DetailRows;
class DeviceAccessCard;
class DeviceActions;
class DeviceMethodBox;
class DeviceRecord;
class Label;
class ScrollColumn;

class DeviceOverview final : public QWidget
{
    Q_OBJECT

public:
    /// actions: those of the page; their buttons for keys and deleting are placed here.
    DeviceOverview(const PageContext& context, DeviceRecord& record, DeviceActions& actions);

    void setDevice(const QString& deviceId);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    Card* buildIdentity(DeviceActions& actions);
    Card* buildConnection();
    Card* buildValues();
    void sync();
    void syncIdentity();
    void syncConnection();
    void syncValues();

    PageContext context_;
    DeviceRecord& record_;
    DetailRows* identity_;
    DetailRows* connection_;
    Label* notConnected_;
    DetailRows* values_;
    Label* noValues_;
    DeviceAccessCard* access_;
    DeviceMethodBox* method_;
    ScrollColumn* scroll_;
    QBoxLayout* columns_; ///< beside each other, or below
    QString shownDevice_;
    QTimer valuesSoon_;
};

} // namespace deck
