#include "base/csv.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

constexpr std::array<std::string_view, 11> kFormulaStarts{
    "=", "+", "-", "@", "\t", "\r", "\n", // and the full-width forms of the first four
    "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};

bool beginsLikeFormula(std::string_view text)
{
    return text.starts_with('\'') ||
           std::any_of(kFormulaStarts.begin(), kFormulaStarts.end(),
                       [text](std::string_view start) { return text.starts_with(start); });
}

} // namespace

bool CsvRecord::isBlank() const
{
    return fault.empty() && std::all_of(cells.begin(), cells.end(),
                                        [](const std::string& cell) { return cell.empty(); });
}

CsvReader::CsvReader(std::size_t maxRecordBytes, std::size_t maxCells)
    : maxRecordBytes_(maxRecordBytes), maxCells_(maxCells)
{
}

void CsvReader::feed(ByteView piece, const Sink& sink)
{
    if (!delimiter_ && !broken_) {
        const std::size_t room = maxRecordBytes_ + 1 - std::min(first_.size(), maxRecordBytes_ + 1);
        const ByteView part = piece.substr(0, room);
        first_ += part;
        piece.remove_prefix(part.size());
        if (!isFirstWhole()) {
            broken_ = first_.size() > maxRecordBytes_;
            return;
        }
        sniff();
        const Bytes begun = std::move(first_);
        first_ = Bytes();
        feed(begun, sink);
    }
    for (const char c : piece) {
        if (broken_) {
            return;
        }
        take(c, sink);
    }
}

void CsvReader::finish(const Sink& sink)
{
    if (broken_) {
        return;
    }
    if (!delimiter_) {
        sniff();
        const Bytes begun = std::move(first_);
        first_ = Bytes();
        feed(begun, sink);
    }
    if (state_ == State::Quoted) {
        blame("a quote is not closed");
    }
    if (recordBytes_ > 0) {
        endRecord(sink);
    }
}

bool CsvReader::isFirstWhole()
{
    for (; looked_ < first_.size(); ++looked_) {
        if (first_[looked_] == '"') {
            firstIsQuoted_ = !firstIsQuoted_;
        } else if (first_[looked_] == '\n' && !firstIsQuoted_) {
            return true;
        }
    }
    return false;
}

void CsvReader::sniff()
{
    struct Candidate
    {
        char delimiter;
        std::size_t count = 0;
    };
    std::array candidates{Candidate{','}, Candidate{';'}, Candidate{'\t'}};
    bool quoted = false;
    for (const char c : first_) {
        quoted = (c == '"') != quoted;
        if (c == '\n' && !quoted) {
            break;
        }
        for (Candidate& candidate : candidates) {
            candidate.count += !quoted && c == candidate.delimiter ? 1 : 0;
        }
    }
    delimiter_ = std::max_element(candidates.begin(), candidates.end(),
                                  [](const Candidate& a, const Candidate& b) {
                                      return a.count < b.count; // of equals the first one
                                  })
                     ->delimiter;
}

void CsvReader::take(char c, const Sink& sink)
{
    if (++recordBytes_ > maxRecordBytes_) {
        broken_ = true;
        return;
    }
    if (state_ == State::Quoted) {
        takeQuoted(c);
    } else if (c == '\n') {
        if (cell_.ends_with('\r') && state_ == State::Plain) {
            cell_.pop_back();
        }
        endRecord(sink);
    } else if (c == *delimiter_) {
        endCell();
    } else if (c == '"' && state_ == State::CellStart) {
        state_ = State::Quoted;
    } else if (c == '"' && state_ == State::QuoteInQuoted) {
        cell_ += c;
        state_ = State::Quoted;
    } else if (state_ == State::QuoteInQuoted) {
        if (c != '\r') {
            blame("something follows a closing quote");
        }
    } else {
        cell_ += c;
        state_ = State::Plain;
    }
}

void CsvReader::takeQuoted(char c)
{
    if (c == '"') {
        state_ = State::QuoteInQuoted;
    } else {
        cell_ += c;
    }
}

void CsvReader::endCell()
{
    if (record_.cells.size() < maxCells_) {
        record_.cells.push_back(std::move(cell_));
    } else {
        blame("it has more than " + std::to_string(maxCells_) + " cells");
    }
    cell_.clear();
    state_ = State::CellStart;
}

void CsvReader::endRecord(const Sink& sink)
{
    endCell();
    record_.number = ++number_;
    CsvRecord whole = std::move(record_);
    record_ = {};
    recordBytes_ = 0;
    sink(std::move(whole));
}

void CsvReader::blame(std::string_view what)
{
    if (record_.fault.empty()) {
        record_.fault = what;
    }
}

void appendCsvCell(std::string& out, std::string_view text)
{
    if (text.find_first_of("\",;\t\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        out.append(c == '"' ? 2 : 1, c);
    }
    out += '"';
}

std::string harmlessCell(std::string_view text)
{
    return (beginsLikeFormula(text) ? "'" : "") + std::string(text);
}

std::string_view withoutApostrophe(std::string_view text)
{
    return text.starts_with('\'') && beginsLikeFormula(text.substr(1)) ? text.substr(1) : text;
}

} // namespace hub
