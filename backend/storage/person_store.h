// Named people who manage the hub. Blocking; one thread at a time.
#pragma once

#include "domain/person.h"
#include "hub/error.h"

#include <optional>
#include <string_view>
#include <vector>

namespace hub {

class PersonStore
{
public:
    virtual ~PersonStore() = default;

    /// Errors: Corrupt (a secret does not open, or a role or scope is none).
    virtual Result<std::optional<Person>> find(std::string_view name) = 0;
    virtual Result<std::vector<Person>> list() = 0; ///< by name

    /// Writes or overwrites.
    virtual Result<void> put(const Person& person) = 0;
    virtual Result<bool> remove(std::string_view name) = 0; ///< false: there was none

    /// Leaves the rest as it is, also the ETag.
    virtual Result<void>
    noteUse(std::string_view name, WallTime time, std::string_view address) = 0;
};

} // namespace hub
