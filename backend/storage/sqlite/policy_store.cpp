#include "storage/sqlite/policy_store.h"

namespace hub::sqlite {
namespace {

std::string contextOf(std::string_view name, std::string_view field)
{
    return "policy|" + std::string(name) + "|" + std::string(field);
}

} // namespace

Result<std::unique_ptr<PolicyStore>> PolicyStore::open(Database& database, const SecretBox& box)
{
    HUB_TRY(Statement find,
            database.prepare("SELECT rights, primary_key, secondary_key, scope IS NOT NULL "
                             "FROM policy WHERE name = ?"));
    HUB_TRY(Statement put,
            database.prepare("INSERT INTO policy (name, rights, primary_key, secondary_key) "
                             "VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                             "rights = excluded.rights, primary_key = excluded.primary_key, "
                             "secondary_key = excluded.secondary_key"));
    return std::unique_ptr<PolicyStore>(new PolicyStore(box, std::move(find), std::move(put)));
}

Result<std::optional<SharedAccessPolicy>> PolicyStore::find(std::string_view name)
{
    auto run = find_.run();
    HUB_TRY(const bool row, run.text(name).next());
    if (!row) {
        return std::nullopt;
    }
    if (run.integerAt(3) != 0) {
        return fail(Errc::NotSupported, "policy '" + std::string(name) +
                                            "' is limited to a part of the fleet, which this "
                                            "version cannot enforce");
    }
    SharedAccessPolicy policy;
    policy.name = name;
    policy.rights = Rights::fromBits(static_cast<std::uint8_t>(run.integerAt(0)));
    HUB_TRY(policy.keys.primary, box_.open(run.blobAt(1), contextOf(name, "primary")));
    HUB_TRY(policy.keys.secondary, box_.open(run.blobAt(2), contextOf(name, "secondary")));
    return policy;
}

Result<void> PolicyStore::put(const SharedAccessPolicy& policy)
{
    const Bytes primary = box_.seal(policy.keys.primary, contextOf(policy.name, "primary"));
    const Bytes secondary = box_.seal(policy.keys.secondary, contextOf(policy.name, "secondary"));
    auto run = put_.run();
    return run.text(policy.name)
        .integer(policy.rights.bits())
        .blob(primary)
        .blob(secondary)
        .finish();
}

} // namespace hub::sqlite
