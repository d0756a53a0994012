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
            database.prepare("SELECT name, rights, primary_key, secondary_key, scope IS NOT NULL "
                             "FROM policy WHERE name = ?"));
    HUB_TRY(Statement list,
            database.prepare("SELECT name, rights, primary_key, secondary_key FROM policy "
                             "WHERE scope IS NULL ORDER BY name"));
    HUB_TRY(Statement put,
            database.prepare("INSERT INTO policy (name, rights, primary_key, secondary_key) "
                             "VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                             "rights = excluded.rights, primary_key = excluded.primary_key, "
                             "secondary_key = excluded.secondary_key"));
    return std::unique_ptr<PolicyStore>(new PolicyStore(box, std::move(find), std::move(list), std::move(put)));
}

Result<std::optional<SharedAccessPolicy>> PolicyStore::find(std::string_view name)
{
    auto run = find_.run();
    HUB_TRY(const bool row, run.text(name).next());
    if (!row) {
        return std::nullopt;
    }
    if (run.integerAt(4) != 0) {
        return fail(Errc::NotSupported, "policy '" + std::string(name) +
                                            "' is limited to a part of the fleet, which this "
                                            "version cannot enforce");
    }
    HUB_TRY(SharedAccessPolicy policy, readRow(run));
    return std::optional(std::move(policy));
}

Result<SharedAccessPolicy> PolicyStore::readRow(const Statement::Run& run) const
{
    SharedAccessPolicy policy;
    policy.name = run.textAt(0);
    policy.rights = Rights::fromBits(static_cast<std::uint8_t>(run.integerAt(1)));
    HUB_TRY(policy.keys.primary, box_.open(run.blobAt(2), contextOf(policy.name, "primary")));
    HUB_TRY(policy.keys.secondary, box_.open(run.blobAt(3), contextOf(policy.name, "secondary")));
    return policy;
}

Result<std::vector<SharedAccessPolicy>> PolicyStore::list()
{
    std::vector<SharedAccessPolicy> policies;
    auto run = list_.run();
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return policies;
        }
        HUB_TRY(SharedAccessPolicy policy, readRow(run));
        policies.push_back(std::move(policy));
    }
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
