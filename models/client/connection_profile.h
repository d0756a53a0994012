// How to reach a hub. The key lives here only in memory; where it rests is the application's affair.
#pragma once

#include "base/secret.h"

#include "hub/error.h"

#include <QByteArray>
#include <QSslCertificate>
#include <QString>

namespace deck {

struct ConnectionProfile
{
    QString id; ///< of the profile, not of the hub
    QString name;
    QString host; ///< without a port
    quint16 port = 443;
    QString policy; ///< or person: whose key it is
    hub::Secret key;
    QSslCertificate authority; ///< null: the certificate must be one that the system trusts
    bool isLocal = false;      ///< the hub inside this program, or attached to on this computer

    QString address() const; ///< "localhost:8443"
};

/// From a connection string of a policy or a person. Errors: InvalidArgument; a device's string is refused with
/// a sentence that says so.
hub::Result<ConnectionProfile> profileFrom(const QString& connectionString);

/// The inverse of profileFrom(). A secret, since the key is in it.
QString connectionStringOf(const ConnectionProfile& profile);

/// SHA-256 over the certificate's public key, as pairs of hex digits: what a person compares.
QString fingerprintOf(const QSslCertificate& certificate);

/// The same key, even if the certificate was renewed.
bool haveSameKey(const QSslCertificate& a, const QSslCertificate& b);

} // namespace deck
