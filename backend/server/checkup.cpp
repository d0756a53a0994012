#include "server/checkup.h"

#include "base/time_text.h"
#include "domain/limits.h"
#include "services/upkeep_alerts.h"

#include <algorithm>

namespace hub {
namespace {

using Findings = std::vector<Finding>;
using Level = FindingLevel;

constexpr std::chrono::days kEndsSoon{30}; // a start of the hub renews from then on (net/local_ca)
constexpr int kEnoughSecurityBits = 112;   // NIST SP 800-57 part 1, table 2
constexpr std::chrono::days kOldKey{365};
constexpr std::chrono::minutes kClockTolerance{1}; // what setting a clock right may take back
constexpr std::size_t kMostNamed = 5;
constexpr unsigned kOthers = 077;

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    const std::size_t more = names.size() - std::min(names.size(), kMostNamed);
    return more == 0 ? text : text + " and " + std::to_string(more) + " more";
}

std::string dayOf(WallTime time)
{
    return toAdminTime(time).substr(0, 10);
}

std::string inDays(std::chrono::days left)
{
    return left.count() < 0 ? "ended " + std::to_string(-left.count()) + " days ago"
                            : "is good for " + std::to_string(left.count()) + " more days";
}

Level levelOf(std::chrono::days left)
{
    return left.count() < 0 ? Level::Critical : left <= kEndsSoon ? Level::Warning : Level::Ok;
}

void judgeCertificate(const char* check,
                      const std::string& what,
                      const CheckedCertificate& certificate,
                      const std::string& remedy,
                      Findings& out)
{
    const Level level = levelOf(certificate.left);
    out.push_back({level, check, what + " " + inDays(certificate.left) + ".",
                   level == Level::Ok ? "" : remedy});
}

void judgeKeyOf(const CheckedTls& tls, Findings& out)
{
    const int least = std::min(tls.server.securityBits, tls.authority.securityBits);
    if (!tls.server.isOwn || !tls.authority.isOwn) {
        out.push_back({Level::Critical, "tls.key",
                       "A private key under tls/ does not belong to its certificate.",
                       "Restore the folder tls/ from a backup, key and certificate together."});
    } else if (least < kEnoughSecurityBits) {
        out.push_back(
            {Level::Critical, "tls.key",
             "A key under tls/ is too weak: " + tls.server.key + " (server), " + tls.authority.key +
                 " (authority).",
             "Stop the hub, move the folder tls/ away and start it: it makes new keys, and "
             "clients need the new tls/ca.pem."});
    } else {
        out.push_back({Level::Ok, "tls.key",
                       "The keys are " + tls.server.key + " (server) and " + tls.authority.key +
                           " (authority)."});
    }
}

void judgeName(const CheckedTls& tls, bool isOpen, Findings& out)
{
    if (!tls.isSigned) {
        out.push_back({Level::Critical, "tls.names",
                       "The server certificate is not signed by the authority in tls/ca.pem.",
                       "Restart the hub: it makes a new certificate at its start."});
    } else if (!tls.coversName) {
        out.push_back({Level::Warning, "tls.names",
                       "The server certificate does not name '" + tls.name + "'.",
                       "Restart the hub with that --host-name: it makes a new certificate."});
    } else if (isOpen && tls.name == "localhost") {
        out.push_back({Level::Warning, "tls.names",
                       "The hub is open to other machines, which cannot use its name 'localhost'.",
                       "Start it with the --host-name that clients use."});
    } else {
        out.push_back({Level::Ok, "tls.names", "The server certificate names '" + tls.name + "'."});
    }
}

void judgeTls(const CheckupFacts& facts, Findings& out)
{
    const CheckedTls& tls = facts.tls;
    if (!tls.problem.empty()) {
        out.push_back({Level::Critical, "tls.certificate", tls.problem + ".",
                       "Restore the folder tls/ from a backup."});
        return;
    }
    judgeCertificate("tls.certificate", "The server certificate", tls.server,
                     "Restart the hub: it makes a new one at its start.", out);
    judgeCertificate(
        "tls.authority", "The certificate of the hub's authority", tls.authority,
        "Restart the hub: it makes a new one with the same key; hand tls/ca.pem to clients "
        "that keep a copy.",
        out);
    judgeName(tls, facts.reach.isOpen(), out);
    judgeKeyOf(tls, out);
}

void judgeClock(const CheckupFacts& facts, Findings& out)
{
    using namespace std::chrono;
    const char* const remedy = "Set the clock right and let a time service keep it (timedatectl "
                               "set-ntp true): the ends of tokens and certificates depend on it.";
    const int year = static_cast<int>(year_month_day(floor<days>(facts.now)).year());
    if (year < 2025 || year > 2100) {
        out.push_back({Level::Critical, "clock",
                       "The clock says that it is the year " + std::to_string(year) + ".", remedy});
    } else if (facts.newest && *facts.newest > facts.now + kClockTolerance) {
        out.push_back({Level::Critical, "clock",
                       "The clock was set back: it says " + toAdminTime(facts.now) +
                           ", and there is a record of " + toAdminTime(*facts.newest) + ".",
                       remedy});
    } else {
        out.push_back({Level::Ok, "clock", "The clock is not behind the newest record."});
    }
}

void judgeModes(const CheckupFacts& facts, Findings& out)
{
    std::vector<std::string> secret;
    std::vector<std::string> other;
    for (const CheckedFile& file : facts.files) {
        if ((file.mode & kOthers) != 0) {
            (file.isSecret ? secret : other).push_back(file.name);
        }
    }
    if (!secret.empty()) {
        out.push_back(
            {Level::Critical, "files.modes",
             "Others may open files with keys in clear: " + listed(secret) + ".",
             "Take the access away with chmod go= FILE; if others use this computer, take "
             "these keys as known and make new ones."});
    }
    if (!other.empty()) {
        out.push_back({Level::Warning, "files.modes",
                       "Others may open files of the data folder: " + listed(other) + ".",
                       "Take the access away: chmod -R go= on the data folder."});
    }
    if (secret.empty() && other.empty()) {
        out.push_back(
            {Level::Ok, "files.modes",
             std::to_string(facts.files.size()) + " files and folders are for their user only."});
    }
}

void judgeOwners(const CheckupFacts& facts, Findings& out)
{
    std::vector<std::string> foreign;
    for (const CheckedFile& file : facts.files) {
        if (file.isForeign) {
            foreign.push_back(file.name);
        }
    }
    if (foreign.empty()) {
        out.push_back({Level::Ok, "files.owners", "All files belong to the user of the folder."});
        return;
    }
    out.push_back({Level::Warning, "files.owners",
                   "Some files do not belong to the user of the folder: " + listed(foreign) + ".",
                   "Give them to that user with chown, or the hub cannot write them."});
}

void judgeMasterKey(const CheckupFacts& facts, Findings& out)
{
    const CheckedMasterKey& key = facts.masterKey;
    if (key.place == KeyPlace::File) {
        out.push_back(
            {facts.reach.isOpen() ? Level::Warning : Level::Note, "key.place",
             "The key-encryption key lies beside the data, in secret.key: a copy of the folder "
             "opens all keys.",
             "Stop the hub and move the key out: hubd rekey --data DIR --new-key-file FILE."});
    } else if (key.place == KeyPlace::Passphrase) {
        out.push_back(
            {Level::Ok, "key.place",
             "The key-encryption key is made from a passphrase that is not in the folder."});
    } else {
        out.push_back({Level::Note, "key.place", "No keys are stored yet.", "Start the hub once."});
    }
    if (!key.problem.empty() && key.place != KeyPlace::None) {
        out.push_back(
            {Level::Warning, "key.open",
             "The stored keys cannot be opened, so they were not looked at: " + key.problem + ".",
             "Give the right --key-file, --key-variable or --key-credential, and run this "
             "again."});
    }
}

void judgeKeys(const CheckupFacts& facts, Findings& out)
{
    if (!facts.keys) {
        return;
    }
    const CheckedKeys& keys = *facts.keys;
    if (keys.weak == 0) {
        out.push_back({Level::Ok, "keys.strength",
                       std::to_string(keys.count) + " stored keys have 32 bytes or more."});
        return;
    }
    std::string names = listed(keys.named);
    if (keys.weak > keys.named.size()) {
        names += " and others";
    }
    out.push_back({Level::Warning, "keys.strength",
                   std::to_string(keys.weak) + " of " + std::to_string(keys.count) +
                       " stored keys are shorter than 32 bytes or one byte repeated: " + names +
                       ".",
                   "Give them new keys, in steps so that nobody is cut off: POST "
                   "/admin/devices/{id}/keys/rollover."});
}

void judgePolicies(const CheckupFacts& facts, Findings& out)
{
    if (!facts.policies) {
        return;
    }
    std::vector<std::string> old;
    for (const CheckedPolicy& policy : *facts.policies) {
        if (facts.now - policy.since > kOldKey) {
            old.push_back(policy.name + " (" + (policy.isExact ? "since " : "since before ") +
                          dayOf(policy.since) + ")");
        }
    }
    if (old.empty()) {
        out.push_back(
            {Level::Ok, "keys.age", "No key of a policy is known to be older than a year."});
        return;
    }
    out.push_back({Level::Warning, "keys.age",
                   "Keys of policies are older than a year: " + listed(old) + ".",
                   "Roll them over: POST /admin/policies/{name}/keys/rollover with newSecondary, "
                   "swap and retire."});
}

void judgeAdministrators(const CheckupFacts& facts, Findings& out)
{
    if (!facts.administrators) {
        return;
    }
    std::vector<std::string> endless;
    std::vector<std::string> withoutFactor;
    for (const CheckedAdministrator& person : *facts.administrators) {
        if (!person.keyEnds) {
            endless.push_back(person.name);
        }
        if (!person.hasFactor) {
            withoutFactor.push_back(person.name);
        }
    }
    if (!endless.empty()) {
        out.push_back({Level::Warning, "people.expiry",
                       "Keys of administrators never end: " + listed(endless) + ".",
                       "Give them an end: POST /admin/people/{name}/key with expires."});
    }
    if (!withoutFactor.empty()) {
        out.push_back({Level::Warning, "people.factor",
                       "Administrators have no second factor: " + listed(withoutFactor) + ".",
                       "Let each of them set one up: POST /admin/me/factor."});
    }
    if (facts.administrators->empty()) {
        out.push_back({Level::Ok, "people", "No named person is an administrator."});
    } else if (endless.empty() && withoutFactor.empty()) {
        out.push_back({Level::Ok, "people",
                       "The keys of all administrators end, and all of them have a second factor: " +
                           std::to_string(facts.administrators->size()) + "."});
    }
}

std::string textOf(const std::vector<CheckedListener>& listeners)
{
    std::string text;
    for (const CheckedListener& each : listeners) {
        text += (text.empty() ? "" : ", ") + each.listener.protocol + " on " +
                each.listener.address +
                (each.listener.port == 0 ? "" : " port " + std::to_string(each.listener.port));
    }
    return text;
}

void judgePorts(const CheckedReach& reach, Findings& out)
{
    if (!reach.isKnown) {
        out.push_back(
            {Level::Note, "ports",
             "The hub runs, but where it listens is not known: it wrote no ready file that "
             "this program can read.",
             "Start the hub with a ready file, and run this as its user."});
        return;
    }
    std::vector<CheckedListener> plain;
    for (const CheckedListener& each : reach.listeners) {
        if (each.listener.protocol != "mqtts" && each.listener.protocol != "https") {
            plain.push_back(each);
        }
    }
    if (!plain.empty()) {
        const bool isOpen = std::ranges::any_of(plain, &CheckedListener::isOpen);
        out.push_back({isOpen ? Level::Critical : Level::Warning, "ports.plain",
                       "Ports are not encrypted: " + textOf(plain) + ".",
                       isOpen ? "Close them: keys and messages can be read on the way."
                              : "Close them when nothing needs them: who may watch this computer's "
                                "traffic reads tokens and messages there."});
    }
    const std::string where =
        (reach.runs ? "The hub listens: " : "With these settings the hub would listen: ") +
        textOf(reach.listeners) + ".";
    out.push_back(
        reach.isOpen()
            ? Finding{Level::Note, "ports", where + " Other machines can connect.",
                      "If that is not wanted: --bind 127.0.0.1; else let a firewall say who may."}
            : Finding{Level::Ok, "ports", where + " Only this computer can connect."});
}

void judgeAccess(const CheckedReach& reach, Findings& out)
{
    const bool isOpen = reach.isOpen() || !reach.isKnown;
    if (isOpen && !reach.unfiltered.empty()) {
        out.push_back({Level::Warning, "access.ipRules",
                       "Other machines can connect, and no IP rule keeps any address from: " +
                           listed(reach.unfiltered) + ".",
                       "Say who may come: PUT /admin/access/ip-rules/draft and apply it, or use "
                       "the console's page Access."});
    } else {
        out.push_back({Level::Ok, "access.ipRules",
                       isOpen ? "IP rules say which addresses may come."
                              : "Only this computer can connect; IP rules are not needed."});
    }
    if (reach.maxFailedSignIns == 0) {
        out.push_back({isOpen ? Level::Warning : Level::Note, "access.lockout",
                       "Nobody is locked out, however many wrong keys they try.",
                       "Start the hub with --max-failed-sign-ins 20, the default."});
    } else {
        out.push_back({Level::Ok, "access.lockout",
                       "Who fails " + std::to_string(reach.maxFailedSignIns) +
                           " times in a minute is locked out."});
    }
    out.push_back(
        reach.allowListOnly || !isOpen
            ? Finding{Level::Ok, "access.mode",
                      reach.allowListOnly ? "Only devices on the allow list may connect."
                                          : "Every device that is registered may connect."}
            : Finding{Level::Note, "access.mode",
                      "Every device that is registered may connect, not only those on the allow "
                      "list.",
                      "If the fleet is known, set the mode allowListOnly: PUT "
                      "/admin/access/mode."});
}

void judgeDisk(const CheckupFacts& facts, Findings& out)
{
    const auto alert = diskAlert(facts.folder, facts.freeBytes);
    const std::string room = std::to_string(facts.freeBytes >> 20) + " MiB are left on the disk.";
    if (!alert) {
        out.push_back({Level::Ok, "disk", room});
        return;
    }
    out.push_back({alert->severity == Severity::Critical ? Level::Critical : Level::Warning, "disk",
                   room, "Make room: a hub on a full disk takes no messages."});
}

void judgeStore(const CheckupFacts& facts, Findings& out)
{
    for (const CheckedFault& fault : facts.damaged) {
        out.push_back({Level::Critical, "store.integrity",
                       fault.what + " is damaged: " + fault.detail + ".",
                       "Stop the hub and restore the data folder from a backup."});
    }
    if (!facts.storeProblem.empty()) {
        out.push_back({Level::Critical, "store.open",
                       "The store cannot be opened, so what is in it was not looked at: " +
                           facts.storeProblem + ".",
                       "Remove the cause that is named, and run this again."});
    } else if (facts.damaged.empty()) {
        out.push_back(
            {Level::Ok, "store.integrity", "The state and the newest day of telemetry are sound."});
    }
}

void judgeAudit(const CheckupFacts& facts, Findings& out)
{
    if (!facts.auditFault) {
        out.push_back(
            {Level::Note, "audit.head", "The audit log was not compared with its head file.",
             "Give the key that the stored keys are encrypted under, and run this again."});
    } else if (!facts.auditFault->empty()) {
        out.push_back(
            {Level::Critical, "audit.head", "The audit log is broken: " + *facts.auditFault + ".",
             "Find out who could write to the folder; 'hubd audit verify' names the first "
             "record that cannot be relied on."});
    } else {
        out.push_back(
            {Level::Ok, "audit.head",
             "The audit log agrees with its head file; 'hubd audit verify' checks all of it."});
    }
}

} // namespace

std::vector<Finding> judge(const CheckupFacts& facts)
{
    Findings findings;
    judgeTls(facts, findings);
    judgeClock(facts, findings);
    judgeModes(facts, findings);
    judgeOwners(facts, findings);
    judgeMasterKey(facts, findings);
    judgeKeys(facts, findings);
    judgePolicies(facts, findings);
    judgeAdministrators(facts, findings);
    judgePorts(facts.reach, findings);
    judgeAccess(facts.reach, findings);
    judgeStore(facts, findings);
    judgeAudit(facts, findings);
    judgeDisk(facts, findings);
    findings.push_back(
        {Level::Note, "backup",
         "Whether there is a backup cannot be known: Hubdeck keeps no record of any.",
         "Make one and try to restore it; docs/storage.md says what belongs to it."});
    return findings;
}

bool isWeakKey(std::string_view key)
{
    return key.size() < limits::kNewKeyBytes ||
           key.find_first_not_of(key.front()) == std::string_view::npos;
}

WallTime olderKeySince(WallTime begin, std::span<const KeyChange> changes)
{
    WallTime primary = begin;
    WallTime secondary = begin;
    for (const KeyChange& change : changes) {
        if (change.swaps) {
            std::swap(primary, secondary);
        } else {
            secondary = change.time;
        }
    }
    return std::min(primary, secondary);
}

} // namespace hub
