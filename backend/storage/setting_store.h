// Named texts that belong to the hub: its id, the addresses it last listened on. Blocking; one
// thread at a time.
#pragma once

#include "hub/error.h"

#include <optional>
#include <string>
#include <string_view>

namespace hub {

class SettingStore
{
public:
    virtual ~SettingStore() = default;

    virtual Result<std::optional<std::string>> get(std::string_view name) = 0;
    virtual Result<void> set(std::string_view name, std::string_view value) = 0;
};

} // namespace hub
