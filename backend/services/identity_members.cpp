#include "services/identity_members.h"

#include "domain/limits.h"

#include "base/base64.h"
#include "base/text.h"

#include <algorithm>

namespace hub {
namespace {

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

/// Also a member that is null; nothing when it is absent.
const json::value* memberOf(const json::object& object, std::string_view name)
{
    for (const auto& entry : object) {
        if (equalsIgnoringCase({entry.key().data(), entry.key().size()}, name)) {
            return &entry.value();
        }
    }
    return nullptr;
}

/// An object or null, as text; nothing when it is absent.
Result<std::optional<std::string>> readSection(const json::object& object,
                                               std::string_view name,
                                               const std::string& path)
{
    const json::value* value = memberOf(object, name);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_null()) {
        HUB_TRYV(JsonView(*value, path).object());
    }
    return std::optional(jsonText(*value));
}

} // namespace

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

Result<TwinUpdate> readTwinUpdate(const JsonView& body)
{
    HUB_TRY(const json::object* object, body.object());
    TwinUpdate update;
    HUB_TRY(update.tags, readSection(*object, "tags", "tags"));
    if (const auto properties = body.member("properties")) {
        HUB_TRY(const json::object* sections, properties->object());
        HUB_TRY(update.desired, readSection(*sections, "desired", "properties.desired"));
    }
    return update;
}

} // namespace hub
