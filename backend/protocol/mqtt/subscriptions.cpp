#include "protocol/mqtt/subscriptions.h"

#include "domain/limits.h"

#include <algorithm>

namespace hub::mqtt {

std::optional<unsigned> Subscriptions::add(std::string_view filter, unsigned qos)
{
    const auto subscription = parseFilter(filter, own_);
    if (!subscription || filter.size() > limits::kMaxFilterBytes) {
        return std::nullopt;
    }
    const unsigned granted = std::min(qos, 1U);
    const auto same = std::find_if(entries_.begin(), entries_.end(),
                                   [filter](const Entry& entry) { return entry.filter == filter; });
    if (same != entries_.end()) {
        same->qos = granted;
        return granted;
    }
    if (entries_.size() >= limits::kMaxSubscriptions) {
        return std::nullopt;
    }
    entries_.push_back({std::string(filter), *subscription, granted});
    return granted;
}

bool Subscriptions::remove(std::string_view filter)
{
    return std::erase_if(entries_,
                         [filter](const Entry& entry) { return entry.filter == filter; }) > 0;
}

bool Subscriptions::has(Subscription subscription) const
{
    return std::any_of(entries_.begin(), entries_.end(), [subscription](const Entry& entry) {
        return entry.subscription == subscription;
    });
}

std::optional<unsigned> Subscriptions::qosOf(std::string_view topic) const
{
    std::optional<unsigned> highest;
    for (const Entry& entry : entries_) {
        if (matches(entry.filter, topic)) {
            highest = std::max(highest.value_or(0), entry.qos);
        }
    }
    return highest;
}

Bytes Subscriptions::packed() const
{
    Bytes out;
    for (const Entry& entry : entries_) {
        appendByte(out, entry.qos);
        appendVarint(out, entry.filter.size());
        out += entry.filter;
    }
    return out;
}

Subscriptions Subscriptions::fromPacked(IdentityId own, ByteView packed)
{
    Subscriptions subscriptions(std::move(own));
    ByteReader reader(packed);
    while (!reader.atEnd() && !reader.failed()) {
        const unsigned qos = reader.u8();
        const ByteView filter = reader.take(reader.varint());
        if (!reader.failed()) {
            subscriptions.add(filter, qos);
        }
    }
    return subscriptions;
}

} // namespace hub::mqtt
