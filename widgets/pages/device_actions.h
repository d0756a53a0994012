// What a person does with a device by a button, wherever the buttons stand: each with its question,
// its sign that it is under way, and its toast.
#pragma once

#include "widgets/pages/page.h"

#include "api/device.h"

namespace deck {

class Button;
class DeviceEditor;

/// GUI thread. The buttons belong to who places them.
class DeviceActions final : public QObject
{
    Q_OBJECT

public:
    /// name begins the object names of the buttons: "device" makes "device.enabled".
    DeviceActions(const PageContext& context, const QString& name, QWidget* parent);

    void setDevice(const hub::api::Device& device);
    QString deviceId() const;

    Button* connectionString() const { return connectionString_; }
    Button* keys() const { return keys_; }
    Button* enabled() const { return enabled_; }
    Button* remove() const { return remove_; }

Q_SIGNALS:
    void changed(); ///< the device is another now
    void removed();

private:
    void toggleEnabled();
    void askReason();
    void setEnabled(bool enable, const QString& reason);
    void openKeys();
    void copyConnectionString();
    void askRemove();
    void removeNow(const QString& id, bool eraseHistory);
    void report(const QString& sentence, bool failed);

    PageContext context_;
    QWidget* host_;
    DeviceEditor* editor_;
    hub::api::Device device_;
    Button* connectionString_;
    Button* keys_;
    Button* enabled_;
    Button* remove_;
};

} // namespace deck
