#include "admin/route_meter.h"

namespace hub::admin {
namespace {

constexpr std::uint64_t kMethodPiece = 4'096; // bytes

std::optional<Meter> meterOfDevices(const Route& route)
{
    if (route.method == "POST" &&
        (route.pattern == "devices" || route.pattern == "devices/keys/regenerate")) {
        return std::nullopt; // by item
    }
    if (route.pattern == "devices/query") {
        return Meter{Metered::Query};
    }
    if (route.pattern.ends_with("/messages/deviceBound")) {
        return Meter{Metered::Command};
    }
    return Meter{Metered::Registry};
}

std::optional<Meter> meterOfTwins(const Route& route, const net::HttpRequest& request)
{
    if (route.method == "POST") {
        return Meter{Metered::Method, request.body.size() / kMethodPiece + 1};
    }
    return Meter{route.method == "GET" ? Metered::TwinRead : Metered::TwinUpdate};
}

} // namespace

std::optional<Meter> meterOf(const Route& route, const net::HttpRequest& request)
{
    const std::string_view first = route.pattern.substr(0, route.pattern.find('/'));
    if (first == "devices") {
        return meterOfDevices(route);
    }
    if (first == "twins" || first == "digitaltwins") {
        return meterOfTwins(route, request);
    }
    if (first == "jobs") {
        return Meter{Metered::Job};
    }
    if (first == "configurations") {
        return Meter{Metered::Configuration};
    }
    return std::nullopt;
}

} // namespace hub::admin
