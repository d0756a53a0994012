#include "server/capabilities.h"

#include "hub/server.h"

namespace hub {

api::Capabilities
capabilitiesOf(const Config& config, const Endpoints& endpoints, std::string hubId)
{
    api::Capabilities capabilities;
    capabilities.product = "Hubdeck";
    capabilities.version = version();
    capabilities.hubId = std::move(hubId);
    capabilities.hostName = config.hostName;
    capabilities.mqttsPort = endpoints.mqtts;
    capabilities.httpsPorts = endpoints.https;
    capabilities.features = {"registry", "telemetry", "events", "history-erase", "queues",
                             "twins",    "queries",   "methods", "modules",       "x509",
                             "access",   "denied",    "alerts",  "audit",         "people",
                             "key-use",  "jobs",      "import",  "transfer-jobs"};
    if (!config.fileStorage.empty()) {
        capabilities.features.emplace_back("files");
    }
    capabilities.notices = endpoints.notices;
    return capabilities;
}

} // namespace hub
