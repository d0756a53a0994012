// A file of identities on its way into the registry: rows in, batches of changes, a result for each row. Memory
// is bounded by a piece of the file and a batch, and 50 bytes a row, by which a second row about the same
// identity is found.
#pragma once

#include "services/import_plan.h"
#include "services/import_rows.h"
#include "services/workers.h"

#include "base/crypto.h"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace hub {

struct RowOutcome
{
    std::uint64_t number = 0;
    std::string id; ///< as a module's "device/module"; empty when the row could not be read
    RowResult result = RowResult::Refused;
    std::optional<Error> error{}; ///< of Refused; else of a twin that could not be written
};

struct ImportCounts
{
    std::uint64_t rows = 0;
    std::uint64_t created = 0;
    std::uint64_t updated = 0;
    std::uint64_t deleted = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;
};

struct ImportOrder
{
    FileFormat format = FileFormat::JsonLines;
    std::optional<ImportMode> mode{}; ///< nothing: each row says its own
    bool dryRun = false;              ///< only says what it would do
    ServicePrincipal caller{};        ///< whose rights and part of the fleet count
    AuditNotePtr note{};              ///< which the rows' records are made after
};

/// One coroutine at a time, on an executor that one thread runs.
class Importer final
{
public:
    struct Parts
    {
        IdentityChanges changes;
        Workers& workers;
    };
    using Outcomes = std::vector<RowOutcome>;

    Importer(Parts parts, ImportOrder order);

    /// What came of the rows that end in this piece of the file. A row's own trouble is its outcome. Errors,
    /// after which nothing more is taken: those of ImportRows, and those of the store; what is done stays.
    boost::asio::awaitable<Result<Outcomes>> take(std::string piece);
    boost::asio::awaitable<Result<Outcomes>> finish();

    const ImportCounts& counts() const { return counts_; }
    bool isDryRun() const { return order_.dryRun; }

private:
    using Fingerprint = std::array<std::uint64_t, 2>;
    struct Hash
    {
        std::size_t operator()(const Fingerprint& print) const { return print[0]; }
    };
    struct Batch;

    boost::asio::awaitable<Result<Outcomes>> work(std::vector<ImportRow> rows);
    boost::asio::awaitable<Result<void>> workBatch(Batch& batch, Outcomes& outcomes);
    boost::asio::awaitable<Result<void>> attempt(Batch& batch, bool isLast);
    boost::asio::awaitable<Result<std::vector<Known>>> read(Batch& batch);
    void imagine(const IdentityItem& item, Known& known) const;
    bool isSecond(const IdentityId& id);
    void note(const RowOutcome& outcome);
    static Fingerprint fingerprintOf(const IdentityId& id);

    Parts parts_;
    ImportOrder order_;
    ImportRows rows_;
    std::unordered_map<Fingerprint, bool, Hash> seen_; ///< of a dry run also: it would be made
    ImportCounts counts_;
};

} // namespace hub
