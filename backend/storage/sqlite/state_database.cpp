#include "storage/sqlite/state_database.h"

#include "storage/sqlite/schema/schema.h"

#include <array>

namespace hub::sqlite {
namespace {

const std::array<const char*, 13> kMigrations{kStateSchema1, kStateSchema2, kStateSchema3,
                                              kStateSchema4, kStateSchema5, kStateSchema6,
                                              kStateSchema7, kStateSchema8, kStateSchema9,
                                              kStateSchema10, kStateSchema11,
                                              kStateSchema12, kStateSchema13};
const DatabaseKind kKind{0x48554253 /* HUBS */, kMigrations, 2048};

} // namespace

Result<Database> openStateDatabase(const std::filesystem::path& folder, Access access)
{
    return Database::open(folder / "state.db", access, kKind);
}

} // namespace hub::sqlite
