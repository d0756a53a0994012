#include "base/log.h"

#include "base/hex.h"
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

/// Quoted as JSON; the control characters U+0080 to U+009F, which JSON leaves alone, escaped too.
void appendQuoted(std::string& line, std::string_view value)
{
    std::string quoted;
    JsonWriter(quoted).string(value);
    for (std::size_t i = 0; i < quoted.size(); ++i) {
        const bool control = quoted[i] == '\xc2' && i + 1 < quoted.size() &&
                             static_cast<unsigned char>(quoted[i + 1]) < 0xa0;
        if (control) {
            ++i;
            line += "\\u00" + toHex(ByteView(quoted).substr(i, 1));
        } else {
            line += quoted[i];
        }
    }
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
            appendQuoted(line, value);
        }
    }
    sink_(level, line);
}

} // namespace hub
