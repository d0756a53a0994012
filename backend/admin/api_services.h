// What the routes work on. All outlive the routes.
#pragma once

#include "api/capabilities.h"

#include "services/access_control.h"
#include "services/access_groups.h"
#include "services/alerts.h"
#include "services/audit.h"
#include "services/authorities.h"
#include "services/commands.h"
#include "services/configurations.h"
#include "services/eraser.h"
#include "services/event_hub.h"
#include "services/history.h"
#include "services/ip_filter.h"
#include "services/jobs.h"
#include "services/key_rollover.h"
#include "services/key_use_log.h"
#include "services/methods.h"
#include "services/people.h"
#include "services/registry.h"
#include "services/service_access.h"
#include "services/throttle.h"
#include "services/transfer_jobs.h"
#include "services/twin_queries.h"
#include "services/twins.h"
#include "services/uploads.h"

#include <functional>

namespace hub::admin {

struct ApiServices
{
    Registry& registry;
    KeyRollover& keyRollover;
    KeyUseLog& keyUse;
    Twins& twins;
    TwinQueries& queries;
    Authorities& authorities;
    History& history;
    Eraser& eraser;
    EventHub& events;
    Commands& commands;
    Methods& methods;
    Jobs& jobs;
    TransferJobs& transferJobs;
    Configurations& configurations;
    ServiceAccess& access;
    People& people;
    AccessControl& accessControl;
    AccessGroups& accessGroups;
    IpFilter& ipFilter;
    Denials& denials;
    Alerts& alerts;
    const SessionDirectory& sessions;
    const Writer& writer;
    Workers& workers;
    const Clock& clock;
    const api::Capabilities& capabilities;
    Uploads& uploads;
    Audit& audit;
    Throttle& throttle;
    WallTime startedAt{};
};

} // namespace hub::admin
