// What a job has done with one device: GET /admin/jobs/{id}/devices.
#pragma once

#include "base/clock.h"
#include "base/json.h"

#include <QString>

#include <optional>
#include <vector>

namespace deck {

struct JobDevice
{
    QString deviceId; ///< of a module "device/module"
    QString status; ///< "pending", "running", "completed", "failed", "canceled"
    std::optional<hub::WallTime> started;
    std::optional<hub::WallTime> ended;
    QString errorCode;
    QString errorMessage;
    QString outcome; ///< compact JSON, such as the answer of a method; empty: none

    bool operator==(const JobDevice&) const = default;
};

struct JobDevicePage
{
    std::vector<JobDevice> devices;
    QString next; ///< cursor; empty on the last page
};

/// Errors: InvalidArgument, MissingArgument.
hub::Result<JobDevicePage> jobDevicePageFrom(const hub::JsonView& json);

/// What there is to say: why it failed, or what came out of it.
QString outcomeText(const JobDevice& device);

QString jobDeviceStatusText(const QString& status);

} // namespace deck
