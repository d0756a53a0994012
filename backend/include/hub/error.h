// Errors as values: Errc says which error, Error adds a sentence for people, Result<T> carries either.
// Nothing here throws; functions list the codes that a caller may want to tell apart.
#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

#include <string>
#include <utility>

namespace hub {

/// What went wrong. How each code looks on HTTP and MQTT stands in one table, domain/error_table.h.
enum class Errc {
    // The caller's mistake.
    InvalidArgument, ///< a value breaks a rule of the API
    MissingArgument, ///< a required member or header is absent
    InvalidJson,     ///< the body is not JSON
    InvalidFormat,   ///< JSON of the wrong type
    InvalidApiVersion,
    InvalidOperation,
    UnsupportedMediaType,
    MessageTooLarge,
    NotFound, ///< no such route or thing
    DeviceNotFound,
    MethodNotAllowed,
    DeviceAlreadyExists,
    PreconditionFailed, ///< an ETag differs
    TooManyDevices,
    ModuleNotFound,
    ModuleAlreadyExists,
    TooManyModules,
    CommandNotFound,
    QueueFull,     ///< 50 commands wait for the device already
    InvalidExpiry, ///< a command's time is over, or more than two days ahead
    LockLost,      ///< a lock token is not, or no longer, good
    DeviceNotOnline,
    DeviceGone,    ///< its connection ended while a method call was open
    MethodTimeout,
    NoFileStorage, ///< no blob store is configured
    TooManyUploads,
    UnknownUpload, ///< a correlation id is not one of the device's
    UploadExpired,
    CertificateNotFound,
    KeyInUse, ///< a key that is to end was used lately
    DeviceDefinedTwice, ///< an id stands twice in one bulk request
    BulkRefused,        ///< a bulk request as a whole
    InvalidDeviceScope, ///< a scope that is not of an edge device
    InvalidPolicyKey,   ///< neither the primary nor the secondary key, nor both
    InvalidJsonPatch,   ///< not a JSON Patch, or one with an operation that does not exist
    InvalidPatchPath,   ///< a JSON Patch about something that cannot be patched
    QuotaExceeded,      ///< a day's messages are used up
    JobNotFound,
    JobAlreadyExists,
    TooManyActiveJobs,
    ConfigurationNotFound,
    ConfigurationAlreadyExists,
    InvalidTargetCondition,
    InvalidConfigurationContent,
    ConfigurationContentFixed, ///< an update would change what never changes
    InvalidMetricsQuery,
    TooManyConfigurations,
    // Access.
    Unauthorized,
    DeviceDisabled,
    Forbidden, ///< wrong Host or Origin
    Throttled,
    // Ours, or the machine's.
    Internal,
    Unavailable, ///< starting, stopping or failed
    Cancelled,
    Timeout,
    NotSupported,
    Io,
    DiskFull,
    StorageFailed, ///< a commit could not be made durable; the store is closed
    Corrupt,
    NewerFormat, ///< written by a newer program
    Locked,      ///< another process holds the data folder
    WrongKey,    ///< the stored keys are encrypted under another key than the given one
    PortInUse,
    PermissionDenied,
    Tls,
};

struct Error
{
    Errc code = Errc::Internal;
    std::string detail; ///< a plain sentence: what failed, why, what to do; never a secret
};

template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

inline Error fail(Errc code, std::string detail = {})
{
    return Error{code, std::move(detail)};
}

using boost::outcome_v2::success;

} // namespace hub

/// HUB_TRY(auto value, call()) or HUB_TRYV(call()): returns the error to the caller, if there is one.
#define HUB_TRY(...) BOOST_OUTCOME_TRY(__VA_ARGS__)
#define HUB_TRYV(...) BOOST_OUTCOME_TRYV(__VA_ARGS__)
/// The same inside a coroutine.
#define HUB_CO_TRY(...) BOOST_OUTCOME_CO_TRY(__VA_ARGS__)
#define HUB_CO_TRYV(...) BOOST_OUTCOME_CO_TRYV(__VA_ARGS__)
