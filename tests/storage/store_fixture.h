// A store in a folder of its own, with a clock that a test moves.
#pragma once

#include "tests/support/manual_clock.h"
#include "tests/support/secret_scan.h"
#include "tests/support/temporary_folder.h"

#include "storage/sqlite/open.h"

#include "base/crypto.h"

namespace hub::test {

struct StoreFixture
{
    StoreFixture()
    {
        noteStoreKey(kStoreKey);
        reopen();
    }

    void reopen()
    {
        storage.reset();
        storage = std::move(sqlite::open({folder.path(), false}, box, clock).value());
    }

    std::unique_ptr<Storage> reader() const
    {
        return std::move(sqlite::open({folder.path(), true}, box, clock).value());
    }

    TemporaryFolder folder;
    ManualClock clock;
    static constexpr std::string_view kStoreKey = "key-encryption key of a fixture.";
    SecretBox box{Secret(Bytes(kStoreKey))};
    std::unique_ptr<Storage> storage;
};

inline DeviceIdentity identity(const std::string& id)
{
    DeviceIdentity result;
    result.id = {id, {}};
    result.etag = 7;
    result.keys = {Secret(Bytes(32, 'p')), Secret(Bytes(32, 's'))};
    return result;
}

} // namespace hub::test
