// Who is connected. An identity has at most one live session; a newer one takes over.
//
// A session is entered before its identity is read from the store. Whoever then disables or deletes
// the identity either finds the entry and marks it, or has committed before the read: no connecting
// device slips through.
#pragma once

#include "services/access_lists.h"
#include "services/certificate_credential.h"
#include "services/device_link.h"
#include "services/live_key.h"

#include "domain/identity.h"
#include "domain/tag_condition.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/guarded.h"

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hub {

/// What the admin API tells about a live session.
struct SessionInfo
{
    DeviceKey key = 0;
    std::string address; ///< "127.0.0.1:51234"
    std::string protocol; ///< "mqtt"
    std::string tlsVersion;
    std::string clientType;
    std::string modelId;
    std::string signedInWith; ///< as DevicePrincipal has it
    WallTime since{};
    std::shared_ptr<LiveKey> usedKey; ///< its own or a policy's, if it used one
    std::shared_ptr<const CertificateCredential> certificate; ///< if it used one
    AccessSubject subject; ///< what access lists and IP rules know it by
};

using SessionNumber = std::uint64_t;

/// Callable from any thread.
class SessionDirectory final
{
public:
    SessionNumber enter(const IdentityId& id, std::weak_ptr<DeviceLink> link);

    enum class Admission { Admitted, Revoked };

    /// Makes an entered session the live one and closes the one before (TakenOver). Revoked: the
    /// identity changed since enter(); the entry stays, read the identity again.
    Admission admit(const IdentityId& id,
                    SessionNumber number,
                    std::shared_ptr<const SessionInfo> info);

    /// Removes a session, entered or live. True when it was the live one.
    bool leave(const IdentityId& id, SessionNumber number);

    /// Closes the live session and marks the entered ones. With modules: those of the device too.
    void revoke(const IdentityId& id, CloseReason reason);

    /// After an identity was written: says which key the live session uses now, closes the live session if it signed in with a key, with a
    /// certificate or in a way that is not the identity's any more, and marks the entered ones.
    void revokeOtherCredentials(const DeviceIdentity& identity);

    /// Closes all live sessions for which one of these certificates vouched, by SHA-256 thumbprint,
    /// and marks all entered ones.
    void revokeCertificates(const std::vector<std::string>& thumbprints);

    /// Why a live session is to be closed; nothing = it stays.
    using Judge = std::function<std::optional<CloseReason>(const SessionInfo&)>;

    /// Asks about all live sessions, or about those of a device and of its modules, and marks the
    /// entered ones.
    void revokeWhere(const Judge& judge);
    void revokeWhere(const std::string& device, const Judge& judge);

    /// What access lists know of a device and its modules: tags, as tagKeys() gives them, and the facts;
    /// marks the entered sessions.
    void setFacts(const std::string& device,
                  const std::vector<std::string>& tags,
                  const std::shared_ptr<const DeviceFacts>& facts);

    /// Closes every live session.
    void closeAll(CloseReason reason);

    std::shared_ptr<const SessionInfo> find(const IdentityId& id) const;
    std::shared_ptr<DeviceLink> link(const IdentityId& id) const; ///< of the live session
    std::vector<std::shared_ptr<const SessionInfo>> live() const; ///< all, in no order
    std::size_t liveCount() const { return liveCount_; }
    std::size_t liveCount(const TagCondition& tag) const; ///< of devices with it, and their modules

private:
    struct Session
    {
        SessionNumber number = 0;
        std::weak_ptr<DeviceLink> link;
        std::shared_ptr<const SessionInfo> info; ///< nothing while it signs in
        bool revoked = false;
    };
    using Stripe = std::unordered_map<std::string, std::vector<Session>>; ///< by device id
    static constexpr std::size_t kStripes = 64;

    /// Marks the entered sessions and those live ones that meet the condition, and collects the
    /// links of these.
    template <class Condition>
    static void revokeWhere(std::vector<Session>& sessions,
                            std::vector<std::weak_ptr<DeviceLink>>& links,
                            Condition condition);

    struct Live
    {
        std::weak_ptr<DeviceLink> link;
        std::shared_ptr<const SessionInfo> info;
    };
    static bool isOf(const std::string& name, const std::string& device);
    static std::vector<Live> liveOf(Guarded<Stripe>& guarded, const std::string& device);
    static void closeRefused(const std::vector<Live>& live, const Judge& judge);

    Guarded<Stripe>& stripeOf(const IdentityId& id);
    const Guarded<Stripe>& stripeOf(const IdentityId& id) const;

    std::array<Guarded<Stripe>, kStripes> stripes_; ///< keyed by device id and module id
    std::atomic<SessionNumber> lastNumber_{0};
    std::atomic<std::size_t> liveCount_{0};
};

} // namespace hub
