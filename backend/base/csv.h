// Comma-separated values (RFC 4180), read from bytes that come in pieces, split anywhere, and written.
//
//   record = cell *(delimiter cell) (CRLF | LF)
//   cell   = *plain | DQUOTE *(any but DQUOTE | DQUOTE DQUOTE) DQUOTE
//
// The delimiter of what is read is the one of , ; and tab that the first record has most of, since
// spreadsheets write what their country has.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct CsvRecord
{
    std::uint64_t number = 0; ///< from 1, as spreadsheets count: lines inside of quotes do not
    std::vector<std::string> cells;
    std::string fault{}; ///< what is wrong with it; empty = nothing

    bool isBlank() const; ///< nothing in any cell
};

class CsvReader final
{
public:
    using Sink = std::function<void(CsvRecord)>;

    /// A record is longer than that, quotes included: see isBroken(). More cells are its fault.
    CsvReader(std::size_t maxRecordBytes, std::size_t maxCells);

    /// Tells of each record that ends in the piece.
    void feed(ByteView piece, const Sink& sink);

    /// The last record needs no line end. Nothing is fed after it.
    void finish(const Sink& sink);

    /// A record was too long. Where the next one begins cannot be told, since it may be inside of quotes
    /// that were never closed: nothing more is read.
    bool isBroken() const { return broken_; }

private:
    enum class State { CellStart, Plain, Quoted, QuoteInQuoted };

    void take(char c, const Sink& sink);
    void takeQuoted(char c);
    bool isFirstWhole();
    void sniff();
    void endCell();
    void endRecord(const Sink& sink);
    void blame(std::string_view what);

    const std::size_t maxRecordBytes_;
    const std::size_t maxCells_;
    std::optional<char> delimiter_; ///< nothing until the first record is whole
    Bytes first_;                   ///< what came of it
    std::size_t looked_ = 0;        ///< of that
    bool firstIsQuoted_ = false;
    State state_ = State::CellStart;
    CsvRecord record_;
    std::string cell_;
    std::size_t recordBytes_ = 0;
    std::uint64_t number_ = 0;
    bool broken_ = false;
};

/// Writes cells of a record; the caller puts delimiters (commas) between them. Quoted where needed.
void appendCsvCell(std::string& out, std::string_view text);

/// A text that no spreadsheet runs as a formula: with an apostrophe in front if it begins with one of
/// = + - @ tab, line end, their wide forms, or an apostrophe; else as it is.
std::string harmlessCell(std::string_view text);

/// What harmlessCell() was given. Of other texts: an apostrophe goes when one of those follows it.
std::string_view withoutApostrophe(std::string_view text);

} // namespace hub
