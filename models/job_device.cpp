#include "models/job_device.h"

#include "models/texts.h"

#include "api/time_members.h"
#include "base/json_writer.h"

#include <QCoreApplication>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostChars = 1'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("JobDevice", text);
}

hub::Result<QString> lineOr(const hub::JsonView& json, std::string_view name)
{
    HUB_TRY(const std::string text, json.stringOr(name, {}));
    return plainLine(QString::fromStdString(text), kMostChars);
}

hub::Result<JobDevice> deviceFrom(const hub::JsonView& json)
{
    JobDevice device;
    HUB_TRY(const std::string id, json.requiredString("deviceId"));
    HUB_TRY(const std::string module, json.stringOr("moduleId", {}));
    device.deviceId = QString::fromStdString(module.empty() ? id : id + '/' + module);
    HUB_TRY(device.status, lineOr(json, "status"));
    HUB_TRY(device.started, hub::api::timeOf(json, "startTime"));
    HUB_TRY(device.ended, hub::api::timeOf(json, "endTime"));
    if (const auto error = json.member("error")) {
        HUB_TRY(device.errorCode, lineOr(*error, "code"));
        HUB_TRY(device.errorMessage, lineOr(*error, "message"));
    }
    if (const auto outcome = json.member("outcome")) {
        device.outcome =
            plainLine(QString::fromStdString(hub::jsonText(outcome->value())), kMostChars);
    }
    return device;
}

} // namespace

hub::Result<JobDevicePage> jobDevicePageFrom(const hub::JsonView& json)
{
    JobDevicePage page;
    HUB_TRY(const hub::JsonView list, json.required("items"));
    HUB_TRY(const hub::json::array* array, list.array());
    for (const hub::json::value& value : *array) {
        HUB_TRY(JobDevice device, deviceFrom(hub::JsonView(value)));
        page.devices.push_back(std::move(device));
    }
    HUB_TRY(const std::string next, json.stringOr("next", {}));
    page.next = QString::fromStdString(next);
    return page;
}

QString outcomeText(const JobDevice& device)
{
    if (!device.errorMessage.isEmpty() || !device.errorCode.isEmpty()) {
        return device.errorMessage.isEmpty() ? device.errorCode : sentence(device.errorMessage);
    }
    return device.outcome;
}

QString jobDeviceStatusText(const QString& status)
{
    return status == "pending"_L1     ? tr("Waiting")
           : status == "running"_L1   ? tr("Running")
           : status == "completed"_L1 ? tr("Done")
           : status == "failed"_L1    ? tr("Failed")
           : status == "canceled"_L1  ? tr("Cancelled")
                                      : status;
}

} // namespace deck
