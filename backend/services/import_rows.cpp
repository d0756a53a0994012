#include "services/import_rows.h"

#include "domain/transfer_limits.h"

#include "base/text.h"
#include "base/utf8.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool isWide(ByteView start) // UTF-16 or UTF-32, with a mark or without one
{
    return start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff") ||
           (start.size() >= 2 && (start[0] == '\0' || start[1] == '\0'));
}

bool isCellText(const std::string& cell)
{
    return isUtf8(cell) && cell.find('\0') == std::string::npos;
}

/// With a mode that is given from outside.
json::value inMode(json::value row, ImportMode mode)
{
    json::object* object = row.if_object();
    if (object == nullptr) {
        return row;
    }
    json::object named;
    for (auto& entry : *object) {
        if (!equalsIgnoringCase({entry.key().data(), entry.key().size()}, "importMode")) {
            named.emplace(entry.key(), std::move(entry.value()));
        }
    }
    named["importMode"] = nameOf(mode);
    return named;
}

} // namespace

std::optional<FileFormat> fileFormatFromName(std::string_view name)
{
    if (equalsIgnoringCase(name, "jsonl")) {
        return FileFormat::JsonLines;
    }
    return equalsIgnoringCase(name, "csv") ? std::optional(FileFormat::Csv) : std::nullopt;
}

ImportRows::ImportRows(FileFormat format, std::optional<ImportMode> mode)
    : format_(format), mode_(mode), lines_(limits::kMaxImportRowBytes),
      records_(limits::kMaxImportRowBytes, limits::kMaxImportColumns)
{
}

Result<std::vector<ImportRow>> ImportRows::feed(ByteView piece)
{
    bytes_ += piece.size();
    if (bytes_ > limits::kMaxImportBytes) {
        return fail(Errc::MessageTooLarge, "the file has more than 2 GiB");
    }
    Bytes start;
    if (!begun_) {
        start_ += piece;
        if (start_.size() < kByteOrderMark.size()) {
            return std::vector<ImportRow>();
        }
        start = std::move(start_);
        HUB_TRY(piece, withoutMark(start));
    }
    if (format_ == FileFormat::JsonLines) {
        lines_.feed(piece, [this](const LineReader::Line& line) { takeLine(line); });
    } else {
        records_.feed(piece, [this](const CsvRecord& record) { takeRecord(record); });
    }
    return taken();
}

Result<std::vector<ImportRow>> ImportRows::finish()
{
    if (!begun_) {
        const Bytes start = std::move(start_);
        HUB_TRY(const ByteView piece, withoutMark(start));
        HUB_TRY(std::vector<ImportRow> rows, feed(piece));
        rows_ = std::move(rows);
    }
    if (format_ == FileFormat::JsonLines) {
        lines_.finish([this](const LineReader::Line& line) { takeLine(line); });
    } else {
        records_.finish([this](const CsvRecord& record) { takeRecord(record); });
        if (!columns_ && !fault_) {
            fault_ = fail(Errc::InvalidArgument, "the file has no first line with its columns");
        }
    }
    return taken();
}

Result<ByteView> ImportRows::withoutMark(ByteView start)
{
    begun_ = true;
    if (isWide(start)) {
        return fail(Errc::InvalidArgument, "the file is not UTF-8; save it as UTF-8");
    }
    return start.starts_with(kByteOrderMark) ? start.substr(kByteOrderMark.size()) : start;
}

void ImportRows::takeLine(const LineReader::Line& line)
{
    if (line.isTooLong) {
        take(line.number, fail(Errc::MessageTooLarge, "the line is longer than 512 KiB"));
    } else if (!trimmed(line.text).empty()) {
        take(line.number, parseJson(line.text));
    }
}

void ImportRows::takeRecord(const CsvRecord& record)
{
    if (record.isBlank() || fault_) {
        return;
    }
    const bool isText = std::all_of(record.cells.begin(), record.cells.end(), isCellText);
    const std::string fault = isText ? record.fault : "a cell is not text in UTF-8";
    if (!columns_) {
        takeHeader(record, fault);
        return;
    }
    Result<json::object> item =
        fault.empty() ? columns_->itemOf(record.cells) : fail(Errc::InvalidArgument, fault);
    take(record.number, item ? Result<json::value>(json::value(std::move(item.value())))
                             : Result<json::value>(item.error()));
}

void ImportRows::takeHeader(const CsvRecord& record, const std::string& fault)
{
    Result<CsvColumns> columns =
        fault.empty() ? CsvColumns::parse(record.cells)
                      : fail(Errc::InvalidArgument, "in the line of the columns " + fault);
    if (columns) {
        columns_ = std::move(columns.value());
    } else {
        fault_ = columns.error();
    }
}

void ImportRows::take(std::uint64_t number, Result<json::value> row)
{
    if (++count_ > limits::kMaxImportRows) {
        fault_ = fail(Errc::MessageTooLarge, "the file has more than 1,000,000 rows; split it");
        return;
    }
    ImportRow taken;
    taken.number = number;
    if (row) {
        readItem(mode_ ? inMode(std::move(row.value()), *mode_) : std::move(row.value()),
                 taken.item);
    } else {
        taken.item.fault = row.error();
    }
    rows_.push_back(std::move(taken));
}

/// A twin's version is compared only where the mode says so: an exported file names those of its time.
void ImportRows::readItem(const json::value& row, IdentityItem& item) const
{
    Result<IdentityItem> read = readIdentityItem(JsonView(row));
    if (!read) {
        item.fault = read.error();
        return;
    }
    item = std::move(read.value());
    if (item.mode != ImportMode::UpdateTwinIfMatch) {
        item.twinCondition = EtagCondition();
    }
}

Result<std::vector<ImportRow>> ImportRows::taken()
{
    if (!fault_ && records_.isBroken()) {
        fault_ = fail(Errc::MessageTooLarge,
                      "a row is longer than 512 KiB; perhaps a quote is not closed");
    }
    if (fault_ && rows_.empty()) {
        return *fault_;
    }
    return std::exchange(rows_, {});
}

} // namespace hub
