#include "services/audit_note.h"

namespace hub {

std::shared_ptr<AuditNote> AuditNote::another(std::string_view action) const
{
    AuditRecord record = record_;
    record.action = action;
    record.before.clear();
    record.after.clear();
    return std::make_shared<AuditNote>(trail_, std::move(record));
}

void AuditNote::refuse(std::string_view result)
{
    record_.result = result;
    record_.before.clear();
    record_.after.clear();
}

Result<void> AuditNote::append(Storage& storage)
{
    if (skipped_) {
        return success();
    }
    if (record_.result.empty()) {
        record_.result = kAuditOk; // work that failed does not come here
    }
    return trail_.append(storage, record_);
}

void AuditNote::committed()
{
    if (!skipped_) {
        stored_ = true;
        trail_.committed(record_);
    }
}

void noteChange(const AuditNotePtr& note, std::string before, std::string after)
{
    if (note) {
        note->record().before = std::move(before);
        note->record().after = std::move(after);
    }
}

std::string countJson(std::uint64_t count)
{
    return "{\"count\":" + std::to_string(count) + "}";
}

void noteTarget(const AuditNotePtr& note, std::string target)
{
    if (note) {
        note->record().target = std::move(target);
    }
}

void noteAction(const AuditNotePtr& note, std::string_view action)
{
    if (note) {
        note->record().action = action;
    }
}

} // namespace hub
