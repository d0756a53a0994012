#include "domain/blob_sas.h"

#include "base/base64.h"
#include "base/crypto.h"
#include "base/percent.h"
#include "base/time_text.h"

namespace hub {
namespace {

constexpr std::string_view kVersion = "2018-11-09";
constexpr std::string_view kPermissions = "rcw"; // in Azure's order
constexpr std::string_view kProtocol = "https";
constexpr std::string_view kResource = "b";

/// 2025-01-02T03:04:05Z: storage takes no fractions of a second in some versions.
std::string secondsText(WallTime time)
{
    return toAdminTime(time).substr(0, 19) + "Z";
}

/// String-to-sign of versions 2018-11-09 to 2020-10-02: one line a field, also for empty ones.
std::string stringToSign(const BlobStorage& storage,
                         std::string_view blobName,
                         std::string_view expiry)
{
    std::string text;
    text += kPermissions;
    text += "\n\n"; // no start
    text += expiry;
    text += "\n/blob/" + storage.account + "/" + storage.container + "/";
    text += blobName;
    text += "\n\n\n"; // no identifier, no range of addresses
    text += kProtocol;
    text += '\n';
    text += kVersion;
    text += '\n';
    text += kResource;
    text += "\n\n\n\n\n\n"; // no snapshot; none of the five headers of answers
    return text;
}

} // namespace

std::string makeBlobSas(const BlobStorage& storage, std::string_view blobName, WallTime expiry)
{
    const std::string end = secondsText(expiry);
    const Sha256 mac = hmacSha256(storage.key, stringToSign(storage, blobName, end));
    std::string token = "?sv=";
    token += kVersion;
    token += "&sr=";
    token += kResource;
    token += "&sig=" + percentEncode(toBase64(asBytes(mac)));
    token += "&se=" + percentEncode(end);
    token += "&sp=";
    token += kPermissions;
    token += "&spr=";
    token += kProtocol;
    return token;
}

} // namespace hub
