// Which twins fulfil a condition: the store's indexes first, then the condition itself.
#pragma once

#include "services/session_directory.h"

#include "storage/storage.h"

namespace hub {

struct FoundTwins
{
    std::vector<StoredTwin> twins; ///< that fulfil the condition
    ScanPlace place;
};

/// May find nothing and not be at the end. Bounded work: a caller with more to look at gives its
/// thread to others between two calls. On any thread that may block.
Result<FoundTwins> findTwins(Storage& storage, const TwinScan& scan,
                             const SessionDirectory& sessions);

} // namespace hub
