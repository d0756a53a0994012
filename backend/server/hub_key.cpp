#include "server/hub_key.h"

#include "storage/sqlite/key_boxes.h"

#include "base/base64.h"
#include "base/crypto.h"
#include "base/private_file.h"
#include "base/text.h"

#include "domain/limits.h"

namespace hub {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSaltBytes = 16;

std::string nameOf(const KeySource& source)
{
    return source.name.empty() ? "the passphrase" : source.name;
}

Result<Secret> readKeyFile(const std::filesystem::path& file)
{
    HUB_TRY(Bytes text, readSmallFile(file, 256));
    Secret key(fromBase64(cut(text, '\n').first).value_or(""));
    const Secret wiped(std::move(text));
    if (key.size() != kKeyBytes) {
        return fail(Errc::Corrupt, file.string() + " does not hold a key of 32 bytes");
    }
    return key;
}

/// Errors: Corrupt (there is no such file).
Result<Secret> neededKeyFile(const std::filesystem::path& file)
{
    if (!std::filesystem::exists(file)) {
        return fail(Errc::Corrupt, file.string() + " is missing: the stored keys cannot be opened "
                                                   "without it; restore it");
    }
    return readKeyFile(file);
}

Result<void> checkNewPassphrase(const KeySource& source)
{
    const std::size_t size = source.passphrase.size();
    if (size >= limits::kMinPassphraseBytes && size <= limits::kMaxPassphraseBytes) {
        return success();
    }
    return fail(Errc::InvalidArgument,
                nameOf(source) + " holds a passphrase of " + std::to_string(size) +
                    " bytes; take one of " + std::to_string(limits::kMinPassphraseBytes) + " to " +
                    std::to_string(limits::kMaxPassphraseBytes) +
                    ", such as 'openssl rand -base64 32' gives");
}

Result<HubKey> fromPassphrase(const KeySource& source, KeyRecord record)
{
    HUB_TRY(Secret key, keyFrom(Secret(Bytes(source.passphrase)), record));
    SecretBox box(std::move(key), record.keyId);
    return HubKey{std::move(box), std::move(record), false};
}

/// Of a store that has none yet; a file's key is in secret.key, or is made there.
Result<HubKey> firstKey(const std::filesystem::path& folder, const KeySource& source)
{
    if (!source.isFile()) {
        return newHubKey(folder, source, 1);
    }
    const std::filesystem::path file = folder / kKeyFile;
    if (!std::filesystem::exists(file)) {
        const Secret key = randomSecret(kKeyBytes);
        HUB_TRYV(writePrivateFile(file, toBase64(key.reveal()) + "\n"));
    }
    HUB_TRY(Secret key, readKeyFile(file));
    const SecretBox box(std::move(key));
    return HubKey{box, recordFor({}, box), false};
}

/// A store of before there were records: its key is in secret.key, and its boxes will say so.
Result<HubKey> unrecordedKey(const std::filesystem::path& folder, const KeySource& source)
{
    if (!source.isFile()) {
        return fail(Errc::WrongKey, "the keys in " + folder.string() + " are encrypted under its " +
                                        "file secret.key, not under a passphrase; change that with "
                                        "'hubd rekey' and --new-key-file");
    }
    HUB_TRY(Secret key, neededKeyFile(folder / kKeyFile));
    const SecretBox box(std::move(key));
    return HubKey{box, recordFor({}, box), false};
}

Result<HubKey> recordedFile(const std::filesystem::path& folder, const KeyRecord& record)
{
    for (const std::string_view name : {kKeyFile, kNextKeyFile}) {
        if (auto key = readKeyFile(folder / name)) {
            SecretBox box(std::move(key.value()), record.keyId);
            if (isRightKey(record, box)) {
                return HubKey{std::move(box), record, true};
            }
        }
    }
    HUB_TRYV(neededKeyFile(folder / kKeyFile)); // missing or damaged: says so
    return fail(Errc::WrongKey, (folder / kKeyFile).string() +
                                    " is not the key that the keys in state.db are encrypted under; "
                                    "nothing was changed. Restore the file that belongs to it");
}

Result<HubKey> recordedPassphrase(const std::filesystem::path& folder,
                                  const KeySource& source,
                                  const KeyRecord& record)
{
    if (source.isFile()) {
        return fail(Errc::WrongKey, "the keys in " + folder.string() +
                                        " are encrypted under a passphrase; give it with "
                                        "--key-file, --key-variable or --key-credential. The console "
                                        "has its own in the desktop's keyring");
    }
    HUB_TRY(HubKey key, fromPassphrase(source, record));
    if (!isRightKey(record, key.box)) {
        return fail(Errc::WrongKey, nameOf(source) +
                                        " does not hold the passphrase that the keys in " +
                                        folder.string() +
                                        " are encrypted under; nothing was changed. Give the right "
                                        "one, or restore the folder that belongs to this one");
    }
    key.isRecorded = true;
    return key;
}

Result<HubKey> storedKey(const std::filesystem::path& folder,
                         const KeySource& source,
                         const sqlite::SealedUnder& under)
{
    if (!under.record || (under.record->isFile() && !source.isFile())) {
        return unrecordedKey(folder, source);
    }
    return under.record->isFile() ? recordedFile(folder, *under.record)
                                  : recordedPassphrase(folder, source, *under.record);
}

} // namespace

Result<HubKey> openHubKey(const std::filesystem::path& folder, const KeySource& source)
{
    HUB_TRY(const sqlite::SealedUnder under, sqlite::sealedUnder(folder));
    if (!under.hasBoxes && !under.record) {
        return firstKey(folder, source);
    }
    HUB_TRY(HubKey key, storedKey(folder, source, under));
    if (key.isRecorded) {
        HUB_TRYV(settleKeyFiles(folder, key));
    }
    return key;
}

Result<HubKey> readHubKey(const std::filesystem::path& folder, const KeySource& source)
{
    HUB_TRY(const sqlite::SealedUnder under, sqlite::sealedUnder(folder));
    if (!under.hasBoxes) {
        return fail(Errc::NotFound, folder.string() + " holds no keys yet; start its hub once");
    }
    return storedKey(folder, source, under);
}

Result<HubKey> newHubKey(const std::filesystem::path& folder,
                         const KeySource& source,
                         std::uint8_t keyId)
{
    KeyRecord record;
    record.keyId = keyId;
    if (!source.isFile()) {
        HUB_TRYV(checkNewPassphrase(source));
        record.salt = randomSecret(kSaltBytes).reveal();
        HUB_TRY(HubKey key, fromPassphrase(source, record));
        key.record = recordFor(key.record, key.box);
        return key;
    }
    Secret key = randomSecret(kKeyBytes);
    HUB_TRYV(writePrivateFile(folder / kNextKeyFile, toBase64(key.reveal()) + "\n"));
    const SecretBox box(std::move(key), keyId);
    return HubKey{box, recordFor(record, box), false};
}

Result<void> settleKeyFiles(const std::filesystem::path& folder, const HubKey& key)
{
    const std::filesystem::path file = folder / kKeyFile;
    const std::filesystem::path next = folder / kNextKeyFile;
    if (key.record.isFile()) {
        const auto now = readKeyFile(file);
        if (!now || !isRightKey(key.record, SecretBox(now.value(), key.record.keyId))) {
            return moveFile(next, file);
        }
        return removeFile(next);
    }
    HUB_TRYV(removeFile(next));
    return removeFile(file);
}

} // namespace hub
