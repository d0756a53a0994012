// A whole audit log, and copies of it to be damaged.
#pragma once

#include "services/audit_check.h"
#include "storage/secret_box.h"
#include "tests/support/temporary_folder.h"

#include <functional>
#include <optional>
#include <random>
#include <string>

struct sqlite3;

namespace hub::test {

/// Sequences of what the log has.
inline constexpr AuditSequence kDamageRecords = 1'200;
inline constexpr AuditSequence kStartSeal = 1;    ///< checkpoint 1
inline constexpr AuditSequence kFirstSeal = 700;  ///< checkpoint 2
inline constexpr AuditSequence kLastSeal = 1'100; ///< checkpoint 3; nothing is sealed behind it

class AuditDamage final
{
public:
    AuditDamage();

    /// A copy is damaged by SQL, and checked.
    std::optional<AuditFault> afterSql(const std::string& sql) const;
    /// The same by a function of the open database and the copy's folder.
    using Damage = std::function<void(sqlite3*, const std::filesystem::path&)>;
    std::optional<AuditFault> after(const Damage& damage) const;

    /// The same numbers in each run.
    AuditSequence random(AuditSequence least, AuditSequence most);

private:
    TemporaryFolder folder_;
    SecretBox box_{Secret(Bytes(32, 'k'))};
    Bytes publicKey_;
    std::mt19937_64 random_{4711};
};

void runSql(sqlite3* database, const std::string& sql);

} // namespace hub::test
