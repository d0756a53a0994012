#include "services/twin_document.h"

#include "domain/edge_scope.h"
#include "domain/etag.h"
#include "domain/twin.h"

#include "base/time_text.h"

#include <algorithm>
#include <utility>

namespace hub {
namespace {

json::value textOrNull(const std::string& text)
{
    return text.empty() ? json::value() : json::value(json::string(text));
}

/// What is stored was checked when it came in.
json::value parsed(const std::string& text)
{
    Result<json::value> value = parseJson(text.empty() ? "{}" : text);
    return value && value.value().is_object() ? std::move(value.value()) : json::object();
}

json::value whole(const TwinSection& section)
{
    json::object values = section.values;
    values["$metadata"] = section.metadata;
    values["$version"] = section.version;
    return values;
}

TwinSection sectionOf(const StoredSection& stored)
{
    return {parsed(stored.values).get_object(), parsed(stored.metadata).get_object(),
            stored.version};
}

/// Desired and reported properties with their metadata; of a twin that nobody wrote to, too.
std::pair<json::value, json::value> wholeSections(const StoredTwin& twin)
{
    if (!twin.written) {
        const Twin fresh = newTwin(twin.created);
        return {whole(fresh.desired), whole(fresh.reported)};
    }
    return {whole(sectionOf(twin.desired)), whole(sectionOf(twin.reported))};
}

/// Below a section: $version and $metadata stand beside the values, and the section as such has them.
bool looksAtWhole(const QueryPath& path)
{
    const auto* first =
        path.below.empty() ? nullptr : std::get_if<std::string>(&path.below.front());
    return first == nullptr || first->starts_with('$');
}

Result<json::object> objectOf(const std::string& text)
{
    Result<json::value> value = parseJson(text);
    if (!value || !value.value().is_object()) {
        return fail(Errc::Corrupt, "a twin in the store is not a JSON object");
    }
    return std::move(value.value().get_object());
}

Result<TwinSection> readSection(const StoredSection& stored)
{
    TwinSection section;
    HUB_TRY(section.values, objectOf(stored.values));
    HUB_TRY(section.metadata, objectOf(stored.metadata));
    section.version = stored.version;
    return section;
}

json::value parentScopesOf(const DeviceIdentity& identity)
{
    json::array scopes;
    if (!identity.parentScope.empty()) {
        scopes.emplace_back(identity.parentScope);
    }
    return scopes;
}

/// As twins show it: nothing of a module, or of a device that has none.
std::string scopeOf(const DeviceIdentity& identity)
{
    return identity.id.isModule() ? std::string() : deviceScopeOf(identity);
}

bool expressionNeedsTwin(const QueryExpression& expression)
{
    return (expression.kind == QueryExpression::Kind::Path && needsTwin(expression.path)) ||
           std::any_of(expression.parts.begin(), expression.parts.end(), expressionNeedsTwin);
}

} // namespace

QueryValue TwinDocument::at(const QueryPath& path) const
{
    const json::value* start = partOf(path);
    if (start == nullptr) {
        return path.below.empty() ? scalar(path.field) : QueryValue();
    }
    const json::value* place = follow(*start, path.below);
    return place != nullptr ? QueryValue::of(*place) : QueryValue();
}

QueryValue TwinDocument::scalar(QueryField field) const
{
    const DeviceIdentity& identity = twin_.device.identity;
    switch (field) {
    case QueryField::DeviceId:
        return QueryValue::borrowedText(identity.id.device);
    case QueryField::ModuleId:
        return identity.id.isModule() ? QueryValue::borrowedText(identity.id.module)
                                      : QueryValue();
    case QueryField::Etag:
        return QueryValue::text(twinEtagText(twin_.etag));
    case QueryField::DeviceEtag:
        return QueryValue::text(etagText(identity.etag));
    case QueryField::Version:
        return QueryValue::integer(static_cast<std::int64_t>(twin_.version));
    case QueryField::Status:
        return QueryValue::borrowedText(identity.enabled ? "enabled" : "disabled");
    case QueryField::StatusReason:
        return identity.statusReason.empty() ? QueryValue::null()
                                             : QueryValue::borrowedText(identity.statusReason);
    case QueryField::StatusUpdateTime:
        return QueryValue::text(toAzureTime(identity.statusUpdated));
    case QueryField::ConnectionState:
        return QueryValue::borrowedText(session() ? "Connected" : "Disconnected");
    case QueryField::LastActivityTime:
        return QueryValue::text(toAzureTime(twin_.device.activity.lastHeard));
    case QueryField::CommandCount:
        return QueryValue::integer(static_cast<std::int64_t>(twin_.device.pendingCommands));
    case QueryField::AuthenticationType:
        return QueryValue::borrowedText(nameOf(identity.authType));
    case QueryField::DeviceScope: {
        std::string scope = scopeOf(identity);
        return scope.empty() ? QueryValue() : QueryValue::text(std::move(scope));
    }
    case QueryField::ModelId: {
        const auto live = session();
        return QueryValue::text(live ? live->modelId : twin_.modelId);
    }
    default:
        return {};
    }
}

const json::value* TwinDocument::partOf(const QueryPath& path) const
{
    switch (path.field) {
    case QueryField::Tags:
        return &part(Tags);
    case QueryField::Desired:
        return &part(looksAtWhole(path) ? DesiredWhole : Desired);
    case QueryField::Reported:
        return &part(looksAtWhole(path) ? ReportedWhole : Reported);
    case QueryField::Properties:
        return &part(Properties);
    case QueryField::Thumbprint:
        return &part(Thumbprint);
    case QueryField::Capabilities:
        return &part(Capabilities);
    case QueryField::ParentScopes:
        return scopeOf(twin_.device.identity).empty() ? nullptr : &part(ParentScopes);
    case QueryField::Configurations:
        return &part(Configurations);
    default:
        return nullptr;
    }
}

const json::value& TwinDocument::part(Part which) const
{
    std::optional<json::value>& known = parts_[which];
    if (!known) {
        known = make(which);
    }
    return *known;
}

json::value TwinDocument::make(Part which) const
{
    const DeviceIdentity& identity = twin_.device.identity;
    switch (which) {
    case Tags:
        return parsed(identity.tags);
    case Desired:
        return parsed(twin_.desired.values);
    case DesiredWhole:
        return wholeSections(twin_).first;
    case Reported:
        return parsed(twin_.reported.values);
    case ReportedWhole:
        return wholeSections(twin_).second;
    case Properties: {
        auto [desired, reported] = wholeSections(twin_);
        return {{"desired", std::move(desired)}, {"reported", std::move(reported)}};
    }
    case Thumbprint:
        return {{"primaryThumbprint", textOrNull(identity.thumbprints.primary)},
                {"secondaryThumbprint", textOrNull(identity.thumbprints.secondary)}};
    case ParentScopes:
        return parentScopesOf(identity);
    case Configurations:
        return parsed(twin_.configurations);
    case Capabilities:
    case PartCount:
        break;
    }
    return {{"iotEdge", identity.edge}};
}

std::shared_ptr<const SessionInfo> TwinDocument::session() const
{
    return sessions_.find(twin_.device.identity.id);
}

Result<TwinView> viewOf(StoredTwin stored, const SessionDirectory& sessions)
{
    TwinView view;
    view.twin = newTwin(stored.created);
    if (stored.written) {
        view.twin.etag = stored.etag;
        view.twin.version = stored.version;
        HUB_TRY(view.twin.desired, readSection(stored.desired));
        HUB_TRY(view.twin.reported, readSection(stored.reported));
    }
    HUB_TRY(view.twin.tags, objectOf(stored.device.identity.tags));
    view.pendingCommands = stored.device.pendingCommands;
    view.device.session = sessions.find(stored.device.identity.id);
    view.modelId =
        view.device.session ? view.device.session->modelId : std::move(stored.modelId);
    view.configurations = std::move(stored.configurations);
    view.device.row = std::move(stored.device);
    return view;
}

bool needsTwin(const QueryPath& path)
{
    switch (path.field) {
    case QueryField::Etag:
    case QueryField::Version:
    case QueryField::ModelId:
    case QueryField::Desired:
    case QueryField::Reported:
    case QueryField::Properties:
    case QueryField::Configurations:
        return true;
    default:
        return false;
    }
}

bool needsTwin(const QueryExpressionPtr& condition)
{
    return condition != nullptr && expressionNeedsTwin(*condition);
}

} // namespace hub
