// /admin/audit: the audit log as people and programs read it. 64-bit numbers travel as strings.
#pragma once

#include "base/json.h"
#include "base/json_writer.h"
#include "domain/audit_chain.h"
#include "hub/error.h"

#include <optional>
#include <string>
#include <vector>

namespace hub::api {

/// GET /admin/audit
struct AuditList
{
    std::vector<AuditRecord> records; ///< newest first; before and after are JSON texts or empty
    std::string next;                 ///< cursor; empty on the last page
    WallTime asOf{};
};

/// A checkpoint or head, as far as it is shown.
struct AuditMark
{
    std::uint64_t number = 0;
    AuditSequence sequence = 0;
    WallTime time{};
};

/// GET /admin/audit/verify
struct AuditVerdict
{
    std::optional<AuditFault> broken; ///< nothing: the log is whole
    AuditSequence first = 0;          ///< the oldest record; 0 = there is none
    AuditSequence last = 0;           ///< the last one in order
    std::string hash;                 ///< of that; lower-case hex
    std::uint64_t count = 0;
    std::optional<AuditMark> checkpoint;
    std::optional<AuditMark> head;
    WallTime asOf{};
};

void write(JsonWriter& out, const AuditRecord& record);
void write(JsonWriter& out, const AuditList& list);
void write(JsonWriter& out, const AuditVerdict& verdict);

// Lines of GET /admin/audit/export. Texts stand as they are hashed, before and after too.

struct AuditExportHead
{
    Bytes publicKey;
    std::optional<AuditSeal> anchor;
};
void writeLine(std::string& out, const AuditExportHead& head);
void writeLine(std::string& out, const AuditRecord& record);
void writeLine(std::string& out, const AuditSeal& seal); ///< of checkpoints and heads

/// Errors of all: InvalidArgument, MissingArgument.
Result<AuditList> auditListFrom(const JsonView& json);
Result<AuditVerdict> auditVerdictFrom(const JsonView& json);

} // namespace hub::api
