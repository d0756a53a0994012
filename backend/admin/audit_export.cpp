#include "admin/audit_export.h"

#include "api/audit.h"

namespace hub::admin {
namespace {

constexpr std::size_t kRecordsAtOnce = 256; // of at most 20 KiB each
constexpr std::size_t kCheckpointsAtOnce = 1'000;

} // namespace

boost::asio::awaitable<std::optional<std::string>> AuditExport::next()
{
    while (part_ != Part::End) {
        Result<std::string> text = co_await piece();
        if (!text) {
            part_ = Part::End;
        } else if (!text.value().empty()) {
            co_return std::move(text.value());
        }
    }
    co_return std::nullopt;
}

boost::asio::awaitable<Result<std::string>> AuditExport::piece()
{
    switch (part_) {
    case Part::Begin:
        return begin();
    case Part::Records:
        return records();
    default:
        return checkpoints();
    }
}

boost::asio::awaitable<Result<std::string>> AuditExport::begin()
{
    api::AuditExportHead head;
    head.publicKey = audit_.publicKey();
    HUB_CO_TRY(head.anchor, co_await audit_.anchor());
    if (head.anchor) {
        sequence_ = head.anchor->sequence;
        hash_ = head.anchor->hash;
        number_ = head.anchor->number;
    }
    part_ = Part::Records;
    std::string text;
    api::writeLine(text, head);
    co_return text;
}

boost::asio::awaitable<Result<std::string>> AuditExport::records()
{
    HUB_CO_TRY(const std::vector<AuditRecord> found,
               co_await audit_.recordsAfter(sequence_, kRecordsAtOnce));
    if (!found.empty() && found.front().sequence != sequence_ + 1) {
        co_return fail(Errc::NotFound, "records were pruned meanwhile");
    }
    std::string text;
    for (const AuditRecord& record : found) {
        api::writeLine(text, record);
        sequence_ = record.sequence;
        hash_ = record.hash;
    }
    if (found.size() < kRecordsAtOnce) {
        part_ = Part::Checkpoints;
    }
    co_return text;
}

/// Those of the records that were sent, and a head for the last one.
boost::asio::awaitable<Result<std::string>> AuditExport::checkpoints()
{
    HUB_CO_TRY(const std::vector<AuditSeal> found,
               co_await audit_.checkpointsAfter(number_, kCheckpointsAtOnce));
    std::string text;
    for (const AuditSeal& checkpoint : found) {
        if (checkpoint.sequence <= sequence_) {
            api::writeLine(text, checkpoint);
            number_ = checkpoint.number;
        }
    }
    if (found.size() < kCheckpointsAtOnce) {
        part_ = Part::End;
        api::writeLine(text, audit_.headOf(sequence_, hash_, number_));
    }
    co_return text;
}

} // namespace hub::admin
