#include "services/configuration_evaluation.h"

#include "services/twin_document.h"
#include "services/twin_scan.h"

#include "domain/limits.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <deque>
#include <limits>
#include <map>

namespace hub {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::seconds kRetry{1}; // after an error of the store
constexpr DeviceKey kNoKey = std::numeric_limits<DeviceKey>::max();

/// A query, and where its number of rows goes.
struct Measure
{
    std::map<std::string, std::uint64_t>* results;
    std::string name;
    std::string query;
};

} // namespace

/// One way through the fleet in the order of its keys: what a configuration is for, or what any was
/// for.
struct ConfigurationEvaluation::Cursor
{
    const ConfigurationSet::Member* member = nullptr; ///< nullptr: of all that were
    std::deque<DeviceKey> found{};
    DeviceKey known = 0; ///< up to here all are found
    bool atEnd = false;

    DeviceKey reach() const { return atEnd ? kNoKey : known; }

    void takeUpTo(DeviceKey last, std::vector<DeviceKey>& keys)
    {
        while (!found.empty() && found.front() <= last) {
            keys.push_back(found.front());
            found.pop_front();
        }
    }
};

void ConfigurationEvaluation::start()
{
    boost::asio::co_spawn(parts_.executor, work(), boost::asio::detached);
}

void ConfigurationEvaluation::stop()
{
    stopping_ = true;
    signal_->set();
}

void ConfigurationEvaluation::wake()
{
    changed_ = true;
    boost::asio::post(parts_.executor, [signal = signal_] { signal->set(); });
}

awaitable<void> ConfigurationEvaluation::work()
{
    const RunningCount::Mark mark = running_.mark();
    while (!stopping_) {
        const Result<End> end = co_await pass();
        if (end && end.value() == End::Stale) {
            continue;
        }
        std::chrono::steady_clock::duration rest = limits::kConfigurationsAgain;
        if (!end) {
            parts_.log.warning("configurations-wait", {{"detail", end.error().detail}});
            rest = kRetry;
        } else if (end.value() == End::Done) {
            ++passes_;
        }
        const auto next = std::chrono::steady_clock::now() + rest;
        co_await signal_->waitUntil(next);
    }
}

awaitable<Result<ConfigurationEvaluation::End>> ConfigurationEvaluation::pass()
{
    auto load = [](Storage& storage) -> Result<SetPtr> {
        HUB_TRY(ConfigurationSet loaded, ConfigurationSet::load(storage));
        return std::make_shared<const ConfigurationSet>(std::move(loaded));
    };
    changed_ = false;
    HUB_CO_TRY(const SetPtr set, co_await parts_.workers.read(load));
    std::vector<Cursor> cursors(1);
    for (const ConfigurationSet::Member& member : set->members) {
        if (member.target) {
            cursors.push_back({&member});
        }
    }
    for (DeviceKey reached = 0; reached != kNoKey && !stopping_;) {
        for (Cursor& cursor : cursors) {
            if (cursor.reach() == reached) {
                HUB_CO_TRYV(co_await refill(set, cursor));
            }
        }
        const auto nearest = std::min_element(
            cursors.begin(), cursors.end(),
            [](const Cursor& left, const Cursor& right) { return left.reach() < right.reach(); });
        reached = nearest->reach();
        std::vector<DeviceKey> keys;
        for (Cursor& cursor : cursors) {
            cursor.takeUpTo(reached, keys);
        }
        HUB_CO_TRY(const End end, co_await settle(set, std::move(keys)));
        if (end != End::Done) {
            co_return end;
        }
    }
    if (stopping_) {
        co_return End::Stopped;
    }
    co_return co_await measure(set);
}

awaitable<Result<void>> ConfigurationEvaluation::refill(SetPtr set, Cursor& cursor)
{
    struct Part
    {
        std::vector<DeviceKey> keys;
        ScanPlace place;
    };
    const auto* member = cursor.member;
    const DeviceKey after = cursor.known;
    auto work = [this, set, member, after](Storage& storage) -> Result<Part> {
        Part part;
        if (member == nullptr) {
            HUB_TRY(part.keys, storage.configurations().targets(after, limits::kConfigurationScan));
            part.place.atEnd = part.keys.size() < limits::kConfigurationScan;
            part.place.next = part.keys.empty() ? after : part.keys.back();
            return part;
        }
        const TwinScan scan{*member->target, {}, after, limits::kConfigurationScan,
                            needsTwin(member->target->where)};
        HUB_TRY(const FoundTwins found, findTwins(storage, scan, parts_.sessions));
        part.place = found.place;
        for (const StoredTwin& twin : found.twins) {
            part.keys.push_back(twin.device.identity.key);
        }
        return part;
    };
    HUB_CO_TRY(const Part part, co_await parts_.workers.read(work));
    cursor.found.insert(cursor.found.end(), part.keys.begin(), part.keys.end());
    cursor.known = part.place.next;
    cursor.atEnd = part.place.atEnd;
    co_return success();
}

/// keys: in any order, some of them more than once.
awaitable<Result<ConfigurationEvaluation::End>>
ConfigurationEvaluation::settle(SetPtr set, std::vector<DeviceKey> keys)
{
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (std::size_t from = 0; from < keys.size() && !stopping_;
         from += limits::kConfigurationBatch) {
        const auto first = keys.begin() + static_cast<std::ptrdiff_t>(from);
        const std::size_t count = std::min(limits::kConfigurationBatch, keys.size() - from);
        const std::vector<DeviceKey> some(first, first + static_cast<std::ptrdiff_t>(count));
        auto look = [this, set, some](Storage& storage) {
            return parts_.settler.unsettled(storage, *set, some);
        };
        HUB_CO_TRY(const std::vector<DeviceKey> unsettled, co_await parts_.workers.read(look));
        if (unsettled.empty()) {
            continue;
        }
        for (std::size_t done = 0; done < unsettled.size() && !stopping_;) {
            const std::vector<DeviceKey> left(
                unsettled.begin() + static_cast<std::ptrdiff_t>(done), unsettled.end());
            auto change = [this, set, left](Storage& storage) {
                return parts_.settler.settle(storage, *set, left);
            };
            auto committed = [this](const SettledTwins& settled) { parts_.settler.tell(settled); };
            HUB_CO_TRY(const SettledTwins settled, co_await parts_.workers.write(change, committed));
            if (settled.isStale) {
                co_return End::Stale;
            }
            done += settled.looked;
        }
    }
    co_return stopping_ ? End::Stopped : End::Done;
}

/// Numbers can wait: what has to be done to twins comes first.
awaitable<Result<ConfigurationEvaluation::End>> ConfigurationEvaluation::measure(SetPtr set)
{
    for (const ConfigurationSet::Member& member : set->members) {
        HUB_CO_TRYV(co_await measureOne(member.configuration));
        if (stopping_ || changed_) {
            co_return stopping_ ? End::Stopped : End::Stale;
        }
    }
    co_return End::Done;
}

/// What cannot be counted now keeps the result that it had.
awaitable<Result<void>> ConfigurationEvaluation::measureOne(const Configuration& configuration)
{
    const ConfigurationKey key = configuration.key;
    auto count = [key](Storage& storage) { return storage.configurations().count(key); };
    HUB_CO_TRY(const ConfigurationCounts counts, co_await parts_.workers.read(count));
    ConfigurationResults results = configuration.results;
    results.system["targetedCount"] = counts.targeted;
    results.system["appliedCount"] = counts.applied;
    std::vector<Measure> measures;
    for (const auto& [name, text] : systemQueries(configuration)) {
        if (name.starts_with("reported")) { // what is targeted and applied was counted
            measures.push_back({&results.system, name, text});
        }
    }
    for (const auto& [name, text] : configuration.metricQueries) {
        measures.push_back({&results.custom, name, text});
    }
    for (const Measure& measure : measures) {
        if (stopping_ || changed_) {
            co_return success();
        }
        std::string query = measure.query;
        const Result<std::uint64_t> rows = co_await countRows(std::move(query));
        if (rows) {
            (*measure.results)[measure.name] = rows.value();
        } else if (!stopping_ && !changed_) {
            parts_.log.warning("configuration-not-measured", {{"configuration", configuration.id},
                                                              {"detail", rows.error().detail}});
        }
    }
    std::erase_if(results.custom, [&configuration](const auto& result) {
        return !configuration.metricQueries.contains(result.first);
    });
    const bool isNews = results.system != configuration.results.system ||
                        results.custom != configuration.results.custom;
    if (!isNews) {
        co_return success();
    }
    auto store = [key, results](Storage& storage) {
        return storage.configurations().setResults(key, results);
    };
    co_return co_await parts_.workers.write(store);
}

awaitable<Result<std::uint64_t>> ConfigurationEvaluation::countRows(std::string text)
{
    const MonoTime since = parts_.clock.mono();
    std::uint64_t rows = 0;
    QueryRequest request;
    request.text = std::move(text);
    request.pageSize = limits::kMaxQueryPage;
    do {
        QueryRequest page = request;
        HUB_CO_TRY(QueryAnswer answer, co_await parts_.queries.run(std::move(page)));
        rows += answer.size();
        request.continuation = std::move(answer.continuation);
        if (stopping_ || changed_) {
            co_return fail(Errc::Timeout, "something else came first");
        }
        if (parts_.clock.mono() - since > limits::kQueryTime) {
            co_return fail(Errc::Timeout, "counting the rows of a query took too long");
        }
    } while (!request.continuation.empty());
    co_return rows;
}

} // namespace hub
