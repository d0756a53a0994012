#include "models/client/connection_profile.h"

#include "domain/connection_string.h"
#include "domain/host_names.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QSslKey>
#include <QUuid>

namespace deck {
namespace {

/// The public key, or the whole certificate when Qt cannot read its key (Ed25519 in Qt 6.4).
QByteArray identityOf(const QSslCertificate& certificate)
{
    const QByteArray key = certificate.publicKey().toDer();
    return key.isEmpty() ? certificate.toDer() : key;
}

} // namespace

QString ConnectionProfile::address() const
{
    return QString::fromStdString(hub::hostWithPort(host.toStdString(), port, 443));
}

hub::Result<ConnectionProfile> profileFrom(const QString& connectionString)
{
    HUB_TRY(hub::ConnectionString parsed,
            hub::parseConnectionString(connectionString.toStdString()));
    if (parsed.isDevice()) {
        return hub::fail(
            hub::Errc::InvalidArgument,
            QCoreApplication::translate("ConnectionProfile",
                                        "This is a device's connection string. Paste the string of "
                                        "a person, or of a policy, such as iothubowner.")
                .toStdString());
    }
    ConnectionProfile profile;
    profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    profile.host = QString::fromStdString(std::string(hub::withoutPort(parsed.hostName)));
    profile.port = hub::portOf(parsed.hostName, 443);
    profile.policy = QString::fromStdString(parsed.policy);
    profile.key = std::move(parsed.key);
    profile.name = profile.host;
    return profile;
}

QString connectionStringOf(const ConnectionProfile& profile)
{
    hub::ConnectionString parts;
    parts.hostName = profile.address().toStdString();
    parts.policy = profile.policy.toStdString();
    parts.key = profile.key;
    return QString::fromStdString(hub::toText(parts));
}

QString fingerprintOf(const QSslCertificate& certificate)
{
    const QByteArray hash =
        QCryptographicHash::hash(identityOf(certificate), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toHex(':').toUpper());
}

bool haveSameKey(const QSslCertificate& a, const QSslCertificate& b)
{
    return !a.isNull() && !b.isNull() && identityOf(a) == identityOf(b);
}

} // namespace deck
