#include "protocol/http/property_headers.h"

#include "domain/limits.h"

#include "base/percent.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <map>

namespace hub::http {
namespace {

constexpr std::string_view kApplication = "iothub-app-";

struct Header
{
    std::string_view name;
    SystemProperty property;
};

// In the order in which a command's headers are sent. iothub-to of a command is the device's own
// address, and of a message mostly noise: both are the callers' business.
constexpr std::array kSystemHeaders{
    Header{"iothub-messageid", SystemProperty::MessageId},
    Header{"iothub-correlationid", SystemProperty::CorrelationId},
    Header{"iothub-userid", SystemProperty::UserId},
    Header{"iothub-contenttype", SystemProperty::ContentType},
    Header{"iothub-contentencoding", SystemProperty::ContentEncoding},
    Header{"iothub-to", SystemProperty::To},
    Header{"iothub-expiry", SystemProperty::AbsoluteExpiryTime},
    Header{"iothub-creation-time-utc", SystemProperty::CreationTime},
    Header{"iothub-creationtimeutc", SystemProperty::CreationTime}, // the C# SDK's spelling
    Header{"iothub-interface-id", SystemProperty::InterfaceId},
    Header{"iothub-messageschema", SystemProperty::MessageSchema},
    Header{"dt-subject", SystemProperty::Subject},
    Header{"iothub-ack", SystemProperty::Ack},
    Header{"iothub-operation", SystemProperty::Operation},
};

/// RFC 9110 §5.6.2.
bool isTokenChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string headerName(std::string_view name)
{
    std::string out(kApplication);
    for (const char c : name) {
        out += isTokenChar(c) ? std::string(1, c) : percentEncode(std::string_view(&c, 1));
    }
    return out;
}

/// RFC 9110 §5.5: a line feed in a value would begin another header.
std::string headerValue(std::string_view value)
{
    std::string out(value);
    std::replace_if(out.begin(), out.end(),
                    [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
    return out;
}

bool fits(std::string_view name, std::string_view value)
{
    return name.size() <= limits::kMaxHttpHeaderBytes && value.size() <= limits::kMaxHttpHeaderBytes;
}

void put(Fields& fields, std::string_view name, std::string_view value)
{
    const auto same = std::find_if(fields.begin(), fields.end(),
                                   [name](const auto& each) { return each.first == name; });
    if (same != fields.end()) {
        same->second = headerValue(value);
    } else {
        fields.emplace_back(std::string(name), headerValue(value));
    }
}

/// The SDK for C reads two of them under names of its own.
void putSystem(Fields& fields, SystemProperty property, std::string_view value)
{
    const auto header = std::find_if(kSystemHeaders.begin(), kSystemHeaders.end(),
                                     [property](const Header& each) {
                                         return each.property == property;
                                     });
    if (header == kSystemHeaders.end()) {
        return;
    }
    put(fields, header->name, value);
    if (property == SystemProperty::ContentType) {
        put(fields, "ContentType", value);
    } else if (property == SystemProperty::ContentEncoding) {
        put(fields, "ContentEncoding", value);
    }
}

bool isOfTheHub(SystemProperty property)
{
    return property == SystemProperty::To || property == SystemProperty::AbsoluteExpiryTime ||
           property == SystemProperty::Ack;
}

} // namespace

bool addProperty(std::string_view name, std::string_view value, Properties& out)
{
    for (const Header& header : kSystemHeaders) {
        if (equalsIgnoringCase(header.name, name)) {
            out.addSystem(header.property, value);
            return true;
        }
    }
    if (name.size() <= kApplication.size() ||
        !equalsIgnoringCase(name.substr(0, kApplication.size()), kApplication)) {
        return false;
    }
    out.addApplication(name.substr(kApplication.size()), value);
    return true;
}

void appendPropertyHeaders(ByteView packed, Fields& out)
{
    std::map<std::string, std::string> application;
    PropertyReader reader(packed);
    while (const auto property = reader.next()) {
        const std::string_view value = property->value.value_or("");
        if (value.empty() || !fits(property->name, value)) {
            continue;
        }
        const auto system = static_cast<SystemProperty>(property->kind);
        if (!property->isSystem()) {
            application.insert_or_assign(headerName(property->name), headerValue(value));
        } else if (!isOfTheHub(system)) {
            putSystem(out, system, value);
        }
    }
    out.insert(out.end(), application.begin(), application.end());
}

} // namespace hub::http
