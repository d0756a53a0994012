// The strip above the tabs of a device: what one wants to know first, whatever one looks at.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/card.h"

#include <array>

namespace deck {

class DevicePace;
class DeviceRecord;
class Label;
class SparkLine;

class DeviceHead final : public Card
{
    Q_OBJECT

public:
    DeviceHead(const PageContext& context, DeviceRecord& record, DevicePace& pace);

    void sync();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    /// A name over its value.
    struct Fact
    {
        QWidget* whole;
        Label* name;
        Label* value;
    };
    enum Place { Heard, Transport, Address, SignIn, Left, Client, Queue, Pace, PlaceCount };

    Fact makeFact(const QString& name, bool mono = false);
    void setFact(Place place, const QString& value, const QString& toolTip = {});
    void syncConnection();
    void syncQueue();
    void syncPace();

    PageContext context_;
    DeviceRecord& record_;
    DevicePace& pace_;
    std::array<Fact, PlaceCount> facts_;
    SparkLine* spark_;
};

} // namespace deck
