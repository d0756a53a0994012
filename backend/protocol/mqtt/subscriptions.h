// What an MQTT session is subscribed to (OASIS MQTT 3.1.1 §3.8, §4.7; device API, SUBSCRIBE). Kept
// for sessions that outlive their connection, as
//
//   subscriptions := entry*
//   entry         := qos:u8 length:varint filter:byte*
#pragma once

#include "protocol/mqtt/topics.h"

#include "base/bytes.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub::mqtt {

/// One thread at a time.
class Subscriptions final
{
public:
    explicit Subscriptions(IdentityId own) : own_(std::move(own)) {}

    /// The granted QoS, at most 1; nothing when the filter is not the identity's own, too long, or
    /// one too many. A filter that is there already gets the new QoS (§3.8.4).
    std::optional<unsigned> add(std::string_view filter, unsigned qos);
    bool remove(std::string_view filter); ///< true when it was there

    bool empty() const { return entries_.empty(); }
    bool has(Subscription subscription) const;

    /// The highest QoS of the filters that a topic matches; nothing when it matches none.
    std::optional<unsigned> qosOf(std::string_view topic) const;

    Bytes packed() const;
    /// Damaged and foreign entries are left out.
    static Subscriptions fromPacked(IdentityId own, ByteView packed);

private:
    struct Entry
    {
        std::string filter;
        Subscription subscription{};
        unsigned qos = 0;
    };

    IdentityId own_;
    std::vector<Entry> entries_; ///< at most limits::kMaxSubscriptions
};

} // namespace hub::mqtt
