#include "services/key_rollover.h"

#include "domain/limits.h"

#include "base/crypto.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "base/time_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace hub {
namespace {

constexpr std::array kChoices{KeyChoice::Primary, KeyChoice::Secondary, KeyChoice::Both};
constexpr std::array kSteps{RolloverStep::NewSecondary, RolloverStep::Swap, RolloverStep::Retire};

using Live = std::vector<std::shared_ptr<const SessionInfo>>;

std::string policyName(const std::string& name)
{
    return "policy:" + name;
}

void describe(const AuditNotePtr& note, std::string_view what, const Rollover& rollover)
{
    noteAction(note, std::string(what) + ".keys." + std::string(nameOf(rollover.step)));
    std::string after;
    JsonWriter(after)
        .beginObject()
        .member("keys", "changed")
        .flag("force", rollover.force)
        .flag("dropConnections", rollover.dropConnections)
        .endObject();
    noteChange(note, {}, std::move(after));
}

/// An identity that signs in with a key.
Result<DeviceRow> keyHolder(Storage& storage, const IdentityId& id, const EtagCondition& condition)
{
    HUB_TRY(std::optional<DeviceRow> row, storage.identities().find(id));
    if (!row) {
        return fail(id.isModule() ? Errc::ModuleNotFound : Errc::DeviceNotFound, id.text());
    }
    if (!condition.matches(row->identity.etag)) {
        return fail(Errc::PreconditionFailed, "somebody has changed '" + id.text() +
                                                  "' meanwhile; read it again");
    }
    if (row->identity.authType != AuthType::Sas) {
        return fail(Errc::InvalidOperation, "'" + id.text() + "' does not sign in with a key");
    }
    return std::move(*row);
}

Error inUse(const std::string& how)
{
    return fail(Errc::KeyInUse, "the secondary key " + how +
                                    "; let its programs use the primary one first, or force it");
}

} // namespace

std::string_view nameOf(RolloverStep step)
{
    switch (step) {
    case RolloverStep::NewSecondary: return "newSecondary";
    case RolloverStep::Swap: return "swap";
    case RolloverStep::Retire: return "retire";
    }
    return "swap";
}

std::optional<RolloverStep> rolloverStepFromName(std::string_view name)
{
    const auto* const found = std::find_if(kSteps.begin(), kSteps.end(), [name](RolloverStep step) {
        return nameOf(step) == name;
    });
    return found == kSteps.end() ? std::nullopt : std::optional(*found);
}

std::string_view nameOf(KeyChoice choice)
{
    switch (choice) {
    case KeyChoice::Primary: return "primaryKey";
    case KeyChoice::Secondary: return "secondaryKey";
    case KeyChoice::Both: return "both";
    }
    return "both";
}

std::optional<KeyChoice> keyChoiceFromName(std::string_view name)
{
    for (const KeyChoice choice : kChoices) {
        if (equalsIgnoringCase(nameOf(choice), name)) {
            return choice;
        }
    }
    return std::nullopt;
}

boost::asio::awaitable<Result<DeviceView>> KeyRollover::identity(IdentityId id,
                                                                 Rollover rollover,
                                                                 AuditNotePtr note)
{
    describe(note, id.isModule() ? "module" : "device", rollover);
    auto work = [this, id, rollover](Storage& storage) {
        return changeIdentity(storage, id, rollover);
    };
    auto committed = [this](const DeviceRow& row) { parts_.uses.forget({row.identity.key, {}}); };
    HUB_CO_TRY(DeviceRow row, co_await parts_.workers.write(work, committed, note));
    dropWithIdentity(row.identity, rollover.dropConnections);
    tell(id, nameOf(rollover.step));
    auto session = parts_.sessions.find(id);
    co_return DeviceView{std::move(row), std::move(session)};
}

Result<DeviceRow> KeyRollover::changeIdentity(Storage& storage,
                                              const IdentityId& id,
                                              const Rollover& rollover)
{
    HUB_TRY(DeviceRow row, keyHolder(storage, id, rollover.condition));
    DeviceIdentity& identity = row.identity;
    Live live;
    if (auto session = parts_.sessions.find(id)) {
        live.push_back(std::move(session));
    }
    HUB_TRYV(change(storage, {identity.key, {}}, identity.keys, rollover, live));
    ++identity.etag;
    HUB_TRYV(storage.identities().replace(identity));
    return row;
}

boost::asio::awaitable<Result<DeviceView>> KeyRollover::regenerate(IdentityId id,
                                                                   KeyChoice choice,
                                                                   AuditNotePtr note)
{
    std::string after;
    JsonWriter(after)
        .beginObject()
        .member("keys", "changed")
        .member("policyKey", nameOf(choice))
        .endObject();
    noteChange(note, {}, std::move(after));
    auto work = [this, id, choice](Storage& storage) { return renewKeys(storage, id, choice); };
    auto committed = [this](const DeviceRow& row) { parts_.uses.forget({row.identity.key, {}}); };
    HUB_CO_TRY(DeviceRow row, co_await parts_.workers.write(work, committed, note));
    dropWithIdentity(row.identity, false);
    tell(id, nameOf(choice));
    auto session = parts_.sessions.find(id);
    co_return DeviceView{std::move(row), std::move(session)};
}

Result<DeviceRow> KeyRollover::renewKeys(Storage& storage, const IdentityId& id, KeyChoice choice)
{
    HUB_TRY(DeviceRow row, keyHolder(storage, id, EtagCondition::any()));
    DeviceIdentity& identity = row.identity;
    const SymmetricKeys before = identity.keys;
    if (choice != KeyChoice::Secondary) {
        identity.keys.primary = randomSecret(limits::kNewKeyBytes);
    }
    if (choice != KeyChoice::Primary) {
        identity.keys.secondary = randomSecret(limits::kNewKeyBytes);
    }
    HUB_TRYV(parts_.uses.keysChanged(storage, {identity.key, {}}, before, identity.keys));
    ++identity.etag;
    HUB_TRYV(storage.identities().replace(identity));
    return row;
}

boost::asio::awaitable<Result<PolicyView>> KeyRollover::policy(std::string name,
                                                               Rollover rollover,
                                                               AuditNotePtr note)
{
    describe(note, "policy", rollover);
    auto work = [this, name, rollover](Storage& storage) {
        return changePolicy(storage, name, rollover);
    };
    auto committed = [this](const SharedAccessPolicy& policy) {
        parts_.uses.forget({0, policy.name});
        if (policy.name == kOwnerPolicy && parts_.ownerChanged) {
            parts_.ownerChanged(policy.keys);
        }
    };
    HUB_CO_TRY(SharedAccessPolicy changed, co_await parts_.workers.write(work, committed, note));
    dropWithPolicy(changed, rollover.dropConnections);
    parts_.log.info("policy-updated", {{"policy", name}, {"step", nameOf(rollover.step)}});
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("policy", name)
        .member("step", nameOf(rollover.step))
        .endObject();
    parts_.events.publish("policy-updated", {}, std::move(data));
    const KeyHolder holder{0, name};
    HUB_CO_TRY(KeyUseView use, co_await parts_.uses.read(holder));
    co_return PolicyView{std::move(changed), std::move(use)};
}

Result<SharedAccessPolicy> KeyRollover::changePolicy(Storage& storage,
                                                     const std::string& name,
                                                     const Rollover& rollover)
{
    HUB_TRY(std::optional<SharedAccessPolicy> policy, storage.policies().find(name));
    if (!policy) {
        return fail(Errc::NotFound, "there is no policy '" + name + "'");
    }
    Live live = parts_.sessions.live();
    std::erase_if(live, [signedIn = policyName(name)](const auto& session) {
        return session->signedInWith != signedIn;
    });
    HUB_TRYV(change(storage, {0, name}, policy->keys, rollover, live));
    HUB_TRYV(storage.policies().put(*policy));
    return std::move(*policy);
}

Result<void> KeyRollover::change(Storage& storage,
                                 const KeyHolder& holder,
                                 SymmetricKeys& keys,
                                 const Rollover& rollover,
                                 const Live& live)
{
    const SymmetricKeys before = keys;
    if (rollover.step == RolloverStep::Swap) {
        std::swap(keys.primary, keys.secondary);
    } else {
        HUB_TRY(const KeyUses uses, parts_.uses.find(storage, holder));
        HUB_TRYV(rollover.force ? Result<void>(success()) : checkUnused(keys, uses, live));
        keys.secondary = randomSecret(limits::kNewKeyBytes);
    }
    return parts_.uses.keysChanged(storage, holder, before, keys);
}

/// Errors: KeyInUse.
Result<void> KeyRollover::checkUnused(const SymmetricKeys& keys,
                                      const KeyUses& uses,
                                      const Live& live) const
{
    if (keys.primary.reveal() == keys.secondary.reveal()) {
        return success(); // it stays good as the primary one
    }
    const Sha256 secondary = sha256(keys.secondary.reveal());
    for (const auto& session : live) {
        if (session->usedKey && session->usedKey->digest() == secondary) {
            return inUse("is in use by the connection from " + session->address + " since " +
                         toAdminTime(session->since));
        }
    }
    const auto& last = uses.secondary;
    if (last && parts_.clock.wall() - last->last < parts_.inUse) {
        return inUse("was used at " + toAdminTime(last->last) + " from " + last->address +
                     " over " + last->protocol + ", less than " +
                     std::to_string(parts_.inUse.count()) + " hours ago");
    }
    return success();
}

void KeyRollover::dropWithIdentity(const DeviceIdentity& identity, bool all)
{
    parts_.sessions.revokeOtherCredentials(identity);
    if (all) {
        parts_.sessions.revokeWhere(identity.id.device, [&identity](const SessionInfo& session) {
            return session.key == identity.key ? std::optional(CloseReason::KeysChanged)
                                               : std::nullopt;
        });
    }
}

void KeyRollover::dropWithPolicy(const SharedAccessPolicy& policy, bool all)
{
    const std::string signedIn = policyName(policy.name);
    parts_.sessions.revokeWhere([&](const SessionInfo& session) -> std::optional<CloseReason> {
        if (session.signedInWith != signedIn || !session.usedKey) {
            return std::nullopt;
        }
        session.usedKey->follow(policy.keys);
        const bool stays = session.usedKey->now() && !all;
        return stays ? std::nullopt : std::optional(CloseReason::KeysChanged);
    });
}

void KeyRollover::tell(const IdentityId& id, std::string_view keys)
{
    std::string data;
    JsonWriter writer(data);
    writer.beginObject();
    if (id.isModule()) {
        writer.member("moduleId", id.module);
    }
    writer.member("keys", keys).endObject();
    const std::string_view type = id.isModule() ? "module-updated" : "device-updated";
    parts_.log.info(type, {{"device", id.text()}, {"keys", keys}});
    parts_.events.publish(type, id.device, std::move(data));
}

boost::asio::awaitable<Result<std::vector<PolicyView>>> KeyRollover::policies()
{
    auto work = [](Storage& storage) { return storage.policies().list(); };
    HUB_CO_TRY(std::vector<SharedAccessPolicy> all, co_await parts_.workers.read(work));
    std::vector<PolicyView> views;
    for (SharedAccessPolicy& policy : all) {
        const KeyHolder holder{0, policy.name};
        HUB_CO_TRY(KeyUseView use, co_await parts_.uses.read(holder));
        views.push_back({std::move(policy), std::move(use)});
    }
    co_return views;
}

} // namespace hub
