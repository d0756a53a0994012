#include "admin/configuration_json.h"

#include "domain/limits.h"

#include "base/text.h"
#include "base/time_text.h"

#include <limits>

namespace hub::admin {
namespace {

using Texts = std::map<std::string, std::string>;

void writeMetrics(JsonWriter& out, std::string_view name,
                  const std::map<std::string, std::uint64_t>& results, const Texts& queries)
{
    out.key(name).beginObject();
    out.key("results").beginObject();
    for (const auto& [metric, result] : results) {
        out.count(metric, result);
    }
    out.endObject();
    out.key("queries").beginObject();
    for (const auto& [metric, text] : queries) {
        out.member(metric, text);
    }
    out.endObject().endObject();
}

/// An object of texts; absent: none.
Result<Texts> textsFrom(const std::optional<JsonView>& view)
{
    Texts texts;
    if (!view) {
        return texts;
    }
    HUB_TRY(const json::object* object, view->object());
    for (const auto& member : *object) {
        const std::string name(member.key());
        if (name.size() > limits::kMaxConfigurationMetricName) {
            return fail(Errc::InvalidArgument,
                        "'" + view->path() + "': a name has more than 128 bytes");
        }
        HUB_TRY(const std::string_view text,
                JsonView(member.value(), view->path() + "." + name).string());
        texts[name] = text;
    }
    return texts;
}

Result<std::string> labelsFrom(const JsonView& body)
{
    const auto view = body.member("labels");
    if (!view) {
        return std::string("{}");
    }
    HUB_TRYV(view->object());
    std::string text = jsonText(view->value());
    if (text.size() > limits::kMaxConfigurationLabelBytes) {
        return fail(Errc::InvalidArgument, "'labels' has more than 16 KiB");
    }
    return text;
}

Result<std::int64_t> priorityFrom(const JsonView& body)
{
    const auto view = body.member("priority");
    if (!view) {
        return 0;
    }
    HUB_TRY(const std::int64_t priority, view->integer());
    return priority >= 0 && priority <= std::numeric_limits<std::int32_t>::max()
               ? Result<std::int64_t>(priority)
               : fail(Errc::InvalidArgument, "'priority' must be from 0 to 2147483647");
}

} // namespace

void write(JsonWriter& out, const Configuration& configuration)
{
    out.beginObject()
        .member("id", configuration.id)
        .member("schemaVersion", configuration.schemaVersion)
        .key("labels")
        .raw(configuration.labels)
        .key("content")
        .raw(configuration.content)
        .member("contentType", "assignment")
        .member("targetCondition", configuration.targetCondition)
        .member("createdTimeUtc", toAzureTime(configuration.created))
        .member("lastUpdatedTimeUtc", toAzureTime(configuration.updated))
        .count("priority", configuration.priority);
    writeMetrics(out, "systemMetrics", configuration.results.system,
                 systemQueries(configuration));
    writeMetrics(out, "metrics", configuration.results.custom, configuration.metricQueries);
    out.member("etag", etagText(configuration.etag)).endObject();
}

Result<ConfigurationUpdate> configurationFrom(std::string id, const json::value& body)
{
    const JsonView view(body);
    HUB_TRYV(view.object());
    ConfigurationUpdate update;
    HUB_TRY(const std::string named, view.stringOr("id", id));
    if (named != id) {
        return fail(Errc::InvalidArgument, "the id in the body is not that of the path");
    }
    update.id = std::move(id);
    HUB_TRY(update.schemaVersion, view.stringOr("schemaVersion", "1.0"));
    if (update.schemaVersion.size() > limits::kMaxConfigurationVersionBytes) {
        return fail(Errc::InvalidArgument, "'schemaVersion' is too long");
    }
    HUB_TRY(update.labels, labelsFrom(view));
    HUB_TRY(const std::string condition, view.stringOr("targetCondition", ""));
    update.targetCondition = trimmed(condition);
    HUB_TRY(update.priority, priorityFrom(view));
    if (const auto metrics = view.member("metrics")) {
        HUB_TRYV(metrics->object());
        HUB_TRY(update.metricQueries, textsFrom(metrics->member("queries")));
    }
    if (const auto content = view.member("content")) {
        HUB_TRY(update.content, ConfigurationContent::parse(content->value()));
    }
    return update;
}

Result<std::string> testAnswer(const json::value& body)
{
    const JsonView view(body);
    HUB_TRYV(view.object());
    HUB_TRY(const std::string condition, view.stringOr("targetCondition", ""));
    HUB_TRY(const Texts queries, textsFrom(view.member("customMetricQueries")));
    std::string text;
    JsonWriter out(text);
    out.beginObject().key("targetConditionError");
    const auto parsed = TwinCondition::parse(condition);
    if (parsed || trimmed(condition).empty()) {
        out.null();
    } else {
        out.string(parsed.error().detail);
    }
    out.key("customMetricQueryErrors").beginObject();
    for (const auto& [name, query] : queries) {
        if (const auto checked = checkMetricQueries({{name, query}}); !checked) {
            out.member(name, checked.error().detail);
        }
    }
    out.endObject().endObject();
    return text;
}

} // namespace hub::admin
