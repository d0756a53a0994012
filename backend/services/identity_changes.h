// Many identities changed side by side: each item for itself, with what a caller may not do and a record of
// its own.
#pragma once

#include "services/audit.h"
#include "services/identity_item.h"
#include "services/registry.h"
#include "services/service_access.h"
#include "services/twins.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <vector>

namespace hub {

/// Who may not read keys cannot set them either, and leaves those that are there; and who may only
/// enroll cannot change what is there. Errors: Forbidden.
Result<void> limitUpdate(IdentityUpdate& update,
                         const EtagCondition& condition,
                         const ServicePrincipal& caller);

/// What a person may not do: change what is there without `operate`, give keys without `keys`. Errors:
/// Forbidden.
Result<void> limitItem(IdentityItem& item, const ServicePrincipal& caller);

/// What came of an item.
struct ItemOutcome
{
    std::optional<Error> error;
    std::optional<Error> warning; ///< it is registered, but its twin is not as wished
};

/// Callable from any thread.
class IdentityChanges final
{
public:
    struct Parts
    {
        Registry& registry;
        Twins& twins;
        ServiceAccess& access;
        Audit& audit;
    };

    explicit IdentityChanges(Parts parts) : parts_(parts) {}

    /// Begun in their order and done side by side, so that they share commits; an outcome for each, no
    /// rollback. On the caller's executor, which one thread runs. request: the record that theirs are made
    /// after; it is not stored here.
    boost::asio::awaitable<std::vector<ItemOutcome>> change(const ServicePrincipal& caller,
                                                            AuditNotePtr request,
                                                            std::vector<IdentityItem>& items) const;

private:
    struct Task;
    boost::asio::awaitable<void> play(Task task) const;
    boost::asio::awaitable<void> addTwin(Task task, AuditNotePtr note) const;
    boost::asio::awaitable<void> recordRefusal(AuditNotePtr note, ItemOutcome& outcome) const;
    boost::asio::awaitable<Result<void>> perform(Task task, AuditNotePtr note) const;

    Parts parts_;
};

} // namespace hub
