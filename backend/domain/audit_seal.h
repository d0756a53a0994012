// A signed statement of the hub about its audit log: up to this record it was so.
#pragma once

#include "base/ed25519.h"
#include "domain/audit_record.h"

#include <optional>
#include <string>

namespace hub {

/// The numbers are part of what is signed.
enum class AuditSealKind : std::uint8_t {
    Checkpoint = 1, ///< each 1,000 records or 60 s, in the database
    Anchor = 2,     ///< what a pruned log begins behind
    Head = 3,       ///< the last record, outside the database
};

struct AuditSeal
{
    AuditSealKind kind = AuditSealKind::Checkpoint;
    std::uint64_t number = 0; ///< of checkpoints, from 1 without gaps; of others: of the last one
    AuditSequence sequence = 0;
    WallTime time{}; ///< when it was made
    Sha256 hash{};   ///< of the record `sequence`
    Bytes signature;

    bool operator==(const AuditSeal&) const = default;
};

Bytes signedBytes(const AuditSeal& seal);
AuditSeal signedSeal(AuditSeal seal, const SigningKey& key);
bool isGenuine(const AuditSeal& seal, ByteView publicKey);

/// A head as the text of its file, and back; nothing when the text is not one.
std::string headText(const AuditSeal& head);
std::optional<AuditSeal> headFrom(std::string_view text);

} // namespace hub
