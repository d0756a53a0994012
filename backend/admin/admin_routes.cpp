#include "admin/admin_routes.h"

#include "admin/event_stream.h"
#include "admin/json_response.h"
#include "admin/key_routes.h"
#include "admin/parameters.h"

#include "services/scope_rules.h"

#include "api/device.h"
#include "api/health.h"
#include "api/telemetry.h"

#include "domain/twin_query.h"

#include "base/base64.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <bit>

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr Rights kRead{Right::RegistryRead, Right::ServiceConnect};

/// An opaque cursor: part, integer, key, the bits of the real number, and the text of the last row.
std::string cursorOf(const DevicePlace& place)
{
    return toBase64(std::to_string(place.part) + " " + std::to_string(place.integer) + " " +
                    std::to_string(place.key) + " " +
                    std::to_string(std::bit_cast<std::uint64_t>(place.real)) + " " + place.text);
}

Result<DevicePlace> placeFrom(std::string_view cursor)
{
    const auto text = fromBase64(cursor).value_or("");
    const auto [part, behindPart] = cut(text, ' ');
    const auto [integer, behindInteger] = cut(behindPart.value_or(""), ' ');
    const auto [key, behindKey] = cut(behindInteger.value_or(""), ' ');
    const auto [real, rest] = cut(behindKey.value_or(""), ' ');
    const auto partNumber = toInteger<std::uint32_t>(part);
    const auto integerNumber = toInteger<std::int64_t>(integer);
    const auto keyNumber = toInteger<DeviceKey>(key);
    const auto realBits = toInteger<std::uint64_t>(real);
    if (!partNumber || !integerNumber || !keyNumber || !realBits || !rest) {
        return fail(Errc::InvalidArgument, "'after' is not a cursor of this list");
    }
    return DevicePlace{*partNumber, *integerNumber, std::bit_cast<double>(*realBits),
                       std::string(*rest), *keyNumber};
}

Result<void> readOrder(const net::HttpRequest& request, DeviceQuery& query)
{
    using Named = std::pair<std::string_view, DeviceOrder>;
    constexpr std::array<Named, 4> orders{{{"id", DeviceOrder::Id},
                                           {"lastHeard", DeviceOrder::LastHeard},
                                           {"status", DeviceOrder::Status},
                                           {"queue", DeviceOrder::Queue}}};
    constexpr std::string_view kTag = "tags.";
    const std::string_view sort = request.parameter("sort").value_or("id");
    const std::string_view direction = request.parameter("order").value_or("asc");
    const auto* const known = std::find_if(orders.begin(), orders.end(), [sort](const Named& named) {
        return named.first == sort;
    });
    const bool isTag = sort.starts_with(kTag) && sort.size() > kTag.size();
    if ((known == orders.end() && !isTag) || (direction != "asc" && direction != "desc")) {
        return fail(Errc::InvalidArgument, "'sort' must be id, lastHeard, status, queue or a tag as "
                                           "tags.site, and 'order' asc or desc");
    }
    query.order = isTag ? DeviceOrder::Tag : known->second;
    query.orderTag = isTag ? sort.substr(kTag.size()) : std::string_view();
    query.descending = direction == "desc";
    return success();
}

Result<DeviceQuery> deviceQueryFrom(const net::HttpRequest& request)
{
    DeviceQuery query;
    query.contains = request.parameter("search").value_or("");
    HUB_TRYV(checkSearch(query.contains));
    if (const auto tag = request.parameter("tag")) {
        const auto [name, value] = cut(*tag, ':');
        if (name.empty() || !value) {
            return fail(Errc::InvalidArgument, "'tag' must be name:value");
        }
        query.tagName = name;
        query.tagValue = *value;
    }
    HUB_TRY(query.where, deviceConditionFrom(request));
    HUB_TRYV(readOrder(request, query));
    HUB_TRY(query.limit, limitFrom(request));
    if (const auto after = request.parameter("after")) {
        HUB_TRY(query.after, placeFrom(*after));
    }
    HUB_TRY(query.offset, offsetFrom(request));
    return query;
}

Result<HistoryQuery> historyQueryFrom(const net::HttpRequest& request)
{
    HistoryQuery query;
    const auto device = request.parameter("device");
    if (!device) {
        return fail(Errc::MissingArgument, "'device' is missing");
    }
    HUB_TRY(query.id, idFrom(*device));
    query.id.module = request.parameter("module").value_or("");
    HUB_TRY(query.from, timeFrom(request, "from"));
    HUB_TRY(query.to, timeFrom(request, "to"));
    HUB_TRY(query.limit, limitFrom(request));
    const auto after = toInteger<Sequence>(request.parameter("after").value_or("0"));
    if (!after) {
        return fail(Errc::InvalidArgument, "'after' is not a cursor of this list");
    }
    query.after = *after;
    return query;
}

api::Device deviceOf(const DeviceView& view)
{
    const DeviceIdentity& identity = view.row.identity;
    api::Device device;
    device.deviceId = identity.id.device;
    device.generationId = identity.generationId;
    device.etag = etagText(identity.etag);
    device.enabled = identity.enabled;
    device.statusReason = identity.statusReason;
    device.authType = nameOf(identity.authType);
    device.tags = identity.tags;
    device.lastHeard = view.row.activity.lastHeard;
    device.connectionChanged = view.row.activity.connectionChanged;
    device.lastDisconnectReason = view.row.activity.disconnectReason;
    if (const SessionInfo* session = view.session.get()) {
        device.connection = api::Connection{session->address,    session->protocol,
                                            session->tlsVersion, session->clientType,
                                            session->modelId,    session->signedInWith,
                                            session->since};
        device.connectionChanged = session->since;
    }
    return device;
}

class AdminRoutes final
{
public:
    explicit AdminRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> capabilities(const RouteRequest&) const
    {
        co_return jsonResponse(services_.capabilities);
    }

    awaitable<Response> health(const RouteRequest& request) const
    {
        const auto scope = request.caller.scope();
        HUB_CO_TRY(const DeviceStatistics devices, co_await services_.registry.statistics(scope));
        HUB_CO_TRY(const EventLogStatistics log, co_await services_.history.statistics());
        api::Health health;
        health.state = "running";
        if (services_.writer.hasFailed()) {
            health.state = "failed";
            health.reason = "The store has failed; nothing is accepted any more. Restart the hub.";
        } else if (services_.writer.isDiskFull()) {
            health.state = "degraded";
            health.reason = "The disk is full; devices wait until there is room again.";
        }
        health.startedAt = services_.startedAt;
        health.time = services_.clock.wall();
        health.devices = devices.total;
        health.disabledDevices = devices.disabled;
        if (scope) { // what all devices have stored is not told
            health.connectedDevices = services_.sessions.liveCount(*scope);
        } else {
            health.connectedDevices = services_.sessions.liveCount();
            health.messagesStored = services_.writer.messages();
            health.storeBytes = log.bytesOnDisk;
        }
        co_return jsonResponse(health);
    }

    awaitable<Response> devices(const RouteRequest& request) const
    {
        HUB_CO_TRY(DeviceQuery query, deviceQueryFrom(request.http));
        query.scope = request.caller.scope();
        api::DeviceList list;
        list.asOf = services_.clock.wall();
        HUB_CO_TRY(const DeviceViewPage page,
                   co_await services_.registry.search(std::move(query)));
        for (const DeviceView& view : page.devices) {
            list.devices.push_back(deviceOf(view));
        }
        list.next = page.next ? cursorOf(*page.next) : std::string();
        list.total = page.total;
        co_return jsonResponse(list);
    }

    awaitable<Response> device(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request.captured.at(0)));
        HUB_CO_TRY(const DeviceView view, co_await services_.registry.get(id));
        api::Device device = deviceOf(view);
        if (view.row.identity.authType == AuthType::Sas) {
            const KeyHolder holder{view.row.identity.key, {}};
            HUB_CO_TRY(const KeyUseView use, co_await services_.keyUse.read(holder));
            device.keyUse = reportOf(use);
        }
        co_return jsonResponse(device);
    }

    awaitable<Response> deleteDevice(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request.captured.at(0)));
        const auto history = request.http.parameter("history").value_or("keep");
        if (history != "keep" && history != "erase") {
            co_return fail(Errc::InvalidArgument, "'history' must be keep or erase");
        }
        const auto unconditional = EtagCondition::any();
        const Result<void> removed =
            co_await services_.registry.remove(id, unconditional, request.audit);
        if (history == "erase" &&
            (removed || removed.error().code == Errc::DeviceNotFound)) {
            const AuditNotePtr erased = request.audit->another("history.erase");
            HUB_CO_TRYV(co_await services_.registry.eraseHistory(id, erased));
            services_.eraser.wake();
        }
        HUB_CO_TRYV(removed);
        co_return net::HttpResponse(204);
    }

    awaitable<Response> setTags(const RouteRequest& request) const
    {
        HUB_CO_TRY(const IdentityId id, idFrom(request.captured.at(0)));
        HUB_CO_TRY(const json::value tags, parseJson(request.http.body));
        HUB_CO_TRYV(JsonView(tags, "tags").object());
        const std::string text = jsonText(tags);
        HUB_CO_TRYV(checkNewTags(request.caller.scope(), text));
        HUB_CO_TRY(const TwinView view,
                   co_await services_.twins.replaceTags(id, text, request.audit));
        co_return jsonResponse(deviceOf(view.device));
    }

    awaitable<Response> telemetry(const RouteRequest& request) const
    {
        HUB_CO_TRY(HistoryQuery query, historyQueryFrom(request.http));
        HUB_CO_TRY(const HistoryPage page, co_await services_.history.read(std::move(query)));
        net::HttpResponse response;
        JsonWriter writer(response.body);
        writer.beginObject().key("messages").beginArray();
        for (const TelemetryRecord& message : page.messages) {
            api::write(writer, message);
        }
        writer.endArray();
        if (page.next) {
            writer.member("next", std::to_string(*page.next));
        }
        writer.key("total");
        if (page.total) {
            writer.integer(static_cast<std::int64_t>(*page.total));
        } else {
            writer.null();
        }
        writer.endObject();
        co_return response;
    }

    awaitable<Response> events(const RouteRequest& request) const
    {
        const auto executor = co_await boost::asio::this_coro::executor;
        std::shared_ptr<EventScope> scope;
        if (auto condition = request.caller.scope()) {
            scope = std::make_shared<EventScope>(services_.workers, std::move(*condition));
        }
        HUB_CO_TRY(std::unique_ptr<EventStream> stream,
                   EventStream::open(services_.events, executor, request, std::move(scope),
                                     endOf(request)));
        net::HttpResponse response;
        response.contentType = "text/event-stream";
        response.headers.emplace_back("Cache-Control", "no-store");
        response.stream = std::move(stream);
        co_return response;
    }

private:
    /// When a stream ends before its token does: the caller's address is refused now, or people's
    /// rights have changed, and it is to ask anew.
    std::function<bool()> endOf(const RouteRequest& request) const
    {
        return [&access = services_.access, &people = services_.people,
                address = request.http.address, isPerson = request.caller.person.has_value(),
                changes = services_.people.changes()] {
            return !access.isLetIn(AccessScope::Admin, address) ||
                   (isPerson && people.changes() != changes);
        };
    }

    ApiServices services_;
};

} // namespace

void addAdminRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<AdminRoutes> add(table, services);
    add("GET", "admin/capabilities", {kRead, kAnybody, Reach::Anybody},
        &AdminRoutes::capabilities, kPlainRead);
    add("GET", "admin/health", {kRead, Permission::View, Reach::Filtered},
        &AdminRoutes::health, kPlainRead);
    add("GET", "admin/devices", {kRead, Permission::View, Reach::Filtered},
        &AdminRoutes::devices, kPlainRead);
    add("GET", "admin/devices/{id}", {kRead, Permission::View, Reach::Device},
        &AdminRoutes::device, kPlainRead);
    add("DELETE", "admin/devices/{id}", {kAllRights, Permission::Operate, Reach::Device},
        &AdminRoutes::deleteDevice, changes("device.delete"));
    add("PUT", "admin/devices/{id}/tags", {kAllRights, Permission::Operate, Reach::Device},
        &AdminRoutes::setTags, changes("device.tags"));
    add("GET", "admin/telemetry", {kRead, Permission::View, Reach::DeviceParameter},
        &AdminRoutes::telemetry, kPlainRead);
    add("GET", "admin/events", {kRead, Permission::View, Reach::Filtered},
        &AdminRoutes::events, kPlainRead);
}

} // namespace hub::admin
