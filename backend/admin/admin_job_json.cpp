#include "admin/admin_job_json.h"

#include "admin/command_json.h"
#include "admin/job_json.h"
#include "admin/method_json.h"

#include "api/time_members.h"

#include "domain/limits.h"

#include "base/json_slice.h"
#include "base/time_text.h"

#include <array>
#include <set>

namespace hub::admin {
namespace {

/// The action with its text, which keeps numbers as they were sent.
struct Action
{
    JsonView view;
    std::string_view text;
};

/// As it stands in the text; nothing when it is not there.
Result<std::optional<std::string>> objectIn(const Action& action, std::string_view name)
{
    const auto member = action.view.member(name);
    if (!member) {
        return std::nullopt;
    }
    HUB_TRYV(member->object());
    const auto slice = memberText(action.text, name);
    return std::optional(slice ? std::string(*slice) : jsonText(member->value()));
}

Result<void> readDisable(const Action& action, JobWork& work)
{
    HUB_TRY(work.reason, action.view.stringOr("reason", {}));
    return work.reason.size() <= limits::kMaxStatusReasonChars
               ? Result<void>(success())
               : fail(Errc::InvalidArgument, "'action.reason' is longer than 128 characters");
}

Result<void> readDelete(const Action& action, JobWork& work)
{
    HUB_TRY(const JsonView confirm, action.view.required("confirm"));
    HUB_TRY(work.confirmed, confirm.notNegative());
    return success();
}

Result<void> readTags(const Action& action, JobWork& work)
{
    HUB_TRYV(action.view.required("tags"));
    HUB_TRY(work.tags, objectIn(action, "tags"));
    return success();
}

Result<void> readTwin(const Action& action, JobWork& work)
{
    HUB_TRY(work.tags, objectIn(action, "tags"));
    HUB_TRY(work.desired, objectIn(action, "desired"));
    return work.tags || work.desired
               ? Result<void>(success())
               : fail(Errc::MissingArgument, "'action' has neither 'tags' nor 'desired'");
}

Result<void> readMethod(const Action& action, JobWork& work)
{
    HUB_TRY(MethodCall call, methodCallFrom(action.text));
    work.method = std::move(call.name);
    work.payload = std::move(call.payload);
    work.responseTime = call.responseTime;
    work.connectTime = call.connectTime;
    return success();
}

Result<void> readCommand(const Action& action, JobWork& work)
{
    HUB_TRY(const api::CommandDraft draft, api::commandDraftFrom(action.view));
    HUB_TRY(NewCommand command, sharedCommandFrom(draft, WallTime()));
    work.body = std::move(command.body);
    work.properties = std::move(command.properties);
    work.ack = command.ack;
    if (draft.timeToLiveSeconds) {
        work.timeToLive = std::chrono::seconds(*draft.timeToLiveSeconds);
    }
    return success();
}

Result<void> readEnable(const Action&, JobWork&)
{
    return success();
}

struct Kind
{
    std::string_view name;
    JobType type;
    Result<void> (*read)(const Action& action, JobWork& work);
};

constexpr std::array kKinds{Kind{"enable", JobType::Enable, readEnable},
                            Kind{"disable", JobType::Disable, readDisable},
                            Kind{"delete", JobType::Delete, readDelete},
                            Kind{"tags", JobType::UpdateTwin, readTags},
                            Kind{"twin", JobType::UpdateTwin, readTwin},
                            Kind{"command", JobType::Command, readCommand},
                            Kind{"method", JobType::DeviceMethod, readMethod}};

Result<JobWork> workFrom(const Action& action)
{
    HUB_TRY(const std::string name, action.view.requiredString("kind"));
    for (const Kind& kind : kKinds) {
        if (kind.name == name) {
            JobWork work;
            work.type = kind.type;
            work.text = action.text;
            HUB_TRYV(kind.read(action, work));
            return work;
        }
    }
    return fail(Errc::InvalidArgument, "'action.kind' must be enable, disable, delete, tags, twin, "
                                       "command or method");
}

/// Ids of devices, each once.
Result<std::vector<std::string>> idsFrom(const JsonView& member, std::size_t most)
{
    HUB_TRY(const json::array* array, member.array());
    if (array->size() > most) {
        return fail(Errc::InvalidArgument, "'" + member.path() + "' names at most " +
                                               std::to_string(most) + " devices");
    }
    std::vector<std::string> ids;
    std::set<std::string, std::less<>> known;
    for (const json::value& value : *array) {
        HUB_TRY(const std::string_view id, JsonView(value, member.path()).string());
        if (!isValidId(id)) {
            return fail(Errc::InvalidArgument,
                        "'" + member.path() + "' has a text that is not a device id");
        }
        if (known.emplace(id).second) {
            ids.emplace_back(id);
        }
    }
    return ids;
}

Result<void> readTarget(const JsonView& target, JobOrder& order)
{
    HUB_TRYV(target.object());
    const auto ids = target.member("ids");
    const auto query = target.member("query");
    if (ids.has_value() == query.has_value()) {
        return fail(Errc::InvalidArgument, "'target' has either 'query' or 'ids'");
    }
    if (ids) {
        order.aim = JobAim::Ids;
        HUB_TRY(order.ids, idsFrom(*ids, limits::kMaxJobIds));
        return order.ids.empty() ? fail(Errc::InvalidArgument, "'target.ids' names nobody")
                                 : Result<void>(success());
    }
    HUB_TRY(const std::string_view text, query->string());
    order.condition = text;
    if (const auto except = target.member("except")) {
        HUB_TRY(order.ids, idsFrom(*except, limits::kMaxJobExceptions));
    }
    return success();
}

std::string countText(std::uint64_t count)
{
    return std::to_string(count) + (count == 1 ? " device" : " devices");
}

/// For people.
std::string targetText(const JobOrder& order)
{
    if (order.aim == JobAim::Ids) {
        return countText(order.idCount) + " by id";
    }
    if (order.aim == JobAim::Failed) {
        return "devices that failed in job " + order.condition;
    }
    const bool isAll = order.condition.empty() || order.condition == "*";
    std::string text = isAll ? "all devices" : order.condition;
    if (order.idCount > 0) {
        text += ", without " + countText(order.idCount);
    }
    return text;
}

} // namespace

Result<JobOrder> adminJobOrderFrom(std::string_view text, WallTime now)
{
    HUB_TRY(const json::value document, parseJson(text));
    const JsonView body(document);
    HUB_TRYV(body.object());
    HUB_TRY(const JsonView action, body.required("action"));
    HUB_TRYV(action.object());
    const auto slice = memberText(text, "action");
    const std::string whole = slice ? std::string(*slice) : jsonText(action.value());
    JobOrder order;
    order.origin = JobOrigin::Admin;
    HUB_TRY(order.work, workFrom({action, whole}));
    HUB_TRY(const JsonView target, body.required("target"));
    HUB_TRYV(readTarget(target, order));
    HUB_TRY(order.start, jobStartFrom(body, now));
    HUB_TRY(order.mostTime, jobTimeFrom(body, "maxSeconds"));
    return order;
}

void writeAdminJob(JsonWriter& out, const Job& job, WallTime now)
{
    const JobOrder& order = job.order;
    out.beginObject()
        .member("id", order.id)
        .member("action", actionOf(order.work))
        .member("status", statusName(job, now))
        .member("target", targetText(order))
        .member("createdTime", toAdminTime(job.created))
        .member("startTime", toAdminTime(order.start));
    api::writeTime(out, "endTime", job.progress.ended);
    out.member("by", order.creator.name)
        .member("reason", job.progress.failureReason)
        .flag("targetsKnown", job.progress.allFound)
        .key("counts");
    writeCounts(out, job.progress);
    out.endObject();
}

void writeJobDevice(JsonWriter& out, const DeviceJobView& view)
{
    const DeviceJob& part = view.part;
    out.beginObject().member("deviceId", part.id.device);
    if (part.id.isModule()) {
        out.member("moduleId", part.id.module);
    }
    out.member("status", nameOf(part.status));
    api::writeTime(out, "startTime", part.started);
    api::writeTime(out, "endTime", part.ended);
    out.key("error");
    if (part.errorCode.empty()) {
        out.null();
    } else {
        out.beginObject()
            .member("code", part.errorCode)
            .member("message", part.errorText)
            .endObject();
    }
    out.key("outcome");
    if (part.methodStatus) {
        write(out, MethodAnswer{*part.methodStatus, part.methodPayload});
    } else if (part.command) {
        out.beginObject().member("command", std::to_string(*part.command)).endObject();
    } else {
        out.null();
    }
    out.endObject();
}

} // namespace hub::admin
