#include "services/configurations.h"

#include "domain/limits.h"

#include "base/json_writer.h"

#include <algorithm>

namespace hub {
namespace {

using boost::asio::awaitable;

constexpr std::size_t kAuditPart = 2'000; // bytes of a record, so that all parts fit into one

std::string limited(std::string json)
{
    limitJson(json, kAuditPart);
    return json;
}

/// Without the content, which may be large and never changes; change: of ConfigurationStore.
std::string auditJson(const Configuration& configuration, std::optional<std::int64_t> change)
{
    const auto condition = jsonText(json::value(configuration.targetCondition));
    std::string metrics;
    JsonWriter queries(metrics);
    queries.beginObject();
    for (const auto& [name, text] : configuration.metricQueries) {
        queries.member(name, text);
    }
    queries.endObject();
    std::string json;
    JsonWriter writer(json);
    writer.beginObject()
        .member("kind", nameOf(configuration.kind))
        .key("targetCondition")
        .raw(limited(condition))
        .count("priority", configuration.priority)
        .key("labels")
        .raw(limited(configuration.labels))
        .key("metrics")
        .raw(limited(metrics));
    if (change) {
        writer.count("change", *change);
    }
    writer.endObject();
    return json;
}

std::string changeJson(std::int64_t change)
{
    std::string json;
    JsonWriter(json).beginObject().count("change", change).endObject();
    return json;
}

Result<Configuration> existing(Storage& storage, const std::string& id)
{
    HUB_TRY(std::optional<Configuration> configuration, storage.configurations().find(id));
    return configuration ? Result<Configuration>(std::move(*configuration))
                         : fail(Errc::ConfigurationNotFound,
                                "there is no configuration '" + id + "'");
}

/// Never given before, also not to one of the same name.
Result<std::uint64_t> nextEtag(Storage& storage)
{
    HUB_TRY(const std::int64_t change, storage.configurations().changeNumber());
    return static_cast<std::uint64_t>(change) + 1;
}

Result<void> checkTotals(Storage& storage)
{
    HUB_TRY(const ConfigurationTotals totals, storage.configurations().totals());
    if (totals.configurations > limits::kMaxConfigurations) {
        return fail(Errc::TooManyConfigurations, "the hub has " +
                                                     std::to_string(limits::kMaxConfigurations) +
                                                     " configurations, the most it takes");
    }
    return totals.bytes <= limits::kMaxConfigurationsBytes
               ? Result<void>(success())
               : fail(Errc::TooManyConfigurations,
                      "all configurations together would have more than 8 MiB");
}

Result<void> checkCondition(const EtagCondition& condition, const Configuration& stored)
{
    return condition.matches(stored.etag)
               ? Result<void>(success())
               : fail(Errc::PreconditionFailed, "Precondition failed: the configuration has the "
                                                "etag " + etagText(stored.etag));
}

/// Numbers by what they are worth: clients send 66 for the 66.0 that they were given.
bool isSame(const json::value& left, const json::value& right)
{
    if (left.is_number() && right.is_number()) {
        return left == right || left.to_number<double>() == right.to_number<double>();
    }
    if (left.is_array() && right.is_array()) {
        const json::array& one = left.get_array();
        const json::array& other = right.get_array();
        return std::equal(one.begin(), one.end(), other.begin(), other.end(), isSame);
    }
    if (!left.is_object() || !right.is_object()) {
        return left == right;
    }
    const json::object& other = right.get_object();
    return left.get_object().size() == other.size() &&
           std::all_of(left.get_object().begin(), left.get_object().end(),
                       [&other](const auto& member) {
                           const json::value* there = other.if_contains(member.key());
                           return there != nullptr && isSame(member.value(), *there);
                       });
}

void take(const ConfigurationUpdate& update, WallTime now, Configuration& configuration)
{
    configuration.labels = update.labels;
    configuration.targetCondition = update.targetCondition;
    configuration.priority = update.priority;
    configuration.metricQueries = update.metricQueries;
    configuration.updated = now;
}

} // namespace

Configurations::Configurations(Parts parts)
    : parts_(std::move(parts)),
      settler_({{parts_.sessions, parts_.live, parts_.events, parts_.log, parts_.clock},
                parts_.registry,
                parts_.trail}),
      evaluation_({parts_.executor, parts_.workers, parts_.queries, parts_.sessions, settler_,
                   parts_.log, parts_.clock})
{
}

awaitable<Result<Configuration>> Configurations::put(ConfigurationUpdate update,
                                                     EtagCondition condition,
                                                     AuditNotePtr note)
{
    const bool creates = condition.isAbsent();
    noteAction(note, creates ? "configuration.create" : "configuration.update"); // if it is refused
    HUB_CO_TRYV(checkMetricQueries(update.metricQueries));
    if (creates && !update.content) {
        co_return fail(Errc::InvalidConfigurationContent, "'content' is missing");
    }
    const auto shared = std::make_shared<const ConfigurationUpdate>(std::move(update));
    auto work = [this, shared, condition, note, creates](Storage& storage)
        -> Result<Configuration> {
        HUB_TRY(Configuration made, creates ? create(storage, *shared)
                                            : change(storage, *shared, condition, note));
        HUB_TRY(const std::int64_t number, storage.configurations().changeNumber());
        const std::string before = note ? note->record().before : std::string();
        noteChange(note, before, auditJson(made, number));
        return made;
    };
    auto committed = [this, creates](const Configuration& made) {
        announce(made.id, creates ? "created" : "updated");
    };
    co_return co_await parts_.workers.write(work, committed, note);
}

Result<Configuration> Configurations::create(Storage& storage,
                                             const ConfigurationUpdate& update) const
{
    Configuration made;
    made.id = update.id;
    made.schemaVersion = update.schemaVersion;
    made.kind = update.content->kind;
    made.content = update.content->text();
    made.created = parts_.clock.wall();
    take(update, made.created, made);
    HUB_TRYV(parseTarget(made.kind, made.targetCondition));
    HUB_TRY(made.etag, nextEtag(storage));
    HUB_TRY(made.key, storage.configurations().add(made));
    HUB_TRYV(checkTotals(storage));
    return made;
}

Result<Configuration> Configurations::change(Storage& storage,
                                             const ConfigurationUpdate& update,
                                             const EtagCondition& condition,
                                             const AuditNotePtr& note) const
{
    HUB_TRY(Configuration stored, existing(storage, update.id));
    HUB_TRYV(checkCondition(condition, stored));
    if (update.content) {
        HUB_TRY(const json::value before, parseJson(stored.content));
        HUB_TRY(const json::value after, parseJson(update.content->text()));
        if (!isSame(before, after)) {
            return fail(Errc::ConfigurationContentFixed,
                        "the content of a configuration cannot be changed; make another one");
        }
    }
    noteChange(note, auditJson(stored, std::nullopt), {});
    take(update, parts_.clock.wall(), stored);
    HUB_TRYV(parseTarget(stored.kind, stored.targetCondition));
    HUB_TRY(stored.etag, nextEtag(storage));
    HUB_TRYV(storage.configurations().replace(stored));
    HUB_TRYV(checkTotals(storage));
    return stored;
}

awaitable<Result<Configuration>> Configurations::get(std::string id)
{
    auto work = [id](Storage& storage) { return existing(storage, id); };
    co_return co_await parts_.workers.read(work);
}

awaitable<Result<std::vector<Configuration>>> Configurations::list(std::size_t limit)
{
    auto work = [limit](Storage& storage) { return storage.configurations().list(limit); };
    co_return co_await parts_.workers.read(work);
}

awaitable<Result<void>>
Configurations::remove(std::string id, EtagCondition condition, AuditNotePtr note)
{
    auto work = [id, condition, note](Storage& storage) -> Result<void> {
        HUB_TRY(const Configuration stored, existing(storage, id));
        HUB_TRYV(checkCondition(condition, stored));
        HUB_TRYV(storage.configurations().remove(stored.key));
        HUB_TRY(const std::int64_t number, storage.configurations().changeNumber());
        noteChange(note, auditJson(stored, std::nullopt), changeJson(number));
        return success();
    };
    auto committed = [this, id] { announce(id, "deleted"); };
    co_return co_await parts_.workers.write(work, committed, note);
}

awaitable<Result<void>>
Configurations::apply(std::string device, ConfigurationContent content, AuditNotePtr note)
{
    const auto shared = std::make_shared<const ConfigurationContent>(std::move(content));
    auto work = [this, device, shared, note](Storage& storage) -> Result<SettledTwins> {
        HUB_TRY(SettledTwins settled, settler_.apply(storage, device, *shared, note));
        noteChange(note, {}, shared->text());
        return settled;
    };
    auto committed = [this](const SettledTwins& settled) { settler_.tell(settled); };
    HUB_CO_TRYV(co_await parts_.workers.write(work, committed, note));
    co_return success();
}

/// what: "created", "updated" or "deleted". On the writer.
void Configurations::announce(const std::string& id, std::string_view what)
{
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("configurationId", id)
        .member("change", what)
        .endObject();
    parts_.log.info("configuration", {{"configuration", id}, {"change", std::string(what)}});
    parts_.events.publish("configuration", {}, std::move(data));
    evaluation_.wake();
}

} // namespace hub
