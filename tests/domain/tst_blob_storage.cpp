#include "domain/blob_sas.h"
#include "tests/support/printing.h"

#include "base/time_text.h"

#include <QTest>

#include <memory>

namespace hub::test {

namespace {

/// Base64 of the bytes 0123456789abcdef0123456789abcdef.
const std::string kKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// The public key of the storage emulator's one account.
const std::string kEmulator =
    "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVE"
    "rCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint=https://127.0.0.1:10000/devstoreaccount1;";

BlobStorage emulator()
{
    return parseBlobStorage(kEmulator, "uploads").value();
}

BlobStorage account(const std::string& container = "from-devices")
{
    return parseBlobStorage("DefaultEndpointsProtocol=https;AccountName=hubfiles;AccountKey=" + kKey +
                                ";EndpointSuffix=core.windows.net",
                            container)
        .value();
}

} // namespace

class BlobStorageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accountStandsInTheHostOrInThePath();
    void fieldsComeInAnyOrderAndCase();
    void wrongStringIsExplainedWithoutItsValues_data();
    void wrongStringIsExplainedWithoutItsValues();
    void addressIsEncodedSegmentBySegment();
    void signatureIsThatOfTheService_data();
    void signatureIsThatOfTheService();
};

void BlobStorageTest::accountStandsInTheHostOrInThePath()
{
    const BlobStorage azure = account();
    const BlobStorage local = emulator();

    QCOMPARE(azure.hostName, std::string("hubfiles.blob.core.windows.net"));
    QCOMPARE(azure.path, std::string("from-devices"));
    QCOMPARE(local.hostName, std::string("127.0.0.1:10000"));
    QCOMPARE(local.path, std::string("devstoreaccount1/uploads"));
    QCOMPARE(local.container, std::string("uploads"));
}

void BlobStorageTest::fieldsComeInAnyOrderAndCase()
{
    const auto storage = parseBlobStorage("  blobendpoint=HTTPS://files.test/ ;accountkey=" + kKey +
                                              "; ACCOUNTNAME=a;Unknown=1;\n",
                                          "abc");

    QVERIFY(storage);
    QCOMPARE(storage.value().hostName, std::string("files.test"));
    QCOMPARE(storage.value().path, std::string("abc"));
    QCOMPARE(storage.value().account, std::string("a"));
    QCOMPARE(storage.value().key.size(), std::size_t{32});
}

void BlobStorageTest::wrongStringIsExplainedWithoutItsValues_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("container");
    QTest::addColumn<QString>("said");
    const QString key = "AccountKey=" + QString::fromStdString(kKey);
    QTest::newRow("nothing") << "" << "abc" << "AccountName=";
    QTest::newRow("no account") << key << "abc" << "AccountName=";
    QTest::newRow("no key") << "AccountName=secret" << "abc" << "AccountKey=";
    QTest::newRow("key is not base64") << "AccountName=a;AccountKey=secret!" << "abc"
                                       << "AccountKey=";
    QTest::newRow("plain HTTP") << "DefaultEndpointsProtocol=http;AccountName=a;" + key << "abc"
                                << "https";
    QTest::newRow("plain HTTP endpoint")
        << "AccountName=a;" + key + ";BlobEndpoint=http://127.0.0.1:10000/a" << "abc" << "https://";
    QTest::newRow("no host") << "AccountName=a;" + key + ";BlobEndpoint=https:///a" << "abc"
                             << "no host";
    QTest::newRow("user in the host")
        << "AccountName=a;" + key + ";BlobEndpoint=https://u:secret@host" << "abc" << "no host";
    QTest::newRow("no container") << "AccountName=a;" + key << "" << "container";
    QTest::newRow("container in capitals") << "AccountName=a;" + key << "Abc" << "container";
    QTest::newRow("container with a slash") << "AccountName=a;" + key << "a/bc" << "container";
    QTest::newRow("container with two hyphens") << "AccountName=a;" + key << "a--b" << "container";
    QTest::newRow("long container") << "AccountName=a;" + key << QString(64, 'a') << "container";
}

void BlobStorageTest::wrongStringIsExplainedWithoutItsValues()
{
    QFETCH(const QString, text);
    QFETCH(const QString, container);
    QFETCH(const QString, said);

    const auto storage = parseBlobStorage(text.toStdString(), container.toStdString());

    QVERIFY(!storage);
    QCOMPARE(storage.error().code, Errc::InvalidArgument);
    const QString detail = QString::fromStdString(storage.error().detail);
    QVERIFY2(detail.contains(said), qPrintable(detail));
    QVERIFY(!detail.contains("secret") && !detail.contains(QString::fromStdString(kKey)));
}

void BlobStorageTest::addressIsEncodedSegmentBySegment()
{
    QCOMPARE(blobUri(emulator(), "dev#1/a b/c.txt"),
             std::string("https://127.0.0.1:10000/devstoreaccount1/uploads/dev%231/a%20b/c.txt"));
}

// The signatures were computed apart from this code, with Python's hmac, after the documentation of
// version 2018-11-09; a storage emulator has taken such tokens.
void BlobStorageTest::signatureIsThatOfTheService_data()
{
    QTest::addColumn<QString>("storage");
    QTest::addColumn<QString>("blob");
    QTest::addColumn<QString>("expiry");
    QTest::addColumn<QString>("token");
    QTest::newRow("account in the path")
        << "emulator" << "dev1/binary.bin" << "2030-01-01T00:00:00Z"
        << "?sv=2018-11-09&sr=b&sig=kqwutfdH8m4Zs2gT3JiUOk4s4QUAmRXvzWNxVGAPTmI%3D"
           "&se=2030-01-01T00%3A00%3A00Z&sp=rcw&spr=https";
    QTest::newRow("awkward name, and a part of a second")
        << "account" << "dev 1#x/log ü/1.txt" << "2025-06-30T23:59:59.9Z"
        << "?sv=2018-11-09&sr=b&sig=1jpibRO18kLb2wbPcaOWSRpSyrYjrao6dYPTPwlLYz4%3D"
           "&se=2025-06-30T23%3A59%3A59Z&sp=rcw&spr=https";
}

void BlobStorageTest::signatureIsThatOfTheService()
{
    QFETCH(const QString, storage);
    QFETCH(const QString, blob);
    QFETCH(const QString, expiry);
    QFETCH(const QString, token);
    const BlobStorage store = storage == "emulator" ? emulator() : account();

    const std::string made =
        makeBlobSas(store, blob.toStdString(), parseTime(expiry.toStdString()).value());

    QCOMPARE(QString::fromStdString(made), token);
}

std::unique_ptr<QObject> blobStorageTest()
{
    return std::make_unique<BlobStorageTest>();
}

} // namespace hub::test

#include "tst_blob_storage.moc"
