#include "domain/blob_container.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class BlobContainerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesAreTakenApart_data();
    void addressesAreTakenApart();
    void othersAreRefused_data();
    void othersAreRefused();
    void storesThatNobodyNamedAreRefused_data();
    void storesThatNobodyNamedAreRefused();
    void blobNamesAreJudged_data();
    void blobNamesAreJudged();
};

void BlobContainerTest::addressesAreTakenApart_data()
{
    QTest::addColumn<std::string>("uri");
    QTest::addColumn<std::string>("shown");
    QTest::addColumn<std::string>("blob");
    QTest::newRow("Azure") << "https://acc.blob.core.windows.net/fleet?sv=1&sig=s"s
                           << "https://acc.blob.core.windows.net/fleet"s
                           << "/fleet/a%20b/c?comp=block&sv=1&sig=s"s;
    QTest::newRow("emulator") << "http://127.0.0.1:10000/acc/fleet/?sig=s"s
                              << "http://127.0.0.1:10000/acc/fleet"s
                              << "/acc/fleet/a%20b/c?comp=block&sig=s"s;
}

void BlobContainerTest::addressesAreTakenApart()
{
    QFETCH(const std::string, uri);
    QFETCH(const std::string, shown);
    QFETCH(const std::string, blob);

    const BlobContainer container = BlobContainer::parse(uri).value();

    QCOMPARE(container.shown(), shown);
    QCOMPARE(container.blob("a b/c", "comp=block").target, blob);
}

void BlobContainerTest::othersAreRefused_data()
{
    QTest::addColumn<std::string>("uri");
    for (const char* uri :
         {"", "fleet?sig=secret", "https://a.example/fleet", "https://a.example/?sig=secret",
          "https://a.example/a/b/c?sig=secret", "https://a.example/../b?sig=secret",
          "https://a.example/a%2fb?sig=secret", "http://a.example/b?sig=secret",
          "https://u:p@a.example/b?sig=secret", "https://a.example/b?sv=1"}) {
        QTest::newRow(uri) << std::string(uri);
    }
}

void BlobContainerTest::othersAreRefused()
{
    QFETCH(const std::string, uri);

    const auto container = BlobContainer::parse(uri);

    QVERIFY(!container);
    QCOMPARE(container.error().code, Errc::InvalidArgument);
    QVERIFY(container.error().detail.find("secret") == std::string::npos);
}

void BlobContainerTest::storesThatNobodyNamedAreRefused_data()
{
    QTest::addColumn<std::string>("uri");
    QTest::addColumn<bool>("local"); ///< taken by a hub that also takes this machine
    QTest::addColumn<bool>("other"); ///< and by one that does not
    const auto row = [](const char* uri, bool local, bool other) {
        QTest::newRow(uri) << std::string(uri) << local << other;
    };
    row("https://acc.blob.core.windows.net/c?sig=s", true, true);
    row("https://ACC.blob.core.windows.net:443/c?sig=s", true, true);
    row("https://acc.blob.core.windows.net:8443/c?sig=s", false, false);
    row("https://acc.blob.core.windows.net.evil.example/c?sig=s", false, false);
    row("https://evil.acc.blob.core.windows.net/c?sig=s", false, false);
    row("https://store.example:10443/c?sig=s", true, true);
    row("https://store.example/c?sig=s", false, false);
    row("https://169.254.169.254/c?sig=s", false, false);
    row("https://10.0.0.1/c?sig=s", false, false);
    row("https://[fe80::1]/c?sig=s", false, false);
    row("http://127.0.0.1:10000/c?sig=s", true, false);
    row("https://127.0.0.5:10443/c?sig=s", true, false);
    row("https://localhost/c?sig=s", true, false);
    row("https://[::1]/c?sig=s", true, false);
    row("https://[::ffff:127.0.0.1]/c?sig=s", true, false);
    row("https://localhost.evil.example/c?sig=s", false, false);
}

void BlobContainerTest::storesThatNobodyNamedAreRefused()
{
    QFETCH(const std::string, uri);
    QFETCH(const bool, local);
    QFETCH(const bool, other);
    const std::vector<std::string> names{"acc.blob.core.windows.net", "Store.example:10443"};
    const WebAddress store = BlobContainer::parse(uri).value().store;

    QCOMPARE(bool(BlobStores(names, true).check(store)), local);
    QCOMPARE(bool(BlobStores(names, false).check(store)), other);
    QCOMPARE(bool(BlobStores({}, false).check(store)), false);
}

void BlobContainerTest::blobNamesAreJudged_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<bool>("good");
    QTest::newRow("plain") << "devices.txt"s << true;
    QTest::newRow("folder") << "a/b c/d.txt"s << true;
    QTest::newRow("empty") << ""s << false;
    QTest::newRow("up") << "a/../b"s << false;
    QTest::newRow("empty segment") << "a//b"s << false;
    QTest::newRow("line end") << "a\nb"s << false;
    QTest::newRow("not UTF-8") << "a\xff"s << false;
    QTest::newRow("long") << std::string(1'025, 'a') << false;
}

void BlobContainerTest::blobNamesAreJudged()
{
    QFETCH(const std::string, name);
    QFETCH(const bool, good);

    QCOMPARE(isBlobName(name), good);
}

std::unique_ptr<QObject> blobContainerTest()
{
    return std::make_unique<BlobContainerTest>();
}

} // namespace hub::test

#include "tst_blob_container.moc"
