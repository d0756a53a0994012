// What is known of the device that is selected in the list, and what can be done with it.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/ground.h"

#include "api/device.h"

#include <QTimer>

namespace deck {

class Button;
class DetailRows;
class DeviceActions;
class IconButton;
class Label;
class StatusMark;
enum class DeviceState;
enum class Status;

/// The shape that stands for a device's state, here and in the list.
Status statusFor(DeviceState state);

class DevicePanel final : public Ground
{
    Q_OBJECT

public:
    explicit DevicePanel(const PageContext& context);

    void show(const hub::api::Device& device);
    using Ground::show;
    QString deviceId() const;

Q_SIGNALS:
    void closed();
    void changed(); ///< the device is another now, or gone: read the list again

private:
    void build();
    QLayout* buildTop();
    QLayout* buildActions();
    void sync();
    void updateValues();

    PageContext context_;
    DeviceActions* actions_;
    hub::api::Device device_;
    Label* id_;
    StatusMark* state_;
    Label* since_;
    Button* open_;
    Button* queue_;
    DetailRows* connection_;
    DetailRows* identity_;
    DetailRows* values_;
    QTimer valuesTimer_;
};

} // namespace deck
