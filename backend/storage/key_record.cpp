#include "storage/key_record.h"

#include "base/base64.h"
#include "base/json.h"
#include "base/json_writer.h"

namespace hub {
namespace {

constexpr std::string_view kContext = "setting|key.record";
constexpr std::string_view kKnown = "hubdeck: this is the key that seals its boxes";

Result<Bytes> base64Member(const JsonView& view, std::string_view name)
{
    HUB_TRY(const std::string text, view.requiredString(name));
    auto bytes = fromBase64(text);
    if (!bytes || bytes->empty()) {
        return fail(Errc::Corrupt, std::string(name));
    }
    return std::move(*bytes);
}

Result<std::uint64_t> numberMember(const JsonView& view, std::string_view name, std::uint64_t most)
{
    HUB_TRY(const JsonView member, view.required(name));
    HUB_TRY(const std::uint64_t number, member.notNegative());
    return number > 0 && number <= most ? Result<std::uint64_t>(number)
                                        : fail(Errc::Corrupt, std::string(name));
}

Result<KeyRecord> readRecord(std::string_view text)
{
    HUB_TRY(const json::value value, parseJson(text));
    const JsonView view(value);
    KeyRecord record;
    HUB_TRY(const std::uint64_t keyId, numberMember(view, "keyId", 255));
    record.keyId = static_cast<std::uint8_t>(keyId);
    HUB_TRY(record.verifier, base64Member(view, "verifier"));
    HUB_TRY(const std::string kdf, view.requiredString("kdf"));
    if (kdf == "file") {
        return record;
    }
    if (kdf != "scrypt") {
        return fail(Errc::Corrupt, "kdf");
    }
    HUB_TRY(record.salt, base64Member(view, "salt"));
    HUB_TRY(record.cost.n, numberMember(view, "n", 1ULL << 30));
    HUB_TRY(const std::uint64_t r, numberMember(view, "r", 1'024));
    HUB_TRY(const std::uint64_t p, numberMember(view, "p", 1'024));
    record.cost.r = static_cast<std::uint32_t>(r);
    record.cost.p = static_cast<std::uint32_t>(p);
    return record;
}

} // namespace

KeyRecord recordFor(KeyRecord record, const SecretBox& box)
{
    record.verifier = box.seal(Secret(Bytes(kKnown)), kContext);
    return record;
}

bool isRightKey(const KeyRecord& record, const SecretBox& box)
{
    const Result<Secret> opened = box.open(record.verifier, kContext);
    return opened && opened.value().reveal() == kKnown;
}

Result<Secret> keyFrom(const Secret& passphrase, const KeyRecord& record)
{
    auto key = scrypt(passphrase, record.salt, record.cost);
    if (!key) {
        return fail(Errc::Corrupt, "the key record asks for more than 256 MiB, or is damaged");
    }
    return std::move(*key);
}

std::string toText(const KeyRecord& record)
{
    std::string text;
    JsonWriter writer(text);
    writer.beginObject().count("keyId", record.keyId);
    writer.member("kdf", record.isFile() ? "file" : "scrypt");
    if (!record.isFile()) {
        writer.member("salt", toBase64(record.salt));
        writer.count("n", record.cost.n).count("r", record.cost.r).count("p", record.cost.p);
    }
    writer.member("verifier", toBase64(record.verifier)).endObject();
    return text;
}

Result<KeyRecord> parseKeyRecord(std::string_view text)
{
    auto record = readRecord(text);
    if (!record) {
        return fail(Errc::Corrupt, "the key record in state.db is damaged (" +
                                       record.error().detail + "); restore a backup");
    }
    return record;
}

} // namespace hub
