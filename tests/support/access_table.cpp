#include "tests/support/access_table.h"

#include "base/text.h"

#include <QtGlobal>

#include <algorithm>
#include <fstream>

namespace hub::test {
namespace {

std::vector<std::string_view> listOf(std::string_view text)
{
    return text == "-" ? std::vector<std::string_view>() : split(text, ',');
}

/// Whatever is wrong ends the program: the table is part of the test.
template <class Value>
Value checked(const std::optional<Value>& value, const std::string& line)
{
    if (!value) {
        qFatal("access_table.txt: cannot read %s", line.c_str());
    }
    return *value;
}

AccessRow::Entry entryFrom(std::string_view text, const std::string& line)
{
    const auto [list, rest] = cut(text, ':');
    const auto [kind, value] = cut(checked(rest, line), ':');
    AccessRow::Entry entry{checked(accessListFromName(list), line),
                           checked(accessKindFromName(kind), line),
                           std::string(checked(value, line))};
    for (const auto& [mark, end] : {std::pair{"@ended", AccessRow::Entry::End::Past},
                                    std::pair{"@ahead", AccessRow::Entry::End::Ahead}}) {
        if (entry.value.ends_with(mark)) {
            entry.value.resize(entry.value.size() - std::string_view(mark).size());
            entry.end = end;
        }
    }
    return entry;
}

void addRule(IpRules& rules, std::string_view text, const std::string& line)
{
    const auto [action, rest] = cut(text, ':');
    const auto [network, scope] = cut(checked(rest, line), '@');
    if (action == "default") {
        rules.acceptsOthers[0] = network == "accept";
        return;
    }
    const auto parsed = IpNetwork::parse(network);
    IpRule rule{"r" + std::to_string(rules.rules.size() + 1), action == "accept",
                checked(parsed ? std::optional(parsed.value()) : std::nullopt, line)};
    // Never for the APIs themselves: whoever plays the table uses them.
    rule.scopes = {!scope, scope == "service", false};
    rules.rules.push_back(std::move(rule));
}

AccessRow rowFrom(const std::string& line)
{
    AccessRow row;
    row.text = line;
    std::erase(row.text, ' ');
    const std::vector<std::string_view> cells = split(row.text, '|');
    if (cells.size() != 7) {
        qFatal("access_table.txt: seven cells are wanted in %s", line.c_str());
    }
    row.mode = checked(accessModeFromName(cells[0]), line);
    for (const std::string_view entry : listOf(cells[1])) {
        row.entries.push_back(entryFrom(entry, line));
    }
    for (const std::string_view rule : listOf(cells[2])) {
        addRule(row.rules, rule, line);
    }
    const auto [device, module] = cut(cells[3], '/');
    row.id = {std::string(device), std::string(module.value_or(""))};
    row.credential = cells[4];
    row.from = cells[5];
    row.expected = cells[6];
    return row;
}

} // namespace

std::string AccessRow::setting() const
{
    const std::vector<std::string_view> cells = split(text, '|');
    return std::string(cells[0]) + "|" + std::string(cells[1]) + "|" + std::string(cells[2]);
}

std::vector<AccessRow> accessTable()
{
    std::ifstream file(ACCESS_TABLE);
    std::vector<AccessRow> rows;
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        if (!line.empty() && line[0] != '#') {
            rows.push_back(rowFrom(line));
            rows.back().line = number;
        }
    }
    if (rows.size() < 200) {
        qFatal("access_table.txt has %zu rows only", rows.size());
    }
    return rows;
}

} // namespace hub::test
