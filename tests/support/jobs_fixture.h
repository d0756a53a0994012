// Jobs at work over a real store, for tests.
#pragma once

#include "tests/support/fake_link.h"
#include "tests/support/services_fixture.h"

#include <QStringList>
#include <QTest>

#include <string>
#include <vector>

namespace hub::test {

inline const TagCondition kBerlin{"site", "berlin"};

/// With the runner at work.
class JobsFixture final : public ServicesFixture
{
public:
    JobsFixture() : ServicesFixture(Durability::None) { jobs->start(); }

    void restartAll()
    {
        restart();
        jobs->start();
    }

    Job job(const std::string& id) { return await(jobs->get(id)).value(); }

    bool runsUntilEnded(const std::string& id)
    {
        return runUntil([&] { return hasEnded(job(id).progress.status); });
    }

    std::uint64_t desiredVersion(const std::string& id)
    {
        return await(twins->get({id, {}})).value().twin.desired.version;
    }

    /// "device status error" of each part.
    QStringList parts(const std::string& jobId)
    {
        QStringList lines;
        DeviceJobQuery query;
        query.jobId = jobId;
        query.limit = 10'000;
        const auto found = await(jobs->devices(query));
        for (const DeviceJobView& view : found.value()) {
            lines << lineOf(view.part);
        }
        return lines;
    }

    /// "device status error" of each part of a job of the admin API.
    QStringList partsOf(const std::string& jobId, JobPartQuery query = {})
    {
        QStringList lines;
        query.limit = 2; // page by page
        for (bool more = true; more;) {
            const JobPartPage page = await(jobs->devices(jobId, query)).value();
            for (const DeviceJobView& view : page.parts) {
                lines << lineOf(view.part);
            }
            more = page.next.has_value();
            query.after = page.next;
        }
        return lines;
    }

    /// Makes a job that has found these devices and nobody works on: restartAll() lets it go on.
    void makeFoundJob(JobOrder order, const std::vector<std::string>& devices)
    {
        jobs->stop();
        QVERIFY(runUntil([this] { return jobs->isIdle(); }));
        const std::string id = order.id;
        QVERIFY(await(jobs->create(std::move(order))));
        const JobNews news({events, log, clock});
        const JobSteps steps({*trail, news, clock});
        auto find = [&](Storage& storage) -> Result<void> {
            HUB_TRYV(steps.nextTurn(storage, [](JobKey) { return false; }));
            HUB_TRY(const auto job, storage.jobs().find(id));
            FoundTargets found{{}, 0, true};
            for (const std::string& device : devices) {
                HUB_TRY(const auto row, storage.identities().find({device, {}}));
                found.targets.push_back({row->identity.key, {device, {}}});
                found.next = row->identity.key;
            }
            HUB_TRYV(steps.addTargets(storage, *job, found));
            return success();
        };
        QVERIFY(await(workers->write(find)));
    }

    void addDevices(int count)
    {
        for (int i = 0; i < count; ++i) {
            addDevice("dev" + std::to_string(i));
        }
    }

    bool wasEachChangedOnce(int count)
    {
        for (int i = 0; i < count; ++i) {
            if (desiredVersion("dev" + std::to_string(i)) != 2) {
                return false;
            }
        }
        return true;
    }

    static QString lineOf(const DeviceJob& part)
    {
        return QString::fromStdString(part.id.text() + " " + std::string(nameOf(part.status)) + " " +
                                      part.errorCode)
            .trimmed();
    }

    void addTagged(const std::string& id, const std::string& site)
    {
        IdentityUpdate update;
        update.tags = "{\"site\":\"" + site + "\"}";
        addDevice(id, update);
    }
};

/// A device with a session whose number a test knows.
struct Callee
{
    std::shared_ptr<FakeLink> link;
    SessionNumber session = 0;
};

inline Callee callee(ServicesFixture& fixture, const std::string& id)
{
    Callee result{std::make_shared<FakeLink>()};
    result.session = fixture.directory.enter({id, {}}, result.link);
    fixture.methods->attach({id, {}}, result.session, result.link);
    return result;
}

} // namespace hub::test
