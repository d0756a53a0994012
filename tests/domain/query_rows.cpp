#include "tests/domain/query_rows.h"

#include <QtGlobal>

#include <algorithm>
#include <fstream>
#include <map>

namespace hub::test {
namespace {

constexpr std::string_view kColumn = " | ";
constexpr std::string_view kLineMark = "¶";
constexpr std::string_view kTabMark = "⇥";
constexpr std::string_view kPlaceMark = "»";

std::string replaced(std::string_view text, std::string_view what, char by)
{
    std::string result;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what)) {
        result += text.substr(0, at);
        result += by;
        text.remove_prefix(at + what.size());
    }
    return result += text;
}

std::size_t characters(std::string_view utf8)
{
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<std::string> columnsOf(const std::string& line)
{
    std::vector<std::string> columns;
    std::size_t from = 0;
    for (std::size_t at = line.find(kColumn); at != std::string::npos; at = line.find(kColumn, from)) {
        columns.push_back(line.substr(from, at - from));
        from = at + kColumn.size();
    }
    columns.push_back(line.substr(from));
    return columns;
}

/// Reads the table once, from top to bottom.
class Table final
{
public:
    explicit Table(std::string_view section) : wanted_("[" + std::string(section) + "]") {}

    void add(const std::string& line)
    {
        ++number_;
        if (line.empty() || line[0] == '#') {
            return;
        }
        if (line[0] == '@') {
            addDocument(line);
        } else if (line[0] == '[' && line.ends_with(']') && line.find(kColumn) == std::string::npos) {
            section_ = line;
        } else if (section_ == wanted_) {
            addRow(line);
        }
    }

    std::vector<QueryRow> rows;

private:
    void addDocument(const std::string& line)
    {
        const std::size_t at = line.find(" = ");
        auto document = parseJson(std::string_view(line).substr(std::min(at + 3, line.size())));
        if (at == std::string::npos || !document) {
            qFatal("query_rows.txt:%d: not a document", number_);
        }
        documents_[line.substr(1, at - 1)] = std::move(document.value());
    }

    void addRow(const std::string& line)
    {
        const std::vector<std::string> columns = columnsOf(line);
        const bool judged = section_ == "[conditions]";
        if (columns.size() != (judged ? 3 : 2) || (judged && !documents_.contains(columns[1]))) {
            qFatal("query_rows.txt:%d: cannot read %s", number_, line.c_str());
        }
        QueryRow row;
        row.name = std::to_string(number_) + ": " + columns[0];
        row.text = replaced(replaced(columns[0], kLineMark, '\n'), kTabMark, '\t');
        row.expected = columns.back() == "-" ? std::string() : columns.back();
        if (judged) {
            row.document = documents_[columns[1]];
        }
        if (const std::size_t at = row.text.find(kPlaceMark); at != std::string::npos) {
            row.place = characters(row.text.substr(0, at)) + 1;
            row.text.erase(at, kPlaceMark.size());
        }
        rows.push_back(std::move(row));
    }

    std::string wanted_;
    std::string section_;
    std::map<std::string, json::value> documents_;
    int number_ = 0;
};

} // namespace

std::vector<QueryRow> queryRows(std::string_view section)
{
    std::ifstream file(QUERY_ROWS);
    Table table(section);
    for (std::string line; std::getline(file, line);) {
        table.add(line);
    }
    if (table.rows.empty()) {
        qFatal("query_rows.txt has no rows of %s", std::string(section).c_str());
    }
    return std::move(table.rows);
}

} // namespace hub::test
