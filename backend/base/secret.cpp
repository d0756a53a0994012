#include "base/secret.h"

#include <openssl/crypto.h>

#include <utility>

namespace hub {

Secret::Secret(Bytes bytes) : bytes_(bytes.begin(), bytes.end())
{
    OPENSSL_cleanse(bytes.data(), bytes.size());
}

Secret& Secret::operator=(const Secret& other)
{
    if (this != &other) {
        wipe();
        bytes_ = other.bytes_;
    }
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this != &other) {
        wipe();
        bytes_ = std::move(other.bytes_);
    }
    return *this;
}

void Secret::wipe()
{
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

} // namespace hub
