#include "app/console/profile_store.h"

#include "models/hub_list.h"

#include "net/local_ca.h"

#include "tests/console/tst_stores.h"
#include "tests/support/temporary_folder.h"

#include <QDirIterator>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace deck;
using hub::test::TemporaryFolder;

namespace {

constexpr const char* kKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

ConnectionProfile profile(const QString& host, const char* key = kKey)
{
    const QString text = "HostName=" + host + ";SharedAccessKeyName=iothubowner;SharedAccessKey=";
    return profileFrom(text + key).value();
}

/// A run of the program: the list, and what keeps it.
struct Run
{
    Run(const TemporaryFolder& folder, SecretStore& secrets)
        : file(QString::fromStdString((folder / "config/hubs.json").string())),
          store(hubs, secrets, file),
          loaded(&store, &ProfileStore::loaded),
          failed(&store, &ProfileStore::failed)
    {
        store.load();
        (void)QTest::qWaitFor([this] { return loaded.count() == 1; });
    }

    HubList hubs;
    QString file;
    ProfileStore store;
    QSignalSpy loaded;
    QSignalSpy failed;
};

/// JSON with ' for ": moc loses its way in raw strings.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const TemporaryFolder& folder, const QByteArray& content)
{
    QDir().mkpath(QString::fromStdString((folder / "config").string()));
    QFile file(QString::fromStdString((folder / "config/hubs.json").string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

} // namespace

class ProfileStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hubsComeBackWithTheirKeys()
    {
        const TemporaryFolder folder;
        MemorySecrets secrets;
        const auto files =
            hub::net::prepareCertificates(folder / "tls", {std::string("127.0.0.1")}).value();
        ConnectionProfile works = profile("works.example:8443");
        works.name = "Works";
        works.authority =
            QSslCertificate::fromPath(QString::fromStdString(files.caCertificate.string()))[0];
        {
            Run first(folder, secrets);
            first.hubs.put(works);
            first.hubs.put(profile("other.example"));
        }

        const Run second(folder, secrets);

        QCOMPARE(second.hubs.rowCount(), 2);
        const ConnectionProfile& back = second.hubs.profileAt(0);
        QCOMPARE(back.id, works.id);
        QCOMPARE(back.name, QString("Works"));
        QCOMPARE(back.host, QString("works.example"));
        QCOMPARE(back.port, quint16{8443});
        QCOMPARE(back.policy, QString("iothubowner"));
        QCOMPARE(back.authority, works.authority);
        QVERIFY(back.key.reveal() == works.key.reveal());
        QVERIFY(!back.isLocal);
        QVERIFY(second.hubs.profileAt(1).authority.isNull());
    }

    void fileIsPrivateAndHoldsNoKey()
    {
        const TemporaryFolder folder;
        MemorySecrets secrets;
        Run run(folder, secrets);

        run.hubs.put(profile("works.example"));

        const QByteArray content = contentOf(run.file);
        QVERIFY(content.contains("works.example"));
        const QByteArray raw = QByteArray::fromBase64(kKey);
        QDirIterator files(QString::fromStdString(folder.path().string()), QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QByteArray bytes = contentOf(files.next());
            for (const QByteArray& form : {QByteArray(kKey), raw, raw.toHex()}) {
                QVERIFY2(!bytes.contains(form), qPrintable(files.filePath()));
            }
        }
        QCOMPARE(QFile::permissions(run.file) &
                     (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
    }

    void localHubIsNotKept()
    {
        const TemporaryFolder folder;
        MemorySecrets secrets;
        Run run(folder, secrets);
        ConnectionProfile local = profile("127.0.0.1:8443");
        local.id = "local";
        local.isLocal = true;

        run.hubs.put(local);

        QVERIFY(!QFile::exists(run.file));
        QVERIFY(!secrets.contains("local"));
    }

    void removedHubTakesItsKeyAlong()
    {
        const TemporaryFolder folder;
        MemorySecrets secrets;
        ConnectionProfile works = profile("works.example");
        {
            Run first(folder, secrets);
            first.hubs.put(works);
        }
        QVERIFY(secrets.contains(works.id));

        Run second(folder, secrets);
        second.hubs.remove(works.id);

        QVERIFY(!secrets.contains(works.id));
        QVERIFY(!contentOf(second.file).contains("works.example"));
        QCOMPARE(Run(folder, secrets).hubs.rowCount(), 0);
    }

    void newKeyReplacesTheOld()
    {
        const TemporaryFolder folder;
        MemorySecrets secrets;
        ConnectionProfile works = profile("works.example");
        {
            Run first(folder, secrets);
            first.hubs.put(works);
            works.key = hub::Secret("another");
            first.hubs.put(works);
        }

        const Run second(folder, secrets);

        QVERIFY(second.hubs.profileAt(0).key.reveal() == "another");
    }

    void hubWithoutKeyStaysInTheList()
    {
        const TemporaryFolder folder;
        {
            MemorySecrets secrets;
            Run first(folder, secrets);
            first.hubs.put(profile("works.example"));
        }
        MemorySecrets empty;

        const Run second(folder, empty);

        QCOMPARE(second.hubs.rowCount(), 1);
        QVERIFY(second.hubs.profileAt(0).key.empty());
    }

    void badFileIsMovedAsideWithASentence_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not JSON") << QByteArray("{\"version\":1,");
        QTest::newRow("other JSON") << QByteArray("[1,2]");
        QTest::newRow("newer") << QByteArray("{\"version\":2,\"hubs\":[]}");
        QTest::newRow("hubs are no list") << QByteArray("{\"version\":1,\"hubs\":7}");
        QTest::newRow("too large") << QByteArray(2 << 20, ' ');
        QTest::newRow("deep") << QByteArray(10'000, '[');
    }

    void badFileIsMovedAsideWithASentence()
    {
        QFETCH(QByteArray, content);
        const TemporaryFolder folder;
        MemorySecrets secrets;
        writeFile(folder, content);

        Run run(folder, secrets);

        QCOMPARE(run.failed.count(), 1);
        QVERIFY(run.failed[0][0].toString().contains(run.file));
        QCOMPARE(contentOf(run.file + ".unreadable"), content);
        QCOMPARE(run.hubs.rowCount(), 0);
        run.hubs.put(profile("works.example"));
        QVERIFY(contentOf(run.file).contains("works.example"));
    }

    void goodHubsAreTakenFromAFileWithBadOnes()
    {
        const TemporaryFolder folder;
        MemorySecrets secrets;
        const QByteArray good =
            "{'id':'a','name':'A','host':'a.example','port':443,'policy':'iothubowner'}";
        QByteArray content = "{'version':1,'hubs':[17," + good;
        for (const char* const bad :
             {"'id':''", "'id':'local'", "'port':0", "'port':65536", "'port':'x'", "'host':''",
              "'policy':7", "'authority':'nonsense'"}) {
            QByteArray changed = good;
            changed.replace(changed.size() - 1, 1, QByteArray(",") + bad + "}");
            content += "," + changed; // the last one of two equal names counts
        }
        writeFile(folder, json(content + "]}"));

        Run run(folder, secrets);

        QCOMPARE(run.hubs.rowCount(), 1);
        QCOMPARE(run.hubs.profileAt(0).id, QString("a"));
        QCOMPARE(run.failed.count(), 1);
    }

    void listOfHubsIsBounded()
    {
        const TemporaryFolder folder;
        MemorySecrets secrets;
        QByteArray content = "{'version':1,'hubs':[";
        for (int i = 0; i < 200; ++i) {
            content += QByteArray(i == 0 ? "" : ",") + "{'id':'h" + QByteArray::number(i) +
                       "','name':'A','host':'a','port':443,'policy':'p'}";
        }
        writeFile(folder, json(content + "]}"));

        Run run(folder, secrets);

        QCOMPARE(run.hubs.rowCount(), int{HubList::kMaxHubs});
        QCOMPARE(run.failed.count(), 1);
        ConnectionProfile local = profile("127.0.0.1:8443");
        local.isLocal = true;
        QCOMPARE(run.hubs.put(local), int{HubList::kMaxHubs}); // there is room for it in any case
        QCOMPARE(run.hubs.put(profile("one.too.many")), -1);
    }

    void folderThatCannotBeWrittenIsExplained()
    {
        const TemporaryFolder folder;
        MemorySecrets secrets;
        QFile inTheWay(QString::fromStdString((folder / "config").string()));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));

        Run run(folder, secrets);
        run.hubs.put(profile("works.example"));

        QCOMPARE(run.failed.count(), 1);
        QVERIFY(run.failed[0][0].toString().contains(run.file));
    }
};

std::unique_ptr<QObject> deck::test::makeProfileStoreTest()
{
    return std::make_unique<ProfileStoreTest>();
}

#include "tst_profile_store.moc"
