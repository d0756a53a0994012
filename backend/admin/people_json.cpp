#include "admin/people_json.h"

#include "api/time_members.h"
#include "base/base64.h"
#include "domain/etag.h"

namespace hub::admin {

void write(JsonWriter& out, const Person& person, ShownKey key)
{
    out.beginObject()
        .member("name", person.name)
        .member("displayName", person.displayName)
        .member("role", nameOf(person.role))
        .member("scope", person.scope ? person.scope->text() : std::string())
        .flag("enabled", person.enabled)
        .flag("seesKeys", person.permissions().includes(Permission::Keys))
        .flag("secondFactor", person.factor.confirmed);
    api::writeTime(out, "keySince", person.keys.since);
    api::writeTime(out, "keyExpires", person.keys.expires);
    api::writeTime(out, "previousKeyUntil", person.keys.previousUntil);
    api::writeTime(out, "created", person.created);
    out.member("createdBy", person.createdBy);
    api::writeTime(out, "lastUsed", person.lastUsed);
    out.member("lastAddress", person.lastAddress);
    if (key == ShownKey::Yes) {
        out.member("key", toBase64(person.keys.current.reveal()));
    }
    out.member("etag", etagText(person.etag)).endObject();
}

Result<PersonUpdate> personUpdateFrom(const JsonView& body)
{
    PersonUpdate update;
    HUB_TRY(update.displayName, body.stringOr("displayName", {}));
    HUB_TRY(const std::string role, body.requiredString("role"));
    const auto known = roleFromName(role);
    if (!known) {
        return fail(Errc::InvalidArgument,
                    "'role' must be viewer, support, enroller, operator or administrator");
    }
    update.role = *known;
    HUB_TRY(const std::string scope, body.stringOr("scope", {}));
    if (!scope.empty()) {
        HUB_TRY(update.scope, TagCondition::parse(scope));
    }
    HUB_TRY(update.enabled, body.booleanOr("enabled", true));
    HUB_TRY(update.seesKeys, body.booleanOr("seesKeys", false));
    HUB_TRY(update.keyExpires, api::timeOf(body, "keyExpires"));
    return update;
}

} // namespace hub::admin
