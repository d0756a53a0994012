#include "server/rekey.h"

#include "server/data_folder.h"
#include "server/hub_key.h"

#include "storage/sqlite/key_boxes.h"

#include "hub/server.h"

#include <limits>

namespace hub {
namespace {

std::uint8_t idAfter(std::uint8_t keyId)
{
    return keyId == std::numeric_limits<std::uint8_t>::max() ? std::uint8_t{1}
                                                             : static_cast<std::uint8_t>(keyId + 1);
}

} // namespace

Result<void> rekeyLocked(const std::filesystem::path& folder,
                         const KeySource& now,
                         const KeySource& next,
                         const RekeyStep& after)
{
    const auto tell = [&after](std::string_view step) {
        if (after) {
            after(step);
        }
    };
    HUB_TRY(const sqlite::SealedUnder under, sqlite::sealedUnder(folder));
    if (!under.hasBoxes) {
        return fail(Errc::NotFound, folder.string() + " holds no keys yet; start its hub once");
    }
    HUB_TRY(const HubKey old, openHubKey(folder, now));
    HUB_TRY(const HubKey key, newHubKey(folder, next, idAfter(old.record.keyId)));
    tell("key");
    HUB_TRYV(sqlite::sealAnew(folder, old.box, key.box, key.record, [&] { tell("sealed"); },
                              [&] { tell("committed"); }));
    tell("emptied");
    HUB_TRYV(settleKeyFiles(folder, key));
    tell("settled");
    return success();
}

Result<void> takeOver(const std::filesystem::path& folder, const KeySource& source)
{
    if (!source.takesOver || source.isFile()) {
        return success();
    }
    HUB_TRY(const sqlite::SealedUnder under, sqlite::sealedUnder(folder));
    const bool isUnderFile = under.record ? under.record->isFile() : under.hasBoxes;
    return isUnderFile ? rekeyLocked(folder, {}, source) : Result<void>(success());
}

Result<void> rekey(const std::filesystem::path& dataFolder,
                   const KeySource& now,
                   const KeySource& next)
{
    if (!std::filesystem::exists(dataFolder / "state.db")) {
        return fail(Errc::NotFound, dataFolder.string() + " is no data folder of a hub");
    }
    HUB_TRY(const DataFolder folder, DataFolder::open(dataFolder, {}));
    return rekeyLocked(folder.path(), now, next);
}

} // namespace hub
