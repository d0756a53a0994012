// One record of the audit log: who did what to what, from where, when, and what came of it. Each
// holds a hash over itself and the one before, so that none can be changed, removed or put in
// unseen. The bytes that are hashed are in docs/storage.md.
#pragma once

#include "base/bytes.h"
#include "base/clock.h"
#include "base/crypto.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace hub {

using AuditSequence = std::uint64_t; ///< from 1, without gaps

inline constexpr std::string_view kAuditOk = "ok";
inline constexpr std::string_view kActorPolicy = "policy";
inline constexpr std::string_view kActorPerson = "person";
inline constexpr std::string_view kActorHub = "hub";

struct AuditRecord
{
    AuditSequence sequence = 0;
    WallTime time{};        ///< never earlier than that of the record before
    std::string actorKind;  ///< kActorPolicy, kActorHub
    std::string actor;      ///< the policy's name
    std::string credential; ///< "primaryKey", "secondaryKey"; empty = the hub itself
    std::string role;       ///< rights of the policy
    std::string address;    ///< without a port; empty = the hub itself
    std::string action;     ///< "device.create"
    std::string target;     ///< an id; empty = the hub or several
    std::string before;     ///< JSON; empty = nothing to say
    std::string after;      ///< JSON; empty = nothing to say
    std::string result;     ///< kAuditOk, or the name of the error
    std::string requestId;
    Sha256 hash{};

    bool operator==(const AuditRecord&) const = default;
};

/// What a chain begins with: 32 zero bytes.
inline constexpr Sha256 kAuditBegin{};

/// All but the hash.
void appendCanonical(Bytes& out, const AuditRecord& record);

/// The hash of a record behind the one with hash `previous`.
Sha256 chainHash(const Sha256& previous, const AuditRecord& record);

/// A JSON text of more bytes becomes {"omittedBytes":n,"sha256":"…"}.
void limitJson(std::string& json, std::size_t bytes);

/// Cuts every text to what a record may hold (limits::kMaxAudit…), at a character's end; before
/// and after as limitJson() does.
void limitTexts(AuditRecord& record);

} // namespace hub
