#include "storage/secret_box.h"

#include "base/aead.h"

namespace hub {
namespace {

constexpr unsigned kVersion = 1;
constexpr unsigned kKeyId = 1; // a second one appears when the key-encryption key is changed
constexpr std::size_t kHeaderBytes = 2;

} // namespace

SecretBox::SecretBox(Secret keyEncryptionKey) : key_(std::move(keyEncryptionKey)) {}

Bytes SecretBox::seal(const Secret& secret, std::string_view context) const
{
    if (secret.empty()) {
        return {};
    }
    Bytes box;
    appendByte(box, kVersion);
    appendByte(box, kKeyId);
    box += sealBox(key_, secret.reveal(), context);
    return box;
}

Result<Secret> SecretBox::open(ByteView box, std::string_view context) const
{
    if (box.empty()) {
        return Secret();
    }
    if (box.size() < kHeaderBytes || byteAt(box, 0) != kVersion || byteAt(box, 1) != kKeyId) {
        return fail(Errc::Corrupt, "a stored key has an unknown form");
    }
    auto secret = openBox(key_, box.substr(kHeaderBytes), context);
    if (!secret) {
        return fail(Errc::Corrupt, "a stored key does not open: wrong key file, or altered data");
    }
    return std::move(*secret);
}

} // namespace hub
