// Log lines: one an event, key=value. Callable from any thread.
#pragma once

#include "hub/log.h"

#include <initializer_list>
#include <string_view>
#include <utility>

namespace hub {

class Log final
{
public:
    using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    Log() = default;
    explicit Log(LogSink sink) : sink_(std::move(sink)) {}

    /// event: a word with dashes, "device-connected". Values are quoted where needed; control
    /// characters are escaped, so that a value never starts a line of its own.
    void debug(std::string_view event, Fields fields) const { write(LogLevel::Debug, event, fields); }
    void info(std::string_view event, Fields fields) const { write(LogLevel::Info, event, fields); }
    void warning(std::string_view event, Fields fields) const
    {
        write(LogLevel::Warning, event, fields);
    }
    void error(std::string_view event, Fields fields) const { write(LogLevel::Error, event, fields); }

private:
    void write(LogLevel level, std::string_view event, Fields fields) const;
    LogSink sink_;
};

} // namespace hub
