// How errors look at the edges: one row a code that callers can meet, used by every protocol; the
// rest, which are the hub's own troubles, look like Internal.
#pragma once

#include "hub/error.h"

#include <string_view>

namespace hub {

struct ErrorLook
{
    Errc code;
    int httpStatus;
    int azureNumber;            ///< as in twin and method error bodies
    std::string_view azureName; ///< header iothub-errorcode and "ErrorCode:…"
    std::string_view text;      ///< when the error has no detail of its own
};

const ErrorLook& lookOf(Errc code);

} // namespace hub
