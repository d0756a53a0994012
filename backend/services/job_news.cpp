#include "services/job_news.h"

#include "domain/limits.h"

#include "base/json_writer.h"

namespace hub {

void JobNews::status(const std::string& jobId,
                     std::string_view status,
                     const JobProgress& progress) const
{
    publish(jobId, status, progress);
    parts_.log.info("job", {{"job", jobId}, {"status", std::string(status)}});
}

void JobNews::progress(const std::string& jobId, const JobProgress& progress) const
{
    const std::int64_t now = parts_.clock.mono().time_since_epoch().count();
    const std::int64_t rest = std::chrono::nanoseconds(limits::kJobNews).count();
    std::int64_t last = last_;
    if (last != 0 && now - last < rest) {
        return;
    }
    if (last_.compare_exchange_strong(last, now)) {
        publish(jobId, "running", progress);
    }
}

/// "jobId" stands there twice: it came before the other members.
void JobNews::publish(const std::string& jobId,
                      std::string_view status,
                      const JobProgress& progress) const
{
    std::string data;
    JsonWriter writer(data);
    writer.beginObject()
        .member("jobId", jobId)
        .member("id", jobId)
        .member("status", status)
        .key("counts");
    writeCounts(writer, progress);
    writer.endObject();
    parts_.events.publish("job", {}, std::move(data));
}

} // namespace hub
