// A record of the audit log in the making: begun by whoever lets a request in, told more by the
// service that does the work, and stored by Workers::write in the transaction of the change.
#pragma once

#include "services/audit_trail.h"

#include <memory>
#include <string_view>

namespace hub {

/// Handed over with the work: one thread at a time has it.
class AuditNote final
{
public:
    /// trail outlives the note.
    AuditNote(AuditTrail& trail, AuditRecord record) : trail_(trail), record_(std::move(record)) {}

    /// The same request does something else too.
    std::shared_ptr<AuditNote> another(std::string_view action) const;

    AuditRecord& record() { return record_; }

    /// What was asked for is not done. result: the error's name.
    void refuse(std::string_view result);

    /// There was nothing to do after all, and nothing is stored.
    void skip() { skipped_ = true; }
    bool isSkipped() const { return skipped_; }

    /// The record is durable.
    bool isStored() const { return stored_; }

    // Of Workers::write, on the writer.

    Result<void> append(Storage& storage);
    void committed();

private:
    AuditTrail& trail_;
    AuditRecord record_;
    bool skipped_ = false;
    bool stored_ = false;
};

/// Null: the hub does it by itself, which leaves no record.
using AuditNotePtr = std::shared_ptr<AuditNote>;

/// What a change was made from and to, both JSON or empty; note may be null.
void noteChange(const AuditNotePtr& note, std::string before, std::string after);
/// {"count":n}, for noteChange.
std::string countJson(std::uint64_t count);
/// What the record is about, when the path does not name it.
void noteTarget(const AuditNotePtr& note, std::string target);
/// A more telling action than the route's, "device.disable".
void noteAction(const AuditNotePtr& note, std::string_view action);

} // namespace hub
