// Every number of the hub in one place: value, unit, source. "Azure" = the documented limit of the
// real service, so that what works here works there; "ours" = chosen for safety or memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace hub::limits {

using namespace std::chrono_literals;

// Identifiers (Azure: identity registry).
inline constexpr std::size_t kMaxIdChars = 128;
inline constexpr std::size_t kMaxStatusReasonChars = 128;
inline constexpr std::size_t kMinKeyBytes = 16;
inline constexpr std::size_t kMaxKeyBytes = 64;
inline constexpr std::size_t kNewKeyBytes = 32;
inline constexpr std::size_t kMinPassphraseBytes = 12; // ours: of a new key-encryption key
inline constexpr std::size_t kMaxPassphraseBytes = 4'096; // ours
inline constexpr std::size_t kMaxDevices = 1'000'000;
inline constexpr std::size_t kMaxDevicesPerList = 1'000; // GET /devices
inline constexpr std::size_t kMaxBulkItems = 100;
inline constexpr std::size_t kMaxEdgeLevels = 32; // ours: edge devices above each other

// Messages (Azure: 256 KB for device to cloud).
inline constexpr std::size_t kMaxTelemetryBytes = 262'144;
inline constexpr std::size_t kMaxMqttPacketBytes = 262'144; // the whole packet
inline constexpr std::size_t kMaxConnectBytes = 65'536;         // ours: before anyone is known
inline constexpr std::size_t kMaxFiltersPerSubscribe = 64;      // ours
inline constexpr std::size_t kMaxSubscriptions = 64;            // ours, per session
inline constexpr std::size_t kMaxFilterBytes = 1'024;           // ours
inline constexpr std::size_t kMaxOpenTwinRequests = 32;         // ours, per connection
inline constexpr std::size_t kMaxUnreadOutput = 8 * 1024 * 1024; // ours, above a full queue of commands: then the device is dropped
inline constexpr std::size_t kMaxClientTextBytes = 1'024;        // ours: client type, model id
inline constexpr std::size_t kMaxRequestIdBytes = 1'024;         // ours: answers repeat it

// Commands (Azure: cloud-to-device messages).
inline constexpr std::size_t kMaxCommandsWaiting = 50; // per device, in flight included
inline constexpr std::size_t kMaxUnackedCommands = 1'000; // ours: sent over MQTT, most of them purged since
inline constexpr std::size_t kMaxCommandBytes = 64 * 1024;
inline constexpr std::size_t kMaxCommandPropertyBytes = 16 * 1024; // ours: an MQTT topic holds them, encoded
inline constexpr std::size_t kMaxPurgeTextBytes = 1'024; // ours: what a purge looks for
inline constexpr std::chrono::hours kMaxCommandLife = 48h;
inline constexpr std::chrono::seconds kCommandLock = 60s;
inline constexpr unsigned kMaxDeliveries = 10;
inline constexpr std::chrono::hours kCommandsKept = 48h; // ended ones and life lines; ours
inline constexpr std::chrono::seconds kCommandSweep = 1s; // ours: how late an expiry may be seen
inline constexpr std::size_t kMaxCommandsKept = 1'000;   // ended ones of a device; ours
inline constexpr std::size_t kMaxCommandEvents = 256;    // in one life line; ours
inline constexpr std::size_t kFeedbackBatch = 64;
inline constexpr std::chrono::seconds kFeedbackGather = 15s; // or a full batch
inline constexpr std::chrono::seconds kFeedbackLock = 60s;
inline constexpr std::chrono::hours kFeedbackLife = 1h;
inline constexpr unsigned kMaxFeedbackDeliveries = 10;
inline constexpr std::size_t kMaxFeedbackRecords = 100'000; // ours: the oldest go first

// Twins (Azure: device twins).
inline constexpr std::size_t kMaxTagsBytes = 8 * 1024;
inline constexpr std::size_t kMaxTwinSectionBytes = 32 * 1024; // desired, reported
/// Ours: the section's JSON text by its limit. Empty values count nothing, so text alone is bounded.
inline constexpr std::size_t kTwinTextFactor = 8;
inline constexpr std::size_t kMaxTwinKeyBytes = 1'024;
inline constexpr std::size_t kMaxTwinStringBytes = 4'096;
inline constexpr std::size_t kMaxTwinDepth = 10;
inline constexpr std::int64_t kMinTwinInteger = -4'503'599'627'370'496;
inline constexpr std::int64_t kMaxTwinInteger = 4'503'599'627'370'495;

// Queries (Azure: the text's length; the rest is ours).
inline constexpr std::size_t kMaxQueryBytes = 8'192;
inline constexpr std::size_t kMaxQueryDepth = 64;           // nested conditions, steps of a calculation
inline constexpr std::size_t kMaxQueryTextBytes = 64 * 1024; // that CONCAT makes; longer is undefined
inline constexpr std::size_t kQueryPage = 100;               // rows, where nobody says how many
inline constexpr std::size_t kMaxQueryPage = 1'000;
inline constexpr std::int64_t kQueryScanKeys = 32'768; // looked at before others get their turn
inline constexpr std::int64_t kQueryCountKeys = 262'144; // the same, of indexes alone
inline constexpr std::int64_t kQuerySmallStart = 2'000;  // found by an index: better than a scan
inline constexpr std::chrono::seconds kQueryPageTime = 2s; // then a page goes out as full as it is
inline constexpr std::chrono::seconds kQueryTime = 20s;    // for results that need all rows; a request ends after 30 s
inline constexpr std::size_t kMaxQueryGroups = 10'000;
inline constexpr unsigned kMaxQueriesAtOnce = 8;

// Direct methods (Azure).
inline constexpr std::size_t kMaxMethodNameChars = 100;
inline constexpr std::size_t kMaxMethodPayloadBytes = 128 * 1024;
inline constexpr std::chrono::seconds kMinMethodTime = 5s;
inline constexpr std::chrono::seconds kMaxMethodTime = 300s;
inline constexpr std::chrono::seconds kMethodTime = 30s;
inline constexpr std::size_t kMaxOpenMethods = 10'000;         // ours: in the hub
inline constexpr std::size_t kMaxOpenMethodsPerDevice = 64;    // ours

// Jobs over many devices.
inline constexpr std::size_t kRunningJobs = 1;       // Azure: concurrent jobs of F1 and S1; S2 5, S3 10
inline constexpr std::size_t kMaxOpenJobs = 100;     // ours: running, queued and scheduled
inline constexpr std::chrono::hours kJobsKept = 30 * 24h;       // Azure: job history
inline constexpr std::size_t kMaxJobsKept = 10'000;             // ours: ended ones, the oldest go first
inline constexpr std::size_t kMaxJobPartsKept = 5'000'000;      // ours: devices of all jobs, as above
inline constexpr std::size_t kMaxJobWorkBytes = 512 * 1024;     // ours: what is asked, as JSON text
inline constexpr std::chrono::seconds kJobTime = 3'600s;        // Azure: what tools send
inline constexpr std::chrono::seconds kMaxJobTime = 30 * 24h;   // ours: as long as jobs are kept
inline constexpr std::size_t kJobScan = 256;                    // ours: twins looked at in a step
inline constexpr std::size_t kJobBatch = 100;                   // ours: devices in one transaction
inline constexpr std::size_t kJobCalls = 10;                    // ours: open method calls of a job
inline constexpr std::size_t kJobPartsPerStep = 1'000;          // ours: forgotten in one transaction
inline constexpr std::size_t kMaxJobIds = 10'000;               // ours: targets that are named
inline constexpr std::size_t kMaxJobExceptions = 1'000;         // ours: targets that are left out
inline constexpr std::chrono::milliseconds kJobNews = 300ms;    // ours: between two events on how far a job is

// Automatic configurations.
inline constexpr std::size_t kMaxConfigurations = 100;      // Azure: of S1 to S3
inline constexpr std::size_t kMaxConfigurationMetrics = 5;  // Azure: of one's own
inline constexpr std::size_t kMaxConfigurationContentBytes = 512 * 1024; // ours
inline constexpr std::size_t kMaxConfigurationLabelBytes = 16 * 1024;    // ours: as JSON text
inline constexpr std::size_t kMaxConfigurationVersionBytes = 64;         // ours: schemaVersion
inline constexpr std::size_t kMaxConfigurationMetricName = 128;          // ours: bytes
inline constexpr std::size_t kMaxConfigurationsBytes = 8 * 1024 * 1024;  // ours: of all together
inline constexpr std::chrono::minutes kConfigurationsAgain = 5min; // Azure: between evaluations
inline constexpr std::size_t kConfigurationScan = 128;  // ours: matches read at a time
inline constexpr std::size_t kConfigurationBatch = 50;  // ours: devices in one transaction

// Modules and certificates (Azure).
inline constexpr std::size_t kMaxModulesPerDevice = 50;
inline constexpr std::size_t kMaxAuthorities = 25;
inline constexpr std::size_t kMaxCertificateBytes = 64 * 1024; // ours: a PEM file
inline constexpr std::size_t kMaxChainCertificates = 8;        // ours
inline constexpr std::size_t kMaxRevocations = 10'000;         // ours
inline constexpr std::size_t kMaxHandshakeCertificateBytes = 32 * 1024; // ours: from strangers
inline constexpr std::size_t kProofCodeBytes = 24;             // Azure: 48 hex digits
inline constexpr std::chrono::hours kProofCodeLife = 1h;       // ours
inline constexpr std::size_t kMaxManagedByChars = 128;         // ours: as status reasons

// Access lists and IP rules (ours; Azure has 100 IP rules and no lists).
inline constexpr std::size_t kMaxAccessEntries = 100'000;
inline constexpr std::size_t kMaxAccessPatterns = 1'000; // each is tried for each sign-in
inline constexpr std::size_t kMaxAccessEntriesPerCall = 1'000;
inline constexpr std::size_t kMaxAccessGroups = 1'000;
inline constexpr std::size_t kMaxAccessMembers = 100'000; // of all groups together
inline constexpr std::size_t kMaxAccessConditions = 100; // of groups, that are judged one by one at each sign-in
inline constexpr std::size_t kMaxAccessReasonChars = 512;
inline constexpr std::size_t kMaxTagConditionBytes = 1'024;
inline constexpr std::size_t kMaxIpRules = 10'000;
inline constexpr std::chrono::seconds kIpRulesConfirm = 60s;
inline constexpr std::chrono::seconds kMaxIpRulesConfirm = 600s;
inline constexpr std::size_t kMaxCutConnectionsNamed = 100; // in the preview of IP rules

// File upload (Azure).
inline constexpr std::size_t kMaxUploadsPerDevice = 10;
inline constexpr std::chrono::hours kUploadLife = 1h;
inline constexpr std::size_t kMaxBlobNameChars = 1'024;
inline constexpr std::chrono::hours kUploadsKept = 24h; // ours: unfinished ones, to tell them apart
inline constexpr std::chrono::hours kFileNotificationLife = 24h; // ours; Azure: 1 h by default
inline constexpr std::chrono::seconds kFileNotificationLock = 60s;
inline constexpr unsigned kMaxFileNotificationDeliveries = 10;
inline constexpr std::size_t kMaxFileNotifications = 10'000; // ours: the oldest go first
inline constexpr std::size_t kMaxFileNotificationsPerDevice = 500; // ours: as above

// MQTT (Azure: keep alive is cut to 1177 s, so that 1.5 times it stays under 29 min 27 s).
inline constexpr std::chrono::seconds kMaxKeepAlive = 1177s;
inline constexpr std::chrono::seconds kNoKeepAliveIdle = 1767s;

// Refused callers and alerts (ours).
inline constexpr std::size_t kMaxDeniedEntries = 10'000; // one an id and address; the oldest go first
inline constexpr std::size_t kMaxDeniedWrites = 256;     // entries written in one flush
inline constexpr std::chrono::seconds kDeniedFlush = 2s;
inline constexpr std::chrono::minutes kKeyUseAgain = 10min; // until the same use is written again
inline constexpr std::chrono::minutes kKeyUseSweep = 1min; // ours
inline constexpr std::size_t kMaxKeyUses = 50'000;          // in memory, 10 MiB at most
inline constexpr std::size_t kMaxKeyNetworks = 16;          // of a holder: the one used longest ago goes
inline constexpr std::size_t kMaxAlerts = 1'000;
inline constexpr std::chrono::seconds kAlertAgain = 10s; // until an open alert counts up again

// People (ours).
inline constexpr std::size_t kMaxPeople = 1'000;
inline constexpr std::size_t kMaxPersonNameBytes = 256;
inline constexpr std::size_t kMaxPeopleSessions = 4'096;
inline constexpr std::chrono::seconds kPersonSession = 8h;      // until a new code is needed
inline constexpr std::chrono::seconds kLongestKeyGrace = 24h * 30;
inline constexpr std::size_t kMaxScopedDevicesKnown = 100'000;  // a stream of events

// Connections (ours).
inline constexpr std::size_t kMaxUnauthenticatedPerThread = 1'024;
inline constexpr std::size_t kMaxOutputBytes = 256 * 1024; // unsent output stops reading above this
inline constexpr std::size_t kMaxUnackedMessages = 256;    // per connection
inline constexpr std::size_t kMaxUnackedBytes = 256 * 1024;
inline constexpr std::size_t kMaxWaitingSubscribes = 8; // for the store; more stop reading
inline constexpr unsigned kMaxCommandTurns = 1'000; // of one connection: to receive commands or not
inline constexpr std::size_t kMaxUncommittedBytes = 8 * 1024 * 1024; // per I/O thread

// Group commit (ours, measured: one commit costs 100 to 130 µs of CPU whatever it holds).
inline constexpr std::size_t kCommitRows = 4'096;
inline constexpr std::size_t kCommitBytes = 1024 * 1024;
inline constexpr std::chrono::microseconds kCommitGap = 2ms; // while commits are frequent
inline constexpr std::chrono::milliseconds kLazyCommit = 10ms; // for changes that nobody waits for
inline constexpr unsigned kFrequentCommits = 100;            // per second; below, no gap at all
inline constexpr std::chrono::seconds kActivityFlush = 2s;   // last heard times to the store

// HTTP (ours).
inline constexpr std::size_t kMaxHttpBodyBytes = 1024 * 1024;
inline constexpr std::size_t kMaxStrangersBodyBytes = 64 * 1024; // more only once they are known
inline constexpr std::uint32_t kMaxHttpHeaderBytes = 16 * 1024;
inline constexpr std::chrono::seconds kHttpRequestTime = 30s;
inline constexpr std::chrono::seconds kHttpCommitTime = 20s; // a device waits for the disk
inline constexpr std::chrono::seconds kHttpIdleTime = 130s; // SDKs keep sockets for 120 s
inline constexpr std::size_t kMaxHttpConnections = 1'024; // devices that are in do not count
inline constexpr std::size_t kMaxWebSocketMessageBytes = 1024 * 1024; // several packets may share one
inline constexpr std::size_t kMaxWebSocketFrameBytes = 64 * 1024;     // of those that the hub sends

// Events to consoles (ours).
inline constexpr std::size_t kEventsKept = 4'096;
inline constexpr std::size_t kEventBytesKept = 4 * 1024 * 1024;
inline constexpr std::chrono::milliseconds kTelemetryTick = 40ms;
inline constexpr std::size_t kTelemetryPerTick = 1'000; // more are counted, not sent
inline constexpr std::size_t kTelemetryBytesPerTick = 1024 * 1024;
inline constexpr std::size_t kStreamPiece = 256 * 1024; // sent to a watcher at a time
inline constexpr std::chrono::seconds kStreamComment = 15s;
inline constexpr std::size_t kMaxSubscribers = 64;

// Admin lists (ours).
inline constexpr std::size_t kDefaultPage = 256;
inline constexpr std::size_t kMaxPage = 1'000;
inline constexpr std::size_t kMaxPageBytes = 4 * 1024 * 1024; // of message bodies in one answer
inline constexpr std::size_t kMaxScanBytes = 64 * 1024 * 1024; // of the log for one answer

// Audit log (ours).
inline constexpr std::size_t kMaxAuditTextBytes = 300;       // an id of a module with its device's
inline constexpr std::size_t kMaxAuditJsonBytes = 8 * 1024;  // before, and after
inline constexpr std::uint64_t kAuditCheckpointRecords = 1'000;
inline constexpr std::chrono::seconds kAuditCheckpointTime = 60s;
inline constexpr std::uint64_t kMaxAuditSequence = 1ULL << 62U;
inline constexpr std::size_t kAuditScanRecords = 20'000;     // looked at for one answer
inline constexpr std::size_t kAuditStepRecords = 4'096;      // verified at a time
inline constexpr std::chrono::minutes kAuditPruneWait = 10min; // when nothing was old enough

// Telemetry log.
inline constexpr unsigned kPartitions = 4; // fixed at creation of the hub
inline constexpr std::chrono::hours kTelemetryRetention = 7 * 24h;

} // namespace hub::limits
