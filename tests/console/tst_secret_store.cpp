#include "app/console/secret_store.h"

#include "tests/console/tst_stores.h"

#include <QSignalSpy>
#include <QTest>

using namespace deck;

namespace {

constexpr int kPatienceMs = 10'000;

std::unique_ptr<SecretStore> makeStore(const QString& kind)
{
    if (kind == "memory") {
        return std::make_unique<MemorySecrets>();
    }
    return std::make_unique<KeychainSecrets>();
}

} // namespace

class SecretStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStore_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("memory") << "memory";
        QTest::newRow("keychain without a keyring") << "keychain";
    }

    void everyStore()
    {
        QFETCH(QString, kind);
        const auto store = makeStore(kind);

        QVERIFY(!read(*store, "hub1").has_value());
        write(*store, "hub1", "first");
        write(*store, "hub2", "other");
        write(*store, "hub1", "second");
        QCOMPARE(read(*store, "hub1").value(), std::string("second"));
        remove(*store, "hub1");
        QVERIFY(!read(*store, "hub1").has_value());
        QCOMPARE(read(*store, "hub2").value(), std::string("other"));
        QVERIFY(store->isSessionOnly());
    }

    void missingKeyringIsSaidOnce()
    {
        KeychainSecrets store;
        QSignalSpy changed(&store, &SecretStore::sessionOnlyChanged);
        QVERIFY(!store.isSessionOnly());

        write(store, "hub1", "secret");
        QVERIFY(store.isSessionOnly());
        write(store, "hub2", "secret");

        QCOMPARE(changed.count(), 1);
        QCOMPARE(read(store, "hub1").value(), std::string("secret"));
    }

    void answersComeLaterAndOnlyToTheLiving()
    {
        MemorySecrets store;
        auto context = std::make_unique<QObject>();
        int answers = 0;
        store.read("hub1", context.get(), [&](const auto&) { ++answers; });
        QCOMPARE(answers, 0);

        context.reset();
        QCoreApplication::processEvents();

        QCOMPARE(answers, 0);
    }

    void storeMayGoWhileTheKeyringIsAsked()
    {
        auto store = std::make_unique<KeychainSecrets>();
        int answers = 0;
        store->read("hub1", this, [&](const auto&) { ++answers; });
        store->write("hub1", hub::Secret("x"), this, [&] { ++answers; });

        store.reset();
        KeychainSecrets next;
        read(next, "hub1"); // the keyring is asked in order: the others have been answered

        QCOMPARE(answers, 0);
    }

private:
    static std::optional<std::string> read(SecretStore& store, const QString& key)
    {
        bool answered = false;
        std::optional<std::string> found;
        QObject context;
        store.read(key, &context, [&](const std::optional<hub::Secret>& secret) {
            answered = true;
            found = secret ? std::optional(std::string(secret->reveal())) : std::nullopt;
        });
        (void)QTest::qWaitFor([&] { return answered; }, kPatienceMs);
        return answered ? found : std::optional<std::string>("no answer");
    }
    static void write(SecretStore& store, const QString& key, const std::string& secret)
    {
        bool done = false;
        QObject context;
        store.write(key, hub::Secret(secret), &context, [&] { done = true; });
        QVERIFY(QTest::qWaitFor([&] { return done; }, kPatienceMs));
    }
    static void remove(SecretStore& store, const QString& key)
    {
        bool done = false;
        QObject context;
        store.remove(key, &context, [&] { done = true; });
        QVERIFY(QTest::qWaitFor([&] { return done; }, kPatienceMs));
    }
};

std::unique_ptr<QObject> deck::test::makeSecretStoreTest()
{
    return std::make_unique<SecretStoreTest>();
}

#include "tst_secret_store.moc"
