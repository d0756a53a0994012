#include "domain/audit_record.h"

#include "base/hex.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "domain/limits.h"

#include <algorithm>

namespace hub {
namespace {

constexpr unsigned kVersion = 1;

void appendField(Bytes& out, ByteView field)
{
    appendVarint(out, field.size());
    out += field;
}

/// What is not UTF-8 could not be written as JSON and read back as the same.
void makeUtf8(std::string& text)
{
    if (!isUtf8(text)) {
        std::replace_if(
            text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; }, '?');
    }
}

/// Not inside a character of several bytes.
void cutText(std::string& text, std::size_t most)
{
    if (text.size() <= most) {
        return;
    }
    std::size_t end = most;
    while (end > 0 && (byteAt(text, end) & 0xC0U) == 0x80U) {
        --end;
    }
    text.resize(end);
}

} // namespace

void appendCanonical(Bytes& out, const AuditRecord& record)
{
    appendByte(out, kVersion);
    appendLittle64(out, record.sequence);
    appendLittle64(out, static_cast<std::uint64_t>(toMicros(record.time)));
    for (const std::string* field :
         {&record.actorKind, &record.actor, &record.credential, &record.role, &record.address,
          &record.action, &record.target, &record.before, &record.after, &record.result,
          &record.requestId}) {
        appendField(out, *field);
    }
}

Sha256 chainHash(const Sha256& previous, const AuditRecord& record)
{
    thread_local Bytes bytes; // a log of millions is checked record by record
    bytes.assign(asBytes(previous));
    appendCanonical(bytes, record);
    return sha256(bytes);
}

void limitJson(std::string& json, std::size_t bytes)
{
    if (json.size() <= bytes) {
        return;
    }
    const std::string digest = toHex(asBytes(sha256(json)));
    const std::size_t size = json.size();
    json.clear();
    JsonWriter(json).beginObject().count("omittedBytes", size).member("sha256", digest).endObject();
}

void limitTexts(AuditRecord& record)
{
    for (std::string* text :
         {&record.actorKind, &record.actor, &record.credential, &record.role, &record.address,
          &record.action, &record.target, &record.result, &record.requestId}) {
        makeUtf8(*text);
        cutText(*text, limits::kMaxAuditTextBytes);
    }
    limitJson(record.before, limits::kMaxAuditJsonBytes);
    limitJson(record.after, limits::kMaxAuditJsonBytes);
}

} // namespace hub
