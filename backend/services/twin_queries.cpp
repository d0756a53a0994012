#include "services/twin_queries.h"

#include "services/query_results.h"
#include "services/twin_document.h"
#include "services/twin_scan.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace hub {
namespace {

constexpr std::size_t kRowsAtOnce = 128; // of a step
constexpr std::size_t kRowsCounted = 4'096; // of a step that keeps none of them

/// Counts a query that is under way.
class Turn final
{
public:
    explicit Turn(std::atomic<unsigned>& count) : count_(count), number_(++count) {}
    ~Turn() { --count_; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    bool isAllowed() const { return number_ <= limits::kMaxQueriesAtOnce; }

private:
    std::atomic<unsigned>& count_;
    unsigned number_;
};

/// So that a continuation is not taken for another query's.
std::string markOf(const std::string& text)
{
    const Sha256 hash = sha256(text);
    return toHex(asBytes(hash).substr(0, 8));
}

bool needsTwins(const TwinQuery& query)
{
    return query.selectsAll() || needsTwin(query.where) ||
           std::any_of(query.items.begin(), query.items.end(),
                       [](const QueryItem& item) { return item.path && needsTwin(*item.path); }) ||
           std::any_of(query.groupBy.begin(), query.groupBy.end(),
                       [](const QueryPath& path) { return needsTwin(path); });
}

TwinScan scanOf(const TwinQuery& query, const QueryRequest& request, DeviceKey after)
{
    return {{query.from, query.where}, request.scope, after, kRowsAtOnce, needsTwins(query)};
}

std::size_t bytesOf(const StoredTwin& twin)
{
    return twin.device.identity.tags.size() + twin.desired.values.size() +
           twin.desired.metadata.size() + twin.reported.values.size() +
           twin.reported.metadata.size() + twin.configurations.size();
}

/// Rows alone are counted, so that nothing of them needs to be known.
bool countsRowsOnly(const TwinQuery& query)
{
    return query.groupBy.empty() &&
           std::all_of(query.items.begin(), query.items.end(),
                       [](const QueryItem& item) { return !item.path; });
}

} // namespace

/// Where a page begins.
struct TwinQueries::Place
{
    DeviceKey after = 0;
    std::uint64_t rows = 0; ///< on the pages before

    std::string text(const std::string& query) const
    {
        return std::to_string(after) + "-" + std::to_string(rows) + "-" + markOf(query);
    }

    static Result<Place> parse(const std::string& text, const std::string& query)
    {
        if (text.empty()) {
            return Place{};
        }
        const auto parts = split(text, '-');
        const auto after = parts.size() == 3 ? toInteger<DeviceKey>(parts[0]) : std::nullopt;
        const auto rows = parts.size() == 3 ? toInteger<std::uint64_t>(parts[1]) : std::nullopt;
        if (!after || !rows || *after < 0 || parts[2] != markOf(query)) {
            return fail(Errc::InvalidArgument,
                        "the continuation token is not one of this query, begin it anew");
        }
        return Place{*after, *rows};
    }
};

/// What a step found, ready to be shown.
struct TwinQueries::Piece
{
    std::vector<TwinView> twins;
    std::vector<json::object> rows;
    std::vector<DeviceKey> keys; ///< of these
    std::size_t bytes = 0;
    ScanPlace place;

    void moveTo(QueryAnswer& answer, std::size_t count)
    {
        const auto move = [count](auto& from, auto& to) {
            const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(count, from.size()));
            std::move(from.begin(), end, std::back_inserter(to));
        };
        move(twins, answer.twins);
        move(rows, answer.rows);
    }

    static Result<Piece> of(Storage& storage, const TwinScan& scan, const TwinQuery& query,
                            const SessionDirectory& sessions)
    {
        HUB_TRY(FoundTwins found, findTwins(storage, scan, sessions));
        Piece piece;
        piece.place = found.place;
        for (StoredTwin& twin : found.twins) {
            piece.keys.push_back(twin.device.identity.key);
            piece.bytes += bytesOf(twin);
            if (query.selectsAll()) {
                HUB_TRY(TwinView view, viewOf(std::move(twin), sessions));
                piece.twins.push_back(std::move(view));
            } else {
                piece.rows.push_back(projected(query, TwinDocument(twin, sessions)));
            }
        }
        return piece;
    }
};

TwinQueries::Answer TwinQueries::run(QueryRequest request)
{
    const Turn turn(underWay_);
    if (!turn.isAllowed()) {
        co_return fail(Errc::Throttled, "too many queries are under way, try again in a moment");
    }
    HUB_CO_TRY(TwinQuery query, TwinQuery::parse(request.text));
    if (query.from == QueryCollection::Jobs) {
        co_return co_await jobRowsFrom(std::move(request), std::move(query));
    }
    HUB_CO_TRY(const Place place, Place::parse(request.continuation, request.text));
    if (query.aggregates()) {
        co_return co_await groupsFrom(std::move(request), std::move(query), place);
    }
    co_return co_await rowsFrom(std::move(request), std::move(query), place);
}

TwinQueries::Answer TwinQueries::rowsFrom(QueryRequest request, TwinQuery query, Place place)
{
    const MonoTime since = clock_.mono();
    const std::uint64_t left =
        query.top ? *query.top - std::min(*query.top, place.rows) : request.pageSize + 1;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(request.pageSize, left));
    QueryAnswer answer;
    answer.selectsAll = query.selectsAll();
    std::size_t bytes = 0;
    bool full = wanted == 0;
    while (!full) {
        TwinScan scan = scanOf(query, request, place.after);
        scan.limit = std::min(kRowsAtOnce, wanted + 1 - answer.size()); // one to see whether there is more
        auto work = [this, scan, query](Storage& storage) {
            return Piece::of(storage, scan, query, sessions_);
        };
        HUB_CO_TRY(Piece piece, co_await workers_.read(work));
        const std::size_t room = wanted - answer.size();
        const bool tooMany = piece.keys.size() > room;
        piece.moveTo(answer, std::min(room, piece.keys.size()));
        place.after = tooMany && room > 0 ? piece.keys[room - 1] : place.after;
        if (tooMany) {
            break;
        }
        if (piece.place.atEnd) {
            co_return answer;
        }
        place.after = piece.place.next;
        bytes += piece.bytes;
        full = bytes > limits::kMaxPageBytes || clock_.mono() - since > limits::kQueryPageTime;
    }
    place.rows += answer.size();
    if (!query.top || place.rows < *query.top) {
        answer.continuation = place.text(request.text);
    }
    co_return answer;
}

TwinQueries::Answer TwinQueries::jobRowsFrom(QueryRequest request, TwinQuery query)
{
    JobRowQueries::Request wish{std::move(query), markOf(request.text), request.scope,
                                request.pageSize, request.continuation};
    HUB_CO_TRY(JobRows page, co_await jobRows_.run(std::move(wish)));
    QueryAnswer answer;
    answer.selectsAll = true;
    answer.isOfJobs = true;
    answer.jobRows = std::move(page.rows);
    answer.continuation = std::move(page.continuation);
    co_return answer;
}

TwinQueries::Answer TwinQueries::groupsFrom(QueryRequest request, TwinQuery query, Place place)
{
    const MonoTime since = clock_.mono();
    QueryGroups groups(query);
    TwinScan scan = scanOf(query, request, 0);
    scan.limit = scan.withTwins ? kRowsAtOnce * 4 : kRowsCounted;
    bool counted = false;
    if (countsRowsOnly(query)) {
        HUB_CO_TRY(counted, co_await countByIndex(scan, groups, since));
    }
    if (!counted) {
        HUB_CO_TRYV(co_await lookAtAll(scan, groups, since));
    }
    std::vector<json::object> rows = groups.rows();
    const std::size_t end = std::min<std::uint64_t>(rows.size(), query.top.value_or(rows.size()));
    const std::size_t from = std::min<std::uint64_t>(place.rows, end);
    const std::size_t to = std::min(end, from + request.pageSize);
    QueryAnswer answer;
    answer.rows.assign(std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(from)),
                       std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(to)));
    if (to < end) {
        answer.continuation = Place{0, to}.text(request.text);
    }
    co_return answer;
}

/// False: indexes alone cannot tell.
boost::asio::awaitable<Result<bool>> TwinQueries::countByIndex(TwinScan scan, QueryGroups& groups,
                                                               MonoTime since)
{
    const bool all = scan.condition.where == nullptr && !scan.scope &&
                     scan.condition.from == QueryCollection::Devices;
    for (ScanPlace place; !place.atEnd;) {
        scan.after = place.next;
        auto work = [scan, all](Storage& storage) -> Result<std::optional<TwinCount>> {
            if (!all) {
                return storage.queries().count(scan);
            }
            HUB_TRY(const DeviceStatistics statistics, storage.identities().statistics());
            return TwinCount{statistics.total, {0, true}};
        };
        HUB_CO_TRY(const std::optional<TwinCount> part, co_await workers_.read(work));
        if (!part) {
            co_return false;
        }
        groups.addRows(part->count);
        place = part->place;
        HUB_CO_TRYV(checkTime(since));
    }
    co_return true;
}

boost::asio::awaitable<Result<void>> TwinQueries::lookAtAll(TwinScan scan, QueryGroups& groups,
                                                            MonoTime since)
{
    for (ScanPlace place; !place.atEnd;) {
        scan.after = place.next;
        auto work = [this, scan, &groups](Storage& storage) -> Result<ScanPlace> {
            HUB_TRY(const FoundTwins found, findTwins(storage, scan, sessions_));
            for (const StoredTwin& twin : found.twins) {
                HUB_TRYV(groups.add(TwinDocument(twin, sessions_)));
            }
            return found.place;
        };
        HUB_CO_TRY(place, co_await workers_.read(work));
        HUB_CO_TRYV(checkTime(since));
    }
    co_return success();
}

Result<void> TwinQueries::checkTime(MonoTime since) const
{
    if (clock_.mono() - since <= limits::kQueryTime) {
        return success();
    }
    return fail(Errc::InvalidArgument,
                "the query was stopped after " + std::to_string(limits::kQueryTime.count()) +
                    " seconds, narrow it by a condition on ids or tags");
}

} // namespace hub
