// Answers queries of twins, a page at a time. No query holds a thread for long: it looks at a part of
// the fleet, lets others go first, and goes on.
#pragma once

#include "services/job_row_queries.h"
#include "services/twins.h"

#include "storage/query_store.h"

#include "domain/limits.h"
#include "domain/twin_query.h"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hub {

class QueryGroups;

struct QueryRequest
{
    std::string text;
    std::optional<TagCondition> scope; ///< of who asks; nothing = the whole fleet
    std::size_t pageSize = limits::kQueryPage; ///< 1 to kMaxQueryPage
    std::string continuation;          ///< empty = the first page
};

struct QueryAnswer
{
    bool selectsAll = false;        ///< SELECT *
    std::vector<TwinView> twins;    ///< of such a query
    std::vector<json::object> rows; ///< of all other queries
    std::vector<DeviceJobView> jobRows; ///< of SELECT * FROM devices.jobs
    bool isOfJobs = false;
    std::string continuation;       ///< empty = this was the last page

    std::size_t size() const { return twins.size() + rows.size(); }
};

/// Callable from any thread.
class TwinQueries final
{
public:
    TwinQueries(Workers& workers, const SessionDirectory& sessions, const Clock& clock)
        : workers_(workers), sessions_(sessions), clock_(clock), jobRows_(workers, clock)
    {
    }

    /// A page may have fewer rows than it could, also none, and still not be the last: after
    /// kQueryPageTime it goes out as it is. Errors: MissingArgument, InvalidArgument (also a
    /// continuation of another query, and a result over the whole fleet that takes longer than
    /// kQueryTime), Throttled (kMaxQueriesAtOnce are under way), Unavailable.
    boost::asio::awaitable<Result<QueryAnswer>> run(QueryRequest request);

private:
    struct Place;
    struct Piece;
    using Answer = boost::asio::awaitable<Result<QueryAnswer>>;

    Answer rowsFrom(QueryRequest request, TwinQuery query, Place place);
    Answer jobRowsFrom(QueryRequest request, TwinQuery query);
    Answer groupsFrom(QueryRequest request, TwinQuery query, Place place);
    boost::asio::awaitable<Result<bool>> countByIndex(TwinScan scan, QueryGroups& groups,
                                                      MonoTime since);
    boost::asio::awaitable<Result<void>> lookAtAll(TwinScan scan, QueryGroups& groups,
                                                   MonoTime since);
    Result<void> checkTime(MonoTime since) const;

    Workers& workers_;
    const SessionDirectory& sessions_;
    const Clock& clock_;
    JobRowQueries jobRows_;
    std::atomic<unsigned> underWay_{0};
};

} // namespace hub
