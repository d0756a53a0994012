// Who is signed in to a hub, and what the hub lets them do: a shared access policy with its rights, or
// a person with a role and, maybe, only a part of the fleet.
#pragma once

#include "domain/policy.h"
#include "domain/role.h"

#include "base/json.h"

#include "hub/error.h"

#include <QString>

namespace deck {

/// What a page or an act of the console needs.
struct Need
{
    hub::Permission permission = hub::Permission::View;
    bool wholeHub = false; ///< about all of the fleet: not for people who see a part of it
};

inline constexpr Need kWholeHub{.wholeHub = true}; ///< to look at what is about all of it

class Identity final
{
public:
    /// Of a hub that knows no people: a policy that is let in has all rights.
    static Identity ofPolicy(const QString& name, hub::Rights rights = hub::kAllRights);

    bool isPerson() const { return isPerson_; }
    const QString& name() const { return name_; }
    const QString& scope() const { return scope_; } ///< a condition; empty: the whole fleet
    bool needsCode() const { return needsCode_; }   ///< a second factor beside the key

    bool may(const Need& need) const;
    bool mayLook() const { return may({}); } ///< at anything at all

    /// Why not, as a sentence that names what is missing; empty: it may.
    QString refusal(const Need& need) const;

    /// "alice · operator · only tags.site = 'berlin'", "registryRead · RegistryRead".
    QString text() const;

    bool operator==(const Identity&) const = default;

private:
    friend hub::Result<Identity> identityFrom(const hub::JsonView& json);

    QString name_;
    QString role_;
    QString scope_;
    hub::Rights rights_;
    hub::Permissions permissions_;
    bool isPerson_ = false;
    bool needsCode_ = false;
};

/// From the answer of GET /admin/me. Roles, permissions and rights that this program does not know
/// give nothing. Errors: InvalidArgument, MissingArgument.
hub::Result<Identity> identityFrom(const hub::JsonView& json);

} // namespace deck
