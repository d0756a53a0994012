#include "domain/query_path.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace hub {
namespace {

using Name = std::pair<QueryField, std::string_view>;

constexpr std::array kNames{
    Name{QueryField::DeviceId, "deviceId"},
    Name{QueryField::ModuleId, "moduleId"},
    Name{QueryField::Etag, "etag"},
    Name{QueryField::DeviceEtag, "deviceEtag"},
    Name{QueryField::Version, "version"},
    Name{QueryField::Status, "status"},
    Name{QueryField::StatusReason, "statusReason"},
    Name{QueryField::StatusUpdateTime, "statusUpdateTime"},
    Name{QueryField::ConnectionState, "connectionState"},
    Name{QueryField::LastActivityTime, "lastActivityTime"},
    Name{QueryField::CommandCount, "cloudToDeviceMessageCount"},
    Name{QueryField::AuthenticationType, "authenticationType"},
    Name{QueryField::Thumbprint, "x509Thumbprint"},
    Name{QueryField::ModelId, "modelId"},
    Name{QueryField::Capabilities, "capabilities"},
    Name{QueryField::DeviceScope, "deviceScope"},
    Name{QueryField::ParentScopes, "parentScopes"},
    Name{QueryField::Tags, "tags"},
    Name{QueryField::Desired, "desired"},
    Name{QueryField::Reported, "reported"},
    Name{QueryField::Properties, "properties"},
    Name{QueryField::Configurations, "configurations"},
    Name{QueryField::JobId, "jobId"},
    Name{QueryField::JobType, "jobType"},
    Name{QueryField::StartTime, "startTimeUtc"},
    Name{QueryField::EndTime, "endTimeUtc"},
    Name{QueryField::CreatedTime, "createdDateTimeUtc"},
    Name{QueryField::UpdatedTime, "lastUpdatedDateTimeUtc"},
    Name{QueryField::Outcome, "outcome"},
    Name{QueryField::JobError, "error"},
};

constexpr std::array kMembers{
    Name{QueryField::Capabilities, "iotEdge"},
    Name{QueryField::Thumbprint, "primaryThumbprint"},
    Name{QueryField::Thumbprint, "secondaryThumbprint"},
};

const json::value* stepInto(const json::value& from, const QueryStep& step)
{
    if (const auto* name = std::get_if<std::string>(&step)) {
        const json::object* object = from.if_object();
        return object != nullptr ? object->if_contains(*name) : nullptr;
    }
    const json::array* array = from.if_array();
    return array != nullptr ? array->if_contains(std::get<std::size_t>(step)) : nullptr;
}

} // namespace

std::string_view nameOf(QueryField field)
{
    const auto* const found = std::find_if(
        kNames.begin(), kNames.end(), [field](const Name& name) { return name.first == field; });
    return found != kNames.end() ? found->second : std::string_view();
}

QueryField queryFieldFromName(std::string_view name)
{
    if (equalsIgnoringCase(name, "statusUpdatedTime")) { // as identities spell it
        return QueryField::StatusUpdateTime;
    }
    const auto* const found =
        std::find_if(kNames.begin(), kNames.end(), [name](const Name& known) {
            return equalsIgnoringCase(known.second, name);
        });
    return found != kNames.end() ? found->first : QueryField::Unknown;
}

bool isOfJobs(QueryField field)
{
    switch (field) {
    case QueryField::Unknown:
    case QueryField::DeviceId:
    case QueryField::ModuleId:
    case QueryField::Status:
    case QueryField::JobId:
    case QueryField::JobType:
    case QueryField::StartTime:
    case QueryField::EndTime:
    case QueryField::CreatedTime:
    case QueryField::UpdatedTime:
    case QueryField::Outcome:
    case QueryField::JobError:
        return true;
    default:
        return false;
    }
}

std::string_view memberName(QueryField field, std::string_view name)
{
    const auto* const found =
        std::find_if(kMembers.begin(), kMembers.end(), [&](const Name& known) {
            return known.first == field && equalsIgnoringCase(known.second, name);
        });
    return found != kMembers.end() ? found->second : name;
}

std::string QueryPath::name() const
{
    for (auto step = below.rbegin(); step != below.rend(); ++step) {
        if (const auto* name = std::get_if<std::string>(&*step)) {
            return *name;
        }
    }
    return root;
}

std::string QueryPath::text() const
{
    const bool isSection = field == QueryField::Desired || field == QueryField::Reported;
    std::string text = (isSection ? "properties." : "") + root;
    for (const QueryStep& step : below) {
        if (const auto* member = std::get_if<std::string>(&step)) {
            text += "." + *member;
        } else {
            text += "[" + std::to_string(std::get<std::size_t>(step)) + "]";
        }
    }
    return text;
}

const json::value* follow(const json::value& start, const std::vector<QueryStep>& steps)
{
    const json::value* place = &start;
    for (const QueryStep& step : steps) {
        place = stepInto(*place, step);
        if (place == nullptr) {
            return nullptr;
        }
    }
    return place;
}

} // namespace hub
