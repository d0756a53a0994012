#include "api/problem.h"

namespace hub::api {

void write(JsonWriter& out, const Problem& problem)
{
    out.beginObject()
        .member("code", problem.code)
        .member("message", problem.message)
        .member("target", problem.target)
        .member("remedy", problem.remedy)
        .member("requestId", problem.requestId)
        .endObject();
}

Problem problemFrom(const JsonView& json)
{
    const auto text = [&json](std::string_view name) {
        const Result<std::string> found = json.stringOr(name, {});
        return found ? found.value() : std::string();
    };
    return {text("code"), text("message"), text("target"), text("remedy"), text("requestId")};
}

} // namespace hub::api
