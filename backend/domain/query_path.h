// Where a query looks in a document: a system field, or a place in tags and properties.
#pragma once

#include "domain/query_value.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hub {

/// What a path begins with. Names match ignoring case; what is below tags, properties and
/// configurations does not.
enum class QueryField {
    Unknown, ///< no document has it
    DeviceId,
    ModuleId,
    Etag,
    DeviceEtag,
    Version,
    Status,
    StatusReason,
    StatusUpdateTime,
    ConnectionState,
    LastActivityTime,
    CommandCount, ///< cloudToDeviceMessageCount
    AuthenticationType,
    Thumbprint, ///< x509Thumbprint
    ModelId,
    Capabilities,
    DeviceScope,
    ParentScopes,
    Tags,
    Desired,
    Reported,
    Properties, ///< as a whole
    Configurations,
    // Of devices.jobs.
    JobId,
    JobType,
    StartTime,
    EndTime,
    CreatedTime,
    UpdatedTime,
    Outcome,
    JobError
};

/// The name as documents spell it; empty for Unknown.
std::string_view nameOf(QueryField field);

/// Ignores case. Also what some clients call a field.
QueryField queryFieldFromName(std::string_view name);

/// Of a device's part in a job; twins have the others. Unknown is of both.
bool isOfJobs(QueryField field);

/// A member of a system field (capabilities.iotEdge) as documents spell it, whatever its case; other
/// names as they are.
std::string_view memberName(QueryField field, std::string_view name);

/// An object's member or an array's element.
using QueryStep = std::variant<std::string, std::size_t>;

struct QueryPath
{
    QueryField field = QueryField::Unknown;
    std::string root;             ///< as it was written; nameOf(field) for what is known
    std::vector<QueryStep> below; ///< from the field's value on

    /// The last segment, as a result calls it: system fields in their own spelling.
    std::string name() const;
    std::string text() const; ///< all of it, for messages: properties.desired.a[0]
    bool operator==(const QueryPath&) const = default;
};

/// Follows steps from a value on; nullptr when there is no such place.
const json::value* follow(const json::value& start, const std::vector<QueryStep>& steps);

/// What a query is asked of: a twin, or a device's part in a job.
class QueryDocument
{
public:
    virtual ~QueryDocument() = default;

    /// Borrowed from the document. Undefined where there is nothing.
    virtual QueryValue at(const QueryPath& path) const = 0;
};

} // namespace hub
