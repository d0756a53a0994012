// The IP rules: edited as a draft, looked at before they count, and taken back by themselves when
// nobody confirms that they are good, also over a restart.
#pragma once

#include "services/event_hub.h"
#include "services/live_access.h"
#include "services/workers.h"

#include "domain/etag.h"
#include "domain/ip_rules.h"
#include "domain/limits.h"

#include "base/guarded.h"
#include "base/log.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hub {

struct IpRulesView
{
    IpRules active;
    IpRules draft; ///< the active ones when nobody has changed anything
    std::uint64_t etag = 0; ///< of both together
    bool isUnconfirmed = false; ///< nobody has said that the active ones are good
    std::optional<WallTime> confirmBefore; ///< then the ones before come back
};

/// What the draft would do now.
struct IpRulesPreview
{
    struct Cut
    {
        std::shared_ptr<const SessionInfo> session;
        std::string rule;
    };
    std::size_t connections = 0; ///< live ones of devices
    std::size_t cut = 0;
    std::vector<Cut> named; ///< some of them
    std::vector<std::string> idle; ///< names of rules that never decide: others stand before them
    struct Caller
    {
        bool accepts = true;
        std::string rule;
    };
    Caller service; ///< whoever asks, at the two APIs
    Caller admin;
};

/// Callable from any thread; the writer ends before this does. by: the policy; note: may be null. Errors of
/// all: Unavailable; of changes also PreconditionFailed, DiskFull, StorageFailed.
class IpFilter final
{
public:
    struct Parts
    {
        Workers& workers;
        AuditTrail& trail;
        ActiveAccess& active;
        LiveAccess& live;
        const SessionDirectory& sessions;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit IpFilter(Parts parts) : parts_(parts) {}

    boost::asio::awaitable<Result<IpRulesView>> view();

    boost::asio::awaitable<Result<IpRulesView>> setDraft(IpRules draft,
                                                         EtagCondition condition,
                                                         std::string by,
                                                         AuditNotePtr note = {});

    /// address: of who asks.
    boost::asio::awaitable<Result<IpRulesPreview>> preview(std::string address);

    /// The draft counts at once, and connections that it rejects are closed. Errors: InvalidOperation
    /// (rules wait to be confirmed already).
    boost::asio::awaitable<Result<IpRulesView>> apply(std::chrono::seconds confirmWithin,
                                                      EtagCondition condition,
                                                      std::string by,
                                                      AuditNotePtr note = {});

    /// Errors: InvalidOperation (nothing is to be confirmed, or the time is over).
    boost::asio::awaitable<Result<IpRulesView>> confirm(std::string by, AuditNotePtr note = {});
    boost::asio::awaitable<Result<IpRulesView>> revert(std::string by, AuditNotePtr note = {}); ///< Errors: as confirm()

    /// Takes unconfirmed rules back when their time is over. Every second.
    void sweep();

private:
    using Edit = std::function<Result<void>(IpRulesView&, std::optional<IpRules>& before)>;
    boost::asio::awaitable<Result<IpRulesView>> write(Edit edit,
                                                      std::string what,
                                                      std::string by,
                                                      AuditNotePtr note);
    void takeEffect(const IpRulesView& view);
    void announce(const std::string& what, const std::string& by) const;

    Parts parts_;
    Guarded<std::optional<MonoTime>> revertAt_;
};

/// Of a hub that starts: rules that nobody has confirmed are taken back. Errors: Corrupt, Io.
Result<IpRules> loadIpRules(Storage& storage, AuditTrail& trail);

/// As they are stored, also while nobody has confirmed them. Errors: Corrupt, Io.
Result<IpRules> activeIpRules(Storage& storage);

} // namespace hub
