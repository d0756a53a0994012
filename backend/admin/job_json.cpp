#include "admin/job_json.h"

#include "admin/method_json.h"
#include "admin/twin_json.h"

#include "domain/identity.h"
#include "domain/limits.h"

#include "base/json_slice.h"
#include "base/time_text.h"

#include <algorithm>

namespace hub::admin {
namespace {

using std::chrono::seconds;

constexpr std::string_view kQueryWord = "query"; // GET /jobs/v2/query is another route

Result<void> checkId(std::string_view id, const JsonView& body)
{
    if (!isValidId(id) || id == kQueryWord) {
        return fail(Errc::InvalidArgument,
                    "a job's id has 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ $ ' and is "
                    "not 'query'");
    }
    HUB_TRY(const std::string inBody, body.stringOr("jobId", std::string(id)));
    return inBody == id ? Result<void>(success())
                        : fail(Errc::InvalidArgument, "'jobId' is not the id in the path");
}

/// As it stands in the text.
Result<std::string> sliceOf(const JsonView& body, std::string_view text, std::string_view name)
{
    HUB_TRY(const JsonView member, body.required(name));
    HUB_TRYV(member.object());
    const auto slice = memberText(text, name);
    return slice ? std::string(*slice) : jsonText(member.value());
}

Result<JobWork> twinWorkFrom(const JsonView& body, std::string_view text)
{
    JobWork work;
    work.type = JobType::UpdateTwin;
    HUB_TRY(work.text, sliceOf(body, text, "updateTwin"));
    HUB_TRY(const JsonView update, body.required("updateTwin"));
    HUB_TRY(const std::string etag, update.requiredString("etag"));
    if (etag != "*") {
        return fail(Errc::InvalidArgument,
                    "'updateTwin.etag' must be '*': a job is about many twins");
    }
    HUB_TRY(const TwinUpdate parts, readTwinUpdate(update));
    if (!parts.tags && !parts.desired) {
        return fail(Errc::MissingArgument, "'updateTwin' has neither tags nor properties.desired");
    }
    work.tags = parts.tags;
    work.desired = parts.desired;
    return work;
}

Result<JobWork> methodWorkFrom(const JsonView& body, std::string_view text)
{
    JobWork work;
    work.type = JobType::DeviceMethod;
    HUB_TRY(work.text, sliceOf(body, text, "cloudToDeviceMethod"));
    HUB_TRY(MethodCall call, methodCallFrom(work.text));
    work.method = std::move(call.name);
    work.payload = std::move(call.payload);
    work.responseTime = call.responseTime;
    work.connectTime = call.connectTime;
    return work;
}

} // namespace

JobCreator creatorOf(const RouteRequest& request)
{
    const AuditRecord& record = request.audit->record();
    return {record.actorKind, record.actor, record.role, record.address};
}

Result<WallTime> jobStartFrom(const JsonView& body, WallTime now)
{
    HUB_TRY(const std::string text, body.stringOr("startTime", {}));
    if (text.empty()) {
        return now;
    }
    const auto time = parseTime(text);
    if (!time) {
        return fail(Errc::InvalidArgument, "'startTime' is not a time as in 2025-01-02T03:04:05Z");
    }
    return std::max(*time, now);
}

Result<seconds> jobTimeFrom(const JsonView& body, std::string_view name)
{
    const auto member = body.member(name);
    if (!member) {
        return limits::kJobTime;
    }
    HUB_TRY(const std::int64_t count, member->integer());
    if (count < 0 || count > limits::kMaxJobTime.count()) {
        return fail(Errc::InvalidArgument, "'" + std::string(name) + "' must be from 0 to " +
                                               std::to_string(limits::kMaxJobTime.count()));
    }
    return count == 0 ? limits::kJobTime : seconds(count);
}

Result<JobOrder> jobOrderFrom(std::string_view id, std::string_view text, WallTime now)
{
    HUB_TRY(const json::value document, parseJson(text));
    const JsonView body(document);
    HUB_TRYV(body.object());
    HUB_TRYV(checkId(id, body));
    JobOrder order;
    order.id = id;
    HUB_TRY(order.condition, body.requiredString("queryCondition"));
    HUB_TRY(order.start, jobStartFrom(body, now));
    HUB_TRY(order.mostTime, jobTimeFrom(body, "maxExecutionTimeInSeconds"));
    HUB_TRY(const std::string typeName, body.requiredString("type"));
    const auto type = jobTypeFromName(typeName);
    if (!type) {
        return fail(Errc::InvalidArgument,
                    "'type' must be scheduleUpdateTwin or scheduleDeviceMethod");
    }
    HUB_TRY(order.work, *type == JobType::UpdateTwin ? twinWorkFrom(body, text)
                                                     : methodWorkFrom(body, text));
    return order;
}

void write(JsonWriter& out, const Job& job, WallTime now)
{
    const JobOrder& order = job.order;
    const JobCounts& counts = job.progress.counts;
    out.beginObject()
        .member("jobId", order.id)
        .member("queryCondition", order.condition)
        .member("createdTime", toAzureTime(job.created))
        .member("startTime", toAzureTime(order.start));
    if (job.progress.ended) {
        out.member("endTime", toAzureTime(*job.progress.ended));
    }
    out.count("maxExecutionTimeInSeconds", order.mostTime.count())
        .member("type", nameOf(order.work.type))
        .key(order.work.type == JobType::UpdateTwin ? "updateTwin" : "cloudToDeviceMethod")
        .raw(order.work.text)
        .member("status", statusName(job, now));
    if (!job.progress.failureReason.empty()) {
        out.member("failureReason", job.progress.failureReason);
    }
    out.key("deviceJobStatistics")
        .beginObject()
        .count("deviceCount", counts.devices)
        .count("failedCount", counts.failed)
        .count("succeededCount", counts.succeeded)
        .count("runningCount", counts.running)
        .count("pendingCount", counts.pending)
        .endObject()
        .endObject();
}

void write(JsonWriter& out, const DeviceJobView& view)
{
    const DeviceJob& part = view.part;
    out.beginObject().member("deviceId", part.id.device);
    if (part.id.isModule()) {
        out.member("moduleId", part.id.module);
    }
    out.member("jobId", view.jobId)
        .member("jobType", nameOf(view.type))
        .member("status", nameOf(part.status));
    if (part.started) {
        out.member("startTimeUtc", toAzureTime(*part.started));
    }
    if (part.ended) {
        out.member("endTimeUtc", toAzureTime(*part.ended));
    }
    out.member("createdDateTimeUtc", toAzureTime(part.created))
        .member("lastUpdatedDateTimeUtc", toAzureTime(part.updated))
        .key("outcome")
        .beginObject();
    if (part.methodStatus) {
        out.key("deviceMethodResponse");
        write(out, MethodAnswer{*part.methodStatus, part.methodPayload});
    }
    out.endObject();
    if (!part.errorCode.empty()) {
        out.key("error")
            .beginObject()
            .member("code", part.errorCode)
            .member("description", part.errorText)
            .endObject();
    }
    out.endObject();
}

} // namespace hub::admin
