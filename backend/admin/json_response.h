// An answer whose body is one value of the API, in JSON.
#pragma once

#include "net/http_message.h"

#include "base/json_writer.h"

namespace hub::admin {

/// Value: what api/ has a write() for.
template <class Value>
net::HttpResponse jsonResponse(const Value& value)
{
    net::HttpResponse response;
    JsonWriter out(response.body);
    write(out, value);
    return response;
}

} // namespace hub::admin
