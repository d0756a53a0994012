// What needs a person's attention, kept until somebody acknowledges it.
#pragma once

#include "base/guarded.h"
#include "base/log.h"
#include "services/event_hub.h"
#include "services/workers.h"
#include "storage/alert_store.h"

#include <string>
#include <unordered_map>

namespace hub {

std::string_view nameOf(Severity severity); ///< "notice", "warning", "critical"

/// Callable from any thread.
class Alerts final
{
public:
    struct Parts
    {
        Workers& workers;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit Alerts(Parts parts) : parts_(parts) {}

    /// Stored and told soon. The same kind and subject again within seconds is passed over.
    void raise(NewAlert alert);

    boost::asio::awaitable<Result<AlertPage>> list(AlertQuery query);

    /// by: who acknowledges; note: may be null. Errors: NotFound.
    boost::asio::awaitable<Result<Alert>> acknowledge(std::int64_t id,
                                                      std::string by,
                                                      AuditNotePtr note = {});

private:
    bool isNew(const NewAlert& alert);
    void tell(std::string_view event, const Alert& alert);

    Parts parts_;
    Guarded<std::unordered_map<std::string, MonoTime>> lately_; ///< raised; by kind and subject
};

} // namespace hub
