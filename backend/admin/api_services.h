// What the routes work on. All outlive the routes.
#pragma once

#include "api/capabilities.h"

#include "services/access_control.h"
#include "services/access_groups.h"
#include "services/alerts.h"
#include "services/audit.h"
#include "services/authorities.h"
#include "services/commands.h"
#include "services/eraser.h"
#include "services/event_hub.h"
#include "services/history.h"
#include "services/ip_filter.h"
#include "services/methods.h"
#include "services/registry.h"
#include "services/service_access.h"
#include "services/twins.h"
#include "services/uploads.h"

#include <functional>

namespace hub::admin {

struct ApiServices
{
    Registry& registry;
    Twins& twins;
    Authorities& authorities;
    History& history;
    Eraser& eraser;
    EventHub& events;
    Commands& commands;
    Methods& methods;
    ServiceAccess& access;
    AccessControl& accessControl;
    AccessGroups& accessGroups;
    IpFilter& ipFilter;
    Denials& denials;
    Alerts& alerts;
    const SessionDirectory& sessions;
    const Writer& writer;
    const Clock& clock;
    const api::Capabilities& capabilities;
    Uploads& uploads;
    Audit& audit;
    WallTime startedAt{};
};

} // namespace hub::admin
