#include "services/job_row_queries.h"

#include "domain/limits.h"
#include "domain/query_path.h"

#include "base/text.h"
#include "base/time_text.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::size_t kRowsAtOnce = 512; // of a step

/// A row as queries see it.
class JobRowDocument final : public QueryDocument
{
public:
    explicit JobRowDocument(const DeviceJobView& view) : view_(view)
    {
        json::object outcome;
        if (view.part.methodStatus) {
            json::object answer{{"status", *view.part.methodStatus}};
            if (auto payload = parseJson(view.part.methodPayload)) {
                answer["payload"] = std::move(payload.value());
            }
            outcome["deviceMethodResponse"] = std::move(answer);
        }
        outcome_ = std::move(outcome);
        if (!view.part.errorCode.empty()) {
            error_ = json::object{{"code", view.part.errorCode},
                                  {"description", view.part.errorText}};
        }
    }

    QueryValue at(const QueryPath& path) const override
    {
        if (path.field == QueryField::Outcome) {
            return below(outcome_, path);
        }
        if (path.field == QueryField::JobError) {
            return error_.is_null() ? QueryValue() : below(error_, path);
        }
        return path.below.empty() ? scalar(path.field) : QueryValue();
    }

private:
    static QueryValue below(const json::value& value, const QueryPath& path)
    {
        const json::value* found = follow(value, path.below);
        return found != nullptr ? QueryValue::of(*found) : QueryValue();
    }

    static QueryValue time(const std::optional<WallTime>& value)
    {
        return value ? QueryValue::text(toAzureTime(*value)) : QueryValue();
    }

    QueryValue scalar(QueryField field) const
    {
        const DeviceJob& part = view_.part;
        switch (field) {
        case QueryField::DeviceId:
            return QueryValue::borrowedText(part.id.device);
        case QueryField::ModuleId:
            return part.id.isModule() ? QueryValue::borrowedText(part.id.module) : QueryValue();
        case QueryField::JobId:
            return QueryValue::borrowedText(view_.jobId);
        case QueryField::JobType:
            return QueryValue::borrowedText(nameOf(view_.type));
        case QueryField::Status:
            return QueryValue::borrowedText(nameOf(part.status));
        case QueryField::StartTime:
            return time(part.started);
        case QueryField::EndTime:
            return time(part.ended);
        case QueryField::CreatedTime:
            return time(part.created);
        case QueryField::UpdatedTime:
            return time(part.updated);
        default:
            return {};
        }
    }

    const DeviceJobView& view_;
    json::value outcome_;
    json::value error_;
};

/// The text that a field must equal for the condition to hold, if it says so.
std::optional<std::string> textOf(const QueryExpression& condition, QueryField field)
{
    using Kind = QueryExpression::Kind;
    if (condition.kind == Kind::And) {
        for (const QueryExpression& part : condition.parts) {
            if (auto text = textOf(part, field)) {
                return text;
            }
        }
        return std::nullopt;
    }
    if (condition.kind != Kind::Compare || condition.comparison != QueryComparison::Equal ||
        condition.parts.size() != 2) {
        return std::nullopt;
    }
    const bool pathFirst = condition.parts[0].kind == Kind::Path;
    const QueryExpression& path = condition.parts[pathFirst ? 0 : 1];
    const QueryExpression& value = condition.parts[pathFirst ? 1 : 0];
    const bool isField = path.kind == Kind::Path && path.path.field == field &&
                         path.path.below.empty() && value.kind == Kind::Literal;
    const auto text = isField ? value.value.text() : std::nullopt;
    return text ? std::optional(std::string(*text)) : std::nullopt;
}

} // namespace

/// Where a page begins: {job}-{device}-{rows before}-{mark}.
struct JobRowQueries::Place
{
    JobKey job = 0;
    DeviceKey device = 0;
    std::uint64_t rows = 0;

    std::string text(const std::string& mark) const
    {
        return std::to_string(job) + "-" + std::to_string(device) + "-" + std::to_string(rows) + "-" +
               mark;
    }

    static Result<Place> parse(const std::string& text, const std::string& mark)
    {
        if (text.empty()) {
            return Place{};
        }
        const auto parts = split(text, '-');
        if (parts.size() == 4 && parts[3] == mark) {
            const auto job = toInteger<JobKey>(parts[0]);
            const auto device = toInteger<DeviceKey>(parts[1]);
            const auto rows = toInteger<std::uint64_t>(parts[2]);
            if (job && device && rows && *job >= 0 && *device >= 0) {
                return Place{*job, *device, *rows};
            }
        }
        return fail(Errc::InvalidArgument,
                    "the continuation token is not one of this query, begin it anew");
    }
};

boost::asio::awaitable<Result<JobRows>> JobRowQueries::run(Request request)
{
    HUB_CO_TRY(Place place, Place::parse(request.continuation, request.mark));
    const MonoTime since = clock_.mono();
    const QueryExpressionPtr where = request.query.where;
    const std::uint64_t top = request.query.top.value_or(UINT64_MAX);
    const auto wanted = static_cast<std::size_t>(
        std::min<std::uint64_t>(request.pageSize, top - std::min(top, place.rows)));
    DeviceJobQuery part;
    part.scope = request.scope;
    part.limit = kRowsAtOnce;
    if (where) {
        part.jobId = textOf(*where, QueryField::JobId);
        part.deviceId = textOf(*where, QueryField::DeviceId);
    }
    JobRows answer;
    std::size_t bytes = 0;
    while (answer.rows.size() < wanted) {
        part.afterJob = place.job;
        part.afterDevice = place.device;
        auto work = [part](Storage& storage) { return storage.jobs().find(part); };
        HUB_CO_TRY(std::vector<DeviceJobView> rows, co_await workers_.read(work));
        for (DeviceJobView& row : rows) {
            if (answer.rows.size() == wanted) {
                break;
            }
            place.job = row.part.job;
            place.device = row.part.device;
            if (isTrue(where, JobRowDocument(row))) {
                bytes += row.part.methodPayload.size();
                answer.rows.push_back(std::move(row));
            }
        }
        const bool sawAll = rows.empty() || (place.job == rows.back().part.job &&
                                             place.device == rows.back().part.device);
        if (rows.size() < part.limit && sawAll) {
            co_return answer; // nothing is behind the last one
        }
        if (bytes > limits::kMaxPageBytes || clock_.mono() - since > limits::kQueryPageTime) {
            break;
        }
    }
    place.rows += answer.rows.size();
    if (place.rows < top) {
        answer.continuation = place.text(request.mark);
    }
    co_return answer;
}

} // namespace hub
