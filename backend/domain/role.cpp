#include "domain/role.h"

#include <algorithm>

namespace hub {

std::string_view nameOf(Role role)
{
    switch (role) {
    case Role::Viewer:
        return "viewer";
    case Role::Support:
        return "support";
    case Role::Enroller:
        return "enroller";
    case Role::Operator:
        return "operator";
    case Role::Administrator:
        return "administrator";
    }
    return {};
}

std::string_view nameOf(Permission permission)
{
    switch (permission) {
    case Permission::View:
        return "view";
    case Permission::Queues:
        return "queues";
    case Permission::Enroll:
        return "enroll";
    case Permission::Operate:
        return "operate";
    case Permission::Access:
        return "access";
    case Permission::Keys:
        return "keys";
    case Permission::Administer:
        return "administer";
    }
    return {};
}

std::optional<Role> roleFromName(std::string_view name)
{
    const auto found = std::find_if(kRoles.begin(), kRoles.end(),
                                    [name](Role role) { return nameOf(role) == name; });
    return found == kRoles.end() ? std::nullopt : std::optional(*found);
}

Permissions permissionsOf(Role role)
{
    using enum Permission;
    switch (role) {
    case Role::Viewer:
        return {View};
    case Role::Support:
        return {View, Queues};
    case Role::Enroller:
        return {View, Enroll};
    case Role::Operator:
        return {View, Queues, Enroll, Operate, Access};
    case Role::Administrator:
        return {View, Queues, Enroll, Operate, Access, Keys, Administer};
    }
    return {};
}

} // namespace hub
