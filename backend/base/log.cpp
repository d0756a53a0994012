#include "base/log.h"

#include "base/json_writer.h"

#include <algorithm>
#include <string>

namespace hub {
namespace {

bool isPlain(std::string_view value)
{
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return c > 0x20 && c < 0x7f && c != '"' && c != '=' && c != '\\';
    });
}

} // namespace

void Log::write(LogLevel level, std::string_view event, Fields fields) const
{
    if (!sink_) {
        return;
    }
    std::string line = "event=";
    line += event;
    for (const auto& [key, value] : fields) {
        line += ' ';
        line += key;
        line += '=';
        if (isPlain(value)) {
            line += value;
        } else {
            JsonWriter(line).string(value);
        }
    }
    sink_(level, line);
}

} // namespace hub
