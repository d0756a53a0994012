// The words of access control: what entries are about, why somebody was refused and what helps.
#pragma once

#include "api/access.h"
#include "domain/ip_rules.h"

#include <QString>

namespace deck {

/// "Device", "Pattern", "Certificate", "Network", "Group" for "device" and so on.
QString kindText(const QString& kind);

/// Why a sign-in was refused, in a few words: "Unknown device" for "deviceUnknown". Others stay.
QString denialText(const QString& reason);

/// "IP rules", "Identity", "Block list", "Allow list", "Mode".
QString stepText(const QString& step);

/// "Devices", "Service API", "Admin API".
QString scopeText(hub::AccessScope scope);

/// "All", or the names of the scopes.
QString scopesText(const hub::IpRule& rule);

/// "Block entry 12, pattern rogue-*: firmware floods"
QString entryText(const hub::api::AccessEntry& entry);

/// What a person typed as the value of an entry, in the one way in which the hub writes it.
struct EntryValue
{
    QString value;
    QString complaint; ///< a sentence; empty: it is good
};
EntryValue entryValueFrom(const QString& kind, const QString& typed);

/// What is wrong with a condition on tags, as a sentence; empty: nothing.
QString conditionComplaint(const QString& condition);

/// "10.0.0.1" of "10.0.0.1:5000"; empty when there is no address in it.
QString addressWithoutPort(const QString& peer);

/// What a refusal can be answered with, besides looking.
struct DenialRemedies
{
    bool canRegister = false; ///< nobody knows the id
    bool canBlock = false;    ///< the id is one that a list can name
    bool canLift = false;     ///< the address is locked out, or may be soon
    bool canEnable = false;   ///< the device is there, but disabled
    bool canUnblock = false;  ///< an entry of a list, or a rule, stands against it
};
DenialRemedies remediesFor(const QString& reason, const QString& deviceId, quint64 lockedOut);

/// What an alert is about: "Locked out" for "lockedOut". Others stay.
QString alertText(const QString& kind);

} // namespace deck
