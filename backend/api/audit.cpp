#include "api/audit.h"

#include "api/time_members.h"
#include "base/base64.h"
#include "base/hex.h"
#include "base/time_text.h"

#include <algorithm>

namespace hub::api {
namespace {

void writeJson(JsonWriter& out, std::string_view name, const std::string& json)
{
    out.key(name);
    if (json.empty()) {
        out.null();
    } else {
        out.raw(json);
    }
}

/// All but before and after.
void writeMembers(JsonWriter& out, const AuditRecord& record)
{
    out.member("sequence", std::to_string(record.sequence))
        .member("time", toAdminTime(record.time))
        .member("actorKind", record.actorKind)
        .member("actor", record.actor)
        .member("credential", record.credential)
        .member("role", record.role)
        .member("address", record.address)
        .member("action", record.action)
        .member("target", record.target)
        .member("result", record.result)
        .member("requestId", record.requestId)
        .member("hash", toHex(asBytes(record.hash)));
}

void writeMark(JsonWriter& out, std::string_view name, const std::optional<AuditMark>& mark)
{
    out.key(name);
    if (!mark) {
        out.null();
        return;
    }
    out.beginObject()
        .member("number", std::to_string(mark->number))
        .member("sequence", std::to_string(mark->sequence))
        .member("time", toAdminTime(mark->time))
        .endObject();
}

void writeSeal(JsonWriter& out, const AuditSeal& seal)
{
    out.member("number", std::to_string(seal.number))
        .member("sequence", std::to_string(seal.sequence))
        .member("time", std::to_string(toMicros(seal.time)))
        .member("hash", toHex(asBytes(seal.hash)))
        .member("signature", toBase64(seal.signature));
}

Result<Sha256> hashFrom(const JsonView& json)
{
    HUB_TRY(const std::string text, json.requiredString("hash"));
    Sha256 hash{};
    if (text.size() != 2 * hash.size() || !isHex(text)) {
        return fail(Errc::InvalidArgument, "'hash' must be 64 hexadecimal digits");
    }
    for (std::size_t i = 0; i < hash.size(); ++i) {
        hash[i] = static_cast<std::uint8_t>(hexDigit(text[2 * i]) * 16 + hexDigit(text[2 * i + 1]));
    }
    return hash;
}

std::string textOf(const JsonView& json, std::string_view name)
{
    const auto member = json.member(name);
    return member ? jsonText(member->value()) : std::string();
}

Result<std::uint64_t> numberOf(const JsonView& json, std::string_view name)
{
    HUB_TRY(const JsonView member, json.required(name));
    return member.notNegative();
}

Result<AuditRecord> recordFrom(const JsonView& json)
{
    AuditRecord record;
    HUB_TRY(record.sequence, numberOf(json, "sequence"));
    HUB_TRY(record.time, requiredTime(json, "time"));
    struct Member
    {
        const char* name;
        std::string& value;
    };
    for (const Member& member : {Member{"actorKind", record.actorKind},
                                 {"actor", record.actor},
                                 {"credential", record.credential},
                                 {"role", record.role},
                                 {"address", record.address},
                                 {"action", record.action},
                                 {"target", record.target},
                                 {"result", record.result},
                                 {"requestId", record.requestId}}) {
        HUB_TRY(member.value, json.requiredString(member.name));
    }
    record.before = textOf(json, "before");
    record.after = textOf(json, "after");
    HUB_TRY(record.hash, hashFrom(json));
    return record;
}

Result<std::optional<AuditMark>> markOf(const JsonView& json, std::string_view name)
{
    const auto member = json.member(name);
    if (!member) {
        return std::nullopt;
    }
    AuditMark mark;
    HUB_TRY(mark.number, numberOf(*member, "number"));
    HUB_TRY(mark.sequence, numberOf(*member, "sequence"));
    HUB_TRY(mark.time, requiredTime(*member, "time"));
    return mark;
}

Result<std::optional<AuditFault>> faultOf(const JsonView& json)
{
    const auto member = json.member("broken");
    if (!member) {
        return std::nullopt;
    }
    AuditFault fault;
    HUB_TRY(fault.sequence, numberOf(*member, "sequence"));
    HUB_TRY(fault.reason, member->requiredString("reason"));
    return fault;
}

} // namespace

void write(JsonWriter& out, const AuditRecord& record)
{
    out.beginObject();
    writeMembers(out, record);
    writeJson(out, "before", record.before);
    writeJson(out, "after", record.after);
    out.endObject();
}

void write(JsonWriter& out, const AuditList& list)
{
    out.beginObject().key("records").beginArray();
    for (const AuditRecord& record : list.records) {
        write(out, record);
    }
    out.endArray();
    if (!list.next.empty()) {
        out.member("next", list.next);
    }
    out.member("asOf", toAdminTime(list.asOf)).endObject();
}

void write(JsonWriter& out, const AuditVerdict& verdict)
{
    out.beginObject().flag("ok", !verdict.broken).key("broken");
    if (verdict.broken) {
        out.beginObject()
            .member("sequence", std::to_string(verdict.broken->sequence))
            .member("reason", verdict.broken->reason)
            .endObject();
    } else {
        out.null();
    }
    out.member("count", std::to_string(verdict.count))
        .member("first", std::to_string(verdict.first))
        .member("last", std::to_string(verdict.last))
        .member("hash", verdict.hash);
    writeMark(out, "checkpoint", verdict.checkpoint);
    writeMark(out, "head", verdict.head);
    out.member("asOf", toAdminTime(verdict.asOf)).endObject();
}

void writeLine(std::string& out, const AuditExportHead& head)
{
    JsonWriter writer(out);
    writer.beginObject()
        .member("type", "audit")
        .member("version", "1")
        .member("publicKey", toBase64(head.publicKey))
        .key("anchor");
    if (head.anchor) {
        writer.beginObject();
        writeSeal(writer, *head.anchor);
        writer.endObject();
    } else {
        writer.null();
    }
    writer.endObject();
    out += '\n';
}

void writeLine(std::string& out, const AuditRecord& record)
{
    JsonWriter writer(out);
    writer.beginObject().member("type", "record");
    writeMembers(writer, record);
    writer.member("before", record.before).member("after", record.after).endObject();
    out += '\n';
}

void writeLine(std::string& out, const AuditSeal& seal)
{
    JsonWriter writer(out);
    writer.beginObject().member("type", seal.kind == AuditSealKind::Head ? "head" : "checkpoint");
    writeSeal(writer, seal);
    writer.endObject();
    out += '\n';
}

Result<AuditList> auditListFrom(const JsonView& json)
{
    AuditList list;
    HUB_TRY(const JsonView records, json.required("records"));
    HUB_TRY(const json::array* array, records.array());
    for (const json::value& element : *array) {
        HUB_TRY(AuditRecord record, recordFrom(JsonView(element, "records")));
        list.records.push_back(std::move(record));
    }
    HUB_TRY(list.next, json.stringOr("next", {}));
    HUB_TRY(list.asOf, requiredTime(json, "asOf"));
    return list;
}

Result<AuditVerdict> auditVerdictFrom(const JsonView& json)
{
    AuditVerdict verdict;
    HUB_TRY(verdict.broken, faultOf(json));
    HUB_TRY(verdict.count, numberOf(json, "count"));
    HUB_TRY(verdict.first, numberOf(json, "first"));
    HUB_TRY(verdict.last, numberOf(json, "last"));
    HUB_TRY(verdict.hash, json.requiredString("hash"));
    HUB_TRY(verdict.checkpoint, markOf(json, "checkpoint"));
    HUB_TRY(verdict.head, markOf(json, "head"));
    HUB_TRY(verdict.asOf, requiredTime(json, "asOf"));
    return verdict;
}

} // namespace hub::api
