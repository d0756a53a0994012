#include "services/twin_scan.h"

#include "services/twin_document.h"

#include <algorithm>

namespace hub {

Result<FoundTwins> findTwins(Storage& storage, const TwinScan& scan,
                             const SessionDirectory& sessions)
{
    HUB_TRY(TwinScanPart part, storage.queries().scan(scan));
    FoundTwins found{std::move(part.twins), part.place};
    if (!part.exact) {
        std::erase_if(found.twins, [&](const StoredTwin& twin) {
            return !isTrue(scan.condition.where, TwinDocument(twin, sessions));
        });
    }
    return found;
}

} // namespace hub
