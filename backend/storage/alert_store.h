// What needs a person's attention. Blocking; one thread at a time.
#pragma once

#include "base/clock.h"
#include "hub/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hub {

enum class Severity { Notice, Warning, Critical };

struct NewAlert
{
    std::string kind;    ///< "lockedOut", "idFight", …: part of the admin API
    std::string subject; ///< a device, an address, a file: with the kind it names the open alert
    std::string detail;  ///< one sentence; no secret
    Severity severity = Severity::Warning;
};

struct Alert
{
    std::int64_t id = 0;
    NewAlert what;
    std::uint64_t count = 1; ///< how often it was raised while it was open
    WallTime first{};
    WallTime last{};
    std::optional<WallTime> acknowledged;
    std::string acknowledgedBy;
};

struct AlertQuery
{
    bool onlyOpen = false;
    std::optional<std::int64_t> after; ///< the id that the page before ended with
    std::size_t limit = 256;
};

struct AlertPage
{
    std::vector<Alert> alerts; ///< the newest first
    std::optional<std::int64_t> next;
    std::uint64_t open = 0; ///< of all
};

class AlertStore
{
public:
    virtual ~AlertStore() = default;

    /// Counts up the open alert of this kind and subject, or adds one; of more than `most` those
    /// that are acknowledged, and then the oldest, are dropped.
    virtual Result<Alert> raise(const NewAlert& alert, WallTime now, std::size_t most) = 0;
    /// Errors: NotFound. Acknowledged once: who was first stays.
    virtual Result<Alert> acknowledge(std::int64_t id, const std::string& by, WallTime now) = 0;
    virtual Result<AlertPage> list(const AlertQuery& query) = 0;
};

} // namespace hub
