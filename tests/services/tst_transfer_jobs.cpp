#include "tests/services/tst_transfer_jobs.h"

#include "tests/support/services_fixture.h"

#include "services/transfer_jobs.h"

#include <QTest>

#include <map>

using namespace hub;
using namespace hub::test;

namespace {

/// A container in memory, which gives few bytes at a time.
class FakeBlobs final : public BlobAccess
{
public:
    boost::asio::awaitable<Result<BlobPart>> read(BlobContainer,
                                                  std::string name,
                                                  std::uint64_t offset,
                                                  std::string etag) override
    {
        if (fault) {
            co_return *fault;
        }
        const auto found = files.find(name);
        if (found == files.end()) {
            co_return fail(Errc::NotFound, "the blob store does not give the file: 404");
        }
        if (!etag.empty() && etag != version) {
            co_return fail(Errc::PreconditionFailed, "the blob store does not give the file: 412");
        }
        BlobPart part;
        part.bytes = found->second.substr(std::min<std::size_t>(offset, found->second.size()), 64);
        part.total = found->second.size();
        part.etag = version;
        if (onRead) {
            onRead();
        }
        co_return part;
    }

    boost::asio::awaitable<Result<void>> write(BlobContainer,
                                               std::string name,
                                               std::string bytes) override
    {
        if (fault) {
            co_return *fault;
        }
        files[name] = std::move(bytes);
        co_return success();
    }

    boost::asio::awaitable<Result<void>> writeBlock(BlobContainer,
                                                    std::string,
                                                    std::size_t number,
                                                    std::string bytes) override
    {
        blocks[number] = std::move(bytes);
        co_return success();
    }

    boost::asio::awaitable<Result<void>> commitBlocks(BlobContainer,
                                                      std::string name,
                                                      std::size_t count) override
    {
        files[name].clear();
        for (std::size_t i = 0; i < count; ++i) {
            files[name] += blocks.at(i);
        }
        co_return success();
    }

    std::map<std::string, std::string> files;
    std::map<std::size_t, std::string> blocks;
    std::string version = "1";
    std::optional<Error> fault;
    std::function<void()> onRead;
};

class Desk final
{
public:
    Desk()
    {
        auto owned = std::make_unique<FakeBlobs>();
        blobs = owned.get();
        const IdentityChanges changes(
            {*fixture.registry, *fixture.twins, access, *fixture.audit});
        jobs = std::make_shared<TransferJobs>(TransferJobs::Parts{
            fixture.io.get_executor(), *fixture.registry, *fixture.workers, changes, *fixture.audit,
            std::move(owned), BlobStores({"store.example"}, false), fixture.log, fixture.clock});
    }

    ~Desk()
    {
        jobs->stop();
        fixture.runUntil([this] { return jobs->isIdle(); });
    }

    TransferOrder order(TransferType type, const std::string& host = "store.example")
    {
        TransferOrder made;
        made.type = type;
        const auto container = BlobContainer::parse("https://" + host + "/fleet?sig=s3cr3t");
        (type == TransferType::Import ? made.input : made.output) = container.value();
        made.caller.name = "iothubowner";
        AuditRecord record;
        record.action = "transfer.create";
        made.note = fixture.audit->begin(record);
        return made;
    }

    Result<TransferJob> begin(TransferOrder made)
    {
        return fixture.await(jobs->create(std::move(made)));
    }

    TransferJob play(TransferOrder made)
    {
        const auto job = begin(std::move(made));
        if (!job) {
            qFatal("%s", job.error().detail.c_str());
        }
        fixture.runUntil([&] { return jobs->isIdle(); });
        return jobs->get(job.value().id).value();
    }

    std::size_t records(const std::string& action)
    {
        AuditQuery query;
        query.action = action;
        return fixture.await(fixture.audit->find(query)).value().records.size();
    }

    ServicesFixture fixture{ServicesFixture::Durability::None};
    ServiceAccess access{fixture.authenticator, fixture.access, *fixture.workers,
                         fixture.denials, *fixture.people, *fixture.keyUse};
    FakeBlobs* blobs = nullptr;
    std::shared_ptr<TransferJobs> jobs;
};

} // namespace

void TransferJobsTest::fleetGoesOutAndComesBack()
{
    Desk desk;
    desk.fixture.addDevice("d1");
    desk.fixture.addDevice("d2");
    (void)desk.fixture.await(desk.fixture.registry->put({"d1", "m"}, {}, EtagCondition()));

    const TransferJob out = desk.play(desk.order(TransferType::Export));
    QCOMPARE(out.status, TransferStatus::Completed);
    QCOMPARE(out.progress, 100U);
    QVERIFY(out.ended);
    const std::string file = desk.blobs->files.at("devices.txt");
    QCOMPARE(std::count(file.begin(), file.end(), '\n'), 3);

    Desk other;
    other.blobs->files["devices.txt"] = file;
    const TransferJob in = other.play(other.order(TransferType::Import));
    QCOMPARE(in.status, TransferStatus::Completed);
    QCOMPARE(in.reason, std::string());
    const auto was = desk.fixture.await(desk.fixture.registry->get({"d1", "m"})).value();
    const auto is = other.fixture.await(other.fixture.registry->get({"d1", "m"})).value();
    QVERIFY(is.row.identity.keys.primary.reveal() == was.row.identity.keys.primary.reveal());
}

void TransferJobsTest::keysMayStayAtHome()
{
    Desk desk;
    const DeviceIdentity device = desk.fixture.addDevice("d1");
    TransferOrder order = desk.order(TransferType::Export);
    order.excludesKeys = true;
    order.outputName = "fleet/without keys.txt";

    desk.play(std::move(order));

    const std::string file = desk.blobs->files.at("fleet/without keys.txt");
    QVERIFY(file.find(R"("primaryKey":null)") != std::string::npos);
}

void TransferJobsTest::largeFilesGoInBlocks()
{
    Desk desk;
    FakeBlobs& blobs = *desk.blobs;
    const auto container = BlobContainer::parse("https://store.example/fleet?sig=s").value();
    BlobWriter writer(blobs, container, "large");
    std::string all;
    for (int i = 0; i < 10; ++i) {
        const std::string piece(1'000'000, static_cast<char>('a' + i));
        all += piece;
        QVERIFY(desk.fixture.await(writer.append(piece)));
    }

    QVERIFY(desk.fixture.await(writer.finish()));

    QCOMPARE(blobs.blocks.size(), 3U);
    QVERIFY(blobs.files.at("large") == all);
}

void TransferJobsTest::refusedRowsAreLogged()
{
    Desk desk;
    desk.blobs->files["devices.txt"] = "{\"id\":\"good\"}\n{\"id\":\"b a d\"}\nnonsense\n";
    TransferOrder order = desk.order(TransferType::Import);
    order.output = order.input;

    const TransferJob job = desk.play(std::move(order));

    QCOMPARE(job.status, TransferStatus::Completed);
    QCOMPARE(job.reason, std::string("2 of 3 rows were refused: see importErrors.log"));
    const std::string log = desk.blobs->files.at("importErrors.log");
    QVERIFY(log.starts_with(R"({"row":2,"id":"b a d","errorCode":"ArgumentInvalid",)"));
    QCOMPARE(std::count(log.begin(), log.end(), '\n'), 2);
}

void TransferJobsTest::onlyNamedStoresAreSpokenTo()
{
    Desk desk;
    for (const TransferType type : {TransferType::Import, TransferType::Export}) {
        const auto job = desk.begin(desk.order(type, "127.0.0.1"));
        QVERIFY(!job);
        QCOMPARE(job.error().code, Errc::Forbidden);
    }
    TransferOrder log = desk.order(TransferType::Import);
    log.output = BlobContainer::parse("https://other.example/fleet?sig=s").value();
    QCOMPARE(desk.begin(std::move(log)).error().code, Errc::Forbidden);
    QVERIFY(desk.jobs->list().empty());
}

void TransferJobsTest::oneJobRunsAtATime()
{
    Desk desk;
    desk.blobs->files["devices.txt"] = "{\"id\":\"d1\"}\n";
    const auto first = desk.begin(desk.order(TransferType::Import));
    QVERIFY(first);

    const auto second = desk.begin(desk.order(TransferType::Export));
    const bool wasRefused = !second && second.error().code == Errc::TooManyActiveJobs;
    desk.fixture.runUntil([&] { return desk.jobs->isIdle(); });

    QVERIFY(wasRefused || desk.jobs->get(first.value().id).value().isOver());
    QCOMPARE(desk.play(desk.order(TransferType::Export)).status, TransferStatus::Completed);
    QCOMPARE(desk.jobs->list().front().type, TransferType::Export); // the newest first
}

void TransferJobsTest::cancelledJobEndsSoon()
{
    Desk desk;
    std::string file;
    for (int i = 0; i < 1'000; ++i) {
        file += "{\"id\":\"d" + std::to_string(i) + "\"}\n";
    }
    desk.blobs->files["devices.txt"] = file;
    std::string id;
    int reads = 0;
    desk.blobs->onRead = [&] {
        if (++reads == 5) {
            (void)desk.jobs->cancel(desk.jobs->list().front().id);
        }
    };

    const TransferJob job = desk.play(desk.order(TransferType::Import));

    QCOMPARE(job.status, TransferStatus::Cancelled);
    QCOMPARE(reads, 5);
    QCOMPARE(desk.jobs->cancel(job.id).value().status, TransferStatus::Cancelled);
    QCOMPARE(desk.jobs->cancel("none").error().code, Errc::JobNotFound);
    const auto done = desk.fixture.await(desk.fixture.registry->statistics()).value();
    QVERIFY(done.total > 0 && done.total < 100); // what is done stays
}

void TransferJobsTest::failureHasItsReason()
{
    Desk desk;
    const TransferJob missing = desk.play(desk.order(TransferType::Import));
    QCOMPARE(missing.status, TransferStatus::Failed);
    QCOMPARE(missing.reason, std::string("the blob store does not give the file: 404"));
    desk.blobs->fault = fail(Errc::Io, "cannot connect");
    QCOMPARE(desk.play(desk.order(TransferType::Export)).reason, std::string("cannot connect"));
}

void TransferJobsTest::fileThatChangesMeanwhileIsNotTaken()
{
    Desk desk;
    desk.blobs->files["devices.txt"] = std::string(200, '\n') + "{\"id\":\"d1\"}";
    desk.blobs->onRead = [&] { desk.blobs->version = "2"; };

    QCOMPARE(desk.play(desk.order(TransferType::Import)).status, TransferStatus::Failed);
}

void TransferJobsTest::jobIsRecorded()
{
    Desk desk;
    desk.blobs->files["devices.txt"] = "{\"id\":\"d1\"}\n";

    const TransferJob job = desk.play(desk.order(TransferType::Import));

    QCOMPARE(desk.records("transfer.create"), 1U);
    QCOMPARE(desk.records("device.create"), 1U);
    AuditQuery query;
    query.action = "transfer.create";
    const AuditPage page = desk.fixture.await(desk.fixture.audit->find(query)).value();
    QCOMPARE(page.records.front().target, job.id);
    QVERIFY(page.records.front().after.find("https://store.example/fleet") != std::string::npos);
    QVERIFY(page.records.front().after.find("s3cr3t") == std::string::npos);
}
