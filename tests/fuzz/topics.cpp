// What a device may publish and subscribe to: only what is its own, cut out of the topic as it stands.
//
//   input := device [ "/" module ] "\n" topic
#include "domain/limits.h"
#include "protocol/mqtt/topics.h"
#include "tests/fuzz/fuzz_target.h"

#include "base/text.h"

namespace hub::fuzz {
namespace {

void checkTopic(std::string_view topic, const IdentityId& own, const std::string& prefix)
{
    const auto parsed = mqtt::parseTopic(topic, own);
    if (!parsed) {
        return;
    }
    HUB_ASSERT(isWithin(parsed->bag, topic) && isWithin(parsed->requestId, topic));
    if (parsed->kind == mqtt::TopicKind::Telemetry) {
        HUB_ASSERT(topic.starts_with(prefix + "messages/events"));
        HUB_ASSERT(parsed->requestId.empty());
    } else {
        HUB_ASSERT(topic.starts_with("$iothub/"));
        HUB_ASSERT(!parsed->requestId.empty());
        HUB_ASSERT(parsed->requestId.size() <= limits::kMaxRequestIdBytes);
    }
}

} // namespace

void run(ByteView input)
{
    const auto [name, topic] = cutLine(input);
    const auto [device, module] = cut(name, '/');
    const IdentityId own{std::string(device), std::string(module.value_or(""))};
    if (!isValidId(own.device) || (own.isModule() && !isValidId(own.module))) {
        return;
    }
    const std::string prefix =
        "devices/" + own.device + "/" + (own.isModule() ? "modules/" + own.module + "/" : "");

    checkTopic(topic, own, prefix);
    if (mqtt::parseFilter(topic, own)) {
        HUB_ASSERT(topic.starts_with(prefix) || topic.starts_with("$iothub/"));
    }
}

} // namespace hub::fuzz
