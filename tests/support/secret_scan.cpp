#include "tests/support/secret_scan.h"

#include "server/hub_key.h"

#include "storage/sqlite/key_boxes.h"

#include "base/base64.h"
#include "base/guarded.h"
#include "base/hex.h"
#include "base/private_file.h"
#include "base/text.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace hub::test {
namespace {

constexpr std::size_t kLeastBytes = 8; ///< shorter ones would be found by chance
constexpr std::array<std::string_view, 2> kKeyMembers{"\"primaryKey\"", "\"secondaryKey\""};

struct Known
{
    std::map<Bytes, std::string> secrets; ///< and their names
    std::set<Bytes> passphrases;
    std::set<Bytes> storeKeys;
};

Guarded<Known>& known()
{
    static Guarded<Known> all;
    return all;
}

template <class Integer>
Integer readAt(const char* bytes)
{
    Integer value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

std::size_t bucketOf(std::uint32_t start)
{
    return (start * 2'654'435'761U) >> 10; // 22 bits
}

Bytes inUpperCase(Bytes hex)
{
    std::transform(hex.begin(), hex.end(), hex.begin(), [](char c) {
        return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return hex;
}

Bytes inUrlAlphabet(Bytes base64)
{
    std::replace(base64.begin(), base64.end(), '+', '-');
    std::replace(base64.begin(), base64.end(), '/', '_');
    return base64;
}

Bytes percentEncoded(const Bytes& base64)
{
    Bytes out;
    for (const char c : base64) {
        out += c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : std::string(1, c);
    }
    return out;
}

/// What of a secret's base64 is the same whatever stands before and behind it: `before` bytes, modulo 3.
Bytes base64Core(ByteView secret, std::size_t before)
{
    Bytes text = toBase64(Bytes(before, '\0') + Bytes(secret));
    const std::size_t shared = (before * 8 + 5) / 6; // characters with bits of what stands before
    while (text.ends_with('=')) {
        text.pop_back();
    }
    if ((before + secret.size()) % 3 != 0) {
        text.pop_back(); // has bits of what stands behind
    }
    return text.substr(shared);
}

std::optional<Bytes> contentOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return std::nullopt;
    }
    return Bytes(std::istreambuf_iterator<char>(stream), {});
}

/// What may be the key-encryption key of a data folder: the right one, if its record tells which.
struct FolderKeys
{
    std::vector<Secret> keys;
    std::uint8_t id = 1;
};

std::vector<Secret> candidateKeys(const std::filesystem::path& folder, const KeyRecord& record)
{
    std::vector<Secret> keys;
    for (const std::string_view name : {kKeyFile, kNextKeyFile}) {
        const auto text = contentOf(folder / name);
        auto key = text ? fromBase64(cut(*text, '\n').first) : std::nullopt;
        if (key && key->size() == 32) {
            keys.emplace_back(std::move(*key));
        }
    }
    const auto [passphrases, storeKeys] = known().with(
        [](const Known& all) { return std::pair(all.passphrases, all.storeKeys); });
    for (const Bytes& key : storeKeys) {
        keys.emplace_back(Bytes(key));
    }
    for (const Bytes& passphrase : passphrases) {
        if (!record.isFile()) {
            keys.push_back(keyFrom(Secret(Bytes(passphrase)), record).value());
        }
    }
    return keys;
}

FolderKeys folderKeys(const std::filesystem::path& folder)
{
    FolderKeys found;
    const auto under = sqlite::sealedUnder(folder);
    if (!under) {
        return found; // a test has broken it
    }
    const KeyRecord record = under.value().record.value_or(KeyRecord());
    found.id = record.keyId;
    for (Secret& key : candidateKeys(folder, record)) {
        if (record.verifier.empty() || isRightKey(record, SecretBox(key, record.keyId))) {
            found.keys.push_back(std::move(key));
        }
    }
    return found;
}

/// The secret number in an elliptic curve's private key (RFC 5915): behind "version 1, 32 bytes".
std::optional<Bytes> privateNumber(const Bytes& pem)
{
    Bytes base64;
    for (const std::string_view line : split(pem, '\n')) {
        base64 += line.starts_with('-') ? std::string_view() : line;
    }
    const auto der = fromBase64(base64);
    const std::string_view mark("\x02\x01\x01\x04\x20", 5);
    const std::size_t at = der ? der->find(mark) : Bytes::npos;
    return at == Bytes::npos ? std::nullopt : std::optional(der->substr(at + mark.size(), 32));
}

void addStored(SecretScan& scan, const std::filesystem::path& folder)
{
    const auto add = [&scan](const sqlite::BoxColumn& column, const Secret& secret) {
        scan.add(std::string(column.table) + "." + column.column, secret.reveal());
    };
    const FolderKeys found = folderKeys(folder);
    for (const Secret& key : found.keys) {
        scan.add("the key-encryption key", key.reveal(),
                 {std::string(kKeyFile), std::string(kNextKeyFile)});
        (void)sqlite::forEachBox(folder, SecretBox(key, found.id), add);
    }
}

struct File
{
    std::filesystem::path path;
    Bytes bytes;
};

std::vector<File> filesBelow(const std::filesystem::path& folder)
{
    std::vector<File> files;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             folder, std::filesystem::directory_options::skip_permission_denied, ignored)) {
        if (entry.is_regular_file(ignored)) {
            files.push_back({entry.path(), contentOf(entry.path()).value_or("")});
        }
    }
    return files;
}

bool hasStore(const std::filesystem::path& folder)
{
    std::error_code ignored;
    return std::filesystem::exists(folder / "state.db", ignored) ||
           std::filesystem::exists(folder / "data" / "state.db", ignored);
}

bool isBelow(const std::filesystem::path& file, const std::set<std::filesystem::path>& folders)
{
    return std::any_of(folders.begin(), folders.end(), [&file](const auto& folder) {
        const auto [end, in] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
        return end == folder.end();
    });
}

} // namespace

void SecretScan::add(const std::string& name, ByteView secret, const std::set<std::string>& mayBeIn)
{
    const bool isOneByte = secret.find_first_not_of(secret.substr(0, 1)) == secret.npos;
    if (secret.size() < kLeastBytes || isOneByte || !known_.insert(Bytes(secret)).second) {
        return;
    }
    const Bytes hex = toHex(secret);
    addForm(name + " as it is", Bytes(secret), mayBeIn);
    addForm(name + " in hex", hex, mayBeIn);
    addForm(name + " in hex", inUpperCase(hex), mayBeIn);
    for (const std::size_t before : {0U, 1U, 2U}) {
        const Bytes core = base64Core(secret, before);
        addForm(name + " in base64", core, mayBeIn);
        addForm(name + " in base64url", inUrlAlphabet(core), mayBeIn);
    }
    addForm(name + " in base64, percent-encoded", percentEncoded(toBase64(secret)), mayBeIn);
}

void SecretScan::addForm(const std::string& what,
                         const Bytes& form,
                         const std::set<std::string>& mayBeIn)
{
    if (form.size() < kLeastBytes || !forms_.insert(form).second) {
        return;
    }
    starts_[bucketOf(readAt<std::uint32_t>(form.data()))] = true;
    patterns_.emplace(readAt<std::uint64_t>(form.data()), Pattern{form, what, mayBeIn});
}

std::vector<SecretFound> SecretScan::scanBytes(ByteView bytes, const std::filesystem::path& file) const
{
    std::vector<SecretFound> found;
    const std::string name = file.filename().string();
    for (std::size_t at = 0; at + kLeastBytes <= bytes.size(); ++at) {
        if (!starts_[bucketOf(readAt<std::uint32_t>(bytes.data() + at))]) {
            continue;
        }
        const auto [first, last] =
            patterns_.equal_range(readAt<std::uint64_t>(bytes.data() + at));
        for (auto each = first; each != last; ++each) {
            const Pattern& pattern = each->second;
            if (bytes.substr(at).starts_with(pattern.bytes) && !pattern.mayBeIn.contains(name)) {
                found.push_back({file, at, pattern.what});
            }
        }
    }
    return found;
}

void noteSecret(const std::string& name, ByteView secret)
{
    known().with([&](Known& all) { all.secrets.emplace(Bytes(secret), name); });
}

void noteKeysIn(std::string_view json)
{
    for (const std::string_view member : kKeyMembers) {
        for (std::size_t at = json.find(member); at != json.npos; at = json.find(member, at + 1)) {
            const std::size_t open = json.find_first_not_of(" \t\n:", at + member.size());
            if (open == json.npos || json[open] != '"') {
                continue; // a value, not a member
            }
            const std::size_t close = json.find('"', open + 1);
            if (close == json.npos) {
                break;
            }
            const auto key = fromBase64(json.substr(open + 1, close - open - 1));
            if (key && key->size() >= kLeastBytes) {
                noteSecret(std::string(member), *key);
            }
        }
    }
}

void notePassphrase(std::string_view passphrase)
{
    known().with([&](Known& all) {
        all.passphrases.insert(Bytes(passphrase));
        all.secrets.emplace(Bytes(passphrase), "a passphrase");
    });
}

void noteStoreKey(ByteView key)
{
    known().with([key](Known& all) { all.storeKeys.insert(Bytes(key)); });
}

std::vector<SecretFound> secretsBelow(const std::filesystem::path& folder)
{
    const std::vector<File> files = filesBelow(folder); // before a store is opened, which changes some
    std::set<std::filesystem::path> dataFolders;
    SecretScan scan;
    for (const File& file : files) {
        if (file.path.filename() == "state.db") {
            dataFolders.insert(file.path.parent_path());
            addStored(scan, file.path.parent_path());
        }
        if (file.path.extension() == ".key") {
            const std::string name = file.path.filename().string();
            scan.add("the private key of " + name, privateNumber(file.bytes).value_or(""), {name});
        }
    }
    known().with([&scan](const Known& all) {
        for (const auto& [secret, name] : all.secrets) {
            scan.add(name, secret);
        }
    });
    std::vector<SecretFound> found;
    for (const File& file : files) {
        if (scan.size() > 0 &&
            (file.path.extension() == ".log" || isBelow(file.path, dataFolders))) {
            const auto inFile = scan.scanBytes(file.bytes, file.path);
            found.insert(found.end(), inFile.begin(), inFile.end());
        }
    }
    return found;
}

void checkForSecrets(const std::filesystem::path& folder)
{
    const std::vector<SecretFound> found = secretsBelow(folder);
    for (const SecretFound& each : found) {
        qCritical("%s, byte %zu: %s", each.file.c_str(), each.offset, each.what.c_str());
    }
    if (!found.empty()) {
        qFatal("a secret lies open in a data folder or a log");
    }
    if (hasStore(folder)) { // the keys of one test are not looked for in all that follow
        known().with([](Known& all) {
            all.secrets.clear();
            all.passphrases.clear();
        });
    }
}

} // namespace hub::test
