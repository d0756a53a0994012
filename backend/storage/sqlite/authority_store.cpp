#include "storage/sqlite/authority_store.h"

namespace hub::sqlite {
namespace {

Authority authorityAt(const Statement::Run& run)
{
    Authority authority;
    authority.name = run.textAt(0);
    authority.certificate = run.blobAt(1);
    authority.thumbprint = run.textAt(2);
    authority.verified = run.integerAt(3) != 0;
    authority.code = run.textAt(4);
    authority.created = wallFromMicros(run.integerAt(5));
    authority.updated = wallFromMicros(run.integerAt(6));
    authority.etag = static_cast<std::uint64_t>(run.integerAt(7));
    return authority;
}

Revocation revocationAt(const Statement::Run& run)
{
    return {std::string(run.textAt(0)), std::string(run.textAt(1)), std::string(run.textAt(2)),
            wallFromMicros(run.integerAt(3)), std::string(run.textAt(4))};
}

/// Runs a DELETE … RETURNING 1 over one key.
Result<void> removeOne(Statement& statement, std::string_view key)
{
    auto run = statement.run();
    HUB_TRY(const bool removed, run.text(key).next());
    return removed ? run.finish() : fail(Errc::CertificateNotFound, std::string(key));
}

} // namespace

Result<std::unique_ptr<AuthorityStore>> AuthorityStore::open(Database& database)
{
    std::unique_ptr<AuthorityStore> store(new AuthorityStore);
    HUB_TRYV(store->prepare(database));
    return store;
}

Result<void> AuthorityStore::prepare(Database& database)
{
    struct Text
    {
        Statement& statement;
        const char* sql;
    };
    const Text texts[] = {
        {list_, "SELECT name, certificate, thumbprint, verified, code, created, updated, etag "
                "FROM authority ORDER BY name"},
        {find_, "SELECT name, certificate, thumbprint, verified, code, created, updated, etag "
                "FROM authority WHERE name = ?"},
        {put_, "INSERT INTO authority (name, certificate, thumbprint, verified, code, created, "
               "updated, etag) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
               "certificate = excluded.certificate, thumbprint = excluded.thumbprint, "
               "verified = excluded.verified, code = excluded.code, created = excluded.created, "
               "updated = excluded.updated, etag = excluded.etag"},
        {remove_, "DELETE FROM authority WHERE name = ? RETURNING 1"},
        {isRevoked_, "SELECT 1 FROM revoked_certificate WHERE thumbprint = ?"},
        {revocations_, "SELECT thumbprint, subject, reason, since, \"by\" FROM revoked_certificate "
                       "WHERE thumbprint > ? ORDER BY thumbprint LIMIT ?"},
        {revocationCount_, "SELECT count(*) FROM revoked_certificate"},
        {revoke_, "INSERT INTO revoked_certificate (thumbprint, subject, reason, since, \"by\") "
                  "VALUES (?, ?, ?, ?, ?) ON CONFLICT (thumbprint) DO UPDATE SET "
                  "subject = excluded.subject, reason = excluded.reason, since = excluded.since, "
                  "\"by\" = excluded.\"by\""},
        {unrevoke_, "DELETE FROM revoked_certificate WHERE thumbprint = ? RETURNING 1"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database.prepare(text.sql));
    }
    return success();
}

Result<std::vector<Authority>> AuthorityStore::list()
{
    std::vector<Authority> authorities;
    auto run = list_.run();
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return authorities;
        }
        authorities.push_back(authorityAt(run));
    }
}

Result<std::optional<Authority>> AuthorityStore::find(std::string_view name)
{
    auto run = find_.run();
    HUB_TRY(const bool found, run.text(name).next());
    return found ? std::optional(authorityAt(run)) : std::nullopt;
}

Result<void> AuthorityStore::put(const Authority& authority)
{
    return put_.run()
        .text(authority.name)
        .blob(authority.certificate)
        .text(authority.thumbprint)
        .integer(authority.verified ? 1 : 0)
        .text(authority.code)
        .integer(toMicros(authority.created))
        .integer(toMicros(authority.updated))
        .integer(static_cast<std::int64_t>(authority.etag))
        .finish();
}

Result<void> AuthorityStore::remove(std::string_view name)
{
    return removeOne(remove_, name);
}

Result<bool> AuthorityStore::isRevoked(std::span<const std::string> thumbprints)
{
    bool revoked = false;
    for (const std::string& thumbprint : thumbprints) {
        auto run = isRevoked_.run();
        HUB_TRY(const bool found, run.text(thumbprint).next());
        revoked = revoked || found;
    }
    return revoked;
}

Result<std::vector<Revocation>> AuthorityStore::revocations(std::string_view after,
                                                            std::size_t limit)
{
    std::vector<Revocation> revocations;
    auto run = revocations_.run();
    run.text(after).integer(static_cast<std::int64_t>(limit));
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return revocations;
        }
        revocations.push_back(revocationAt(run));
    }
}

Result<std::size_t> AuthorityStore::revocationCount()
{
    auto run = revocationCount_.run();
    HUB_TRYV(run.next());
    return static_cast<std::size_t>(run.integerAt(0));
}

Result<void> AuthorityStore::revoke(const Revocation& revocation)
{
    return revoke_.run()
        .text(revocation.thumbprint)
        .text(revocation.subject)
        .text(revocation.reason)
        .integer(toMicros(revocation.since))
        .text(revocation.by)
        .finish();
}

Result<void> AuthorityStore::unrevoke(std::string_view thumbprint)
{
    return removeOne(unrevoke_, thumbprint);
}

} // namespace hub::sqlite
