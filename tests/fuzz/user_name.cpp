// The MQTT user name: what is understood has valid ids that stand in the text as they are.
#include "domain/limits.h"
#include "protocol/mqtt/user_name.h"
#include "tests/fuzz/fuzz_target.h"

#include "base/utf8.h"

namespace hub::fuzz {

void run(ByteView input)
{
    const Result<mqtt::UserName> parsed = mqtt::parseUserName(input);
    if (!parsed) {
        HUB_ASSERT(parsed.error().code == Errc::Unauthorized);
        return;
    }
    const mqtt::UserName& name = parsed.value();
    HUB_ASSERT(isValidId(name.id.device));
    HUB_ASSERT(!name.id.isModule() || isValidId(name.id.module));
    HUB_ASSERT(input.starts_with(name.host + "/" + name.id.text()));
    HUB_ASSERT(name.host.find('/') == std::string::npos);
    for (const std::string& shown : {name.apiVersion, name.clientType, name.modelId}) {
        HUB_ASSERT(shown.size() <= limits::kMaxClientTextBytes && isUtf8(shown));
    }
}

} // namespace hub::fuzz
