// How each error looks at the edges: one row a code, used by every protocol.
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
