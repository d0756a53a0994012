// A file of identities as rows: JSON Lines, one item of a bulk request (ExportImportDevice; service API, section
// bulk) a line, or CSV. Fed in pieces, split anywhere; memory is bounded by the longest row. No I/O.
#pragma once

#include "services/identity_csv.h"
#include "services/identity_item.h"

#include "base/csv.h"
#include "base/line_reader.h"

#include "hub/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

enum class FileFormat { JsonLines, Csv };
std::optional<FileFormat> fileFormatFromName(std::string_view name); ///< "jsonl", "csv"

struct ImportRow
{
    std::uint64_t number = 0;  ///< of the line, or of the record; from 1, header and empty ones count
    IdentityItem item;         ///< with its fault; without an id when not even that can be read
};

class ImportRows final
{
public:
    /// mode: of all rows, whatever they say; nothing: each says its own.
    ImportRows(FileFormat format, std::optional<ImportMode> mode);

    /// The rows that end in the piece. Errors, of the file as a whole, after which nothing more is fed:
    /// InvalidArgument (another encoding than UTF-8, columns), MessageTooLarge (a record of CSV without an
    /// end, too many rows or bytes).
    Result<std::vector<ImportRow>> feed(ByteView piece);

    /// The last row needs no line end.
    Result<std::vector<ImportRow>> finish();

    /// How many were given, whether they are good or not.
    std::uint64_t count() const { return count_; }

private:
    Result<ByteView> withoutMark(ByteView piece);
    void takeLine(const LineReader::Line& line);
    void takeRecord(const CsvRecord& record);
    void takeHeader(const CsvRecord& record, const std::string& fault);
    void take(std::uint64_t number, Result<json::value> row);
    void readItem(const json::value& row, IdentityItem& item) const;
    Result<std::vector<ImportRow>> taken();

    const FileFormat format_;
    const std::optional<ImportMode> mode_;
    LineReader lines_;
    CsvReader records_;
    std::optional<CsvColumns> columns_;
    std::vector<ImportRow> rows_;  ///< not given yet
    std::optional<Error> fault_{}; ///< of the file
    Bytes start_;                  ///< its first bytes, until it is known what they are
    bool begun_ = false;
    std::uint64_t count_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace hub
