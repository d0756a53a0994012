// Which verb and path does what, who may, and what it leaves in the audit log: one row a route.
#pragma once

#include "net/http_message.h"

#include "services/audit_note.h"
#include "services/authenticator.h"

#include "domain/role.h"

#include "hub/error.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub::admin {

struct RouteRequest
{
    const net::HttpRequest& http;
    std::vector<std::string> captured; ///< what stood in the places of {…}, in order
    ServicePrincipal caller;
    std::string requestId; ///< names this request in answers and logs
    AuditNotePtr audit{};  ///< its record; null only in tests
};

using RouteHandler =
    std::function<boost::asio::awaitable<Result<net::HttpResponse>>(const RouteRequest&)>;

/// What a request leaves in the audit log when it is not refused.
enum class AuditRule {
    Nothing,   ///< a plain read
    Always,    ///< a record of its own: key material is handed out, or a device is called
    Change,    ///< a record in the transaction of the change
    IfChanged, ///< the same, but mostly there is nothing to change: back ends poll
};

/// A refusal leaves a record whatever the rule is.
struct RouteAudit
{
    AuditRule rule = AuditRule::Nothing;
    std::string_view action{}; ///< "device.delete"
};

inline constexpr RouteAudit kPlainRead{};
constexpr RouteAudit reads(std::string_view action) { return {AuditRule::Always, action}; }
constexpr RouteAudit calls(std::string_view action) { return {AuditRule::Always, action}; }
constexpr RouteAudit changes(std::string_view action) { return {AuditRule::Change, action}; }
constexpr RouteAudit takes(std::string_view action) { return {AuditRule::IfChanged, action}; }

/// How much of the fleet a route is about; for people who are limited to part of it.
enum class Reach {
    WholeHub,        ///< not for them
    Device,          ///< the device that {id} names, which must be in their part
    DeviceParameter, ///< the same, of the parameter `device`
    NewDevice,       ///< as Device, or one that is made and belongs to their part
    Filtered,        ///< the handler leaves out what is not in their part
    Anybody,         ///< nothing of the fleet
};

/// Policies need the rights, people the permission. Nothing: whoever is known may, also before the
/// second factor was shown.
inline constexpr std::optional<Permission> kAnybody;

struct RouteAccess
{
    Rights rights;
    std::optional<Permission> permission;
    Reach reach = Reach::WholeHub;
};

/// How the body of a request comes to its handler.
enum class Intake {
    Whole,  ///< read before, within the limits of all requests
    Stream, ///< the handler reads it, after the caller was judged (HttpRequest::incoming)
};

struct Route
{
    std::string_view method;
    std::string_view pattern; ///< "devices/{id}"; literal words match ignoring case
    RouteAccess access;
    RouteHandler handler;
    RouteAudit audit;
    Intake intake = Intake::Whole;
};

class RouteTable final
{
public:
    void add(Route route) { routes_.push_back(std::move(route)); }

    struct Match
    {
        const Route* route = nullptr;
        std::vector<std::string> captured;
    };
    /// Errors: NotFound (no such path), MethodNotAllowed (the path has other verbs).
    Result<Match> find(std::string_view method, const std::vector<std::string>& path) const;

private:
    std::vector<Route> routes_;
};

/// Adds rows whose handlers are members of one object, which they share.
template <class Routes>
class RouteRows final
{
public:
    using Handler =
        boost::asio::awaitable<Result<net::HttpResponse>> (Routes::*)(const RouteRequest&) const;

    template <class Services>
    RouteRows(RouteTable& table, Services& services)
        : table_(table), routes_(std::make_shared<const Routes>(services))
    {
    }

    void operator()(std::string_view method,
                    std::string_view pattern,
                    RouteAccess access,
                    Handler handler,
                    RouteAudit audit,
                    Intake intake = Intake::Whole) const
    {
        RouteHandler run = [routes = routes_, handler](const RouteRequest& request) {
            return ((*routes).*handler)(request);
        };
        table_.add({method, pattern, access, std::move(run), audit, intake});
    }

private:
    RouteTable& table_;
    std::shared_ptr<const Routes> routes_;
};

} // namespace hub::admin
