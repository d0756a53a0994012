#include "models/access_texts.h"

#include "models/texts.h"

#include "domain/access_entry.h"
#include "domain/twin_query.h"

#include <QCoreApplication>
#include <QHash>
#include <QStringList>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

QString tr(const char* text)
{
    return QCoreApplication::translate("AccessTexts", text);
}

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

} // namespace

QString kindText(const QString& kind)
{
    static const QHash<QString, QString> kTexts{
        {u"device"_s, tr("Device")},
        {u"pattern"_s, tr("Pattern")},
        {u"thumbprint"_s, tr("Certificate")},
        {u"network"_s, tr("Network")},
        {u"group"_s, tr("Group")},
    };
    return kTexts.value(kind, kind);
}

QString denialText(const QString& reason)
{
    static const QHash<QString, QString> kTexts{
        {u"requestMalformed"_s, tr("Malformed sign-in")},
        {u"hostUnknown"_s, tr("Wrong host name")},
        {u"deviceUnknown"_s, tr("Unknown device")},
        {u"deviceDisabled"_s, tr("Device disabled")},
        {u"wrongAuthType"_s, tr("Wrong kind of sign-in")},
        {u"credentialsMissing"_s, tr("No credentials")},
        {u"tokenMalformed"_s, tr("Malformed token")},
        {u"tokenAudience"_s, tr("Token for something else")},
        {u"tokenSignature"_s, tr("Wrong signature")},
        {u"tokenExpired"_s, tr("Token expired")},
        {u"policyUnknown"_s, tr("Unknown policy")},
        {u"policyRight"_s, tr("Policy lacks a right")},
        {u"certificateUnknown"_s, tr("Unknown certificate")},
        {u"certificateExpired"_s, tr("Certificate expired")},
        {u"certificateUntrusted"_s, tr("Certificate not trusted")},
        {u"certificateName"_s, tr("Certificate for another name")},
        {u"certificateRevoked"_s, tr("Certificate revoked")},
        {u"addressRejected"_s, tr("Address rejected")},
        {u"blocked"_s, tr("On the block list")},
        {u"notOnAllowList"_s, tr("Not on the allow list")},
        {u"lockedOut"_s, tr("Locked out")},
    };
    return kTexts.value(reason, reason);
}

QString stepText(const QString& step)
{
    static const QHash<QString, QString> kTexts{
        {u"ipRules"_s, tr("IP rules")},   {u"identity"_s, tr("Identity")},
        {u"blockList"_s, tr("Block list")}, {u"allowList"_s, tr("Allow list")},
        {u"mode"_s, tr("Mode")},
    };
    return kTexts.value(step, step);
}

QString scopeText(hub::AccessScope scope)
{
    switch (scope) {
    case hub::AccessScope::Device: return tr("Devices");
    case hub::AccessScope::Service: return tr("Service API");
    case hub::AccessScope::Admin: return tr("Admin API");
    }
    return {};
}

QString scopesText(const hub::IpRule& rule)
{
    QStringList names;
    for (std::size_t scope = 0; scope < hub::kAccessScopes; ++scope) {
        if (rule.scopes[scope]) {
            names << scopeText(hub::AccessScope(scope));
        }
    }
    if (names.size() == int(hub::kAccessScopes)) {
        return tr("Everything");
    }
    return names.isEmpty() ? tr("Nothing") : names.join(u", "_s);
}

QString entryText(const hub::api::AccessEntry& entry)
{
    const QString list = entry.list == "block" ? tr("Block entry") : tr("Allow entry");
    const QString what = list + u" "_s + text(entry.id) + u": "_s +
                         kindText(text(entry.kind)).toLower() + u' ' + text(entry.value);
    return entry.reason.empty() ? what : what + u" – "_s + text(entry.reason);
}

EntryValue entryValueFrom(const QString& kind, const QString& typed)
{
    const auto known = hub::accessKindFromName(kind.toStdString());
    const auto value =
        hub::canonicalValue(known.value_or(hub::AccessKind::Device), typed.trimmed().toStdString());
    return value ? EntryValue{text(value.value()), {}}
                 : EntryValue{{}, sentence(text(value.error().detail))};
}

QString conditionComplaint(const QString& condition)
{
    const auto parsed = hub::TwinCondition::parse(condition.toStdString());
    return parsed ? QString() : sentence(text(parsed.error().detail));
}

QString addressWithoutPort(const QString& peer)
{
    const auto address = hub::addressOfPeer(peer.toStdString());
    return address ? text(address->text()) : QString();
}

DenialRemedies remediesFor(const QString& reason, const QString& deviceId, quint64 lockedOut)
{
    const bool named = !deviceId.isEmpty();
    DenialRemedies can;
    can.canRegister = named && reason == "deviceUnknown"_L1 && !deviceId.contains(u'/');
    can.canBlock = named && reason != "blocked"_L1;
    can.canLift = reason == "lockedOut"_L1 || lockedOut > 0;
    can.canEnable = named && reason == "deviceDisabled"_L1;
    can.canUnblock = reason == "blocked"_L1 || reason == "notOnAllowList"_L1 ||
                     reason == "addressRejected"_L1;
    return can;
}

QString alertText(const QString& kind)
{
    static const QHash<QString, QString> kTexts{
        {u"lockedOut"_s, tr("Locked out")},
        {u"idFight"_s, tr("Clients take an id from each other")},
        {u"certificateEnds"_s, tr("Certificate ends soon")},
        {u"diskNearlyFull"_s, tr("Disk nearly full")},
    };
    return kTexts.value(kind, kind);
}

} // namespace deck
