#include "app/console/profile_store.h"

#include "app/console/local_profile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kVersion = 1;
constexpr qsizetype kMaxName = 128;
constexpr qsizetype kMaxHost = 253; // RFC 1035 §2.3.4
constexpr QFile::Permissions kOwnerOnly = QFile::ReadOwner | QFile::WriteOwner;

QByteArray hashOf(const hub::Secret& key)
{
    const hub::ByteView bytes = key.reveal();
    return QCryptographicHash::hash(QByteArrayView(bytes.data(), qsizetype(bytes.size())),
                                    QCryptographicHash::Sha256);
}

bool isShort(const QString& text, qsizetype most)
{
    return !text.isEmpty() && text.size() <= most;
}

QJsonObject jsonOf(const ConnectionProfile& profile)
{
    return {{"id"_L1, profile.id},
            {"name"_L1, profile.name},
            {"host"_L1, profile.host},
            {"port"_L1, profile.port},
            {"policy"_L1, profile.policy},
            {"authority"_L1, profile.authority.isNull()
                                 ? QString()
                                 : QString::fromLatin1(profile.authority.toPem())}};
}

/// Nothing, if a part of it is missing or makes no sense. An authority that cannot be read must not
/// turn into trust in whatever the system trusts.
std::optional<ConnectionProfile> profileIn(const QJsonObject& json)
{
    ConnectionProfile profile;
    profile.id = json["id"_L1].toString();
    profile.name = json["name"_L1].toString();
    profile.host = json["host"_L1].toString();
    profile.policy = json["policy"_L1].toString();
    const int port = json["port"_L1].toInt();
    const QByteArray pem = json["authority"_L1].toString().toLatin1();
    if (!isShort(profile.id, kMaxName) || profile.id == kLocalHubId ||
        !isShort(profile.name, kMaxName) || !isShort(profile.host, kMaxHost) ||
        !isShort(profile.policy, kMaxName) || port <= 0 || port > 65'535) {
        return std::nullopt;
    }
    profile.port = quint16(port);
    if (!pem.isEmpty()) {
        profile.authority = QSslCertificate(pem, QSsl::Pem);
    }
    return pem.isEmpty() || !profile.authority.isNull() ? std::optional(profile) : std::nullopt;
}

template <class Visit>
void forEachRemote(const HubList& hubs, Visit visit)
{
    for (int row = 0; row < hubs.rowCount(); ++row) {
        if (!hubs.profileAt(row).isLocal) {
            visit(hubs.profileAt(row));
        }
    }
}

} // namespace

ProfileStore::ProfileStore(HubList& hubs, SecretStore& secrets, QString file, QObject* parent)
    : QObject(parent), hubs_(hubs), secrets_(secrets), file_(std::move(file))
{
    connect(&hubs_, &HubList::profilesChanged, this, &ProfileStore::takeChange);
}

void ProfileStore::load()
{
    waiting_ = readFile();
    putNext();
}

std::deque<ConnectionProfile> ProfileStore::readFile()
{
    QFile file(file_);
    if (!file.exists()) {
        return {};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        moveAside(file.errorString());
        return {};
    }
    const QByteArray content = file.read(kMaxFileBytes + 1);
    const QJsonObject json = QJsonDocument::fromJson(content).object();
    if (content.size() > kMaxFileBytes || json["version"_L1].toInt() != kVersion ||
        !json["hubs"_L1].isArray()) {
        moveAside(tr("It is not a list of hubs that this program can read."));
        return {};
    }
    written_ = content;
    std::deque<ConnectionProfile> profiles;
    qsizetype unusable = 0;
    for (const QJsonValue& value : json["hubs"_L1].toArray()) {
        std::optional<ConnectionProfile> profile = profileIn(value.toObject());
        if (profile && profiles.size() < HubList::kMaxHubs) {
            profiles.push_back(std::move(*profile));
        } else {
            ++unusable;
        }
    }
    if (unusable > 0) {
        moveAside(tr("%n of its hubs could not be used.", nullptr, int(unusable)));
    }
    return profiles;
}

void ProfileStore::putNext()
{
    if (!waiting_.empty()) {
        secrets_.read(waiting_.front().id, this,
                      [this](std::optional<hub::Secret> key) { takeKey(std::move(key)); });
        return;
    }
    isLoaded_ = true;
    Q_EMIT loaded();
    takeChange(); // the list may have changed meanwhile
}

void ProfileStore::takeKey(std::optional<hub::Secret> key)
{
    ConnectionProfile profile = std::move(waiting_.front());
    waiting_.pop_front();
    if (key) {
        profile.key = std::move(*key);
        keyHashes_[profile.id] = hashOf(profile.key);
    }
    if (hubs_.rowOf(profile.id) < 0) { // else a person was faster
        hubs_.put(std::move(profile));
    }
    putNext();
}

void ProfileStore::takeChange()
{
    if (isLoaded_) {
        keepKeys();
        forgetKeys();
        writeFile();
    }
}

void ProfileStore::keepKeys()
{
    forEachRemote(hubs_, [this](const ConnectionProfile& profile) {
        const QByteArray hash = hashOf(profile.key);
        if (!profile.key.empty() && keyHashes_.value(profile.id) != hash) {
            keyHashes_[profile.id] = hash;
            secrets_.write(profile.id, profile.key, this, {});
        }
    });
}

void ProfileStore::forgetKeys()
{
    for (auto each = keyHashes_.begin(); each != keyHashes_.end();) {
        if (hubs_.rowOf(each.key()) < 0) {
            secrets_.remove(each.key(), this, {});
            each = keyHashes_.erase(each);
        } else {
            ++each;
        }
    }
}

void ProfileStore::writeFile()
{
    QJsonArray hubs;
    forEachRemote(hubs_,
                  [&hubs](const ConnectionProfile& profile) { hubs.append(jsonOf(profile)); });
    const QByteArray content =
        QJsonDocument(QJsonObject{{"version"_L1, kVersion}, {"hubs"_L1, hubs}}).toJson();
    if (content == written_ || (hubs.isEmpty() && written_.isEmpty())) {
        return;
    }
    QDir().mkpath(QFileInfo(file_).path());
    QSaveFile file(file_);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(kOwnerOnly) &&
        file.write(content) == content.size() && file.commit()) {
        written_ = content;
    } else {
        Q_EMIT failed(
            tr("The list of hubs cannot be written to %1: %2").arg(file_, file.errorString()));
    }
}

/// So that what it held is not lost when the list is written anew.
void ProfileStore::moveAside(const QString& why)
{
    const QString aside = file_ + u".unreadable"_s;
    QFile::remove(aside);
    const bool moved = QFile::rename(file_, aside);
    written_.clear();
    Q_EMIT failed(moved ? tr("The list of hubs was moved to %1. %2").arg(aside, why)
                        : tr("The list of hubs in %1 is left out. %2").arg(file_, why));
}

} // namespace deck
