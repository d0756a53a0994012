// Changes of twins by back ends and jobs: inside a transaction, which may hold many of them, and
// what is told of each after its commit.
#pragma once

#include "services/audit_note.h"
#include "services/registry.h"

#include "domain/etag.h"
#include "domain/twin.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hub {

/// A twin with the identity that it belongs to.
struct TwinView
{
    DeviceView device;
    Twin twin;
    std::string modelId; ///< of the live session, else of the last one
    std::uint64_t pendingCommands = 0;
    std::string configurations = "{}"; ///< JSON object
};

/// What a back end changes; JSON objects, nothing = as it is, and "null" empties.
struct TwinUpdate
{
    std::optional<std::string> tags;
    std::optional<std::string> desired;
};

/// What happens to tags or to desired properties.
struct TwinSectionChange
{
    json::object values;
    bool replaces = false; ///< else they are merged
};

struct TwinChange
{
    std::optional<TwinSectionChange> tags{};
    std::optional<TwinSectionChange> desired{};

    /// replaces: absent sections become empty. Errors: InvalidArgument, InvalidJson.
    static Result<TwinChange> parse(const TwinUpdate& update, bool replaces);

    /// What no twin could take, whatever stands in it. Errors: InvalidArgument, MessageTooLarge.
    Result<void> check() const;
};

/// What a commit has made of a twin.
struct ChangedTwin
{
    TwinView view;
    bool tags = false;
    std::shared_ptr<const std::string> desired{}; ///< what the device is told; nothing = as it was
    std::string before{}; ///< for the audit log: the parts that were changed
    std::string after{};
};

/// Callable from any thread; changes are made, and told, on the writer.
class TwinChanges final
{
public:
    struct Parts
    {
        SessionDirectory& sessions;
        LiveAccess& live;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit TwinChanges(Parts parts) : parts_(parts) {}

    /// Errors: DeviceNotFound, ModuleNotFound.
    Result<TwinView> read(Storage& storage, const IdentityId& id) const;

    /// view: read in this transaction. Errors: InvalidArgument, MessageTooLarge.
    Result<ChangedTwin> apply(Storage& storage, TwinView view, const TwinChange& change) const;

    /// After the commit, in the order of the commits: tells a connected device, and whoever watches.
    void announce(const ChangedTwin& changed) const;
    void publish(const IdentityId& id, TwinPart part, std::uint64_t version) const;

private:
    void tellDevice(const ChangedTwin& changed) const;

    Parts parts_;
};

/// Errors: DeviceNotFound (the key is no identity's any more).
Result<TwinRow> findTwin(Storage& storage, DeviceKey device);

/// A JSON object; path: for messages, empty = the body. Errors: InvalidJson, InvalidArgument.
Result<json::object> parseTwinObject(const std::string& text, std::string path);

} // namespace hub
