#include "services/listener_access.h"

namespace hub {

bool ListenerAccess::admits(const IpAddress& address) const
{
    const AccessRulesPointer rules = active_.rules();
    std::optional<Denial> denial;
    for (const AccessScope scope : scopes_) {
        denial = judgeAddress(*rules, scope, address);
        if (!denial) {
            return true;
        }
    }
    if (denial) {
        denials_.note({address.text(), protocol_, {}}, *denial);
    }
    return !denial;
}

} // namespace hub
