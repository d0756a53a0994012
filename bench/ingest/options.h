// The command line of the ingest benchmark.
#pragma once

#include "hub/error.h"

#include <chrono>
#include <cstddef>
#include <filesystem>

namespace hub::bench {

struct Options
{
    std::filesystem::path hubd;
    std::filesystem::path mosquitto;    ///< empty = look for it
    std::filesystem::path folder = "."; ///< where the servers keep their data meanwhile
    std::size_t rounds = 5;
    std::size_t only = 0; ///< the number of a case, from 1; 0 = all
    std::chrono::milliseconds time{3'000}; ///< of one measurement
    bool help = false;
};

/// Errors: InvalidArgument.
Result<Options> parseOptions(int argc, const char* const* argv);

const char* helpText();

} // namespace hub::bench
