// The external blob store that devices upload files to: where it is, and the key that grants access.
#pragma once

#include "base/secret.h"

#include "hub/error.h"

#include <string>
#include <string_view>

namespace hub {

struct BlobStorage
{
    std::string account;
    Secret key;            ///< decoded
    std::string hostName;  ///< "name.blob.core.windows.net", or "127.0.0.1:10000"
    std::string container; ///< its own name
    std::string path;      ///< what stands between host and blob: "uploads", or "name/uploads" where
                           ///< the store has the account in its paths
};

/// DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=… or, instead of the
/// suffix, BlobEndpoint=https://host[:port][/account]. Errors: InvalidArgument, with a sentence that
/// names the part but no value.
Result<BlobStorage> parseBlobStorage(std::string_view connectionString, std::string_view container);

/// The address of a blob, without any token.
std::string blobUri(const BlobStorage& storage, std::string_view blobName);

} // namespace hub
