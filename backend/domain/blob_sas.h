// Service shared access signatures of Azure Storage for one blob
// (learn.microsoft.com/rest/api/storageservices/create-service-sas).
#pragma once

#include "domain/blob_storage.h"

#include "base/clock.h"

#include <string>
#include <string_view>

namespace hub {

/// "?sv=…&sr=b&sig=…&se=…&sp=rcw&spr=https": read, create and write this one blob until `expiry`,
/// which is cut to whole seconds.
std::string makeBlobSas(const BlobStorage& storage, std::string_view blobName, WallTime expiry);

} // namespace hub
