#include "domain/policy.h"

namespace hub {

const std::array<BuiltInPolicy, 5> kBuiltInPolicies{{
    {kOwnerPolicy, kAllRights},
    {"service", {Right::ServiceConnect}},
    {"device", {Right::DeviceConnect}},
    {"registryRead", {Right::RegistryRead}},
    {"registryReadWrite", {Right::RegistryRead, Right::RegistryWrite}},
}};

std::string rightsText(Rights rights)
{
    struct Name
    {
        Right right;
        std::string_view name;
    };
    constexpr std::array<Name, 4> names{{
        {Right::RegistryRead, "RegistryRead"},
        {Right::RegistryWrite, "RegistryWrite"},
        {Right::ServiceConnect, "ServiceConnect"},
        {Right::DeviceConnect, "DeviceConnect"},
    }};
    std::string text;
    for (const Name& entry : names) {
        if (rights.includes({entry.right})) {
            text += text.empty() ? "" : ", ";
            text += entry.name;
        }
    }
    return text;
}

} // namespace hub
