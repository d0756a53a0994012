// The passphrase under which the local hub encrypts its stored keys: in the desktop's keyring, made
// there at the first start. Where there is no keyring the hub keeps to the file in its data folder.
#pragma once

#include "hub/key_source.h"

#include <QObject>
#include <QString>

#include <functional>

namespace deck {

class SecretStore;

struct HubKey
{
    hub::KeySource source;
    QString notice; ///< for the person, when the key is not in the keyring; else empty
};

/// Asks the store; answers later, on the GUI thread, if the context is still there. Another data
/// folder has another entry.
void findHubKey(SecretStore& secrets,
                const QString& dataFolder,
                QObject* context,
                std::function<void(HubKey)> answer);

/// The name of a folder's entry in the keyring.
QString hubKeyEntry(const QString& dataFolder);

} // namespace deck
