// The command line and the config file of hubd: every flag is also a key of the file.
#pragma once

#include "hub/config.h"
#include "hub/error.h"

#include <optional>
#include <string>

namespace hubd {

enum class Command { Serve, ConnectionString, Rekey, AuditVerify, AuditExport, Doctor, Help, Version };

struct Options
{
    Command command = Command::Serve;
    hub::Config config;
    bool verbose = false;
    std::string policy; ///< of connection-string
    std::string device;
    hub::KeySource newKey; ///< of rekey
    bool json = false;     ///< of doctor
};

/// Errors: InvalidArgument, with a sentence for the terminal.
hub::Result<Options> parseOptions(int argc, const char* const* argv);

std::string helpText();

} // namespace hubd
