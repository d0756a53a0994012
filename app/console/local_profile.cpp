#include "app/console/local_profile.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kMaxReadyFile = 65'536;

/// Device strings and requests name the address: some SDKs refuse "localhost", and an address needs
/// no look-up. Every hub on this computer answers to both.
constexpr auto kLoopback = "127.0.0.1"_L1;

QString tr(const char* text)
{
    return QCoreApplication::translate("LocalHub", text);
}

hub::Error failure(hub::Errc code, const QString& text)
{
    return hub::fail(code, text.toStdString());
}

hub::Result<QSslCertificate> authorityIn(const QString& path)
{
    const QList<QSslCertificate> found = QSslCertificate::fromPath(path, QSsl::Pem);
    if (found.isEmpty() || found.first().isNull()) {
        return failure(hub::Errc::Corrupt,
                       tr("The hub's certificate authority cannot be read from %1").arg(path));
    }
    return found.first();
}

/// Everything but what a ready file does not tell.
hub::Result<LocalHubPlace> placeFrom(QString ownerString, int port, const QString& caCertificate)
{
    HUB_TRY(ConnectionProfile profile, profileFrom(ownerString));
    ownerString.fill(u'0'); // the key is in it
    LocalHubPlace place;
    place.profile = std::move(profile);
    place.profile.id = kLocalHubId;
    place.profile.name = tr("Local hub");
    place.profile.isLocal = true;
    place.profile.port = quint16(port);
    if (place.profile.host == "localhost"_L1) {
        place.profile.host = kLoopback;
    }
    place.bindAddress = place.profile.host;
    place.caCertificate = caCertificate;
    HUB_TRY(place.profile.authority, authorityIn(caCertificate));
    return place;
}

} // namespace

hub::Result<LocalHubPlace> placeOf(const hub::Server& server)
{
    const hub::Endpoints& endpoints = server.endpoints();
    HUB_TRY(LocalHubPlace place,
            placeFrom(QString::fromStdString(server.ownerConnectionString()),
                      endpoints.https.front(),
                      QString::fromStdString(endpoints.caCertificate.string())));
    place.bindAddress = QString::fromStdString(endpoints.bindAddress);
    for (const std::string& notice : endpoints.notices) {
        place.notices << QString::fromStdString(notice);
    }
    return place;
}

hub::Result<LocalHubPlace> placeOf(const hub::RunningHub& running)
{
    QFile file(QString::fromStdString(running.readyFile.string()));
    if (running.readyFile.empty() || !file.open(QIODevice::ReadOnly)) {
        return failure(hub::Errc::NotFound, tr("It has left no ready file that can be read"));
    }
    const QJsonObject ready = QJsonDocument::fromJson(file.read(kMaxReadyFile)).object();
    if (ready["pid"_L1].toInteger() != running.pid) {
        return failure(hub::Errc::NotFound, tr("Its ready file is not its own"));
    }
    const int port = ready["https"_L1].toArray().at(0).toInt();
    if (port <= 0 || port > 65'535) {
        return failure(hub::Errc::Corrupt, tr("Its ready file names no port"));
    }
    return placeFrom(ready["ownerConnectionString"_L1].toString(), port,
                     ready["caCertificate"_L1].toString());
}

} // namespace deck
