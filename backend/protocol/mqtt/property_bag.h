// The property bag at the end of a device-to-cloud topic (device API, property bag and D2C):
//
//   bag  = pair *( "&" pair ) ; pair = key [ "=" value ]
#pragma once

#include "domain/properties.h"

#include <string_view>

namespace hub::mqtt {

/// Adds the bag's properties. Both sides are percent-decoded, '+' stays '+', a pair without '=' has
/// a null value, one without a key is skipped. Keys that start with "$." are system properties;
/// unknown ones, and those that only the hub may stamp, are dropped.
void parsePropertyBag(std::string_view bag, Properties& out);

} // namespace hub::mqtt
