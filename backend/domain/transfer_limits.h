// The numbers of imports and exports of identities; all ours but the last four, which are Azure Storage's or
// as tools expect them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace hub::limits {

inline constexpr std::uint64_t kMaxImportRows = 1'000'000;         // what a hub holds
inline constexpr std::uint64_t kMaxImportBytes = 2ULL << 30U;      // of a file
inline constexpr std::uint64_t kMaxStreamedBodyBytes = kMaxImportBytes + 1; // the importer says so itself
inline constexpr std::size_t kMaxImportRowBytes = 512 * 1024;      // twins of the largest text, twice
inline constexpr std::size_t kMaxImportColumns = 256;
inline constexpr std::size_t kImportBatch = 200;                   // rows changed side by side
inline constexpr std::size_t kMaxImportAnswerBytes = 16 * 1024 * 1024; // that wait for the file's end
inline constexpr std::chrono::hours kImportTime{2};                // for a whole file
inline constexpr int kMaxImports = 4;                              // at once, over the admin API
inline constexpr std::size_t kExportPage = 100;                    // devices read at a time
inline constexpr std::size_t kMaxExportTagColumns = 50;
inline constexpr std::size_t kExportTagSample = 1'000;             // devices whose tags make the columns
inline constexpr std::size_t kMaxTransferJobsKept = 100;           // ended ones, the oldest go first
inline constexpr std::size_t kMaxTransferErrorBytes = 16 * 1024 * 1024; // of importErrors.log

inline constexpr std::size_t kBlobBlockBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kMaxBlobBlocks = 50'000;
inline constexpr std::size_t kBlobRangeBytes = 1024 * 1024;        // read at a time
inline constexpr std::size_t kMaxSasUriBytes = 8 * 1024;

} // namespace hub::limits
