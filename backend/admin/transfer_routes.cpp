#include "admin/transfer_routes.h"

#include "admin/export_stream.h"
#include "admin/import_stream.h"
#include "admin/parameters.h"

#include "domain/transfer_limits.h"

#include "base/assert.h"
#include "base/text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr std::string_view kCsvType = "text/csv";
constexpr std::string_view kLinesType = "application/x-ndjson";

Result<FileFormat> formatNamed(std::string_view name)
{
    const auto format = fileFormatFromName(name);
    return format ? Result<FileFormat>(*format)
                  : fail(Errc::InvalidArgument, "'format' must be csv or jsonl");
}

/// What the request says, or else its Content-Type.
Result<FileFormat> formatOf(const net::HttpRequest& request)
{
    if (const auto name = request.parameter("format")) {
        return formatNamed(*name);
    }
    const auto header = request.header("Content-Type").value_or("");
    const std::string_view type = trimmed(cut(header, ';').first);
    if (equalsIgnoringCase(type, kCsvType)) {
        return FileFormat::Csv;
    }
    return equalsIgnoringCase(type, kLinesType)
               ? Result<FileFormat>(FileFormat::JsonLines)
               : fail(Errc::UnsupportedMediaType, "the file is text/csv or application/x-ndjson");
}

Result<std::optional<ImportMode>> modeFrom(const net::HttpRequest& request)
{
    const auto name = request.parameter("mode");
    if (!name) {
        return std::nullopt;
    }
    for (const ImportMode mode : {ImportMode::Create, ImportMode::CreateOrUpdate,
                                  ImportMode::Update, ImportMode::Delete}) {
        if (equalsIgnoringCase(*name, nameOf(mode))) {
            return std::optional(mode);
        }
    }
    return fail(Errc::InvalidArgument, "'mode' must be create, createOrUpdate, update or delete");
}

Result<void> checkKeys(const ServicePrincipal& caller)
{
    if (caller.person) {
        return caller.seesKeys() ? Result<void>(success())
                                 : fail(Errc::Forbidden, "'" + caller.name +
                                                             "' lacks the permission 'keys'");
    }
    return caller.rights.includes(kAllRights)
               ? Result<void>(success())
               : fail(Errc::Unauthorized, "keys need a policy with all four rights");
}

/// Coroutines are members, not lambdas: a lambda's captures would die before its coroutine.
class TransferRoutes final
{
public:
    explicit TransferRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> exportDevices(const RouteRequest& request) const
    {
        ExportOrder order;
        HUB_CO_TRY(order.format, formatNamed(request.http.parameter("format").value_or("jsonl")));
        HUB_CO_TRY(order.withKeys, flagFrom(request.http, "keys"));
        HUB_CO_TRY(order.withModules, flagFrom(request.http, "modules"));
        HUB_CO_TRY(order.query.where, deviceConditionFrom(request.http));
        order.query.contains = request.http.parameter("search").value_or("");
        HUB_CO_TRYV(checkSearch(order.query.contains));
        order.query.scope = request.caller.scope();
        const bool isTable = order.format == FileFormat::Csv;
        if (isTable && order.withModules) {
            co_return fail(Errc::InvalidArgument, "a table has no modules: use format=jsonl");
        }
        if (order.withKeys) {
            HUB_CO_TRYV(checkKeys(request.caller));
        } else {
            request.audit->skip();
        }
        net::HttpResponse response;
        response.contentType = isTable ? "text/csv; charset=utf-8" : std::string(kLinesType);
        response.headers.emplace_back("Cache-Control", "no-store");
        response.headers.emplace_back("Content-Disposition",
                                      isTable ? "attachment; filename=\"devices.csv\""
                                              : "attachment; filename=\"devices.jsonl\"");
        const Exporter::Parts parts{services_.registry, services_.workers};
        response.stream = std::make_unique<ExportStream>(Exporter(parts, std::move(order)));
        co_return response;
    }

    awaitable<Response> importDevices(const RouteRequest& request) const
    {
        HUB_ASSERT(request.http.incoming != nullptr); // the row asks for it
        RunningCount::Mark mark = imports_.mark();
        if (imports_.value() > limits::kMaxImports) {
            co_return fail(Errc::Throttled,
                           std::to_string(limits::kMaxImports) +
                               " imports are under way, the most the hub takes; try again later");
        }
        ImportOrder order;
        HUB_CO_TRY(order.format, formatOf(request.http));
        HUB_CO_TRY(order.mode, modeFrom(request.http));
        HUB_CO_TRY(order.dryRun, flagFrom(request.http, "dryRun"));
        HUB_CO_TRY(const bool tellsAll, flagFrom(request.http, "all"));
        order.caller = request.caller;
        order.note = request.audit->another("devices.import");
        if (order.dryRun) {
            request.audit->skip();
        }
        net::HttpResponse response;
        response.contentType = kLinesType;
        response.headers.emplace_back("Cache-Control", "no-store");
        const IdentityChanges changes(
            {services_.registry, services_.twins, services_.access, services_.audit});
        Importer importer({changes, services_.workers}, std::move(order));
        ImportStream::Parts parts{std::move(importer), *request.http.incoming, services_.clock,
                                  tellsAll, std::move(mark)};
        response.stream = std::make_unique<ImportStream>(std::move(parts));
        co_return response;
    }

private:
    ApiServices services_;
    RunningCount imports_;
};

} // namespace

void addTransferRoutes(RouteTable& table, const ApiServices& services)
{
    const RouteRows<TransferRoutes> add(table, services);
    add("GET", "admin/devices/export",
        {{Right::RegistryRead, Right::ServiceConnect}, Permission::View, Reach::Filtered},
        &TransferRoutes::exportDevices, reads("devices.export"));
    add("POST", "admin/devices/import", {kAllRights, Permission::Enroll, Reach::Filtered},
        &TransferRoutes::importDevices, calls("devices.import"), Intake::Stream);
}

} // namespace hub::admin
