// Configurations as the service API writes and reads them.
#pragma once

#include "services/configurations.h"

#include "base/json_writer.h"

#include <string>

namespace hub::admin {

void write(JsonWriter& out, const Configuration& configuration);

/// id: of the path; one in the body is the same. What is read only is passed over. Errors:
/// InvalidArgument, InvalidConfigurationContent.
Result<ConfigurationUpdate> configurationFrom(std::string id, const json::value& body);

/// What is wrong with a target condition and with the queries of metrics, if anything:
/// {"targetConditionError":…,"customMetricQueryErrors":{…}}. Errors: InvalidArgument (a member of
/// another type).
Result<std::string> testAnswer(const json::value& body);

} // namespace hub::admin
