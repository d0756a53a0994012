#include "tests/support/services_fixture.h"

#include "tests/support/secret_scan.h"

#include "storage/sqlite/open.h"

namespace hub::test {

ServicesFixture::ServicesFixture(Durability durability) : durability_(durability)
{
    noteStoreKey(kStoreKey);
    open();
}

ServicesFixture::~ServicesFixture()
{
    close();
}

void ServicesFixture::restart()
{
    close();
    configurations.reset();
    queries.reset();
    jobs.reset();
    audit.reset();
    trail.reset();
    methods.reset();
    commands.reset();
    authorities.reset();
    accessControl.reset();
    accessGroups.reset();
    ipFilter.reset();
    twins.reset();
    history.reset();
    keyRollover.reset();
    registry.reset();
    sessions.reset();
    keyUse.reset();
    workers.reset();
    readers.reset();
    writer.reset();
    open();
}

void ServicesFixture::open()
{
    const sqlite::OpenOptions forWriter{folder.path(), false, durability_ == Durability::Full};
    auto storage = std::move(sqlite::open(forWriter, box, clock).value());
    for (const BuiltInPolicy& policy : kBuiltInPolicies) {
        const SymmetricKeys keys{Secret(Bytes(32, 'P')), Secret(Bytes(32, 'S'))};
        if (!storage->policies().put({std::string(policy.name), policy.rights, keys})) {
            qFatal("cannot make policies");
        }
    }
    trail.emplace(AuditTrail::Parts{events, log, clock, folder.path()});
    if (!trail->open(*storage)) {
        qFatal("cannot open the audit log");
    }
    std::vector<std::unique_ptr<Storage>> forReaders;
    forReaders.push_back(std::move(sqlite::open({folder.path(), true}, box, clock).value()));
    shard.onCommitted([this](const IngestBatch& batch) {
        acked.insert(acked.end(), batch.acks.begin(), batch.acks.end());
    });
    access.set(std::make_shared<const AccessRules>(loadAccessRules(*storage, *trail).value()));
    storage = failingStorage(std::move(storage), faults);
    Storage& notYetTheWriters = *storage;
    writer.emplace(std::move(storage), std::vector<IngestShard*>{&shard}, clock,
                   Writer::Hooks{[this](const std::shared_ptr<const IngestBatch>&) { ++commitCount; },
                                 [this](const Error& error) { failure = error; }});
    readers.emplace(std::move(forReaders));
    workers.emplace(*writer, *readers);
    alerts.emplace(Alerts::Parts{*workers, events, log, clock});
    people.emplace(People::Parts{*workers, log, clock, "localhost"});
    keyUse.emplace(KeyUseLog::Parts{*workers, *alerts, log, clock});
    sessions.emplace(Sessions::Parts{authenticator, *workers, directory, events, denials, *alerts,
                                     *keyUse, log, clock});
    registry.emplace(Registry::Parts{*workers, directory, live, *keyUse, events, log, clock});
    keyRollover.emplace(
        KeyRollover::Parts{*workers, directory, *keyUse, events, log, clock, std::chrono::hours(24), {}});
    twins.emplace(Twins::Parts{*workers, directory, live, events, log, clock});
    accessGroups.emplace(
        AccessGroups::Parts{*workers, access, live, directory, events, log, clock});
    ipFilter.emplace(IpFilter::Parts{*workers, *trail, access, live, directory, events, log, clock});
    accessControl.emplace(AccessControl::Parts{*workers, access, live, events, log, clock});
    authorities.emplace(Authorities::Parts{*workers, directory, events, log, clock});
    history.emplace(*workers);
    commands.emplace(Commands::Parts{*workers, events, log, clock, commandRules});
    methods.emplace(Methods::Parts{*workers, events, log});
    jobs.emplace(Jobs::Parts{io.get_executor(), *workers, directory, live, *methods, *registry,
                             *commands, *trail, events, log, clock});
    queries.emplace(*workers, directory, clock);
    configurations.emplace(Configurations::Parts{io.get_executor(), *workers, directory, live,
                                                 *registry, *queries, *trail, events, log, clock});
    audit.emplace(Audit::Parts{*workers, *trail, *alerts, log, clock, auditRetention});
    if (!commands->recover(notYetTheWriters)) {
        qFatal("cannot take back commands");
    }
    if (!jobs->recover(notYetTheWriters)) {
        qFatal("cannot take back jobs");
    }
    writer->start();
    readers->start();
    audit->reportStart();
}

void ServicesFixture::close()
{
    jobs->stop();
    configurations->stop();
    methods->stop();
    if (!runUntil([this] { return jobs->isIdle() && configurations->isIdle(); })) {
        qFatal("jobs do not end");
    }
    writer->stop();
    readers->stop();
}

void ServicesFixture::flush()
{
    auto nothing = [](Storage&) -> Result<void> { return success(); };
    (void)await(workers->write(nothing));
}

DeviceIdentity ServicesFixture::addDevice(const std::string& id, IdentityUpdate update)
{
    auto view = await(registry->put({id, {}}, std::move(update), EtagCondition()));
    if (!view) {
        qFatal("cannot add %s: %s", id.c_str(), view.error().detail.c_str());
    }
    clock.advance(std::chrono::microseconds(1));
    const SymmetricKeys& keys = view.value().row.identity.keys;
    noteSecret(id + "'s primary key", keys.primary.reveal());
    noteSecret(id + "'s secondary key", keys.secondary.reveal());
    return view.value().row.identity;
}

void ServicesFixture::append(DeviceKey device, const std::string& body, const Ack* ack)
{
    TelemetryMessage message;
    message.device = device;
    message.enqueued = clock.wall();
    message.body = body;
    shard.append(message, ack);
}

} // namespace hub::test
