#include "admin/identity_json.h"

#include "admin/parameters.h"

#include "domain/limits.h"

#include "base/base64.h"
#include "base/text.h"
#include "base/time_text.h"

#include <algorithm>

namespace hub::admin {
namespace {

void writeTextOrNull(JsonWriter& out, std::string_view name, const std::string& text)
{
    out.key(name);
    if (text.empty()) {
        out.null();
    } else {
        out.string(text);
    }
}

void writeAuthentication(JsonWriter& out, const DeviceIdentity& identity)
{
    out.key("authentication").beginObject();
    out.key("symmetricKey").beginObject();
    writeTextOrNull(out, "primaryKey", toBase64(identity.keys.primary.reveal()));
    writeTextOrNull(out, "secondaryKey", toBase64(identity.keys.secondary.reveal()));
    out.endObject();
    out.key("x509Thumbprint").beginObject();
    writeTextOrNull(out, "primaryThumbprint", identity.thumbprints.primary);
    writeTextOrNull(out, "secondaryThumbprint", identity.thumbprints.secondary);
    out.endObject();
    out.member("type", nameOf(identity.authType)).endObject();
}

/// An id in the body may be left out, but must not differ from the one in the path.
Result<void> checkId(const JsonView& body, std::string_view member, const std::string& pathId)
{
    HUB_TRY(const std::string bodyId, body.stringOr(member, pathId));
    return bodyId == pathId ? Result<void>(success())
                            : fail(Errc::InvalidArgument, "'" + std::string(member) +
                                                              "' differs from the id in the path");
}

/// A member that, when it is there, is an object.
Result<std::optional<JsonView>> objectIn(const JsonView& parent, std::string_view name)
{
    auto member = parent.member(name);
    if (member) {
        HUB_TRYV(member->object());
    }
    return member;
}

/// Of UTF-8, which parsed JSON is.
std::size_t charactersOf(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

Result<bool> readStatus(const JsonView& body)
{
    HUB_TRY(const std::string status, body.stringOr("status", "enabled"));
    const bool enabled = equalsIgnoringCase(status, "enabled");
    if (!enabled && !equalsIgnoringCase(status, "disabled")) {
        return fail(Errc::InvalidArgument, "'status' must be enabled or disabled");
    }
    return enabled;
}

Result<SymmetricKeys> readKeys(const JsonView& symmetricKey)
{
    HUB_TRY(const std::string primary, symmetricKey.stringOr("primaryKey", {}));
    HUB_TRY(const std::string secondary, symmetricKey.stringOr("secondaryKey", {}));
    if (primary.empty() && secondary.empty()) {
        return SymmetricKeys(); // make new ones
    }
    if (primary.empty() || secondary.empty()) {
        return fail(Errc::InvalidArgument, "give both keys or neither");
    }
    SymmetricKeys keys;
    HUB_TRY(keys.primary, parseKey(primary));
    HUB_TRY(keys.secondary, parseKey(secondary));
    return keys;
}

Result<Thumbprints> readThumbprints(const JsonView& x509Thumbprint)
{
    Thumbprints thumbprints;
    HUB_TRY(thumbprints.primary, x509Thumbprint.stringOr("primaryThumbprint", {}));
    HUB_TRY(thumbprints.secondary, x509Thumbprint.stringOr("secondaryThumbprint", {}));
    for (const std::string& text : {thumbprints.primary, thumbprints.secondary}) {
        if (!text.empty() && !isThumbprint(text)) {
            return fail(Errc::InvalidArgument, "a thumbprint must have 40 or 64 hex digits");
        }
    }
    return thumbprints;
}

Result<AuthType> readType(const JsonView& authentication, const Thumbprints& thumbprints)
{
    HUB_TRY(const std::string name, authentication.stringOr("type", {}));
    if (name.empty()) {
        return thumbprints == Thumbprints() ? AuthType::Sas : AuthType::SelfSigned;
    }
    const auto type = authTypeFromName(name);
    if (!type) {
        return fail(Errc::InvalidArgument,
                    "'authentication.type' must be sas, selfSigned, certificateAuthority or none");
    }
    return *type;
}

Result<void> readAuthentication(const JsonView& body, IdentityUpdate& update)
{
    HUB_TRY(const auto authentication, objectIn(body, "authentication"));
    if (!authentication) {
        return success();
    }
    HUB_TRY(const auto keys, objectIn(*authentication, "symmetricKey"));
    if (keys) {
        HUB_TRY(update.keys, readKeys(*keys));
    }
    HUB_TRY(const auto thumbprints, objectIn(*authentication, "x509Thumbprint"));
    if (thumbprints) {
        HUB_TRY(update.thumbprints, readThumbprints(*thumbprints));
    }
    HUB_TRY(update.authType, readType(*authentication, update.thumbprints));
    return success();
}

Result<ScopeWish> readScopes(const JsonView& body)
{
    ScopeWish wish;
    if (const auto device = body.member("deviceScope")) {
        HUB_TRY(const std::string_view scope, device->string());
        wish.device = std::string(scope);
    }
    const auto parents = body.member("parentScopes");
    if (!parents) {
        return wish;
    }
    HUB_TRY(const json::array* array, parents->array());
    wish.parent = std::string();
    if (array->size() > 1) {
        return fail(Errc::InvalidDeviceScope, "'" + parents->path() + "' has " +
                                                  std::to_string(array->size()) +
                                                  " scopes, one may be");
    }
    if (!array->empty()) {
        HUB_TRY(const std::string_view parent,
                JsonView(array->front(), parents->path() + "[0]").string());
        wish.parent = std::string(parent);
    }
    return wish;
}

} // namespace

void writeScopes(JsonWriter& out, const DeviceIdentity& identity)
{
    if (const std::string scope = deviceScopeOf(identity); !scope.empty()) {
        out.member("deviceScope", scope);
    }
    out.key("parentScopes").beginArray();
    if (!identity.parentScope.empty()) {
        out.string(identity.parentScope);
    }
    out.endArray();
}

void writeIdentity(JsonWriter& out, const DeviceView& device)
{
    const DeviceIdentity& identity = device.row.identity;
    const DeviceActivity& activity = device.row.activity;
    out.beginObject()
        .member("deviceId", identity.id.device)
        .member("generationId", identity.generationId)
        .member("etag", etagText(identity.etag))
        .member("connectionState", device.session ? "Connected" : "Disconnected")
        .member("status", identity.enabled ? "enabled" : "disabled");
    writeTextOrNull(out, "statusReason", identity.statusReason);
    out.member("connectionStateUpdatedTime", toAzureTime(activity.connectionChanged))
        .member("statusUpdatedTime", toAzureTime(identity.statusUpdated))
        .member("lastActivityTime", toAzureTime(activity.lastHeard))
        .count("cloudToDeviceMessageCount", device.row.pendingCommands);
    writeAuthentication(out, identity);
    out.key("capabilities").beginObject().flag("iotEdge", identity.edge).endObject();
    writeScopes(out, identity);
    out.endObject();
}

void writeModule(JsonWriter& out, const DeviceView& module)
{
    const DeviceIdentity& identity = module.row.identity;
    const DeviceActivity& activity = module.row.activity;
    out.beginObject().member("moduleId", identity.id.module);
    writeTextOrNull(out, "managedBy", identity.managedBy);
    out.member("deviceId", identity.id.device)
        .member("generationId", identity.generationId)
        .member("etag", etagText(identity.etag))
        .member("connectionState", module.session ? "Connected" : "Disconnected")
        .member("connectionStateUpdatedTime", toAzureTime(activity.connectionChanged))
        .member("lastActivityTime", toAzureTime(activity.lastHeard))
        .count("cloudToDeviceMessageCount", module.row.pendingCommands);
    writeAuthentication(out, identity);
    out.endObject();
}

Result<IdentityUpdate> readModule(const JsonView& body, const IdentityId& pathId)
{
    HUB_TRYV(body.object());
    HUB_TRYV(checkId(body, "deviceId", pathId.device));
    HUB_TRYV(checkId(body, "moduleId", pathId.module));
    IdentityUpdate update;
    HUB_TRY(update.managedBy, body.stringOr("managedBy", {}));
    if (charactersOf(update.managedBy) > limits::kMaxManagedByChars) {
        return fail(Errc::InvalidArgument, "'managedBy' is longer than 128 characters");
    }
    HUB_TRYV(readAuthentication(body, update));
    return update;
}

Result<IdentityUpdate> readIdentity(const JsonView& body, const IdentityId& pathId)
{
    HUB_TRYV(body.object());
    HUB_TRYV(checkId(body, "deviceId", pathId.device));
    IdentityUpdate update;
    HUB_TRY(update.enabled, readStatus(body));
    HUB_TRY(update.statusReason, body.stringOr("statusReason", {}));
    if (charactersOf(update.statusReason) > limits::kMaxStatusReasonChars) {
        return fail(Errc::InvalidArgument, "'statusReason' is longer than 128 characters");
    }
    HUB_TRYV(readAuthentication(body, update));
    HUB_TRY(update.scopes, readScopes(body));
    HUB_TRY(const auto capabilities, objectIn(body, "capabilities"));
    if (capabilities) {
        HUB_TRY(update.edge, capabilities->booleanOr("iotEdge", false));
    }
    return update;
}

bool showsKeys(const RouteRequest& request)
{
    if (request.caller.seesKeys()) {
        return true;
    }
    if (request.http.method == "GET") {
        request.audit->skip();
        return false;
    }
    return putCondition(request.http).isAbsent();
}

DeviceView asShown(DeviceView view, bool showsKeys)
{
    if (!showsKeys) {
        view.row.identity.keys = {};
    }
    return view;
}

Result<void> limitUpdate(IdentityUpdate& update,
                         const EtagCondition& condition,
                         const ServicePrincipal& caller)
{
    if (!caller.person || condition.isAbsent()) {
        return success();
    }
    if (!caller.person->permissions.includes(Permission::Operate)) {
        return fail(Errc::Forbidden, "'" + caller.name + "' lacks the permission 'operate'");
    }
    if (caller.seesKeys()) {
        return success();
    }
    if (!update.keys.empty()) {
        return fail(Errc::Forbidden, "'" + caller.name + "' lacks the permission 'keys'");
    }
    update.keepsKeys = true;
    return success();
}

} // namespace hub::admin
