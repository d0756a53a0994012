#include "hub/server.h"

namespace hub {

std::string version()
{
    return HUBDECK_VERSION;
}

} // namespace hub
