// What a named person may do over the admin API.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace hub {

/// Bits of what a person may do.
enum class Permission : std::uint8_t {
    View = 1,        ///< devices, telemetry, twins, queues, access rules; no keys
    Queues = 2,      ///< change what stands in queues
    Enroll = 4,      ///< register devices, and see the keys of a new one once
    Operate = 8,     ///< commands, methods, twins; change, disable and delete devices
    Access = 16,     ///< block and allow, groups, lock-outs, alerts
    Keys = 32,       ///< read the keys of devices
    Administer = 64, ///< all else: people, IP rules, authorities, the audit log
};

class Permissions final
{
public:
    constexpr Permissions() = default;
    constexpr Permissions(std::initializer_list<Permission> permissions)
    {
        for (const Permission permission : permissions) {
            bits_ |= static_cast<std::uint8_t>(permission);
        }
    }
    constexpr bool includes(Permission wanted) const
    {
        return (bits_ & static_cast<std::uint8_t>(wanted)) != 0;
    }
    constexpr void add(Permission permission) { bits_ |= static_cast<std::uint8_t>(permission); }
    constexpr bool operator==(const Permissions&) const = default;

private:
    std::uint8_t bits_ = 0;
};

enum class Role : std::uint8_t { Viewer, Support, Enroller, Operator, Administrator };
inline constexpr std::array kRoles{Role::Viewer, Role::Support, Role::Enroller, Role::Operator,
                                   Role::Administrator};

// As the admin API writes them: "viewer", "administer".
std::string_view nameOf(Role role);
std::string_view nameOf(Permission permission);
std::optional<Role> roleFromName(std::string_view name);

/// An administrator has all of them; nobody else has Keys by the role alone.
Permissions permissionsOf(Role role);

} // namespace hub
