// Where the console has the key of its hub: the keyring, or, said so, the data folder.
#include "app/console/hub_key.h"
#include "app/console/secret_store.h"

#include "tests/console/tst_stores.h"

#include <QTest>

namespace deck::test {
namespace {

/// A keyring that keeps what it is given, or breaks when something is written.
class FakeKeyring final : public SecretStore
{
public:
    explicit FakeKeyring(bool breaks = false) : breaks_(breaks) {}

    void read(const QString& key, QObject* context, Answer answer) override
    {
        memory_.read(key, context, std::move(answer));
    }
    void write(const QString& key, const hub::Secret& secret, QObject* context, Done done) override
    {
        sessionOnly_ = breaks_;
        ++writes;
        memory_.write(key, secret, context, std::move(done));
    }
    void remove(const QString& key, QObject* context, Done done) override
    {
        memory_.remove(key, context, std::move(done));
    }
    bool isSessionOnly() const override { return sessionOnly_; }

    int writes = 0;

private:
    MemorySecrets memory_;
    bool breaks_;
    bool sessionOnly_ = false;
};

HubKey find(SecretStore& secrets, const QString& folder)
{
    QObject context;
    std::optional<HubKey> found;
    findHubKey(secrets, folder, &context, [&found](HubKey key) { found = std::move(key); });
    if (!QTest::qWaitFor([&found] { return found.has_value(); })) {
        qFatal("no answer");
    }
    return *found;
}

} // namespace

class HubKeyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keyIsMadeOnceForAFolder();
    void withoutAKeyringTheFileIsUsedAndSaidSo();
    void keyringThatDoesNotKeepIsNone();
};

void HubKeyTest::keyIsMadeOnceForAFolder()
{
    FakeKeyring keyring;

    const HubKey first = find(keyring, "/data/one");
    const HubKey again = find(keyring, "/data/./one/");
    const HubKey other = find(keyring, "/data/two");

    QCOMPARE(first.source.passphrase.size(), std::size_t{44}); // 32 bytes in base64
    QVERIFY(first.source.takesOver && first.notice.isEmpty());
    QCOMPARE(again.source.passphrase, first.source.passphrase);
    QVERIFY(other.source.passphrase != first.source.passphrase);
    QCOMPARE(keyring.writes, 2);
}

void HubKeyTest::withoutAKeyringTheFileIsUsedAndSaidSo()
{
    MemorySecrets none;

    const HubKey key = find(none, "/data/one");

    QVERIFY(key.source.isFile());
    QVERIFY(key.notice.contains("keyring"));
}

void HubKeyTest::keyringThatDoesNotKeepIsNone()
{
    FakeKeyring broken(true);

    const HubKey key = find(broken, "/data/one");

    QVERIFY(key.source.isFile());
    QVERIFY(!key.notice.isEmpty());
}

std::unique_ptr<QObject> makeHubKeyTest()
{
    return std::make_unique<HubKeyTest>();
}

} // namespace deck::test

#include "tst_hub_key.moc"
