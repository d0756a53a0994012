// Properties from a topic: what was packed reads back whole, with kinds that exist.
#include "protocol/mqtt/property_bag.h"
#include "tests/fuzz/fuzz_target.h"

namespace hub::fuzz {

void run(ByteView input)
{
    Properties properties;
    mqtt::parsePropertyBag(input, properties);

    Properties again;
    PropertyReader reader(properties.packed());
    while (const auto property = reader.next()) {
        HUB_ASSERT(property->kind <= static_cast<std::uint8_t>(SystemProperty::Operation));
        if (!property->isSystem()) {
            HUB_ASSERT(!property->name.empty());
            again.addApplication(property->name, property->value);
        } else {
            const auto kind = static_cast<SystemProperty>(property->kind);
            HUB_ASSERT(!nameOf(kind).empty() && property->value);
            again.addSystem(kind, *property->value);
        }
    }
    HUB_ASSERT(again.packed() == properties.packed());
    HUB_ASSERT(again.countedBytes() == properties.countedBytes());
    HUB_ASSERT(properties.countedBytes() <= input.size());

    PropertyReader damaged(input); // bytes that nobody packed: read to some end
    while (const auto property = damaged.next()) {
        HUB_ASSERT(isWithin(property->name, input));
        HUB_ASSERT(!property->value || isWithin(*property->value, input));
    }
}

} // namespace hub::fuzz
