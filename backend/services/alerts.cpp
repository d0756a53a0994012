#include "services/alerts.h"

#include "base/json_writer.h"
#include "domain/limits.h"

namespace hub {

std::string_view nameOf(Severity severity)
{
    switch (severity) {
    case Severity::Notice:
        return "notice";
    case Severity::Warning:
        return "warning";
    case Severity::Critical:
        return "critical";
    }
    return "warning";
}

void Alerts::raise(NewAlert alert)
{
    if (!isNew(alert)) {
        return;
    }
    auto raised = std::make_shared<Alert>();
    parts_.workers.post(
        WriteJob{[this, raised, alert = std::move(alert)](Storage& storage) -> Result<void> {
                     HUB_TRY(*raised, storage.alerts().raise(alert, parts_.clock.wall(),
                                                             limits::kMaxAlerts));
                     return success();
                 },
                 [this, raised](const Result<void>& done) {
                     if (done) {
                         tell("alert-raised", *raised);
                     } else {
                         parts_.log.warning("alert-not-stored", {{"detail", done.error().detail}});
                     }
                 }});
}

/// The memory of what was raised is bounded; forgetting it early only counts an alert up.
bool Alerts::isNew(const NewAlert& alert)
{
    const MonoTime now = parts_.clock.mono();
    return lately_.with([&](auto& lately) {
        if (lately.size() > limits::kMaxAlerts) {
            lately.clear();
        }
        const auto [place, added] = lately.try_emplace(alert.kind + '\n' + alert.subject, now);
        if (!added && now - place->second < limits::kAlertAgain) {
            return false;
        }
        place->second = now;
        return true;
    });
}

void Alerts::tell(std::string_view event, const Alert& alert)
{
    parts_.log.warning(event, {{"kind", alert.what.kind},
                               {"subject", alert.what.subject},
                               {"detail", alert.what.detail}});
    std::string data;
    JsonWriter(data)
        .beginObject()
        .count("id", alert.id)
        .member("kind", alert.what.kind)
        .member("subject", alert.what.subject)
        .member("severity", nameOf(alert.what.severity))
        .member("detail", alert.what.detail)
        .count("count", alert.count)
        .endObject();
    parts_.events.publish(event, {}, std::move(data));
}

boost::asio::awaitable<Result<AlertPage>> Alerts::list(AlertQuery query)
{
    auto work = [query](Storage& storage) { return storage.alerts().list(query); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<Alert>> Alerts::acknowledge(std::int64_t id,
                                                          std::string by,
                                                          AuditNotePtr note)
{
    auto work = [id, by = std::move(by), now = parts_.clock.wall()](Storage& storage) {
        return storage.alerts().acknowledge(id, by, now);
    };
    auto committed = [this](const Alert& alert) { tell("alert-acknowledged", alert); };
    co_return co_await parts_.workers.write(work, committed, std::move(note));
}

} // namespace hub
