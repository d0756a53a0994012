#include "services/identity_audit.h"

#include "base/json_writer.h"
#include "domain/auth_method.h"

namespace hub {
namespace {

std::string write(const DeviceIdentity& identity, std::string_view keys)
{
    std::string json;
    JsonWriter(json)
        .beginObject()
        .flag("enabled", identity.enabled)
        .member("statusReason", identity.statusReason)
        .member("authType", nameOf(identity.authType))
        .member("keys", keys)
        .member("primaryThumbprint", identity.thumbprints.primary)
        .member("secondaryThumbprint", identity.thumbprints.secondary)
        .flag("edge", identity.edge)
        .member("parentScope", identity.parentScope)
        .member("managedBy", identity.managedBy)
        .key("tags")
        .raw(identity.tags)
        .endObject();
    return json;
}

std::string_view stateOf(const SymmetricKeys& keys)
{
    return keys.empty() ? "none" : "set";
}

bool same(const SymmetricKeys& a, const SymmetricKeys& b)
{
    return a.primary.reveal() == b.primary.reveal() && a.secondary.reveal() == b.secondary.reveal();
}

} // namespace

std::string auditJson(const DeviceIdentity& identity)
{
    return write(identity, stateOf(identity.keys));
}

std::string auditJson(const DeviceIdentity& identity, const DeviceIdentity& before)
{
    return write(identity, same(identity.keys, before.keys) ? stateOf(identity.keys) : "changed");
}

} // namespace hub
