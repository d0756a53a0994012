// Walks an audit log from its begin to its end and names the first record that is not what it was.
// Pure: whoever has the records, a hub or a program without one, hands them in.
#pragma once

#include "domain/audit_seal.h"

#include <deque>
#include <optional>
#include <string>

namespace hub {

/// Where a log is broken, and how.
struct AuditFault
{
    AuditSequence sequence = 0; ///< the first record that cannot be relied on
    std::string reason;         ///< a sentence

    bool operator==(const AuditFault&) const = default;
};

/// The head file and what else lies outside the database.
struct AuditWitness
{
    std::optional<AuditSeal> head;  ///< nothing: missing, or not readable
    std::optional<AuditFault> lost; ///< what a start of the hub found broken
};

/// In order: begin(), then for each range of records expect() with its checkpoints and take() with
/// each record, and finish(). Behind a fault nothing more may be called. One thread at a time.
class AuditChain final
{
public:
    explicit AuditChain(Bytes publicKey) : publicKey_(std::move(publicKey)) {}

    /// anchor: what the log begins behind; nothing = behind nothing.
    std::optional<AuditFault> begin(const std::optional<AuditSeal>& anchor, AuditWitness witness);
    std::optional<AuditFault> expect(const AuditSeal& checkpoint);
    std::optional<AuditFault> take(const AuditRecord& record);
    std::optional<AuditFault> finish() const;

    AuditSequence last() const { return last_; } ///< the last record that was taken
    const Sha256& hash() const { return hash_; } ///< its hash
    std::uint64_t count() const { return count_; }
    std::uint64_t number() const { return number_; } ///< of the last checkpoint that was expected
    /// Up to which record checkpoints have come.
    AuditSequence expected() const { return ahead_.empty() ? sealed_ : ahead_.back().sequence; }
    const AuditWitness& witness() const { return witness_; }
    const std::optional<AuditSeal>& checkpoint() const { return checkpoint_; } ///< the last one

private:
    AuditFault faultAt(AuditSequence sequence, std::string reason) const;
    std::optional<AuditFault> compareCheckpoint();
    std::optional<AuditFault> checkSeals(const AuditRecord& record);

    Bytes publicKey_;
    AuditWitness witness_;
    AuditSequence last_ = 0;
    Sha256 hash_ = kAuditBegin;
    std::uint64_t count_ = 0;
    std::uint64_t number_ = 0;
    AuditSequence sealed_ = 0;    ///< up to here checkpoints agree
    std::deque<AuditSeal> ahead_; ///< expected, their records have not come yet
    std::optional<AuditSeal> checkpoint_;
    bool headMet_ = false;
};

} // namespace hub
