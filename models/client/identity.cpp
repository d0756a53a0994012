#include "models/client/identity.h"

#include "models/texts.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;
using hub::Permission;
using hub::Right;

constexpr int kMostNameChars = 128; ///< as the hub allows for ids
constexpr int kMostScopeChars = 200;
constexpr std::array kPermissions{Permission::View,    Permission::Queues, Permission::Enroll,
                                  Permission::Operate, Permission::Access, Permission::Keys,
                                  Permission::Administer};
constexpr std::array kRights{Right::RegistryRead, Right::RegistryWrite, Right::ServiceConnect,
                             Right::DeviceConnect};

QString tr(const char* text)
{
    return QCoreApplication::translate("Identity", text);
}

QString wordOf(std::string_view value)
{
    return QString::fromUtf8(value.data(), qsizetype(value.size()));
}

/// Policies have no permissions: under /admin it is two rights to see, and all four to change.
hub::Rights rightsFor(Permission permission)
{
    return permission == Permission::View ? hub::Rights{Right::RegistryRead, Right::ServiceConnect}
                                          : hub::kAllRights;
}

hub::Result<hub::Permissions> permissionsFrom(const hub::JsonView& json)
{
    hub::Permissions permissions;
    HUB_TRY(const hub::JsonView list, json.required("permissions"));
    HUB_TRY(const hub::json::array* array, list.array());
    for (const hub::json::value& value : *array) {
        HUB_TRY(const std::string_view name, hub::JsonView(value, "permissions").string());
        for (const Permission permission : kPermissions) {
            if (hub::nameOf(permission) == name) {
                permissions.add(permission);
            }
        }
    }
    return permissions;
}

hub::Result<hub::Rights> rightsFrom(const hub::JsonView& json)
{
    HUB_TRY(const std::string names, json.requiredString("rights"));
    std::uint8_t bits = 0;
    for (const QString& name : QString::fromStdString(names).split(u',')) {
        for (const Right right : kRights) {
            const hub::Rights one{right};
            if (name.trimmed() == QString::fromStdString(hub::rightsText(one))) {
                bits = std::uint8_t(bits | one.bits());
            }
        }
    }
    return hub::Rights::fromBits(bits);
}

} // namespace

Identity Identity::ofPolicy(const QString& name, hub::Rights rights)
{
    Identity identity;
    identity.name_ = name;
    identity.rights_ = rights;
    return identity;
}

bool Identity::may(const Need& need) const
{
    if (!isPerson_) {
        return rights_.includes(rightsFor(need.permission));
    }
    return permissions_.includes(need.permission) && (!need.wholeHub || scope_.isEmpty());
}

QString Identity::refusal(const Need& need) const
{
    if (may(need)) {
        return {};
    }
    if (!isPerson_) {
        return tr("The policy %1 may not do this: it needs the rights %2.")
            .arg(name_, QString::fromStdString(hub::rightsText(rightsFor(need.permission))));
    }
    if (!permissions_.includes(need.permission)) {
        return tr("%1 (%2) may not do this: the permission “%3” is missing.")
            .arg(name_, role_, wordOf(hub::nameOf(need.permission)));
    }
    return tr("This is about the whole hub, and %1 sees only the devices with %2.")
        .arg(name_, scope_);
}

QString Identity::text() const
{
    QStringList parts{name_};
    if (isPerson_) {
        parts << role_;
        if (!scope_.isEmpty()) {
            parts << tr("only %1").arg(scope_);
        }
    } else if (!rights_.includes(hub::kAllRights)) {
        parts << QString::fromStdString(hub::rightsText(rights_));
    }
    return parts.join(u"  ·  "_s);
}

hub::Result<Identity> identityFrom(const hub::JsonView& json)
{
    Identity identity;
    HUB_TRY(const std::string kind, json.requiredString("kind"));
    HUB_TRY(const std::string name, json.requiredString("name"));
    identity.name_ = plainLine(QString::fromStdString(name), kMostNameChars);
    identity.isPerson_ = kind == "person";
    if (!identity.isPerson_) {
        HUB_TRY(identity.rights_, rightsFrom(json));
        return identity;
    }
    HUB_TRY(const std::string role, json.requiredString("role"));
    HUB_TRY(const std::string scope, json.stringOr("scope", {}));
    HUB_TRY(identity.needsCode_, json.booleanOr("secondFactor", false));
    HUB_TRY(identity.permissions_, permissionsFrom(json));
    identity.role_ = plainLine(QString::fromStdString(role), kMostNameChars);
    identity.scope_ = plainLine(QString::fromStdString(scope), kMostScopeChars);
    return identity;
}

} // namespace deck
