#include "storage/secret_box.h"

#include "base/aead.h"

#include <string>

namespace hub {
namespace {

constexpr unsigned kVersion = 1;
constexpr std::size_t kHeaderBytes = 2;

} // namespace

SecretBox::SecretBox(Secret keyEncryptionKey, std::uint8_t keyId)
    : key_(std::move(keyEncryptionKey)), keyId_(keyId)
{
}

Bytes SecretBox::seal(const Secret& secret, std::string_view context) const
{
    if (secret.empty()) {
        return {};
    }
    Bytes box;
    appendByte(box, kVersion);
    appendByte(box, keyId_);
    box += sealBox(key_, secret.reveal(), context);
    return box;
}

Result<Secret> SecretBox::open(ByteView box, std::string_view context) const
{
    if (box.empty()) {
        return Secret();
    }
    if (box.size() < kHeaderBytes || byteAt(box, 0) != kVersion) {
        return fail(Errc::Corrupt, "a stored key has an unknown form");
    }
    if (byteAt(box, 1) != keyId_) {
        return fail(Errc::Corrupt, "a stored key is sealed under key " +
                                       std::to_string(byteAt(box, 1)) + ", the store's is " +
                                       std::to_string(keyId_));
    }
    auto secret = openBox(key_, box.substr(kHeaderBytes), context);
    if (!secret) {
        return fail(Errc::Corrupt, "a stored key does not open: wrong key file, or altered data");
    }
    return std::move(*secret);
}

} // namespace hub
