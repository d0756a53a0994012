#include "app/console/secret_store.h"

#include <QPointer>
#include <qt6keychain/keychain.h>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

/// All of our entries in the keyring stand under this name.
QString service()
{
    return u"hubdeck"_s;
}

/// The job shares this buffer; it is wiped once the job lets go of it. What the library and the
/// keyring's bus copy is out of our hands.
void wipeAfter(const QKeychain::Job& job, QByteArray data)
{
    QObject::connect(&job, &QObject::destroyed,
                     [data = std::move(data)]() mutable { data.fill('\0'); });
}

/// There is a keyring, and it answers.
bool answers(const QKeychain::Job& job)
{
    return job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound;
}

/// Calls in the context's turn of the event loop, if it is still there.
void post(QObject* context, SecretStore::Done done)
{
    if (context != nullptr && done) {
        QMetaObject::invokeMethod(context, std::move(done), Qt::QueuedConnection);
    }
}

/// Once the keyring has answered: at once, if the context is still there.
void call(const QPointer<QObject>& context, const SecretStore::Done& done)
{
    if (context && done) {
        done();
    }
}

/// It has no parent and deletes itself when it is done: the library must not lose it before.
template <class Job>
Job* newJob(const QString& key)
{
    auto* const job = new Job(service());
    job->setKey(key);
    job->setInsecureFallback(false);
    return job;
}

} // namespace

void MemorySecrets::read(const QString& key, QObject* context, Answer answer)
{
    const auto found = secrets_.constFind(key);
    std::optional<hub::Secret> secret;
    if (found != secrets_.cend()) {
        secret = *found;
    }
    post(context, [secret = std::move(secret), answer = std::move(answer)] { answer(secret); });
}

void MemorySecrets::write(const QString& key,
                          const hub::Secret& secret,
                          QObject* context,
                          Done done)
{
    secrets_.insert(key, secret);
    post(context, std::move(done));
}

void MemorySecrets::remove(const QString& key, QObject* context, Done done)
{
    secrets_.remove(key);
    post(context, std::move(done));
}

void KeychainSecrets::read(const QString& key, QObject* context, Answer answer)
{
    if (sessionOnly_) {
        memory_.read(key, context, std::move(answer));
        return;
    }
    auto* const job = newJob<QKeychain::ReadPasswordJob>(key);
    const auto finish = [this, job, key, guard = QPointer(context), answer = std::move(answer)] {
        if (!answers(*job)) {
            setSessionOnly();
            memory_.read(key, guard, answer);
            return;
        }
        const QByteArray data = job->binaryData();
        wipeAfter(*job, data);
        std::optional<hub::Secret> secret;
        if (job->error() == QKeychain::NoError) {
            secret.emplace(data.toStdString());
        }
        call(guard, [&] { answer(secret); });
    };
    connect(job, &QKeychain::Job::finished, this, finish);
    job->start();
}

void KeychainSecrets::write(const QString& key,
                            const hub::Secret& secret,
                            QObject* context,
                            Done done)
{
    if (sessionOnly_) {
        memory_.write(key, secret, context, std::move(done));
        return;
    }
    auto* const job = newJob<QKeychain::WritePasswordJob>(key);
    const hub::ByteView bytes = secret.reveal();
    const QByteArray data(bytes.data(), qsizetype(bytes.size()));
    job->setBinaryData(data);
    wipeAfter(*job, data);
    const auto finish = [this, job, key, secret, guard = QPointer(context),
                         done = std::move(done)] {
        if (job->error() != QKeychain::NoError) {
            setSessionOnly();
            memory_.write(key, secret, nullptr, {});
        }
        call(guard, done);
    };
    connect(job, &QKeychain::Job::finished, this, finish);
    job->start();
}

/// The keyring is asked even when it did not answer before: it may hold the entry.
void KeychainSecrets::remove(const QString& key, QObject* context, Done done)
{
    memory_.remove(key, nullptr, {});
    auto* const job = newJob<QKeychain::DeletePasswordJob>(key);
    connect(job, &QKeychain::Job::finished, this,
            [guard = QPointer(context), done = std::move(done)] { call(guard, done); });
    job->start();
}

void KeychainSecrets::setSessionOnly()
{
    if (!sessionOnly_) {
        sessionOnly_ = true;
        Q_EMIT sessionOnlyChanged();
    }
}

} // namespace deck
