#include "admin/upload_routes.h"

#include "base/json_writer.h"
#include "base/time_text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

/// The hub does not look into the store, so it knows no size.
constexpr int kUnknownSize = 0;

void write(JsonWriter& writer, const FileNotification& notification)
{
    writer.beginObject()
        .member("deviceId", notification.deviceId)
        .member("blobUri", notification.blobUri)
        .member("blobName", notification.blobName)
        .member("lastUpdatedTime", toAzureTime(notification.enqueued))
        .count("blobSizeInBytes", kUnknownSize)
        .member("enqueuedTimeUtc", toAzureTime(notification.enqueued))
        .endObject();
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class UploadRoutes final
{
public:
    explicit UploadRoutes(Uploads& uploads) : uploads_(uploads) {}

    awaitable<Response> receive(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::optional<LockedNotification> locked,
                   co_await uploads_.receive(request.audit));
        if (!locked) {
            co_return net::HttpResponse(204);
        }
        net::HttpResponse response;
        JsonWriter writer(response.body);
        write(writer, locked->notification);
        response.headers.emplace_back("ETag", "\"" + locked->lockToken + "\"");
        co_return response;
    }

    awaitable<Response> complete(const RouteRequest& request) const
    {
        HUB_CO_TRYV(co_await uploads_.settle(request.captured.at(0), true, request.audit));
        co_return net::HttpResponse(204);
    }

    awaitable<Response> abandon(const RouteRequest& request) const
    {
        HUB_CO_TRYV(co_await uploads_.settle(request.captured.at(0), false, request.audit));
        co_return net::HttpResponse(204);
    }

private:
    Uploads& uploads_;
};

} // namespace

void addUploadRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<UploadRoutes> add(table, services.uploads);
    add("GET", "messages/serviceBound/filenotifications", {Right::ServiceConnect},
        &UploadRoutes::receive, takes("file-notification.receive"));
    add("DELETE", "messages/serviceBound/filenotifications/{lock}", {Right::ServiceConnect},
        &UploadRoutes::complete, changes("file-notification.complete"));
    add("POST", "messages/serviceBound/filenotifications/{lock}/abandon", {Right::ServiceConnect},
        &UploadRoutes::abandon, changes("file-notification.abandon"));
}

} // namespace hub::admin
