// Whether the device may connect and why, with the acts that change it.
#pragma once

#include "widgets/parts/card.h"

#include "widgets/pages/page.h"

namespace deck {

class AccessEditor;
class Button;
class DeviceVerdict;
class Label;
class StatusMark;
struct ActResult;

class DeviceAccessCard final : public Card
{
    Q_OBJECT

public:
    explicit DeviceAccessCard(const PageContext& context);

    /// address: from where it is connected; empty when it is not.
    void setDevice(const QString& deviceId, const QString& address);

private:
    void build();
    void sync();
    void toggleBlock();
    void unblock();
    void openTest();
    void finish(const ActResult& result);

    PageContext context_;
    DeviceVerdict* access_;
    AccessEditor* editor_;
    StatusMark* verdict_;
    Label* why_;
    Button* block_;
    Button* test_;
    QString deviceId_;
    QString address_;
};

} // namespace deck
