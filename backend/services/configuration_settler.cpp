#include "services/configuration_settler.h"

#include "services/twin_document.h"

#include "domain/limits.h"

#include "base/json_writer.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hub {
namespace {

bool isBefore(const ConfigurationSet::Member& left, const ConfigurationSet::Member& right)
{
    const auto weight = [](const Configuration& configuration) {
        return std::tuple(configuration.priority, configuration.created, configuration.key);
    };
    return weight(left.configuration) > weight(right.configuration);
}

Result<json::object> storedObject(const std::string& text)
{
    Result<json::value> value = parseJson(text.empty() ? "{}" : text);
    if (!value || !value.value().is_object()) {
        return fail(Errc::Corrupt, "what configurations have set in a twin is not a JSON object");
    }
    return std::move(value.value().get_object());
}

bool isOfTheDevice(Errc code)
{
    return code == Errc::TooManyModules || code == Errc::TooManyDevices;
}

constexpr std::size_t kAuditPart = 3'500; // bytes of a record, so that both parts fit into one

/// Stored with the effect, told after the commit.
Result<void> keep(Storage& storage, const AuditNotePtr& note, SettledTwins& settled)
{
    HUB_TRYV(note->append(storage));
    settled.notes.push_back(note);
    return success();
}

/// With who wanted it.
std::string effectJson(std::string twin, const ConfiguredTwin& configured,
                       const ConfigurationSet& set)
{
    std::string names;
    JsonWriter writer(names);
    writer.beginArray();
    for (const ConfigurationSet::Member& member : set.members) {
        const ConfigurationTarget applied{member.configuration.key, true};
        if (std::find(configured.targets.begin(), configured.targets.end(), applied) !=
            configured.targets.end()) {
            writer.string(member.configuration.id);
        }
    }
    writer.endArray();
    limitJson(names, kAuditPart);
    limitJson(twin, kAuditPart);
    twin.insert(twin.size() - 1, ",\"configurations\":" + names); // {"version":…}
    return twin;
}

} // namespace

std::string evaluationRequestId(std::int64_t change)
{
    return "configurations/" + std::to_string(change);
}

Result<ConfigurationSet> ConfigurationSet::load(Storage& storage)
{
    ConfigurationSet set;
    HUB_TRY(set.change, storage.configurations().changeNumber());
    HUB_TRY(std::vector<Configuration> stored,
            storage.configurations().list(limits::kMaxConfigurations));
    for (Configuration& configuration : stored) {
        HUB_TRY(const json::value content, parseJson(configuration.content));
        Member member;
        HUB_TRY(member.content, ConfigurationContent::parse(content));
        HUB_TRY(member.target, parseTarget(configuration.kind, configuration.targetCondition));
        member.content.written = nullptr; // the settings say it all
        configuration.content.clear();
        member.configuration = std::move(configuration);
        set.members.push_back(std::move(member));
    }
    std::sort(set.members.begin(), set.members.end(), isBefore);
    return set;
}

/// A configuration that is for a twin.
struct ConfigurationSettler::Claim
{
    const ConfigurationSet::Member* member = nullptr;
    bool isOverruled = false; ///< as a whole, by a deployment with more weight

    const json::object& settings(const std::string& module) const
    {
        static const json::object none;
        const auto found = member->content.settings.find(module);
        return found != member->content.settings.end() && !isOverruled ? found->second : none;
    }
    bool names(const std::string& module) const
    {
        return !isOverruled && member->content.settings.contains(module);
    }
};

/// What is to become of one twin.
struct ConfigurationSettler::Plan
{
    IdentityId id;
    DeviceKey key = 0;
    ConfiguredTwin before;
    ConfiguredTwin after;
    std::set<ConfigurationKey> applied; ///< also of deployments, which stand with the device
    json::object patch;  ///< of desired properties; empty = they stay as they are
    std::string refusal; ///< why the twin cannot take it; then nothing but the targets changes

    bool isNothing() const { return patch.empty() && before == after; }
};

/// A twin, or an edge device with its modules.
struct ConfigurationSettler::Unit
{
    std::vector<Plan> plans;
    std::vector<IdentityId> missing; ///< modules that are to be made first

    bool isSettled() const
    {
        return missing.empty() && std::all_of(plans.begin(), plans.end(), [](const Plan& plan) {
                   return plan.isNothing();
               });
    }
};

Result<std::vector<DeviceKey>> ConfigurationSettler::unsettled(Storage& storage,
                                                               const ConfigurationSet& set,
                                                               std::span<const DeviceKey> keys) const
{
    std::vector<DeviceKey> found;
    for (const DeviceKey key : keys) {
        HUB_TRY(const Unit unit, unitOf(storage, set, key));
        if (!unit.isSettled()) {
            found.push_back(key);
        }
    }
    return found;
}

Result<SettledTwins> ConfigurationSettler::settle(Storage& storage,
                                                  const ConfigurationSet& set,
                                                  std::span<const DeviceKey> keys) const
{
    SettledTwins settled;
    HUB_TRY(const std::int64_t change, storage.configurations().changeNumber());
    if (change != set.change) {
        settled.isStale = true;
        return settled;
    }
    const AuditNotePtr note = ownNote(set.change);
    for (const DeviceKey key : keys) {
        if (settled.changed.size() + settled.added.size() >= limits::kConfigurationBatch) {
            break;
        }
        ++settled.looked;
        HUB_TRY(Unit unit, unitOf(storage, set, key));
        for (const IdentityId& id : unit.missing) {
            const Result<void> added =
                addModule(storage, id, note->another("configuration.module"), settled);
            if (!added && !isOfTheDevice(added.error().code)) {
                return added.error();
            }
            if (!added) {
                ++settled.refused;
                settled.refusal = id.text() + ": " + added.error().detail;
            }
        }
        if (!unit.missing.empty()) {
            HUB_TRY(unit, unitOf(storage, set, key));
        }
        for (const Plan& plan : unit.plans) {
            HUB_TRYV(carryOut(storage, set, plan, settled));
        }
    }
    return settled;
}

Result<ConfigurationSettler::Unit>
ConfigurationSettler::unitOf(Storage& storage, const ConfigurationSet& set, DeviceKey key) const
{
    Unit unit;
    HUB_TRY(std::optional<StoredTwin> twin, storage.queries().find(key));
    if (!twin) {
        return unit; // deleted meanwhile, and what was noted of it with it
    }
    if (!twin->device.identity.id.isModule()) {
        HUB_TRYV(planDevice(storage, set, std::move(*twin), unit));
        return unit;
    }
    HUB_TRY(const std::vector<Claim> deployed,
            deploymentsOf(storage, set, twin->device.identity.id.device));
    HUB_TRY(Plan plan, planModule(storage, set, *twin, deployed));
    unit.plans.push_back(std::move(plan));
    return unit;
}

Result<void> ConfigurationSettler::planDevice(Storage& storage, const ConfigurationSet& set,
                                              StoredTwin twin, Unit& unit) const
{
    HUB_TRY(Plan plan, planOf(storage, twin, claimsOn(set, ConfigurationKind::Device, twin)));
    const std::vector<Claim> deployed = claimsOn(set, ConfigurationKind::Edge, twin);
    const bool hadOthers =
        std::any_of(plan.before.targets.begin(), plan.before.targets.end(),
                    [&plan](const ConfigurationTarget& target) {
                        return std::none_of(plan.after.targets.begin(), plan.after.targets.end(),
                                            [&target](const ConfigurationTarget& is) {
                                                return is.configuration == target.configuration;
                                            });
                    });
    if (!deployed.empty() || (hadOthers && twin.device.identity.edge)) {
        HUB_TRYV(planModules(storage, set, twin, deployed, unit));
    }
    for (const Claim& claim : deployed) {
        const ConfigurationKey key = claim.member->configuration.key;
        const bool wins = std::any_of(unit.plans.begin(), unit.plans.end(), [key](const Plan& one) {
            return one.applied.contains(key);
        });
        const bool saysNothing = claim.member->content.settings.empty() && !claim.isOverruled;
        plan.after.targets.push_back({key, wins || saysNothing});
    }
    std::sort(plan.after.targets.begin(), plan.after.targets.end(),
              [](const ConfigurationTarget& left, const ConfigurationTarget& right) {
                  return left.configuration < right.configuration;
              });
    unit.plans.push_back(std::move(plan));
    return success();
}

Result<void> ConfigurationSettler::planModules(Storage& storage, const ConfigurationSet& set,
                                               const StoredTwin& device,
                                               const std::vector<Claim>& deployed,
                                               Unit& unit) const
{
    const std::string& id = device.device.identity.id.device;
    std::set<std::string> wanted;
    for (const Claim& claim : deployed) {
        for (const auto& [module, settings] : claim.member->content.settings) {
            if (claim.names(module)) {
                wanted.insert(module);
            }
        }
    }
    HUB_TRY(const std::vector<DeviceRow> modules, storage.identities().modules(id));
    for (const DeviceRow& row : modules) {
        HUB_TRY(const std::optional<StoredTwin> twin, storage.queries().find(row.identity.key));
        wanted.erase(row.identity.id.module);
        if (!twin) {
            continue; // deleted between two looks of a reader
        }
        HUB_TRY(Plan plan, planModule(storage, set, *twin, deployed));
        unit.plans.push_back(std::move(plan));
    }
    for (const std::string& module : wanted) {
        unit.missing.push_back({id, module});
    }
    return success();
}

Result<ConfigurationSettler::Plan>
ConfigurationSettler::planModule(Storage& storage, const ConfigurationSet& set,
                                 const StoredTwin& module, const std::vector<Claim>& deployed) const
{
    std::vector<Claim> claims = claimsOn(set, ConfigurationKind::Module, module);
    for (const Claim& claim : deployed) {
        if (claim.names(module.device.identity.id.module)) {
            claims.push_back(claim);
        }
    }
    std::sort(claims.begin(), claims.end(), [](const Claim& left, const Claim& right) {
        return isBefore(*left.member, *right.member);
    });
    return planOf(storage, module, std::move(claims));
}

Result<std::vector<ConfigurationSettler::Claim>>
ConfigurationSettler::deploymentsOf(Storage& storage, const ConfigurationSet& set,
                                    const std::string& device) const
{
    const bool hasAny = std::any_of(set.members.begin(), set.members.end(), [](const auto& member) {
        return member.content.kind == ConfigurationKind::Edge;
    });
    if (!hasAny) {
        return std::vector<Claim>();
    }
    HUB_TRY(const std::optional<DeviceRow> row, storage.identities().find({device, {}}));
    if (!row || !row->identity.edge) {
        return std::vector<Claim>();
    }
    HUB_TRY(const std::optional<StoredTwin> twin, storage.queries().find(row->identity.key));
    return twin ? claimsOn(set, ConfigurationKind::Edge, *twin) : std::vector<Claim>();
}

/// Those that win first. Below a deployment that says what the whole runtime is to be no other counts.
std::vector<ConfigurationSettler::Claim>
ConfigurationSettler::claimsOn(const ConfigurationSet& set, ConfigurationKind kind,
                               const StoredTwin& twin) const
{
    std::vector<Claim> claims;
    if (kind == ConfigurationKind::Edge && !twin.device.identity.edge) {
        return claims;
    }
    const TwinDocument document(twin, sessions_);
    bool isDecided = false;
    for (const ConfigurationSet::Member& member : set.members) {
        if (member.content.kind == kind && member.target &&
            isTrue(member.target->where, document)) {
            claims.push_back({&member, isDecided});
            isDecided = isDecided || member.content.isBase;
        }
    }
    return claims;
}

Result<ConfigurationSettler::Plan> ConfigurationSettler::planOf(Storage& storage,
                                                                const StoredTwin& twin,
                                                                std::vector<Claim> claims) const
{
    const DeviceIdentity& identity = twin.device.identity;
    Plan plan{identity.id, identity.key, {}, {}, {}, {}, {}};
    HUB_TRY(plan.before, storage.configurations().configured(identity.key));
    json::object settings;
    for (const Claim& claim : claims) {
        const bool isDeployment = claim.member->content.kind == ConfigurationKind::Edge;
        if (layBelow(settings, claim.settings(isDeployment ? identity.id.module : ""))) {
            plan.applied.insert(claim.member->configuration.key);
        }
    }
    HUB_TRY(const json::object current, storedObject(twin.desired.values));
    HUB_TRY(const json::object earlier, storedObject(plan.before.settings));
    plan.patch = settingsPatch(current, earlier, settings);
    plan.after.settings = jsonText(settings);
    if (!plan.patch.empty()) {
        if (const auto taken = merge(current, plan.patch, TwinPart::Desired); !taken) {
            plan.refusal = identity.id.text() + ": " + taken.error().detail;
            plan.patch.clear();
            plan.applied.clear();
            plan.after.settings = plan.before.settings;
        }
    }
    for (const Claim& claim : claims) {
        const ConfigurationKey key = claim.member->configuration.key;
        if (claim.member->content.kind != ConfigurationKind::Edge) {
            plan.after.targets.push_back({key, plan.applied.contains(key)});
        }
    }
    std::sort(plan.after.targets.begin(), plan.after.targets.end(),
              [](const ConfigurationTarget& left, const ConfigurationTarget& right) {
                  return left.configuration < right.configuration;
              });
    return plan;
}

Result<void> ConfigurationSettler::carryOut(Storage& storage, const ConfigurationSet& set,
                                            const Plan& plan, SettledTwins& settled) const
{
    if (!plan.refusal.empty()) {
        ++settled.refused;
        settled.refusal = plan.refusal;
    }
    if (!plan.patch.empty()) {
        HUB_TRY(TwinView view, twins_.read(storage, plan.id));
        TwinChange change;
        change.desired = TwinSectionChange{plan.patch, false};
        HUB_TRY(ChangedTwin changed, twins_.apply(storage, std::move(view), change));
        const AuditNotePtr note = ownNote(set.change)->another("configuration.twin");
        noteTarget(note, plan.id.text());
        ConfiguredTwin winners;
        for (const ConfigurationKey key : plan.applied) {
            winners.targets.push_back({key, true});
        }
        noteChange(note, changed.before, effectJson(changed.after, winners, set));
        HUB_TRYV(keep(storage, note, settled));
        settled.changed.push_back(std::move(changed));
    }
    return plan.before == plan.after ? Result<void>(success())
                                     : storage.configurations().setConfigured(plan.key, plan.after);
}

/// The hub does it by itself; who wanted it stands in the record of the configuration.
AuditNotePtr ConfigurationSettler::ownNote(std::int64_t change) const
{
    AuditRecord record;
    record.actorKind = kActorHub;
    record.requestId = evaluationRequestId(change);
    return std::make_shared<AuditNote>(trail_, std::move(record));
}

Result<void> ConfigurationSettler::addModule(Storage& storage, const IdentityId& id,
                                             const AuditNotePtr& note, SettledTwins& settled) const
{
    IdentityUpdate update;
    update.managedBy = kEdgeManager;
    HUB_TRYV(registry_.addModule(storage, id, update));
    noteTarget(note, id.text());
    HUB_TRYV(keep(storage, note, settled));
    settled.added.push_back(id);
    return success();
}

Result<SettledTwins> ConfigurationSettler::apply(Storage& storage, const std::string& device,
                                                 const ConfigurationContent& content,
                                                 const AuditNotePtr& note) const
{
    SettledTwins settled;
    const AuditNotePtr by = note ? note : ownNote(0);
    HUB_TRY(const TwinView view, twins_.read(storage, {device, {}}));
    if (content.kind == ConfigurationKind::Module) {
        return fail(Errc::InvalidConfigurationContent,
                    "moduleContent names no module; send modulesContent");
    }
    if (content.kind == ConfigurationKind::Edge && !view.device.row.identity.edge) {
        return fail(Errc::InvalidOperation, "'" + device + "' is not an edge device");
    }
    for (const auto& [module, settings] : content.settings) {
        const IdentityId id{device, module};
        HUB_TRY(const std::optional<DeviceRow> row, storage.identities().find(id));
        if (!row) {
            HUB_TRYV(addModule(storage, id, by->another("module.create"), settled));
        }
        const json::object& all = content.written.get_object();
        const json::object& paths = module.empty() ? all : all.at(module).get_object();
        TwinSectionChange section{settings, paths.contains("properties.desired")};
        HUB_TRYV(replaceDesired(storage, id, std::move(section), by->another("twin.patch"), settled));
    }
    return settled;
}

Result<void> ConfigurationSettler::replaceDesired(Storage& storage, const IdentityId& id,
                                                  TwinSectionChange section,
                                                  const AuditNotePtr& note,
                                                  SettledTwins& settled) const
{
    HUB_TRY(TwinView view, twins_.read(storage, id));
    TwinChange change;
    change.desired = std::move(section);
    HUB_TRY(ChangedTwin changed, twins_.apply(storage, std::move(view), change));
    noteTarget(note, id.text());
    noteChange(note, changed.before, changed.after);
    HUB_TRYV(keep(storage, note, settled));
    settled.changed.push_back(std::move(changed));
    return success();
}

void ConfigurationSettler::tell(const SettledTwins& settled) const
{
    for (const AuditNotePtr& note : settled.notes) {
        note->committed();
    }
    for (const IdentityId& id : settled.added) {
        registry_.announceModule(id);
    }
    for (const ChangedTwin& changed : settled.changed) {
        twins_.announce(changed);
    }
    if (settled.refused > 0) {
        log_.warning("configuration-refused", {{"twins", std::to_string(settled.refused)},
                                               {"detail", settled.refusal}});
    }
}

} // namespace hub
