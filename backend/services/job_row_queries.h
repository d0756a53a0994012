// SELECT * FROM devices.jobs: the parts of devices in jobs, a page at a time.
#pragma once

#include "services/workers.h"

#include "storage/job_store.h"

#include "domain/twin_query.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hub {

/// A page of them.
struct JobRows
{
    std::vector<DeviceJobView> rows;
    std::string continuation; ///< empty = this was the last page
};

/// Callable from any thread.
class JobRowQueries final
{
public:
    JobRowQueries(Workers& workers, const Clock& clock) : workers_(workers), clock_(clock) {}

    struct Request
    {
        TwinQuery query;                   ///< of devices.jobs
        std::string mark;                  ///< names the query in continuations
        std::optional<TagCondition> scope; ///< of who asks; nothing = all
        std::size_t pageSize = 100;
        std::string continuation; ///< empty = the first page
    };
    /// A page may have fewer rows than it could, also none, and not be the last. Errors:
    /// InvalidArgument (the continuation), Unavailable.
    boost::asio::awaitable<Result<JobRows>> run(Request request);

private:
    struct Place;

    Workers& workers_;
    const Clock& clock_;
};

} // namespace hub
