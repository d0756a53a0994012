// The log of a hub under test, kept beside it for the search for secrets at the end (secret_scan.h).
#pragma once

#include "base/guarded.h"

#include "hub/log.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

namespace hub::test {

/// Lines go to the end of the file, and on to `next` if there is one. Callable from any thread.
inline LogSink logTo(const std::filesystem::path& file, LogSink next = {})
{
    auto stream = std::make_shared<Guarded<std::ofstream>>();
    stream->with([&file](std::ofstream& out) { out.open(file, std::ios::app); });
    return [stream, next = std::move(next)](LogLevel level, std::string_view line) {
        stream->with([line](std::ofstream& out) { out << line << std::endl; });
        if (next) {
            next(level, line);
        }
    };
}

} // namespace hub::test
