// What a hub says of itself to whoever asks (GET /admin/capabilities).
#pragma once

#include "api/capabilities.h"
#include "hub/config.h"
#include "hub/endpoints.h"

#include <string>

namespace hub {

api::Capabilities
capabilitiesOf(const Config& config, const Endpoints& endpoints, std::string hubId);

} // namespace hub
