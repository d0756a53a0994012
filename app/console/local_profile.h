// How to reach a hub on this computer: the one inside this program, or that of another program
// which holds the data folder. Reads small files, so it is called off the GUI thread; no state.
#pragma once

#include "hub/server.h"

#include "models/client/connection_profile.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace deck {

/// The id of the local hub in HubList; the same in every run.
inline constexpr QLatin1StringView kLocalHubId{"local"};

struct LocalHubPlace
{
    ConnectionProfile profile;
    QString bindAddress;
    QString caCertificate; ///< path of a PEM file
    QStringList notices;
};

/// Of the hub inside this program. Errors: as profileFrom(); Io, Corrupt for its certificate.
hub::Result<LocalHubPlace> placeOf(const hub::Server& server);

/// Of another program's hub, from its ready file. Errors: NotFound (no such file, or one of an
/// earlier run), Corrupt.
hub::Result<LocalHubPlace> placeOf(const hub::RunningHub& running);

} // namespace deck
