#include "protocol/mqtt/property_bag.h"

#include "base/percent.h"
#include "base/text.h"

#include <array>
#include <string>

namespace hub::mqtt {
namespace {

struct WireKey
{
    std::string_view key;
    SystemProperty property;
};

// $.cdid and $.cmid are missing on purpose: a device may not say who it is, the hub stamps that.
constexpr std::array kSystemKeys{
    WireKey{"$.mid", SystemProperty::MessageId},
    WireKey{"$.cid", SystemProperty::CorrelationId},
    WireKey{"$.uid", SystemProperty::UserId},
    WireKey{"$.to", SystemProperty::To},
    WireKey{"$.exp", SystemProperty::AbsoluteExpiryTime},
    WireKey{"$.ct", SystemProperty::ContentType},
    WireKey{"$.ce", SystemProperty::ContentEncoding},
    WireKey{"$.on", SystemProperty::OutputName},
    WireKey{"$.ctime", SystemProperty::CreationTime},
    WireKey{"$.ifid", SystemProperty::InterfaceId},
    WireKey{"$.schema", SystemProperty::MessageSchema},
    WireKey{"$.sub", SystemProperty::Subject},
    WireKey{"$.diagid", SystemProperty::DiagnosticId},
    WireKey{"$.diagctx", SystemProperty::DiagnosticContext},
    WireKey{"iothub-ack", SystemProperty::Ack},
    WireKey{"iothub-operation", SystemProperty::Operation},
};

/// The text itself, or its decoded form in `scratch`.
std::string_view decoded(std::string_view text, std::string& scratch)
{
    if (text.find('%') == std::string_view::npos) {
        return text;
    }
    scratch.clear();
    percentDecodeTo(text, scratch);
    return scratch;
}

void addPair(std::string_view key, std::optional<std::string_view> value, Properties& out)
{
    for (const WireKey& known : kSystemKeys) {
        if (known.key == key) {
            out.addSystem(known.property, value.value_or(""));
            return;
        }
    }
    if (!key.starts_with("$.")) {
        out.addApplication(key, value);
    }
}

} // namespace

void parsePropertyBag(std::string_view bag, Properties& out)
{
    std::string keyScratch;
    std::string valueScratch;
    while (!bag.empty()) {
        const auto [pair, rest] = cut(bag, '&');
        auto [key, value] = cut(pair, '=');
        key = decoded(key, keyScratch);
        if (value) {
            value = decoded(*value, valueScratch);
        }
        if (!key.empty()) {
            addPair(key, value, out);
        }
        bag = rest.value_or("");
    }
}

} // namespace hub::mqtt
