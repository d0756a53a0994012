#include "domain/error_table.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

// Numbers and names: service API, error codes.
constexpr std::array kLooks{
    ErrorLook{Errc::InvalidArgument, 400, 400004, "ArgumentInvalid", "BadRequest"},
    ErrorLook{Errc::MissingArgument, 400, 400005, "ArgumentNull", "a required value is missing"},
    ErrorLook{Errc::InvalidJson, 400, 400006, "IotHubFormatError", "the body is not JSON"},
    ErrorLook{Errc::InvalidFormat, 400, 400012, "DeserializationError", "wrong JSON type"},
    ErrorLook{Errc::InvalidApiVersion, 400, 400001, "InvalidProtocolVersion",
              "api-version is missing or malformed"},
    ErrorLook{Errc::InvalidOperation, 400, 400003, "InvalidOperation", "not possible here"},
    ErrorLook{Errc::UnsupportedMediaType, 415, 415000, "GenericUnsupportedMediaType",
              "the body must be application/json"},
    ErrorLook{Errc::MessageTooLarge, 413, 413001, "MessageTooLarge", "too large"},
    ErrorLook{Errc::NotFound, 404, 404000, "GenericNotFound", "not found"},
    ErrorLook{Errc::DeviceNotFound, 404, 404001, "DeviceNotFound", "no such device"},
    ErrorLook{Errc::MethodNotAllowed, 405, 405000, "GenericMethodNotAllowed",
              "this path does not take that verb"},
    ErrorLook{Errc::DeviceAlreadyExists, 409, 409001, "DeviceAlreadyExists",
              "the device is already registered"},
    ErrorLook{Errc::PreconditionFailed, 412, 412001, "PreconditionFailed", "Precondition failed"},
    ErrorLook{Errc::TooManyDevices, 413, 413002, "TooManyDevices", "the hub is full"},
    ErrorLook{Errc::ModuleNotFound, 404, 404010, "ModuleNotFound", "no such module"},
    ErrorLook{Errc::ModuleAlreadyExists, 409, 409301, "ModuleAlreadyExistsOnDevice",
              "the module is already registered"},
    ErrorLook{Errc::TooManyModules, 413, 413003, "TooManyModulesOnDevice",
              "the device has as many modules as it can"},
    ErrorLook{Errc::CommandNotFound, 404, 404000, "GenericNotFound", "no such command"},
    ErrorLook{Errc::QueueFull, 403, 403004, "DeviceMaximumQueueDepthExceeded",
              "the device's queue is full"},
    ErrorLook{Errc::InvalidExpiry, 403, 403009, "InvalidMessageExpiryTime",
              "the expiry is over, or more than two days ahead"},
    ErrorLook{Errc::LockLost, 412, 412002, "DeviceMessageLockLost",
              "the lock is not held any more"},
    ErrorLook{Errc::DeviceNotOnline, 404, 404103, "DeviceNotOnline",
              "Timed out waiting for device to connect."},
    ErrorLook{Errc::DeviceGone, 404, 404104, "DeviceConnectionClosedRemotely",
              "The device's connection ended before it answered."},
    ErrorLook{Errc::MethodTimeout, 504, 504101, "GatewayTimeout",
              "Timed out waiting for the response from device."},
    ErrorLook{Errc::NoFileStorage, 400, 400014, "DefaultStorageEndpointNotConfigured",
              "this hub has no blob store for files"},
    ErrorLook{Errc::TooManyUploads, 403, 403006, "DeviceMaximumActiveFileUploadLimitExceeded",
              "the device has as many open uploads as it can"},
    ErrorLook{Errc::UnknownUpload, 400, 400015, "InvalidFileUploadCorrelationId",
              "the correlation id is not known"},
    ErrorLook{Errc::UploadExpired, 400, 400016, "ExpiredFileUploadCorrelationId",
              "the upload was not finished in time"},
    ErrorLook{Errc::CertificateNotFound, 404, 404008, "CertificateNotFound",
              "no such certificate"},
    ErrorLook{Errc::KeyInUse, 409, 409000, "KeyInUse", "the key is in use"},
    ErrorLook{Errc::DeviceDefinedTwice, 400, 400011, "DeviceDefinedMultipleTimes",
              "a device stands more than once in the request"},
    ErrorLook{Errc::BulkRefused, 400, 400013, "BulkRegistryOperationFailure",
              "the bulk request is refused as a whole"},
    ErrorLook{Errc::InvalidDeviceScope, 400, 400028, "InvalidDeviceScope",
              "the scope is not that of an edge device"},
    ErrorLook{Errc::InvalidPolicyKey, 400, 400035, "InvalidPolicyKey",
              "'policyKey' must be primaryKey, secondaryKey or both"},
    ErrorLook{Errc::InvalidJsonPatch, 400, 400505, "InvalidDigitalTwinJsonPatch",
              "the body is not a JSON Patch"},
    ErrorLook{Errc::InvalidPatchPath, 400, 400508, "InvalidDigitalTwinPatchPath",
              "the patch is about something that cannot be patched"},
    ErrorLook{Errc::QuotaExceeded, 403, 403002, "IotHubQuotaExceeded",
              "the messages of this day are used up, a new day begins at midnight UTC"},
    ErrorLook{Errc::JobNotFound, 404, 404002, "JobNotFound", "no such job"},
    ErrorLook{Errc::JobAlreadyExists, 409, 409104, "JobAlreadyExists",
              "there is a job with this id already"},
    ErrorLook{Errc::TooManyActiveJobs, 429, 429004, "ThrottlingMaxActiveJobCountExceeded",
              "as many jobs run as may at a time"},
    ErrorLook{Errc::ConfigurationNotFound, 404, 404301, "ConfigurationNotFound",
              "no such configuration"},
    ErrorLook{Errc::ConfigurationAlreadyExists, 409, 409401, "ConfigurationAlreadyExists",
              "there is a configuration with this id already"},
    ErrorLook{Errc::InvalidTargetCondition, 400, 400401, "InvalidConfigurationTargetCondition",
              "the target condition is not valid"},
    ErrorLook{Errc::InvalidConfigurationContent, 400, 400402, "InvalidConfigurationContent",
              "the content is not valid"},
    ErrorLook{Errc::ConfigurationContentFixed, 400, 400403,
              "CannotModifyImmutableConfigurationContent",
              "the content of a configuration never changes"},
    ErrorLook{Errc::InvalidMetricsQuery, 400, 400404, "InvalidConfigurationCustomMetricsQuery",
              "a metric's query is not valid"},
    ErrorLook{Errc::TooManyConfigurations, 413, 413101, "ConfigurationCountLimitExceeded",
              "the hub holds as many configurations as it can"},
    ErrorLook{Errc::Unauthorized, 401, 401002, "IotHubUnauthorizedAccess", "Unauthorized"},
    ErrorLook{Errc::DeviceDisabled, 403, 403012, "DeviceDisabled", "the device is disabled"},
    ErrorLook{Errc::Forbidden, 403, 403000, "GenericForbidden", "refused"},
    ErrorLook{Errc::Throttled, 429, 429001, "ThrottlingException", "THROTTLED"},
    ErrorLook{Errc::Internal, 500, 500001, "ServerError", "internal error"},
    ErrorLook{Errc::Unavailable, 503, 503001, "ServiceUnavailable", "the hub is not ready"},
    ErrorLook{Errc::Timeout, 504, 504101, "GatewayTimeout", "timed out"},
    ErrorLook{Errc::NotSupported, 501, 501000, "NotSupported", "not supported"},
    ErrorLook{Errc::DiskFull, 503, 503001, "ServiceUnavailable", "the disk is full"},
    ErrorLook{Errc::StorageFailed, 503, 503001, "ServiceUnavailable", "the store has failed"},
};

} // namespace

const ErrorLook& lookOf(Errc code)
{
    const auto* const found =
        std::find_if(kLooks.begin(), kLooks.end(),
                     [code](const ErrorLook& look) { return look.code == code; });
    if (found != kLooks.end()) {
        return *found;
    }
    static constexpr ErrorLook internal{Errc::Internal, 500, 500001, "ServerError",
                                        "internal error"};
    return internal;
}

} // namespace hub
