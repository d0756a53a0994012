// Named people who manage the hub: who they are, their keys, and their second factor. What is
// changed is durable when a call resumes, and counts from the next request on.
#pragma once

#include "base/log.h"
#include "domain/etag.h"
#include "domain/person.h"
#include "services/lockout.h"
#include "services/people_sessions.h"
#include "services/workers.h"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <string>
#include <unordered_map>
#include <vector>

namespace hub {

/// What a PUT says; all of it is replaced, but keys and second factor.
struct PersonUpdate
{
    std::string displayName;
    Role role = Role::Viewer;
    std::optional<TagCondition> scope;
    bool enabled = true;
    bool seesKeys = false;
    std::optional<WallTime> keyExpires;
};

struct OpenedSession
{
    std::string id; ///< a secret: it stands for the code
    WallTime until{};
};

/// Callable from any thread. note: may be null. Errors of all: Unavailable; of changes also
/// DiskFull, StorageFailed; of those that name somebody NotFound.
class People final
{
public:
    struct Parts
    {
        Workers& workers;
        const Log& log;
        const Clock& clock;
        std::string hostName; ///< what authenticator apps show
    };

    explicit People(Parts parts);

    boost::asio::awaitable<Result<std::vector<Person>>> list(); ///< by name
    boost::asio::awaitable<Result<Person>> get(std::string name);

    /// Creates with a new key when nothing is demanded, else replaces. by: who does it.
    /// Errors: InvalidArgument, InvalidOperation (too many), PreconditionFailed.
    boost::asio::awaitable<Result<Person>> put(std::string name,
                                               PersonUpdate update,
                                               EtagCondition condition,
                                               std::string by,
                                               AuditNotePtr note = {});

    /// Errors: PreconditionFailed.
    boost::asio::awaitable<Result<void>>
    remove(std::string name, EtagCondition condition, AuditNotePtr note = {});

    /// A new key; the one before is taken for as long as `grace` says (0 = no longer).
    boost::asio::awaitable<Result<Person>> rotateKey(std::string name,
                                                     std::chrono::seconds grace,
                                                     std::optional<WallTime> expires,
                                                     AuditNotePtr note = {});

    // The second factor.

    /// A new secret, which counts once a code has confirmed it. Errors: InvalidOperation (there is
    /// a confirmed one).
    boost::asio::awaitable<Result<Person>> beginFactor(std::string name, AuditNotePtr note = {});
    std::string factorUri(const Person& person) const;

    /// Errors: InvalidOperation (nothing was begun), InvalidArgument (the code is wrong).
    boost::asio::awaitable<Result<void>>
    confirmFactor(std::string name, std::string code, AuditNotePtr note = {});
    boost::asio::awaitable<Result<void>> removeFactor(std::string name, AuditNotePtr note = {});

    /// What a right code gives. Errors: InvalidOperation (the person has no second factor),
    /// Unauthorized (the code is wrong, or was used), Throttled (too many wrong ones).
    boost::asio::awaitable<Result<OpenedSession>>
    openSession(std::string name, std::string code, AuditNotePtr note = {});
    /// Whether a session of this person is open under the id.
    bool isOpen(std::string_view session, const std::string& name) const
    {
        return sessions_.isOpen(session, name);
    }

    // What others ask.

    /// Somebody has called: kept at most once a minute.
    void noteUse(const std::string& name, const std::string& address);

    /// Counts up whenever what somebody may do has changed: streams that people hold open end then.
    std::uint64_t changes() const { return changes_; }

private:
    using Edit = std::function<Result<void>(Person&)>;
    boost::asio::awaitable<Result<Person>> change(std::string name, Edit edit, AuditNotePtr note);
    Result<Person> store(Storage& storage,
                         const std::string& name,
                         const Edit& edit,
                         const AuditNotePtr& note) const;
    Result<Person> create(Storage& storage,
                          const std::string& name,
                          const PersonUpdate& update,
                          const std::string& by) const;
    void changed(const std::string& name);

    Parts parts_;
    PeopleSessions sessions_;
    Guarded<Lockout> codes_; ///< wrong ones, by person
    std::atomic<std::uint64_t> changes_{0};
    Guarded<std::unordered_map<std::string, MonoTime>>
        noted_; ///< when each one's use was kept last
};

/// Of a person as records of the audit log show it: no secrets.
std::string auditJson(const Person& person);

} // namespace hub
