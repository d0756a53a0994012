#include "tests/services/tst_uploads.h"

#include "tests/support/services_fixture.h"

#include "services/uploads.h"

#include "domain/blob_sas.h"

#include "storage/sqlite/open.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

BlobStorage account()
{
    return parseBlobStorage("AccountName=files;AccountKey=" + kKey, "uploads").value();
}

struct Fixture : ServicesFixture
{
    explicit Fixture(std::optional<BlobStorage> store = account())
        : uploads({*workers, events, log, clock, std::move(store)}), owner(ownerOf("dev1"))
    {
    }

    UploadOwner ownerOf(const std::string& id) { return {addDevice(id).key, id}; }

    Result<UploadGrant> start(const std::string& blob = "a.bin")
    {
        return await(uploads.start(owner, blob));
    }

    Result<void> finish(const std::string& correlation, bool isSuccess = true)
    {
        return await(uploads.finish(owner, correlation, isSuccess));
    }

    /// Uploads one file whose notification waits then.
    void upload(const std::string& blob = "a.bin")
    {
        const auto grant = start(blob);
        if (!grant || !finish(grant.value().correlationId)) {
            qFatal("cannot upload %s", blob.c_str());
        }
    }

    std::optional<LockedNotification> receive() { return await(uploads.receive()).value(); }

    Result<void> settle(const std::string& token, bool complete)
    {
        return await(uploads.settle(token, complete));
    }

    /// Types of the events about files.
    QStringList told() const
    {
        QStringList types;
        for (const EventPointer& event : events.readAfter(0, 1000).events) {
            if (event->type.starts_with("file")) {
                types << QString::fromStdString(event->type + " " + event->deviceId + " " +
                                                event->data);
            }
        }
        return types;
    }

    Uploads uploads;
    UploadOwner owner;
};

} // namespace

void UploadsTest::grantLeadsToOneBlob()
{
    Fixture fixture;

    const UploadGrant grant = fixture.start("logs/a b.bin").value();
    const UploadGrant other = fixture.start("logs/a b.bin").value();

    QCOMPARE(grant.hostName, std::string("files.blob.core.windows.net"));
    QCOMPARE(grant.containerName, std::string("uploads"));
    QCOMPARE(grant.blobName, std::string("dev1/logs/a b.bin"));
    const WallTime end = fixture.clock.wall() + 1h;
    QCOMPARE(grant.sasToken, makeBlobSas(account(), "dev1/logs/a b.bin", end));
    QVERIFY(!grant.correlationId.empty() && grant.correlationId.size() <= 128);
    QVERIFY(grant.correlationId.find_first_of("+/=") == std::string::npos); // Node sends it in a path
    QVERIFY(grant.correlationId != other.correlationId);
}

void UploadsTest::emulatorsAccountStandsInThePath()
{
    Fixture fixture(parseBlobStorage("AccountName=devstoreaccount1;AccountKey=" + kKey +
                                         ";BlobEndpoint=https://127.0.0.1:10000/devstoreaccount1",
                                     "uploads")
                        .value());

    const UploadGrant grant = fixture.start().value();

    QCOMPARE(grant.hostName, std::string("127.0.0.1:10000"));
    QCOMPARE(grant.containerName, std::string("devstoreaccount1/uploads"));
    QCOMPARE(grant.blobName, std::string("dev1/a.bin"));
}

void UploadsTest::withoutAStoreThereAreNoUploads()
{
    Fixture fixture{std::nullopt};

    const auto grant = fixture.start();

    QVERIFY(!grant);
    QCOMPARE(grant.error().code, Errc::NoFileStorage);
    QCOMPARE(fixture.finish("abc").error().code, Errc::UnknownUpload);
}

void UploadsTest::blobNamesThatMeanSomethingElseAreRefused_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<bool>("good");
    QTest::newRow("path") << std::string("a/b/c.txt") << true;
    QTest::newRow("dots in a name") << std::string("..a/b..c.") << true;
    QTest::newRow("other letters") << std::string("größe #1?.txt") << true;
    QTest::newRow("longest") << std::string(1'024 - 5, 'x') << true;
    QTest::newRow("too long") << std::string(1'024 - 4, 'x') << false;
    QTest::newRow("empty") << std::string() << false;
    QTest::newRow("up") << std::string("../dev2/a") << false;
    QTest::newRow("up in the middle") << std::string("a/../../dev2") << false;
    QTest::newRow("here") << std::string("a/./b") << false;
    QTest::newRow("begins with a slash") << std::string("/a") << false;
    QTest::newRow("ends with a slash") << std::string("a/") << false;
    QTest::newRow("line feed") << std::string("a\nb") << false;
    QTest::newRow("not UTF-8") << std::string("a\xff") << false;
}

void UploadsTest::blobNamesThatMeanSomethingElseAreRefused()
{
    QFETCH(const std::string, name);
    QFETCH(const bool, good);
    Fixture fixture;

    const auto grant = fixture.start(name);

    QCOMPARE(grant.has_value(), good);
    QVERIFY(good || grant.error().code == Errc::InvalidArgument);
}

void UploadsTest::tenUploadsAreOpenAtMost()
{
    Fixture fixture;
    const UploadOwner other = fixture.ownerOf("dev2");
    std::string first;
    for (int i = 0; i < 10; ++i) {
        const auto grant = fixture.start();
        QVERIFY(grant);
        first = first.empty() ? grant.value().correlationId : first;
    }

    const auto eleventh = fixture.start();

    QVERIFY(!eleventh);
    QCOMPARE(eleventh.error().code, Errc::TooManyUploads);
    QVERIFY(fixture.await(fixture.uploads.start(other, "a")));
    QVERIFY(fixture.finish(first, false));
    QVERIFY(fixture.start());
}

void UploadsTest::expiredUploadMakesRoom()
{
    Fixture fixture;
    for (int i = 0; i < 10; ++i) {
        QVERIFY(fixture.start());
    }

    fixture.clock.advance(1h);

    QVERIFY(fixture.start());
}

void UploadsTest::successIsToldToBackEnds()
{
    Fixture fixture;
    const UploadGrant grant = fixture.start("log 1.txt").value();
    fixture.clock.advance(5s);

    QVERIFY(fixture.finish(grant.correlationId));

    const auto told = fixture.receive();
    QVERIFY(told.has_value());
    QCOMPARE(told->notification.deviceId, std::string("dev1"));
    QCOMPARE(told->notification.blobName, std::string("dev1/log 1.txt"));
    QCOMPARE(told->notification.blobUri,
             std::string("https://files.blob.core.windows.net/uploads/dev1/log%201.txt"));
    QCOMPARE(toMicros(told->notification.enqueued), toMicros(fixture.clock.wall()));
    QCOMPARE(fixture.told(),
             QStringList{R"(file-uploaded dev1 {"blobName":"dev1/log 1.txt","blobUri":)"
                         R"("https://files.blob.core.windows.net/uploads/dev1/log%201.txt"})"});
}

void UploadsTest::failureIsNotToldToBackEnds()
{
    Fixture fixture;
    const UploadGrant grant = fixture.start().value();

    QVERIFY(fixture.finish(grant.correlationId, false));

    QVERIFY(!fixture.receive().has_value());
    QVERIFY(fixture.told().isEmpty());
    QCOMPARE(fixture.finish(grant.correlationId).error().code, Errc::UnknownUpload);
}

void UploadsTest::uploadIsFinishedOnce()
{
    Fixture fixture;
    const UploadGrant grant = fixture.start().value();
    QVERIFY(fixture.finish(grant.correlationId));

    QCOMPARE(fixture.finish(grant.correlationId).error().code, Errc::UnknownUpload);
    QCOMPARE(fixture.finish("nothing of the kind").error().code, Errc::UnknownUpload);
}

void UploadsTest::uploadOfAnotherDeviceIsUnknown()
{
    Fixture fixture;
    const UploadOwner other = fixture.ownerOf("dev2");
    const UploadGrant grant = fixture.start().value();

    const auto stolen = fixture.await(fixture.uploads.finish(other, grant.correlationId, true));

    QCOMPARE(stolen.error().code, Errc::UnknownUpload);
    QVERIFY(fixture.finish(grant.correlationId));
}

void UploadsTest::expiredUploadIsKnownForADay()
{
    Fixture fixture;
    const UploadGrant grant = fixture.start().value();

    fixture.clock.advance(1h);
    QCOMPARE(fixture.finish(grant.correlationId).error().code, Errc::UploadExpired);
    QCOMPARE(fixture.finish(grant.correlationId).error().code, Errc::UploadExpired);
    fixture.clock.advance(24h + 1s);
    QVERIFY(fixture.start()); // whoever begins the next one tidies up

    QCOMPARE(fixture.finish(grant.correlationId).error().code, Errc::UnknownUpload);
}

void UploadsTest::nothingIsGrantedThatIsNotStored()
{
    Fixture fixture;
    fixture.faults.diskFull = true;

    const auto grant = fixture.start();

    QVERIFY(!grant);
    QCOMPARE(grant.error().code, Errc::DiskFull);
}

void UploadsTest::notificationIsLockedForAMinute()
{
    Fixture fixture;
    fixture.upload();
    const auto first = fixture.receive();

    QVERIFY(first.has_value());
    QVERIFY(!fixture.receive().has_value());
    fixture.clock.advance(60s);
    const auto again = fixture.receive();

    QVERIFY(again.has_value());
    QCOMPARE(again->notification.id, first->notification.id);
    QVERIFY(again->lockToken != first->lockToken);
    QCOMPARE(fixture.settle(first->lockToken, true).error().code, Errc::LockLost);
    QVERIFY(fixture.settle(again->lockToken, true));
}

void UploadsTest::abandonedNotificationComesAgain()
{
    Fixture fixture;
    fixture.upload();
    const auto first = fixture.receive();

    QVERIFY(fixture.settle(first->lockToken, false));

    QCOMPARE(fixture.settle(first->lockToken, false).error().code, Errc::LockLost);
    QVERIFY(fixture.receive().has_value());
}

void UploadsTest::completedNotificationIsGone()
{
    Fixture fixture;
    fixture.upload("a");
    fixture.upload("b");
    const auto first = fixture.receive();
    const auto second = fixture.receive();
    QCOMPARE(first->notification.blobName, std::string("dev1/a"));
    QCOMPARE(second->notification.blobName, std::string("dev1/b"));

    QVERIFY(fixture.settle(second->lockToken, true));

    QCOMPARE(fixture.settle(second->lockToken, true).error().code, Errc::LockLost);
    fixture.clock.advance(60s);
    QCOMPARE(fixture.receive()->notification.blobName, std::string("dev1/a"));
    QVERIFY(!fixture.receive().has_value());
}

void UploadsTest::notificationComesTenTimesAtMost()
{
    Fixture fixture;
    fixture.upload();
    for (int i = 0; i < 10; ++i) {
        const auto told = fixture.receive();
        QVERIFY(told.has_value());
        QVERIFY(fixture.settle(told->lockToken, false));
    }

    QVERIFY(!fixture.receive().has_value());
}

void UploadsTest::notificationIsForgottenAfterADay()
{
    Fixture fixture;
    fixture.upload();
    fixture.clock.advance(24h + 1s);

    QVERIFY(!fixture.receive().has_value());
}

void UploadsTest::openUploadsAreKeptInTheStore()
{
    Fixture fixture;
    const UploadGrant open = fixture.start("open").value();

    const auto storage =
        std::move(sqlite::open({fixture.folder.path(), true}, fixture.box, fixture.clock).value());

    const auto row = storage->uploads().find(open.correlationId).value();
    QVERIFY(row.has_value());
    QCOMPARE(row->device, fixture.owner.key);
    QCOMPARE(row->blobName, std::string("dev1/open"));
    QCOMPARE(toMicros(row->expires), toMicros(fixture.clock.wall() + 1h));
    QCOMPARE(storage->uploads().countOpen(fixture.owner.key, fixture.clock.wall()).value(),
             std::size_t{1});
}

void UploadsTest::oldestNotificationsGoFirst()
{
    Fixture fixture;
    auto work = [&fixture](Storage& storage) -> Result<void> {
        for (int i = 0; i < 7; ++i) {
            const std::string name = std::to_string(i);
            const std::string device = i == 3 ? "quiet" : "busy";
            HUB_TRYV(storage.uploads().addNotification({0, device, name, name, fixture.clock.wall()},
                                                       {4, 2}));
        }
        return success();
    };
    QVERIFY(fixture.await(fixture.workers->write(work)));

    std::string names;
    while (const auto told = fixture.receive()) {
        names += told->notification.blobName;
    }

    QCOMPARE(names, std::string("356")); // the quiet device's is still there
}
