#include "admin/transfer_job_json.h"

#include "base/text.h"
#include "base/time_text.h"

namespace hub::admin {
namespace {

Result<TransferType> readType(const JsonView& body)
{
    HUB_TRY(const std::string name, body.requiredString("type"));
    for (const TransferType type : {TransferType::Import, TransferType::Export}) {
        if (equalsIgnoringCase(name, nameOf(type))) {
            return type;
        }
    }
    return fail(Errc::InvalidArgument, "'type' must be import or export");
}

Result<std::optional<BlobContainer>> readContainer(const JsonView& body, std::string_view member)
{
    HUB_TRY(const std::string uri, body.stringOr(member, {}));
    if (uri.empty()) {
        return std::nullopt;
    }
    Result<BlobContainer> container = BlobContainer::parse(uri);
    if (!container) {
        return fail(Errc::InvalidArgument,
                    "'" + std::string(member) + "': " + container.error().detail);
    }
    return std::optional(std::move(container.value()));
}

Result<std::string> readBlobName(const JsonView& body, std::string_view member)
{
    HUB_TRY(std::string name, body.stringOr(member, "devices.txt"));
    if (!isBlobName(name)) {
        return fail(Errc::InvalidArgument, "'" + std::string(member) + "' is no name of a blob");
    }
    return name;
}

/// What Azure has and this hub has not, said plainly.
Result<void> checkPossible(const JsonView& body)
{
    HUB_TRY(const std::string kind, body.stringOr("storageAuthenticationType", "keyBased"));
    if (!equalsIgnoringCase(kind, "keyBased")) {
        return fail(equalsIgnoringCase(kind, "identityBased") ? Errc::InvalidOperation
                                                              : Errc::InvalidArgument,
                    "'storageAuthenticationType' must be keyBased: the hub has no identity at a "
                    "store, so give a container's address with its SAS token");
    }
    HUB_TRY(const bool configurations, body.booleanOr("includeConfigurations", false));
    return configurations ? fail(Errc::InvalidOperation,
                                 "'includeConfigurations' is not supported: configurations are "
                                 "read with GET /configurations and written with PUT")
                          : Result<void>(success());
}

Error missing(std::string_view member)
{
    return fail(Errc::MissingArgument, "'" + std::string(member) + "' is missing");
}

} // namespace

Result<TransferOrder> readTransferOrder(const JsonView& body)
{
    HUB_TRYV(body.object());
    TransferOrder order;
    HUB_TRY(order.type, readType(body));
    HUB_TRYV(checkPossible(body));
    HUB_TRY(order.input, readContainer(body, "inputBlobContainerUri"));
    HUB_TRY(order.output, readContainer(body, "outputBlobContainerUri"));
    HUB_TRY(order.inputName, readBlobName(body, "inputBlobName"));
    HUB_TRY(order.outputName, readBlobName(body, "outputBlobName"));
    HUB_TRY(order.excludesKeys, body.booleanOr("excludeKeysInExport", false));
    if (order.type == TransferType::Import && !order.input) {
        return missing("inputBlobContainerUri");
    }
    if (order.type == TransferType::Export && !order.output) {
        return missing("outputBlobContainerUri");
    }
    return order;
}

void write(JsonWriter& out, const TransferJob& job)
{
    const bool isImport = job.type == TransferType::Import;
    const auto textOrNull = [&out](std::string_view name, const std::string& text) {
        out.key(name);
        text.empty() ? out.null() : out.string(text);
    };
    out.beginObject()
        .member("jobId", job.id)
        .member("type", nameOf(job.type))
        .member("status", nameOf(job.status))
        .member("startTimeUtc", toAzureTime(job.started));
    out.key("endTimeUtc");
    job.ended ? out.string(toAzureTime(job.ended)) : out.null();
    out.count("progress", job.progress);
    textOrNull("failureReason", job.reason);
    textOrNull("inputBlobContainerUri", job.inputUri);
    textOrNull("outputBlobContainerUri", job.outputUri);
    textOrNull("inputBlobName", isImport ? job.inputName : std::string());
    textOrNull("outputBlobName", isImport ? std::string() : job.outputName);
    out.flag("excludeKeysInExport", job.excludesKeys)
        .member("storageAuthenticationType", "keyBased")
        .endObject();
}

} // namespace hub::admin
