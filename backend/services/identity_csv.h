// Identities as rows of a table (CSV), for people with a spreadsheet: one device a row, its tags in columns
// of their own. A row reads as the item that it was made of. docs/admin-api.md has the columns.
#pragma once

#include "domain/identity.h"

#include "base/json.h"

#include "hub/error.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub {

/// What a table has for columns: the header of one that is read.
class CsvColumns final
{
public:
    /// Errors: InvalidArgument (no id, a name that nobody knows, or twice).
    static Result<CsvColumns> parse(const std::vector<std::string>& header);

    /// A row as an item of a bulk request. An empty cell says nothing, but for a reason, a parent and
    /// thumbprints, which it empties. Errors: InvalidArgument, InvalidJson.
    Result<json::object> itemOf(const std::vector<std::string>& cells) const;

private:
    enum class Kind {
        Id,
        Status,
        StatusReason,
        Authentication,
        PrimaryThumbprint,
        SecondaryThumbprint,
        PrimaryKey,
        SecondaryKey,
        Edge,
        ParentScope,
        Tag,
        Tags,
    };
    struct Column
    {
        Kind kind;
        std::vector<std::string> path{}; ///< of a tag
    };

    /// Of a row: what is put together of more than one cell.
    struct Parts
    {
        std::string type;
        json::object keys;
        json::object thumbprints;
        std::vector<std::pair<std::vector<std::string>, std::string>> tags; ///< path and cell
        std::string rest; ///< of the tags: a JSON object
    };

    static Result<Column> columnOf(std::string_view name);
    static void setEvenEmpty(Kind kind, std::string_view cell, json::object& item, Parts& parts);
    static Result<void> set(Kind kind, std::string_view cell, json::object& item, Parts& parts);
    static void putAuthentication(json::object& item, Parts& parts);
    static Result<void> putTags(json::object& item, const Parts& parts);
    bool has(Kind kind) const;

    std::vector<Column> columns_;
};

/// Where tags may have columns: paths to texts, numbers and booleans, "site", "place.floor".
using TagPaths = std::set<std::string, std::less<>>;
void collectTagPaths(const json::object& tags, TagPaths& paths, std::size_t atMost);

/// Writes a table.
class CsvTable final
{
public:
    CsvTable(TagPaths tags, bool withKeys) : tags_(std::move(tags)), withKeys_(withKeys) {}

    /// With the mark that tells spreadsheets of UTF-8.
    std::string header() const;
    void append(std::string& out, const DeviceIdentity& identity, const json::object& tags) const;

private:
    TagPaths tags_;
    bool withKeys_;
};

} // namespace hub
