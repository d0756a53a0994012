// Twins as queries read them: in the order of their keys, a part at a time. Blocking; one thread at a
// time; one call is one reading.
#pragma once

#include "storage/identity_store.h"

#include "domain/twin_query.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hub {

/// A section of a twin as it is kept: texts, since most queries look at few of them.
struct StoredSection
{
    std::string values;   ///< JSON object
    std::string metadata; ///< JSON object
    std::uint64_t version = 1;
};

/// A twin with its identity.
struct StoredTwin
{
    DeviceRow device; ///< without keys
    WallTime created;
    bool written = false; ///< else nobody wrote to it yet, and what follows is as new
    std::uint64_t etag = 1;
    std::uint64_t version = 2;
    StoredSection desired;
    StoredSection reported;
    std::string modelId;
    std::string configurations = "{}"; ///< JSON object, as twins show it
};

struct TwinScan
{
    TwinCondition condition;             ///< of devices or modules
    std::optional<TagCondition> scope{}; ///< of who asks; of a module: its device's
    DeviceKey after = 0;                 ///< 0 = from the beginning
    std::size_t limit = 256;             ///< rows, at most
    bool withTwins = true;               ///< else StoredTwin's members behind `written` stay as new
};

/// Where the next part begins.
struct ScanPlace
{
    DeviceKey next = 0; ///< TwinScan::after
    bool atEnd = false;
};

struct TwinScanPart
{
    std::vector<StoredTwin> twins; ///< all that fulfil the condition, and, unless exact, maybe more
    bool exact = false;
    ScanPlace place;
};

struct TwinCount
{
    std::uint64_t count = 0;
    ScanPlace place;
};

/// scan() and count() look at a bounded part of all twins: they may find nothing and not be at the end.
class QueryStore
{
public:
    virtual ~QueryStore() = default;

    virtual Result<TwinScanPart> scan(const TwinScan& scan) = 0;

    /// The one with this key; nothing when no identity has it.
    virtual Result<std::optional<StoredTwin>> find(DeviceKey key) = 0;

    /// How many fulfil the condition, whatever the limit; nothing when indexes alone cannot tell.
    virtual Result<std::optional<TwinCount>> count(const TwinScan& scan) = 0;
};

} // namespace hub
