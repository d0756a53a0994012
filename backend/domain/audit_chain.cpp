#include "domain/audit_chain.h"

#include "domain/limits.h"

namespace hub {
namespace {

std::string range(AuditSequence first, AuditSequence last)
{
    return first == last ? "record " + std::to_string(first)
                         : "records " + std::to_string(first) + " to " + std::to_string(last);
}

} // namespace

/// What a start of the hub found broken counts, unless something is broken before that.
AuditFault AuditChain::faultAt(AuditSequence sequence, std::string reason) const
{
    const std::optional<AuditFault>& lost = witness_.lost;
    return lost && lost->sequence <= sequence ? *lost : AuditFault{sequence, std::move(reason)};
}

std::optional<AuditFault> AuditChain::begin(const std::optional<AuditSeal>& anchor,
                                            AuditWitness witness)
{
    witness_ = std::move(witness);
    if (anchor) {
        if (anchor->kind != AuditSealKind::Anchor || !isGenuine(*anchor, publicKey_)) {
            return faultAt(anchor->sequence + 1,
                           "what stands before the first record is not signed by this hub");
        }
        last_ = sealed_ = anchor->sequence;
        hash_ = anchor->hash;
        number_ = anchor->number;
    }
    if (witness_.head &&
        (witness_.head->kind != AuditSealKind::Head || !isGenuine(*witness_.head, publicKey_))) {
        return faultAt(last_ + 1, "the head file is not signed by this hub");
    }
    headMet_ = witness_.head && witness_.head->sequence == last_ && witness_.head->hash == hash_;
    return std::nullopt;
}

std::optional<AuditFault> AuditChain::expect(const AuditSeal& checkpoint)
{
    const AuditSequence before = expected();
    if (checkpoint.number != number_ + 1) {
        return faultAt(before + 1, "checkpoint " + std::to_string(number_ + 1) +
                                       " is missing; it vouched for the records from " +
                                       std::to_string(before + 1) + " on");
    }
    if (checkpoint.kind != AuditSealKind::Checkpoint || checkpoint.sequence <= before ||
        checkpoint.sequence < last_ || !isGenuine(checkpoint, publicKey_)) {
        return faultAt(before + 1, "checkpoint " + std::to_string(checkpoint.number) +
                                       " is not signed by this hub");
    }
    number_ = checkpoint.number;
    ahead_.push_back(checkpoint);
    return checkpoint.sequence == last_ ? compareCheckpoint() : std::nullopt;
}

std::optional<AuditFault> AuditChain::take(const AuditRecord& record)
{
    if (record.sequence != last_ + 1) {
        return faultAt(last_ + 1, record.sequence > last_
                                      ? range(last_ + 1, record.sequence - 1) + " missing"
                                      : "records out of their order");
    }
    if (chainHash(hash_, record) != record.hash) {
        return faultAt(record.sequence, "record " + std::to_string(record.sequence) +
                                            " was changed: its hash does not fit");
    }
    last_ = record.sequence;
    hash_ = record.hash;
    ++count_;
    return checkSeals(record);
}

/// A chain that was rewritten fits in itself, but not what was signed before.
std::optional<AuditFault> AuditChain::compareCheckpoint()
{
    if (ahead_.front().hash != hash_) {
        return faultAt(sealed_ + 1, range(sealed_ + 1, last_) + " rewritten: checkpoint " +
                                        std::to_string(ahead_.front().number) +
                                        " has another hash");
    }
    sealed_ = last_;
    checkpoint_ = ahead_.front();
    ahead_.pop_front();
    return std::nullopt;
}

std::optional<AuditFault> AuditChain::checkSeals(const AuditRecord& record)
{
    const AuditSequence begin = sealed_ + 1;
    if (!ahead_.empty() && ahead_.front().sequence == record.sequence) {
        if (auto fault = compareCheckpoint()) {
            return fault;
        }
    }
    if (record.sequence - sealed_ > limits::kAuditCheckpointRecords && ahead_.empty()) {
        return faultAt(sealed_ + 1,
                       "the checkpoint behind record " + std::to_string(sealed_) + " is missing");
    }
    if (witness_.head && witness_.head->sequence == record.sequence) {
        if (witness_.head->hash != record.hash) {
            return faultAt(begin, range(begin, record.sequence) +
                                      " rewritten: the head file has another hash");
        }
        headMet_ = true;
    }
    return std::nullopt;
}

std::optional<AuditFault> AuditChain::finish() const
{
    if (!ahead_.empty()) {
        return faultAt(last_ + 1, "the log is cut: a checkpoint vouches for the records up to " +
                                      std::to_string(ahead_.back().sequence));
    }
    if (!witness_.head) {
        return faultAt(last_ + 1, "the head file is missing or damaged: nothing says that "
                                  "the log does not go on");
    }
    if (!headMet_) {
        return faultAt(last_ + 1, "the log is cut: the head file vouches for the records up to " +
                                      std::to_string(witness_.head->sequence));
    }
    if (witness_.head->number > number_) {
        return faultAt(sealed_ + 1, "checkpoint " + std::to_string(number_ + 1) + " is missing");
    }
    return witness_.lost;
}

} // namespace hub
