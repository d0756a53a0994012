// Where keys rest between two runs: in the desktop's keyring, never in a file of ours.
#pragma once

#include "models/client/connection_profile.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <functional>
#include <optional>

namespace deck {

/// GUI thread. Answers come later, also when they are known at once, and not at all when the
/// context has gone before.
class SecretStore : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<void(std::optional<hub::Secret>)>; ///< nothing: no such secret
    using Done = std::function<void()>;

    using QObject::QObject;

    virtual void read(const QString& key, QObject* context, Answer answer) = 0;

    /// Kept at least for this session; isSessionOnly() is right when `done` is called.
    virtual void
    write(const QString& key, const hub::Secret& secret, QObject* context, Done done) = 0;

    virtual void remove(const QString& key, QObject* context, Done done) = 0;

    /// There is no keyring, or it is locked: what is written is gone with the program.
    virtual bool isSessionOnly() const = 0;

Q_SIGNALS:
    void sessionOnlyChanged();
};

/// Keeps secrets until it goes: for tests, and in place of a keyring.
class MemorySecrets final : public SecretStore
{
    Q_OBJECT

public:
    using SecretStore::SecretStore;

    void read(const QString& key, QObject* context, Answer answer) override;
    void write(const QString& key, const hub::Secret& secret, QObject* context, Done done) override;
    void remove(const QString& key, QObject* context, Done done) override;
    bool isSessionOnly() const override { return true; }

    bool contains(const QString& key) const { return secrets_.contains(key); }

private:
    QHash<QString, hub::Secret> secrets_;
};

/// The keyring through libsecret or KWallet. The first error that is not "no such entry" means that
/// there is none; from then on the session's memory is used.
class KeychainSecrets final : public SecretStore
{
    Q_OBJECT

public:
    using SecretStore::SecretStore;

    void read(const QString& key, QObject* context, Answer answer) override;
    void write(const QString& key, const hub::Secret& secret, QObject* context, Done done) override;
    void remove(const QString& key, QObject* context, Done done) override;
    bool isSessionOnly() const override { return sessionOnly_; }

private:
    void setSessionOnly();

    MemorySecrets memory_;
    bool sessionOnly_ = false;
};

} // namespace deck
