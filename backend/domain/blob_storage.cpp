#include "domain/blob_storage.h"

#include "base/base64.h"
#include "base/percent.h"
#include "base/text.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::string_view kScheme = "https://";

struct Fields
{
    std::string_view protocol = "https";
    std::string_view account;
    std::string_view key;
    std::string_view endpoint;
    std::string_view suffix = "core.windows.net";
};

Error wrong(std::string sentence)
{
    return fail(Errc::InvalidArgument, "file storage: " + std::move(sentence));
}

Fields fieldsOf(std::string_view text)
{
    Fields fields;
    for (const std::string_view part : split(trimmed(text), ';')) {
        const auto [rawName, rawValue] = cut(part, '=');
        const std::string_view name = trimmed(rawName);
        const std::string_view value = trimmed(rawValue.value_or(""));
        if (equalsIgnoringCase(name, "DefaultEndpointsProtocol")) {
            fields.protocol = value;
        } else if (equalsIgnoringCase(name, "AccountName")) {
            fields.account = value;
        } else if (equalsIgnoringCase(name, "AccountKey")) {
            fields.key = value;
        } else if (equalsIgnoringCase(name, "BlobEndpoint")) {
            fields.endpoint = value;
        } else if (equalsIgnoringCase(name, "EndpointSuffix")) {
            fields.suffix = value;
        }
    }
    return fields;
}

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// Azure's rule: 3 to 63 lower-case letters, digits and single hyphens between them.
bool isContainerName(std::string_view name)
{
    return name.size() >= 3 && name.size() <= 63 && isLetterOrDigit(name.front()) &&
           isLetterOrDigit(name.back()) && name.find("--") == std::string_view::npos &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return isLetterOrDigit(c) || c == '-'; });
}

/// Host and port alone: the SDKs paste it into "https://{hostName}/…".
bool isHost(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return isLetterOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == ':' ||
               c == '_' || c == '[' || c == ']';
    });
}

/// Devices' SDKs upload over HTTPS and nothing else.
Result<void> setPlace(BlobStorage& storage, const Fields& fields)
{
    storage.path = storage.container;
    if (fields.endpoint.empty()) {
        if (!equalsIgnoringCase(fields.protocol, "https")) {
            return wrong("DefaultEndpointsProtocol= must be https, the SDKs upload over nothing else");
        }
        storage.hostName = storage.account + ".blob." + std::string(fields.suffix);
    } else {
        if (!equalsIgnoringCase(fields.endpoint.substr(0, kScheme.size()), kScheme)) {
            return wrong("BlobEndpoint= must begin with https://, the SDKs upload over nothing else");
        }
        const auto [host, rest] = cut(fields.endpoint.substr(kScheme.size()), '/');
        std::string_view prefix = rest.value_or("");
        while (prefix.ends_with('/')) {
            prefix.remove_suffix(1);
        }
        storage.hostName = host;
        if (!prefix.empty()) {
            storage.path = std::string(prefix) + "/" + storage.container;
        }
    }
    return isHost(storage.hostName) ? Result<void>(success())
                                    : wrong("BlobEndpoint= or EndpointSuffix= names no host");
}

} // namespace

Result<BlobStorage> parseBlobStorage(std::string_view connectionString, std::string_view container)
{
    const Fields fields = fieldsOf(connectionString);
    if (fields.account.empty()) {
        return wrong("AccountName= is missing; give the whole connection string");
    }
    auto key = fromBase64(fields.key);
    if (!key || key->empty()) {
        return wrong("AccountKey= is missing, or is not base64");
    }
    if (!isContainerName(container)) {
        return wrong("the container's name must have 3 to 63 lower-case letters, digits and hyphens");
    }
    BlobStorage storage;
    storage.account = fields.account;
    storage.key = Secret(std::move(*key));
    storage.container = container;
    HUB_TRYV(setPlace(storage, fields));
    return storage;
}

std::string blobUri(const BlobStorage& storage, std::string_view blobName)
{
    std::string uri = std::string(kScheme) + storage.hostName + "/" + storage.path;
    for (const std::string_view segment : split(blobName, '/')) {
        uri += "/" + percentEncode(segment);
    }
    return uri;
}

} // namespace hub
