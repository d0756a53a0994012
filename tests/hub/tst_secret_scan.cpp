// The search for secrets that ends every test with a hub: it sees a key in each form and each file.
#include "tests/support/secret_scan.h"
#include "tests/support/test_hub.h"

#include "base/base64.h"
#include "base/crypto.h"
#include "base/hex.h"

#include <QTest>

#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace hub;
using namespace hub::test;

namespace {

Bytes upper(const Bytes& text)
{
    return QByteArray::fromStdString(text).toUpper().toStdString();
}

Bytes url(const Bytes& key)
{
    return QByteArray::fromStdString(key).toBase64(QByteArray::Base64UrlEncoding).toStdString();
}

void append(const std::filesystem::path& file, const Bytes& bytes)
{
    std::ofstream(file, std::ios::app | std::ios::binary) << bytes;
}

} // namespace

class SecretScanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachFormIsSeen_data()
    {
        QTest::addColumn<QByteArray>("form");
        const Bytes key(randomSecret(31).reveal()); // so that base64 ends in the middle of a character
        const auto row = [](const char* name, const Bytes& form) {
            QTest::newRow(name) << QByteArray::fromStdString(form);
        };
        noteSecret("planted", key);
        row("raw", key);
        row("hex", toHex(key));
        row("hex in upper case", upper(toHex(key)));
        row("base64", toBase64(key));
        row("base64 for URLs", url(key));
        row("one byte before it", toBase64("a" + key + "bc"));
        row("two bytes before it", toBase64("ab" + key));
        row("three bytes before it", toBase64("abc" + key + "d"));
        row("for URLs, one before", url("a" + key));
        row("in a query", QByteArray::fromStdString(toBase64(key)).toPercentEncoding().toStdString());
    }

    void eachFormIsSeen()
    {
        QFETCH(QByteArray, form);
        const Bytes bytes = form.toStdString();
        const auto folder = std::filesystem::temp_directory_path() /
                            ("hubdeck-scan-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder); // of a row that failed
        std::filesystem::create_directories(folder / "data/telemetry");
        append(folder / "data/state.db", "not a database");
        for (const char* const name :
             {"data/state.db-wal", "data/state.db-shm", "data/telemetry/2025-01-02.db", "hub.log"}) {
            for (const std::size_t before : {0U, 1U, 4'093U, 65'533U}) {
                std::filesystem::remove(folder / name);
                append(folder / name, Bytes(before, '.') + bytes + "...");

                const auto found = secretsBelow(folder);

                QVERIFY(!found.empty()); // two, where the encoded form begins like the plain one
                QCOMPARE(found[0].file, folder / name);
                QVERIFY(found[0].offset >= before && found[0].offset < before + 5);
                QVERIFY2(found[0].what.starts_with("planted"), found[0].what.c_str());
            }
            std::filesystem::remove(folder / name);
        }
        append(folder / "hub.log", bytes.substr(0, bytes.size() - 12)); // not the whole of it
        append(folder / "note.txt", bytes);                            // not the hub's
        QVERIFY(secretsBelow(folder).empty());
        std::filesystem::remove_all(folder);
    }

    /// Nobody noted these: they are found by opening what is stored, as the hub does.
    void storedKeysAndKeyFilesAreKnown_data()
    {
        QTest::addColumn<bool>("passphrase");
        QTest::newRow("key file") << false;
        QTest::newRow("passphrase") << true;
    }

    void storedKeysAndKeyFilesAreKnown()
    {
        QFETCH(bool, passphrase);
        const std::string text = "a passphrase that is long enough";
        TestHub hub([&](Config& config) {
            config.key.passphrase = passphrase ? text : std::string();
        });
        hub.addDevice("dev1");
        const std::string owner = hub.server().ownerConnectionString();
        hub.stop();
        QVERIFY(secretsBelow(hub.folder()).empty());

        std::vector<Bytes> planted{*fromBase64(kTestKey),
                                   *fromBase64(owner.substr(owner.find("SharedAccessKey=") + 16))};
        if (passphrase) {
            planted.push_back(text);
        }
        for (const Bytes& secret : planted) {
            append(hub.folder() / "leak", toHex(secret));
            const auto found = secretsBelow(hub.folder());
            std::filesystem::remove(hub.folder() / "leak");
            QCOMPARE(found.size(), std::size_t{1});
        }
        if (!passphrase) {
            std::filesystem::copy_file(hub.folder() / "secret.key", hub.folder() / "copy");
            QVERIFY(!secretsBelow(hub.folder()).empty());
            std::filesystem::remove(hub.folder() / "copy");
        }
        for (const char* const name : {"ca", "server"}) {
            const auto file = hub.folder() / "tls" / (name + std::string(".key"));
            QFile pem(QString::fromStdString(file.string()));
            QVERIFY(pem.open(QIODevice::ReadOnly));
            const QByteArray der = QByteArray::fromBase64(
                pem.readAll().replace("-----BEGIN PRIVATE KEY-----", "").replace("-----END PRIVATE KEY-----", ""));
            append(hub.folder() / "leak", toHex(der.toStdString()));
            const auto found = secretsBelow(hub.folder());
            std::filesystem::remove(hub.folder() / "leak");
            QCOMPARE(found.size(), std::size_t{1});
            QVERIFY2(found[0].what.find(name) != std::string::npos, found[0].what.c_str());
        }
    }

    void replacedAndDeletedKeysAreKnown()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const std::string path = "/devices/dev1?api-version=2021-04-12";
        const json::value made = http.request("PUT", path, "{}").parsed();
        const Bytes key = *fromBase64(std::string(
            made.at("authentication").at("symmetricKey").at("secondaryKey").as_string()));
        http.request("DELETE", path, {}, {{"If-Match", "*"}});
        hub.stop();

        append(hub.folder() / "leak", key);
        const auto found = secretsBelow(hub.folder());
        std::filesystem::remove(hub.folder() / "leak");

        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].offset, std::size_t{0});
    }

    /// What the destructor does when it finds one: the test program ends, and with it the suite.
    void theEndOfAFolderFailsTheSuite()
    {
        const TemporaryFolder rest;
        const pid_t child = ::fork();
        if (child == 0) {
            qputenv("TMPDIR", QByteArray::fromStdString(rest.path().string()));
            ::close(STDERR_FILENO);
            ::close(STDOUT_FILENO);
            noteSecret("planted", "a secret that is nowhere else");
            {
                const TemporaryFolder folder;
                append(folder / "hub.log", "x a secret that is nowhere else");
            }
            ::_exit(0); // not reached
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);

        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    }
};

QTEST_GUILESS_MAIN(SecretScanTest)
#include "tst_secret_scan.moc"
