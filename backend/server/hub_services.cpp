#include "server/hub_services.h"

#include "api/telemetry.h"

#include "net/port_binder.h"

namespace hub {
namespace {

std::vector<std::unique_ptr<IngestShard>> shardsOf(net::IoThreads& threads)
{
    std::vector<std::unique_ptr<IngestShard>> shards;
    for (std::size_t i = 0; i < threads.size(); ++i) {
        shards.push_back(std::make_unique<IngestShard>(threads.at(i).get_executor()));
    }
    return shards;
}

std::vector<IngestShard*> pointersTo(const std::vector<std::unique_ptr<IngestShard>>& shards)
{
    std::vector<IngestShard*> pointers;
    for (const auto& shard : shards) {
        pointers.push_back(shard.get());
    }
    return pointers;
}

std::string jsonOf(const TelemetryRecord& record)
{
    std::string json;
    JsonWriter writer(json);
    api::write(writer, record);
    return json;
}

} // namespace

HubServices::HubServices(const Parts& parts,
                         HubStores stores,
                         std::optional<BlobStorage> fileStorage,
                         std::function<void(Error)> storeFailed)
    : authenticator(AuthRules{HostNames(parts.names, net::isLoopback(parts.config.bindAddress)),
                              parts.config.clockSkew, parts.config.checkThumbprintDates},
                    parts.activeAccess, parts.clock),
      shards(shardsOf(parts.threads)),
      writer(std::move(stores.writer), pointersTo(shards), parts.clock,
             Writer::Hooks{[this](std::shared_ptr<const IngestBatch> batch) {
                               tap->committed(std::move(batch));
                           },
                           std::move(storeFailed)}),
      readers(std::move(stores.readers)),
      alerts({workers, parts.events, parts.log, parts.clock}),
      people({workers, parts.log, parts.clock, parts.config.hostName}),
      keyUse({workers, alerts, parts.log, parts.clock}),
      commands({workers, parts.events, parts.log, parts.clock,
                CommandRules{parts.config.commandTimeToLive, parts.config.maxDeliveries,
                             parts.config.commandLock}}),
      sessions({authenticator, workers, parts.directory, parts.events, parts.denials, alerts, keyUse,
                parts.log, parts.clock}),
      registry({workers, parts.directory, parts.live, keyUse, parts.events, parts.log, parts.clock}),
      keyRollover({workers, parts.directory, keyUse, parts.events, parts.log, parts.clock,
                   parts.config.keyInUse,
                   [&owner = parts.owner](const SymmetricKeys& keys) { owner.keysChanged(keys); }}),
      twins({workers, parts.directory, parts.live, parts.events, parts.log, parts.clock}),
      queries(workers, parts.directory, parts.clock),
      accessControl({workers, parts.activeAccess, parts.live, parts.events, parts.log, parts.clock}),
      methods({workers, parts.events, parts.log}),
      jobs({parts.threads.at(0).get_executor(), workers, parts.directory, parts.live, methods,
            registry, commands, parts.auditTrail, parts.events, parts.log, parts.clock}),
      configurations({parts.threads.at(0).get_executor(), workers, parts.directory, parts.live,
                      registry, queries, parts.auditTrail, parts.events, parts.log, parts.clock}),
      authorities({workers, parts.directory, parts.events, parts.log, parts.clock}),
      eraser(std::make_shared<Eraser>(workers, parts.log, parts.clock)),
      accessGroups({workers, parts.activeAccess, parts.live, parts.directory, parts.events, parts.log,
                    parts.clock}),
      ipFilter({workers, parts.auditTrail, parts.activeAccess, parts.live, parts.directory,
                parts.events, parts.log, parts.clock}),
      access(authenticator, parts.activeAccess, workers, parts.denials, people, keyUse),
      audit({workers, parts.auditTrail, alerts, parts.log, parts.clock,
             std::chrono::days(parts.config.auditRetentionDays)}),
      deviceAccess(authenticator, workers, parts.denials, keyUse),
      uploads({workers, parts.events, parts.log, parts.clock, std::move(fileStorage)}),
      upkeep({parts.threads.at(0).get_executor(), parts.denials, workers, alerts, authorities,
              parts.log, parts.clock, parts.folder}),
      throttle(parts.config.throttle, parts.clock)
{
    tap = std::make_shared<TelemetryTap>(parts.threads.at(0).get_executor(), workers, parts.events,
                                         jsonOf);
}

} // namespace hub
