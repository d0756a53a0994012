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
inline constexpr std::size_t kMaxDevices = 1'000'000;
inline constexpr std::size_t kMaxDevicesPerList = 1'000; // GET /devices

// Messages (Azure: 256 KB for device to cloud).
inline constexpr std::size_t kMaxTelemetryBytes = 262'144;
inline constexpr std::size_t kMaxMqttPacketBytes = 262'144; // the whole packet
inline constexpr std::size_t kMaxConnectBytes = 65'536;         // ours: before anyone is known
inline constexpr std::size_t kMaxFiltersPerSubscribe = 64;      // ours
inline constexpr std::size_t kMaxClientTextBytes = 1'024;        // ours: client type, model id
inline constexpr std::size_t kMaxRequestIdBytes = 1'024;         // ours: answers repeat it

// MQTT (Azure: keep alive is cut to 1177 s, so that 1.5 times it stays under 29 min 27 s).
inline constexpr std::chrono::seconds kMaxKeepAlive = 1177s;
inline constexpr std::chrono::seconds kNoKeepAliveIdle = 1767s;

// Connections (ours).
inline constexpr std::size_t kMaxUnauthenticatedPerThread = 1'024;
inline constexpr std::size_t kMaxOutputBytes = 256 * 1024; // unsent output stops reading above this
inline constexpr std::size_t kMaxUnackedMessages = 256;    // per connection
inline constexpr std::size_t kMaxUnackedBytes = 256 * 1024;
inline constexpr std::size_t kMaxUncommittedBytes = 8 * 1024 * 1024; // per I/O thread

// Group commit (ours, measured: one commit costs 100 to 130 µs of CPU whatever it holds).
inline constexpr std::size_t kCommitRows = 4'096;
inline constexpr std::size_t kCommitBytes = 1024 * 1024;
inline constexpr std::chrono::microseconds kCommitGap = 2ms; // while commits are frequent
inline constexpr unsigned kFrequentCommits = 100;            // per second; below, no gap at all
inline constexpr std::chrono::seconds kActivityFlush = 2s;   // last heard times to the store

// HTTP (ours).
inline constexpr std::size_t kMaxHttpBodyBytes = 1024 * 1024;
inline constexpr std::size_t kMaxStrangersBodyBytes = 64 * 1024; // more only once they are known
inline constexpr std::uint32_t kMaxHttpHeaderBytes = 16 * 1024;
inline constexpr std::chrono::seconds kHttpRequestTime = 30s;
inline constexpr std::chrono::seconds kHttpIdleTime = 130s; // SDKs keep sockets for 120 s
inline constexpr std::size_t kMaxHttpConnections = 1'024;

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

// Telemetry log.
inline constexpr unsigned kPartitions = 4; // fixed at creation of the hub
inline constexpr std::chrono::hours kTelemetryRetention = 7 * 24h;

} // namespace hub::limits
