// A value that must not leak: it has no stream operator, no implicit conversion, and its bytes are
// wiped when it goes.
#pragma once

#include "base/bytes.h"

#include <vector>

namespace hub {

class Secret final
{
public:
    Secret() = default;
    explicit Secret(Bytes bytes); ///< wipes what it was given
    ~Secret() { wipe(); }

    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept = default; // a vector leaves nothing behind
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;

    bool empty() const { return bytes_.empty(); }
    std::size_t size() const { return bytes_.size(); }

    /// The one way to the bytes; valid as long as this object is unchanged.
    ByteView reveal() const { return {bytes_.data(), bytes_.size()}; }

private:
    void wipe();
    std::vector<char> bytes_; ///< not a string: those keep short texts inside the object
};

} // namespace hub
