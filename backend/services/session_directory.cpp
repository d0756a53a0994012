#include "services/session_directory.h"

#include <algorithm>
#include <utility>

namespace hub {

std::string_view nameOf(CloseReason reason)
{
    switch (reason) {
    case CloseReason::ClientDisconnected: return "clientDisconnected";
    case CloseReason::ConnectionLost: return "connectionLost";
    case CloseReason::KeepAliveExpired: return "keepAliveExpired";
    case CloseReason::ProtocolViolation: return "protocolViolation";
    case CloseReason::UnknownTopic: return "unknownTopic";
    case CloseReason::MessageTooLarge: return "messageTooLarge";
    case CloseReason::TakenOver: return "takenOver";
    case CloseReason::TokenExpired: return "tokenExpired";
    case CloseReason::IdentityDisabled: return "identityDisabled";
    case CloseReason::IdentityDeleted: return "identityDeleted";
    case CloseReason::KeysChanged: return "keysChanged";
    case CloseReason::CertificateRevoked: return "certificateRevoked";
    case CloseReason::AddressRejected: return "addressRejected";
    case CloseReason::Blocked: return "blocked";
    case CloseReason::NotOnAllowList: return "notOnAllowList";
    case CloseReason::NotReading: return "notReading";
    case CloseReason::HubUnavailable: return "hubUnavailable";
    case CloseReason::HubStopping: return "hubStopping";
    }
    return "unknown";
}

namespace {

void closeLinks(const std::vector<std::weak_ptr<DeviceLink>>& links, CloseReason reason)
{
    for (const auto& weak : links) {
        if (const auto link = weak.lock()) {
            link->close(reason);
        }
    }
}

bool isStillGood(const SessionInfo& info, const DeviceIdentity& identity)
{
    if (info.usedKey && !info.usedKey->isPolicys()) {
        return identity.authType == AuthType::Sas && info.usedKey->now();
    }
    if (const CertificateCredential* used = info.certificate.get()) {
        return used->byAuthority
                   ? identity.authType == AuthType::CertificateAuthority
                   : identity.authType == AuthType::SelfSigned &&
                         isListed(identity.thumbprints, used->sha1, used->sha256);
    }
    return !signsInByCertificate(identity); // with a policy's key
}

/// Its own key may have changed places, or ended.
void followKeys(std::shared_ptr<const SessionInfo>& info, const SymmetricKeys& keys)
{
    if (!info || !info->usedKey || info->usedKey->isPolicys()) {
        return;
    }
    info->usedKey->follow(keys);
    if (const auto now = info->usedKey->now()) {
        auto changed = std::make_shared<SessionInfo>(*info);
        changed->signedInWith = std::string(nameOf(now->slot)) + "Key";
        info = std::move(changed);
    }
}

bool vouchedFor(const SessionInfo& info, const std::vector<std::string>& thumbprints)
{
    if (!info.certificate) {
        return false;
    }
    const std::vector<std::string>& chain = info.certificate->chain;
    return std::find_first_of(chain.begin(), chain.end(), thumbprints.begin(),
                              thumbprints.end()) != chain.end();
}

} // namespace

Guarded<SessionDirectory::Stripe>& SessionDirectory::stripeOf(const IdentityId& id)
{
    return stripes_[std::hash<std::string>()(id.device) % kStripes];
}

const Guarded<SessionDirectory::Stripe>& SessionDirectory::stripeOf(const IdentityId& id) const
{
    return stripes_[std::hash<std::string>()(id.device) % kStripes];
}

SessionNumber SessionDirectory::enter(const IdentityId& id, std::weak_ptr<DeviceLink> link)
{
    const SessionNumber number = ++lastNumber_;
    stripeOf(id).with([&](Stripe& stripe) {
        stripe[id.text()].push_back({number, std::move(link), nullptr, false});
    });
    return number;
}

SessionDirectory::Admission SessionDirectory::admit(const IdentityId& id,
                                                    SessionNumber number,
                                                    std::shared_ptr<const SessionInfo> info)
{
    std::vector<std::weak_ptr<DeviceLink>> takenOver;
    const bool admitted = stripeOf(id).with([&](Stripe& stripe) {
        auto& sessions = stripe[id.text()];
        const auto mine = std::find_if(sessions.begin(), sessions.end(),
                                       [number](const Session& s) { return s.number == number; });
        if (mine == sessions.end() || std::exchange(mine->revoked, false)) {
            return false;
        }
        mine->info = std::move(info);
        ++liveCount_;
        std::erase_if(sessions, [&](const Session& session) {
            const bool older = session.info && session.number != number;
            if (older) {
                takenOver.push_back(session.link);
                --liveCount_;
            }
            return older;
        });
        return true;
    });
    closeLinks(takenOver, CloseReason::TakenOver);
    return admitted ? Admission::Admitted : Admission::Revoked;
}

bool SessionDirectory::leave(const IdentityId& id, SessionNumber number)
{
    return stripeOf(id).with([&](Stripe& stripe) {
        const auto entry = stripe.find(id.text());
        if (entry == stripe.end()) {
            return false;
        }
        bool live = false;
        std::erase_if(entry->second, [&](const Session& session) {
            live = live || (session.number == number && session.info);
            return session.number == number;
        });
        liveCount_ -= live ? 1 : 0;
        if (entry->second.empty()) {
            stripe.erase(entry);
        }
        return live;
    });
}

void SessionDirectory::revoke(const IdentityId& id, CloseReason reason)
{
    std::vector<std::weak_ptr<DeviceLink>> links;
    const std::string modules = id.device + "/";
    stripeOf(id).with([&](Stripe& stripe) {
        for (auto& [name, sessions] : stripe) {
            const bool ofDevice = !id.isModule() && name.starts_with(modules);
            if (name != id.text() && !ofDevice) {
                continue;
            }
            for (Session& session : sessions) {
                session.revoked = true;
                if (session.info) {
                    links.push_back(session.link);
                }
            }
        }
    });
    closeLinks(links, reason);
}

template <class Condition>
void SessionDirectory::revokeWhere(std::vector<Session>& sessions,
                                   std::vector<std::weak_ptr<DeviceLink>>& links,
                                   Condition condition)
{
    for (Session& session : sessions) {
        if (!session.info) {
            session.revoked = true;
        } else if (condition(*session.info)) {
            session.revoked = true;
            links.push_back(session.link);
        }
    }
}

void SessionDirectory::revokeOtherCredentials(const DeviceIdentity& identity)
{
    std::vector<std::weak_ptr<DeviceLink>> links;
    stripeOf(identity.id).with([&](Stripe& stripe) {
        const auto entry = stripe.find(identity.id.text());
        if (entry != stripe.end()) {
            for (Session& session : entry->second) {
                followKeys(session.info, identity.keys);
            }
            revokeWhere(entry->second, links, [&identity](const SessionInfo& info) {
                return !isStillGood(info, identity);
            });
        }
    });
    closeLinks(links, CloseReason::KeysChanged);
}

void SessionDirectory::revokeCertificates(const std::vector<std::string>& thumbprints)
{
    std::vector<std::weak_ptr<DeviceLink>> links;
    for (auto& guarded : stripes_) {
        guarded.with([&](Stripe& stripe) {
            for (auto& [name, sessions] : stripe) {
                revokeWhere(sessions, links, [&thumbprints](const SessionInfo& info) {
                    return vouchedFor(info, thumbprints);
                });
            }
        });
    }
    closeLinks(links, CloseReason::CertificateRevoked);
}

bool SessionDirectory::isOf(const std::string& name, const std::string& device)
{
    return name.starts_with(device) && (name.size() == device.size() || name[device.size()] == '/');
}

/// The live sessions of a stripe; the entered ones are marked. device: empty = all.
std::vector<SessionDirectory::Live> SessionDirectory::liveOf(Guarded<Stripe>& guarded,
                                                             const std::string& device)
{
    std::vector<Live> live;
    guarded.with([&](Stripe& stripe) {
        for (auto& [name, sessions] : stripe) {
            if (!device.empty() && !isOf(name, device)) {
                continue;
            }
            for (Session& session : sessions) {
                if (session.info) {
                    live.push_back({session.link, session.info});
                } else {
                    session.revoked = true;
                }
            }
        }
    });
    return live;
}

/// Judged and closed without the lock: whoever signs in meanwhile was marked, or sees the change.
void SessionDirectory::closeRefused(const std::vector<Live>& live, const Judge& judge)
{
    for (const Live& each : live) {
        if (const auto reason = judge(*each.info)) {
            if (const auto link = each.link.lock()) {
                link->close(*reason);
            }
        }
    }
}

void SessionDirectory::revokeWhere(const Judge& judge)
{
    for (auto& guarded : stripes_) {
        closeRefused(liveOf(guarded, {}), judge);
    }
}

void SessionDirectory::revokeWhere(const std::string& device, const Judge& judge)
{
    closeRefused(liveOf(stripeOf({device, {}}), device), judge);
}

void SessionDirectory::setFacts(const std::string& device,
                                const std::vector<std::string>& tags,
                                const std::shared_ptr<const DeviceFacts>& facts)
{
    stripeOf({device, {}}).with([&](Stripe& stripe) {
        for (auto& [name, sessions] : stripe) {
            for (Session& session : sessions) {
                if (!isOf(name, device)) {
                    continue;
                }
                if (!session.info) {
                    session.revoked = true; // it may have read the old ones
                } else {
                    auto info = std::make_shared<SessionInfo>(*session.info);
                    info->subject.tags = tags;
                    info->subject.facts = facts;
                    session.info = std::move(info);
                }
            }
        }
    });
}

std::vector<std::shared_ptr<const SessionInfo>> SessionDirectory::live() const
{
    std::vector<std::shared_ptr<const SessionInfo>> infos;
    for (const auto& guarded : stripes_) {
        guarded.with([&infos](const Stripe& stripe) {
            for (const auto& [name, sessions] : stripe) {
                for (const Session& session : sessions) {
                    if (session.info) {
                        infos.push_back(session.info);
                    }
                }
            }
        });
    }
    return infos;
}

void SessionDirectory::closeAll(CloseReason reason)
{
    std::vector<std::weak_ptr<DeviceLink>> links;
    for (auto& guarded : stripes_) {
        guarded.with([&links](Stripe& stripe) {
            for (auto& [name, sessions] : stripe) {
                for (Session& session : sessions) {
                    links.push_back(session.link);
                }
            }
        });
    }
    closeLinks(links, reason);
}

std::shared_ptr<const SessionInfo> SessionDirectory::find(const IdentityId& id) const
{
    return stripeOf(id).with([&](const Stripe& stripe) -> std::shared_ptr<const SessionInfo> {
        const auto entry = stripe.find(id.text());
        if (entry == stripe.end()) {
            return nullptr;
        }
        for (const Session& session : entry->second) {
            if (session.info) {
                return session.info;
            }
        }
        return nullptr;
    });
}

std::shared_ptr<DeviceLink> SessionDirectory::link(const IdentityId& id) const
{
    return stripeOf(id).with([&](const Stripe& stripe) -> std::shared_ptr<DeviceLink> {
        const auto entry = stripe.find(id.text());
        if (entry == stripe.end()) {
            return nullptr;
        }
        for (const Session& session : entry->second) {
            if (session.info) {
                return session.link.lock();
            }
        }
        return nullptr;
    });
}

std::size_t SessionDirectory::liveCount(const TagCondition& tag) const
{
    const std::string key = tagKey(tag.name, tag.value);
    const auto sessions = live();
    const auto count = std::count_if(sessions.begin(), sessions.end(), [&key](const auto& session) {
        const std::vector<std::string>& tags = session->subject.tags;
        return std::find(tags.begin(), tags.end(), key) != tags.end();
    });
    return static_cast<std::size_t>(count);
}

} // namespace hub
