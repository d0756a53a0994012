#include "services/importer.h"

#include "domain/edge_scope.h"
#include "domain/transfer_limits.h"

#include <algorithm>
#include <cstring>

namespace hub {
namespace {

using boost::asio::awaitable;

constexpr int kAttempts = 3; // while others change the same devices

/// Somebody was faster: what is known of the device is not so any more.
bool isOvertaken(const Error& error)
{
    return error.code == Errc::PreconditionFailed || error.code == Errc::DeviceAlreadyExists ||
           error.code == Errc::ModuleAlreadyExists || error.code == Errc::DeviceNotFound ||
           error.code == Errc::ModuleNotFound;
}

std::string parentOf(const IdentityItem& item)
{
    const ScopeWish& wish = item.update.scopes;
    const std::string named = wish.parent.value_or(std::string());
    const auto parent = EdgeScope::parse(named.empty() ? wish.device.value_or(named) : named);
    return parent ? parent->device : std::string();
}

} // namespace

/// Rows that are worked on at once: none needs what another one of them makes.
struct Importer::Batch
{
    std::vector<ImportRow> rows{};
    std::vector<RowOutcome> outcomes{};
    std::vector<std::size_t> pending{}; ///< of both, that have no outcome yet
    std::set<std::string, std::less<>> devices{};

    bool takes(const IdentityItem& item) const
    {
        return rows.size() < limits::kImportBatch && !devices.contains(parentOf(item)) &&
               !(item.id.isModule() && devices.contains(item.id.device));
    }

    void add(ImportRow row)
    {
        devices.insert(row.item.id.device);
        pending.push_back(rows.size());
        outcomes.push_back({row.number, row.item.id.text(), RowResult::Refused, std::nullopt});
        rows.push_back(std::move(row));
    }
};

Importer::Importer(Parts parts, ImportOrder order)
    : parts_(std::move(parts)), order_(std::move(order)), rows_(order_.format, order_.mode)
{
}

awaitable<Result<Importer::Outcomes>> Importer::take(std::string piece)
{
    HUB_CO_TRY(std::vector<ImportRow> rows, rows_.feed(piece));
    co_return co_await work(std::move(rows));
}

awaitable<Result<Importer::Outcomes>> Importer::finish()
{
    HUB_CO_TRY(std::vector<ImportRow> rows, rows_.finish());
    co_return co_await work(std::move(rows));
}

awaitable<Result<Importer::Outcomes>> Importer::work(std::vector<ImportRow> rows)
{
    Outcomes outcomes;
    Batch batch;
    for (ImportRow& row : rows) {
        if (!row.item.fault && isSecond(row.item.id)) {
            row.item.fault = fail(Errc::DeviceDefinedTwice,
                                  "a row before is about '" + row.item.id.text() + "' too");
        }
        if (!batch.takes(row.item)) {
            HUB_CO_TRYV(co_await workBatch(batch, outcomes));
            batch = Batch();
        }
        batch.add(std::move(row));
    }
    HUB_CO_TRYV(co_await workBatch(batch, outcomes));
    co_return outcomes;
}

awaitable<Result<void>> Importer::workBatch(Batch& batch, Outcomes& outcomes)
{
    for (int i = 1; i <= kAttempts && !batch.pending.empty(); ++i) {
        HUB_CO_TRYV(co_await attempt(batch, i == kAttempts));
    }
    for (RowOutcome& outcome : batch.outcomes) {
        note(outcome);
        outcomes.push_back(std::move(outcome));
    }
    co_return success();
}

awaitable<Result<void>> Importer::attempt(Batch& batch, bool isLast)
{
    HUB_CO_TRY(const std::vector<Known> known, co_await read(batch));
    std::vector<std::size_t> asked; // rows that are to be done, and
    std::vector<IdentityItem> items; // what
    for (std::size_t i = 0; i < batch.pending.size(); ++i) {
        const std::size_t row = batch.pending[i];
        RowPlan plan = planRow(batch.rows[row].item, known[i], order_.caller);
        RowOutcome& outcome = batch.outcomes[row];
        outcome.result = plan.result;
        outcome.error = std::move(plan.error);
        const bool isDenied = outcome.error && outcome.error->code == Errc::Forbidden;
        if (order_.dryRun) {
            if (outcome.result == RowResult::Created) {
                seen_[fingerprintOf(batch.rows[row].item.id)] = true;
            }
        } else if (isDenied) { // which is refused again, and recorded
            asked.push_back(row);
            items.push_back(batch.rows[row].item);
        } else if (outcome.result != RowResult::Unchanged &&
                   outcome.result != RowResult::Refused) {
            asked.push_back(row);
            items.push_back(std::move(plan.item));
        }
    }
    batch.pending.clear();
    const std::vector<ItemOutcome> done =
        co_await parts_.changes.change(order_.caller, order_.note, items);
    for (std::size_t i = 0; i < done.size(); ++i) {
        RowOutcome& outcome = batch.outcomes[asked[i]];
        outcome.error = done[i].error ? done[i].error : done[i].warning;
        if (done[i].error) {
            outcome.result = RowResult::Refused;
            if (!isLast && isOvertaken(*done[i].error)) {
                batch.pending.push_back(asked[i]);
            }
        }
    }
    co_return success();
}

awaitable<Result<std::vector<Known>>> Importer::read(Batch& batch)
{
    auto work = [&batch, part = order_.caller.scope()](Storage& storage)
        -> Result<std::vector<Known>> {
        std::vector<Known> all;
        for (const std::size_t row : batch.pending) {
            HUB_TRY(Known known, readKnown(storage, batch.rows[row].item, part));
            all.push_back(std::move(known));
        }
        return all;
    };
    HUB_CO_TRY(std::vector<Known> known, co_await parts_.workers.read(work));
    if (order_.dryRun) {
        for (std::size_t i = 0; i < known.size(); ++i) {
            IdentityItem& item = batch.rows[batch.pending[i]].item;
            imagine(item, known[i]);
            if (!known[i].hasParent && !item.fault && item.given.scopes) {
                item.fault = fail(Errc::InvalidDeviceScope, "the parent is no edge device here");
            }
        }
    }
    co_return known;
}

/// What rows before would have made.
void Importer::imagine(const IdentityItem& item, Known& known) const
{
    const auto isMade = [this](const std::string& device) {
        const auto found = seen_.find(fingerprintOf({device, {}}));
        return found != seen_.end() && found->second;
    };
    if (item.id.isModule() && !known.ownerTags && isMade(item.id.device)) {
        known.ownerTags = "{}";
        if (const auto scope = order_.caller.scope()) {
            known.ownerTags = tagsIn(*scope);
        }
    }
    known.hasParent = known.hasParent || isMade(parentOf(item));
}

bool Importer::isSecond(const IdentityId& id)
{
    return !seen_.emplace(fingerprintOf(id), false).second;
}

void Importer::note(const RowOutcome& outcome)
{
    ++counts_.rows;
    switch (outcome.result) {
    case RowResult::Created:
        ++counts_.created;
        break;
    case RowResult::Updated:
        ++counts_.updated;
        break;
    case RowResult::Deleted:
        ++counts_.deleted;
        break;
    case RowResult::Unchanged:
        ++counts_.unchanged;
        break;
    case RowResult::Refused:
        ++counts_.refused;
        break;
    }
}

/// Half a hash: no two ids of a million share it.
Importer::Fingerprint Importer::fingerprintOf(const IdentityId& id)
{
    const Sha256 hash = sha256(id.text());
    Fingerprint print{};
    std::memcpy(print.data(), hash.data(), sizeof print);
    return print;
}

} // namespace hub
