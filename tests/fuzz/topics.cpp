// What a device may publish and subscribe to: only what is its own, cut out of the topic as it stands;
// and what it is subscribed to survives being kept.
//
//   input := device [ "/" module ] "\n" ( topic | packed subscriptions )
#include "domain/limits.h"
#include "protocol/mqtt/subscriptions.h"
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

void checkFilter(std::string_view filter, const IdentityId& own, const std::string& prefix)
{
    const auto kind = mqtt::parseFilter(filter, own);
    HUB_ASSERT(!kind || filter.starts_with(prefix) || filter.starts_with("$iothub/"));
    mqtt::Subscriptions subscriptions(own);
    const auto granted = subscriptions.add(filter, 2);
    HUB_ASSERT(!granted || (kind && *granted <= 1 && subscriptions.has(*kind)));
    HUB_ASSERT(subscriptions.remove(filter) == granted.has_value() && subscriptions.empty());
    for (const std::string& topic : {mqtt::commandPrefix(own) + "%24.to=x", mqtt::desiredTopic(7),
                                     mqtt::methodTopic("reboot", 1), mqtt::twinResponseTopic(200, "1")}) {
        (void)mqtt::matches(filter, topic);
    }
    (void)mqtt::matches(filter, filter);
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
    checkFilter(topic, own, prefix);
    const Bytes packed = mqtt::Subscriptions::fromPacked(own, topic).packed();
    HUB_ASSERT(mqtt::Subscriptions::fromPacked(own, packed).packed() == packed);
}

} // namespace hub::fuzz
