// Shared access policies: named keys with rights (service API, built-in policies).
#pragma once

#include "domain/identity.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace hub {

/// Bits of a policy's rights.
enum class Right : std::uint8_t {
    RegistryRead = 1,
    RegistryWrite = 2,
    ServiceConnect = 4,
    DeviceConnect = 8,
};

class Rights final
{
public:
    constexpr Rights() = default;
    constexpr Rights(std::initializer_list<Right> rights)
    {
        for (const Right right : rights) {
            bits_ |= static_cast<std::uint8_t>(right);
        }
    }
    static constexpr Rights fromBits(std::uint8_t bits)
    {
        Rights rights;
        rights.bits_ = bits;
        return rights;
    }

    constexpr std::uint8_t bits() const { return bits_; }
    constexpr bool includes(Rights wanted) const { return (bits_ & wanted.bits_) == wanted.bits_; }
    constexpr bool operator==(const Rights&) const = default;

private:
    std::uint8_t bits_ = 0;
};

inline constexpr Rights kAllRights{Right::RegistryRead, Right::RegistryWrite,
                                   Right::ServiceConnect, Right::DeviceConnect};

/// "RegistryRead, RegistryWrite, …" in the service's own order.
std::string rightsText(Rights rights);

struct SharedAccessPolicy
{
    std::string name; ///< case-sensitive
    Rights rights;
    SymmetricKeys keys;
};

struct BuiltInPolicy
{
    std::string_view name;
    Rights rights;
};
inline constexpr std::string_view kOwnerPolicy = "iothubowner";
extern const std::array<BuiltInPolicy, 5> kBuiltInPolicies;

} // namespace hub
