// What the hub does for devices and callers, put together over its opened store.
#pragma once

#include "server/hub_stores.h"
#include "server/owner_access.h"
#include "server/upkeep.h"

#include "net/io_threads.h"

#include "services/access_control.h"
#include "services/access_groups.h"
#include "services/audit.h"
#include "services/commands.h"
#include "services/configurations.h"
#include "services/device_access.h"
#include "services/eraser.h"
#include "services/history.h"
#include "services/ip_filter.h"
#include "services/jobs.h"
#include "services/key_rollover.h"
#include "services/key_use_log.h"
#include "services/methods.h"
#include "services/people.h"
#include "services/registry.h"
#include "services/service_access.h"
#include "services/sessions.h"
#include "services/telemetry_tap.h"
#include "services/throttle.h"
#include "services/twin_queries.h"
#include "services/twins.h"
#include "services/uploads.h"

#include "hub/config.h"

namespace hub {

/// Each is built from those before it; taking them apart is the reverse. Construct before the
/// threads run, destroy when they have ended.
struct HubServices
{
    /// All that is referred to must outlive the services.
    struct Parts
    {
        const Config& config;
        const std::vector<std::string>& names; ///< that the hub answers to
        const std::filesystem::path& folder;   ///< of the data
        net::IoThreads& threads;
        EventHub& events;
        Denials& denials;
        SessionDirectory& directory;
        ActiveAccess& activeAccess;
        LiveAccess& live;
        AuditTrail& auditTrail;
        OwnerAccess& owner;
        const Log& log;
        const Clock& clock;
    };

    HubServices(const Parts& parts,
                HubStores stores,
                std::optional<BlobStorage> fileStorage,
                std::function<void(Error)> storeFailed);
    HubServices(const HubServices&) = delete;
    HubServices& operator=(const HubServices&) = delete;

    Authenticator authenticator;
    std::vector<std::unique_ptr<IngestShard>> shards; ///< one for each thread
    std::shared_ptr<TelemetryTap> tap;
    Writer writer;
    Readers readers;
    Workers workers{writer, readers};
    Alerts alerts;
    People people;
    KeyUseLog keyUse;
    Commands commands;
    Sessions sessions;
    Registry registry;
    KeyRollover keyRollover;
    Twins twins;
    TwinQueries queries;
    AccessControl accessControl;
    Methods methods;
    Jobs jobs;
    Configurations configurations;
    Authorities authorities;
    History history{workers};
    std::shared_ptr<Eraser> eraser;
    AccessGroups accessGroups;
    IpFilter ipFilter;
    ServiceAccess access;
    Audit audit;
    DeviceAccess deviceAccess;
    Uploads uploads;
    Upkeep upkeep;
    Throttle throttle;
};

} // namespace hub
