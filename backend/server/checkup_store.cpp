#include "server/checkup_store.h"

#include "base/text.h"
#include "base/time_text.h"
#include "server/checkup.h"
#include "server/hub_stores.h"
#include "services/access_control.h"
#include "services/audit_trail.h"
#include "services/ip_filter.h"
#include "storage/sqlite/integrity.h"
#include "storage/sqlite/key_boxes.h"
#include "storage/sqlite/open.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

constexpr std::size_t kMostWeakNames = 20;
constexpr std::size_t kMostChanges = 1'000; // of one policy's keys

void seen(CheckupFacts& facts, WallTime time)
{
    facts.newest = std::max(facts.newest.value_or(time), time);
}

/// Of telemetry: the file of the last day; nothing when there is none.
std::optional<std::filesystem::path> lastDay(const std::filesystem::path& folder)
{
    std::optional<std::filesystem::path> last;
    std::error_code error;
    std::filesystem::directory_iterator each(folder / "telemetry", error);
    for (; !error && each != std::filesystem::directory_iterator(); each.increment(error)) {
        if (each->path().extension() == ".db" && (!last || *last < each->path())) {
            last = each->path();
        }
    }
    return last;
}

void gatherDamage(const std::filesystem::path& file, CheckupFacts& facts)
{
    const Result<std::string> damage = sqlite::firstDamage(file);
    const std::string said = damage ? damage.value() : damage.error().detail;
    if (!said.empty()) {
        facts.damaged.push_back({file.filename().string(), said});
    }
}

void gatherFiles(const std::filesystem::path& folder, CheckupFacts& facts)
{
    gatherDamage(folder / "state.db", facts);
    if (const auto day = lastDay(folder)) {
        gatherDamage(*day, facts);
        if (const auto begin = parseTime(day->stem().string() + "T00:00:00Z")) {
            seen(facts, *begin);
        }
    }
}

Result<void> gatherMasterKey(const Config& config, CheckupFacts& facts, std::optional<HubKey>& key)
{
    HUB_TRY(const sqlite::SealedUnder under, sqlite::sealedUnder(config.dataFolder));
    if (!under.hasBoxes) {
        return success();
    }
    const bool isFile = !under.record || under.record->isFile();
    facts.masterKey.place = isFile ? KeyPlace::File : KeyPlace::Passphrase;
    Result<HubKey> opened = readHubKey(config.dataFolder, isFile ? KeySource() : config.key);
    if (opened) {
        key.emplace(std::move(opened.value()));
    } else {
        facts.masterKey.problem = opened.error().detail;
    }
    return success();
}

Result<void> gatherTimes(Storage& storage, CheckupFacts& facts)
{
    HUB_TRY(const AuditEnd end, storage.audit().end());
    if (end.sequence > 0) {
        seen(facts, end.time);
    }
    DeviceQuery latest;
    latest.order = DeviceOrder::LastHeard;
    latest.descending = true;
    latest.limit = 1;
    HUB_TRY(const DevicePage page, storage.identities().search(latest));
    if (!page.rows.empty() && page.rows.front().activity.lastHeard) {
        seen(facts, *page.rows.front().activity.lastHeard);
    }
    return success();
}

Result<void> gatherRules(const Config& config, Storage& storage, CheckupFacts& facts)
{
    HUB_TRY(const AccessModeView mode, accessMode(storage));
    facts.reach.allowListOnly = mode.mode == AccessMode::AllowListOnly;
    HUB_TRY(const IpRules rules, activeIpRules(storage));
    for (const AccessScope scope :
         {AccessScope::Device, AccessScope::Service, AccessScope::Admin}) {
        const auto index = static_cast<std::size_t>(scope);
        const bool rejects =
            std::any_of(rules.rules.begin(), rules.rules.end(), [index](const IpRule& rule) {
                return !rule.accepts && rule.scopes[index];
            });
        if (rules.acceptsOthers[index] && !rejects) {
            facts.reach.unfiltered.emplace_back(nameOf(scope));
        }
    }
    HUB_TRY(const RememberedEndpoints at, rememberedEndpoints(storage));
    if (facts.tls.name.empty()) {
        facts.tls.name = config.hostName == Config().hostName ? at.hostName : config.hostName;
    }
    HUB_TRY(const std::optional<unsigned> failures, rememberedLockOut(storage));
    if (facts.reach.runs) {
        facts.reach.maxFailedSignIns = failures.value_or(config.maxFailedSignIns);
    }
    return success();
}

/// The changes of a policy's keys of one kind, newest first.
Result<void> addChanges(Storage& storage,
                        const std::string& policy,
                        const std::string& step,
                        std::vector<AuditRecord>& found)
{
    AuditQuery query;
    query.action = "policy.keys." + step;
    query.target = policy;
    query.result = kAuditOk;
    for (bool more = true; more && found.size() < kMostChanges;) {
        HUB_TRY(AuditPage page, storage.audit().find(query));
        std::move(page.records.begin(), page.records.end(), std::back_inserter(found));
        query.before = page.next;
        more = page.next.has_value();
    }
    return success();
}

Result<CheckedPolicy>
checkedPolicy(Storage& storage, const std::string& name, const AuditRecord& first)
{
    std::vector<AuditRecord> records;
    for (const char* const step : {"newSecondary", "swap", "retire"}) {
        HUB_TRYV(addChanges(storage, name, step, records));
    }
    std::sort(records.begin(), records.end(),
              [](const AuditRecord& a, const AuditRecord& b) { return a.sequence < b.sequence; });
    std::vector<KeyChange> changes;
    for (const AuditRecord& record : records) {
        changes.push_back({record.action.ends_with("swap"), record.time});
    }
    CheckedPolicy policy;
    policy.name = name;
    policy.since = olderKeySince(first.time, changes);
    policy.isExact = first.sequence == 1 || policy.since != first.time;
    return policy;
}

Result<void> gatherPolicies(Storage& storage, CheckupFacts& facts)
{
    HUB_TRY(const std::optional<AuditSeal> anchor, storage.audit().anchor());
    AuditRecord first;
    const auto keep = [&first](const AuditRecord& record) { first = record; };
    HUB_TRY(const std::size_t count, storage.audit().walk(anchor ? anchor->sequence : 0, 1, keep));
    if (count == 0) {
        return success();
    }
    std::vector<CheckedPolicy> policies;
    for (const BuiltInPolicy& policy : kBuiltInPolicies) {
        HUB_TRY(CheckedPolicy checked, checkedPolicy(storage, std::string(policy.name), first));
        policies.push_back(std::move(checked));
    }
    facts.policies = std::move(policies);
    return success();
}

Result<void> gatherAdministrators(Storage& storage, CheckupFacts& facts)
{
    HUB_TRY(const std::vector<Person> people, storage.people().list());
    facts.administrators.emplace();
    for (const Person& person : people) {
        if (person.enabled && person.permissions().includes(Permission::Administer)) {
            facts.administrators->push_back(
                {person.name, person.keys.expires.has_value(), person.needsFactor()});
        }
    }
    return success();
}

/// "identity|pump-1|3|primary" as "identity pump-1".
std::string holderOf(std::string_view row)
{
    const std::vector<std::string_view> parts = split(row, '|');
    return std::string(parts[0]) + (parts.size() > 1 ? " " + std::string(parts[1]) : "");
}

Result<void> gatherKeys(const Config& config, const HubKey& key, CheckupFacts& facts)
{
    CheckedKeys keys;
    const auto look = [&keys](const sqlite::BoxColumn& column, std::string_view row,
                              const Secret& secret) {
        const std::string_view name = column.column;
        if (secret.empty() || !(name.ends_with("_key") || name == "key") ||
            name == "previous_key") {
            return; // certificate devices have none; seeds and factors are no keys to sign in with
        }
        ++keys.count;
        if (!isWeakKey(secret.reveal())) {
            return;
        }
        ++keys.weak;
        const std::string holder = holderOf(row);
        const bool isNamed =
            std::find(keys.named.begin(), keys.named.end(), holder) != keys.named.end();
        if (!isNamed && keys.named.size() < kMostWeakNames) {
            keys.named.push_back(holder);
        }
    };
    HUB_TRYV(sqlite::forEachNamedBox(config.dataFolder, key.box, look));
    facts.keys = std::move(keys);
    return success();
}

Result<void> gatherAudit(const Config& config, Storage& storage, CheckupFacts& facts)
{
    const AuditWitness witness = auditWitness(config.dataFolder); // before the log, which goes on
    HUB_TRY(const std::optional<Secret> seed, storage.audit().signingSeed());
    if (!seed) {
        facts.auditFault = "it has no key";
        return success();
    }
    HUB_TRY(const SigningKey key, SigningKey::fromSeed(*seed));
    HUB_TRY(const std::optional<AuditFault> now, auditHeadFault(storage, witness, key.publicKey()));
    const std::optional<AuditFault>& fault = now ? now : witness.lost;
    facts.auditFault =
        fault ? "record " + std::to_string(fault->sequence) + ": " + fault->reason : std::string();
    return success();
}

Result<void> gatherAll(const Config& config, CheckupFacts& facts)
{
    std::optional<HubKey> key;
    HUB_TRYV(gatherMasterKey(config, facts, key));
    const SystemClock clock;
    const SecretBox none(Secret(Bytes(32, '\0')));
    HUB_TRY(const std::unique_ptr<Storage> storage,
            sqlite::open({config.dataFolder, true}, key ? key->box : none, clock));
    HUB_TRYV(gatherTimes(*storage, facts));
    HUB_TRYV(gatherRules(config, *storage, facts));
    HUB_TRYV(gatherPolicies(*storage, facts));
    if (!key) {
        return success();
    }
    HUB_TRYV(gatherAdministrators(*storage, facts));
    HUB_TRYV(gatherKeys(config, *key, facts));
    return gatherAudit(config, *storage, facts);
}

} // namespace

void gatherStore(const Config& config, CheckupFacts& facts)
{
    gatherFiles(config.dataFolder, facts);
    if (const Result<void> read = gatherAll(config, facts); !read) {
        facts.storeProblem = read.error().detail;
    }
    if (facts.tls.name.empty()) {
        facts.tls.name = config.hostName;
    }
}

} // namespace hub
