// The main() of a benchmark.
#pragma once

#include "hub/error.h"

#include <cstdio>
#include <span>

namespace hub::bench {

enum ExitCode { kWithinLimits = 0, kOverLimits = 1, kNotMeasured = 2 };

/// Reads the options and measures; an error is said on the standard error stream. measure: whether all
/// is within its limits.
template <class Options>
int runProgram(const char* name,
               std::span<char*> arguments,
               Result<Options> (*optionsFrom)(std::span<char*>),
               Result<bool> (*measure)(const Options&))
{
    const auto complain = [name](const Error& error) {
        std::fflush(stdout);
        std::fprintf(stderr, "%s: %s\n", name, error.detail.c_str());
        return static_cast<int>(kNotMeasured);
    };
    const Result<Options> options = optionsFrom(arguments);
    if (!options) {
        return complain(options.error());
    }
    const Result<bool> within = measure(options.value());
    if (!within) {
        return complain(within.error());
    }
    return within.value() ? kWithinLimits : kOverLimits;
}

} // namespace hub::bench
