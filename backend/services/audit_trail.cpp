#include "services/audit_trail.h"

#include "base/base64.h"
#include "base/json_writer.h"
#include "base/private_file.h"
#include "base/text.h"
#include "domain/limits.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::string_view kHeadFile = "audit.head";
constexpr std::string_view kBrokenFile = "audit.broken";

/// "12\nwhat is wrong\n"
std::optional<AuditFault> faultFrom(std::string_view text)
{
    const auto [number, rest] = cut(text, '\n');
    return AuditFault{toInteger<AuditSequence>(number).value_or(0),
                      std::string(trimmed(rest.value_or("")))};
}

std::string faultJson(const AuditFault& fault)
{
    std::string json;
    JsonWriter(json)
        .beginObject()
        .member("sequence", std::to_string(fault.sequence))
        .member("reason", fault.reason)
        .endObject();
    return json;
}

std::string eventData(const AuditRecord& record)
{
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("sequence", std::to_string(record.sequence))
        .member("actor", record.actor)
        .member("address", record.address)
        .member("action", record.action)
        .member("target", record.target)
        .member("result", record.result)
        .member("requestId", record.requestId)
        .endObject();
    return data;
}

} // namespace

AuditRecord auditByHub(std::string_view action)
{
    AuditRecord record;
    record.actorKind = kActorHub;
    record.action = action;
    record.result = kAuditOk;
    return record;
}

AuditWitness auditWitness(const std::filesystem::path& folder)
{
    AuditWitness witness;
    if (const Result<Bytes> text = readSmallFile(folder / kHeadFile, 4'096)) {
        witness.head = headFrom(text.value());
    }
    if (const Result<Bytes> text = readSmallFile(folder / kBrokenFile, 4'096)) {
        witness.lost = faultFrom(text.value());
    }
    return witness;
}

Result<std::optional<AuditFault>>
auditHeadFault(Storage& storage, const AuditWitness& witness, ByteView publicKey)
{
    const std::optional<AuditSeal>& head = witness.head;
    HUB_TRY(const AuditEnd end, storage.audit().end());
    if (!head) {
        return std::optional(
            AuditFault{end.sequence + 1, "the head file is missing or damaged"});
    }
    if (!isGenuine(*head, publicKey)) {
        return AuditFault{end.sequence + 1, "the head file is not signed by this hub"};
    }
    if (head->sequence > end.sequence) {
        return AuditFault{end.sequence + 1, "the log is cut: the head file vouches for the records "
                                            "up to " +
                                                std::to_string(head->sequence)};
    }
    Sha256 hash = head->sequence == 0 ? kAuditBegin : end.hash;
    if (head->sequence > 0 && head->sequence < end.sequence) {
        const auto keep = [&hash](const AuditRecord& record) { hash = record.hash; };
        HUB_TRYV(storage.audit().walk(head->sequence - 1, 1, keep));
    }
    return hash == head->hash ? std::optional<AuditFault>()
                              : AuditFault{head->sequence, "the log was rewritten: the head file "
                                                           "has another hash"};
}

Result<void> AuditTrail::open(Storage& storage)
{
    AuditRecord started = auditByHub("hub.start");
    std::optional<AuditFault>& fault = faultAtStart_;
    HUB_TRYV(storage.transaction([&] { return makeKey(storage); }));
    HUB_TRYV(beginHead(storage));
    HUB_TRYV(storage.transaction([&]() -> Result<void> {
        HUB_TRY(fault, compareHead(storage));
        if (fault) {
            HUB_TRYV(recordFault(storage, *fault));
        }
        HUB_TRYV(append(storage, started));
        return seal(storage); // of the last run too, if it ended without
    }));
    committed_ = started.sequence; // without an event: nobody watches yet
    if (fault) {
        tell(*fault);
        return writeHead(storage); // the old one only contradicts what came since
    }
    return success();
}

Result<void> AuditTrail::makeKey(Storage& storage)
{
    HUB_TRY(std::optional<Secret> seed, storage.audit().signingSeed());
    if (!seed) {
        seed = randomSecret(kSigningSeedBytes);
        HUB_TRYV(storage.audit().setSigningSeed(*seed));
    }
    HUB_TRY(key_, SigningKey::fromSeed(*seed));
    return success();
}

/// Of a new log: before the first record, so that a file that is missing later was removed.
Result<void> AuditTrail::beginHead(Storage& storage)
{
    HUB_TRY(const AuditEnd end, storage.audit().end());
    const bool isNew = end.sequence == 0 && !std::filesystem::exists(parts_.folder / kHeadFile);
    return isNew ? writeHead(storage) : success();
}

Result<std::optional<AuditFault>> AuditTrail::compareHead(Storage& storage) const
{
    return auditHeadFault(storage, auditWitness(parts_.folder), key_->publicKey());
}

/// The file stays until a person removes it: the next head would cover up what is missing.
Result<void> AuditTrail::recordFault(Storage& storage, const AuditFault& fault)
{
    const std::filesystem::path file = parts_.folder / kBrokenFile;
    if (!std::filesystem::exists(file)) {
        const std::string text = std::to_string(fault.sequence) + "\n" + fault.reason + "\n";
        HUB_TRYV(writePrivateFile(file, text));
    }
    AuditRecord record = auditByHub("audit.broken");
    record.after = faultJson(fault);
    return append(storage, record);
}

void AuditTrail::tell(const AuditFault& fault) const
{
    parts_.log.error("audit-broken",
                     {{"record", std::to_string(fault.sequence)}, {"detail", fault.reason}});
    parts_.events.publish("audit-broken", {}, faultJson(fault));
}

/// The last checkpoint, or what a pruned log begins behind.
Result<AuditTrail::Sealed> AuditTrail::lastSeal(Storage& storage)
{
    HUB_TRY(std::optional<AuditSeal> seal, storage.audit().lastCheckpoint());
    if (!seal) {
        HUB_TRY(seal, storage.audit().anchor());
    }
    return seal ? Sealed{seal->number, seal->sequence} : Sealed{};
}

Result<void> AuditTrail::append(Storage& storage, AuditRecord& record)
{
    limitTexts(record);
    HUB_TRY(const AuditEnd end, storage.audit().end());
    record.sequence = end.sequence + 1;
    record.time = std::max(parts_.clock.wall(), end.time);
    record.hash = chainHash(end.hash, record);
    HUB_TRYV(storage.audit().append(record));
    HUB_TRY(const Sealed sealed, lastSeal(storage));
    if (record.sequence - sealed.sequence < limits::kAuditCheckpointRecords) {
        return success();
    }
    const AuditEnd now{record.sequence, record.time, record.hash};
    return addCheckpoint(storage, now, sealed.number + 1);
}

Result<void> AuditTrail::seal(Storage& storage)
{
    HUB_TRY(const AuditEnd end, storage.audit().end());
    HUB_TRY(const Sealed sealed, lastSeal(storage));
    return end.sequence == sealed.sequence ? Result<void>(success())
                                           : addCheckpoint(storage, end, sealed.number + 1);
}

Result<void>
AuditTrail::addCheckpoint(Storage& storage, const AuditEnd& end, std::uint64_t number) const
{
    const WallTime now = std::max(parts_.clock.wall(), end.time);
    const AuditSeal checkpoint{AuditSealKind::Checkpoint, number, end.sequence, now, end.hash, {}};
    return storage.audit().addCheckpoint(signedSeal(checkpoint, *key_));
}

Result<std::optional<AuditRecord>> AuditTrail::prune(Storage& storage, WallTime end)
{
    HUB_TRY(const std::optional<AuditSeal> anchor, storage.audit().anchor());
    HUB_TRY(const std::vector<AuditSeal> oldest,
            storage.audit().checkpoints(anchor ? anchor->number : 0, 1));
    if (oldest.empty() || oldest.front().time >= end) {
        return std::nullopt;
    }
    AuditSeal next = oldest.front();
    next.kind = AuditSealKind::Anchor;
    HUB_TRYV(storage.audit().pruneTo(signedSeal(next, *key_)));
    AuditRecord record = auditByHub("audit.prune");
    JsonWriter(record.after)
        .beginObject()
        .member("upTo", std::to_string(next.sequence))
        .endObject();
    HUB_TRYV(append(storage, record));
    return std::optional(std::move(record));
}

void AuditTrail::committed(const AuditRecord& record)
{
    committed_ = std::max(committed_.load(), record.sequence); // it may be told late
    unsealedSince_.with([this](auto& since) {
        if (!since) {
            since = parts_.clock.mono();
        }
    });
    parts_.events.publish("audit", {}, eventData(record));
}

std::optional<MonoTime> AuditTrail::unsealedSince() const
{
    return unsealedSince_.with([](const auto& since) { return since; });
}

void AuditTrail::sealed()
{
    unsealedSince_.with([](auto& since) { since.reset(); });
}

Result<void> AuditTrail::writeHead(Storage& storage)
{
    HUB_TRY(const Sealed sealed, lastSeal(storage));
    HUB_TRY(const AuditEnd end, storage.audit().end());
    const AuditSeal head{AuditSealKind::Head, sealed.number, end.sequence, end.time, end.hash, {}};
    HUB_TRYV(writePrivateFile(parts_.folder / kHeadFile, headText(signedSeal(head, *key_))));
    written_ = end.sequence;
    return success();
}

} // namespace hub
