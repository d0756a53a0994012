// The remote hubs that the console knows, kept between two runs:
//
//   {"version":1,"hubs":[{"id","name","host","port","policy","authority"}]}
//
// authority is a certificate as PEM, or empty where the system decides. Keys are not in this file;
// they rest in the SecretStore under the hub's id.
#pragma once

#include "app/console/secret_store.h"

#include "models/hub_list.h"

#include <QHash>
#include <QObject>

#include <deque>

namespace deck {

/// GUI thread. The list and the secrets must live longer. Local hubs are none of its business.
class ProfileStore final : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 kMaxFileBytes = 1 << 20;

    ProfileStore(HubList& hubs, SecretStore& secrets, QString file, QObject* parent = nullptr);

    /// Reads the file and puts its hubs into the list, one after the other as their keys come. A
    /// hub whose key is lost is put without one. From then on changes of the list are kept.
    void load();

Q_SIGNALS:
    void loaded(); ///< all that can be had are in the list

    /// The file could not be read or written: a sentence. The program goes on without.
    void failed(const QString& message);

private:
    std::deque<ConnectionProfile> readFile();
    void putNext();
    void takeKey(std::optional<hub::Secret> key);
    void takeChange();
    void keepKeys();
    void forgetKeys();
    void writeFile();
    void moveAside(const QString& why);

    HubList& hubs_;
    SecretStore& secrets_;
    const QString file_;
    std::deque<ConnectionProfile> waiting_; ///< for their keys
    QHash<QString, QByteArray> keyHashes_;  ///< of the keys that the store has, by hub
    QByteArray written_;                    ///< what the file holds
    bool isLoaded_ = false;
};

} // namespace deck
