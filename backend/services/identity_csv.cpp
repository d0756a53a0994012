#include "services/identity_csv.h"

#include "base/base64.h"
#include "base/csv.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <optional>

namespace hub {
namespace {

constexpr std::string_view kTagPrefix = "tags.";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool isScalar(const json::value& value)
{
    return !value.is_object() && !value.is_array();
}

/// What a cell would be taken for, were it not text: 5, true, null, "5".
std::optional<json::value> scalarIn(std::string_view text)
{
    if (text.empty() || text.front() == '{' || text.front() == '[') {
        return std::nullopt;
    }
    Result<json::value> value = parseJson(text);
    return value && isScalar(value.value()) ? std::optional(std::move(value.value()))
                                            : std::nullopt;
}

std::string cellOf(const json::value& tag)
{
    const json::string* text = tag.if_string();
    if (text == nullptr || text->empty() || scalarIn({text->data(), text->size()})) {
        return jsonText(tag);
    }
    return {text->data(), text->size()};
}

json::value tagOf(std::string_view cell)
{
    auto scalar = scalarIn(cell);
    return scalar ? std::move(*scalar) : json::value(cell);
}

/// The object in which the last name of a path stands; nothing when something else is in the way.
json::object* placeOf(json::object& tags, const std::vector<std::string>& path)
{
    json::object* place = &tags;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        json::value& next = place->emplace(path[i], json::object()).first->value();
        place = next.if_object();
        if (place == nullptr) {
            return nullptr;
        }
    }
    return place;
}

Result<void> setTag(json::object& tags, const std::vector<std::string>& path, std::string_view cell)
{
    json::object* place = placeOf(tags, path);
    if (place == nullptr || !place->emplace(path.back(), tagOf(cell)).second) {
        return fail(Errc::InvalidArgument, "the tag '" + path.back() + "' is given twice");
    }
    return success();
}

std::vector<std::string> stepsOf(std::string_view path)
{
    std::vector<std::string> steps;
    for (const std::string_view step : split(path, '.')) {
        steps.emplace_back(step);
    }
    return steps;
}

/// Takes what stands at a path out of the tags, and objects that are empty then; nothing when it is no
/// scalar.
std::optional<json::value> takeOut(json::object& tags, const std::vector<std::string>& path,
                                   std::size_t depth = 0)
{
    const auto found = tags.find(path[depth]);
    if (found == tags.end()) {
        return std::nullopt;
    }
    std::optional<json::value> taken;
    if (depth + 1 == path.size()) {
        if (!isScalar(found->value())) {
            return std::nullopt;
        }
        taken = std::move(found->value());
        tags.erase(found);
        return taken;
    }
    if (json::object* inner = found->value().if_object()) {
        taken = takeOut(*inner, path, depth + 1);
        if (taken && inner->empty()) {
            tags.erase(found);
        }
    }
    return taken;
}

void collect(const json::object& tags, const std::string& prefix, TagPaths& paths,
             std::size_t atMost)
{
    for (const auto& entry : tags) {
        const std::string path = prefix + std::string(entry.key());
        if (const json::object* inner = entry.value().if_object()) {
            collect(*inner, path + ".", paths, atMost);
        } else if (isScalar(entry.value()) && paths.size() < atMost) {
            paths.insert(path);
        }
    }
}

void appendCell(std::string& out, std::string_view text)
{
    appendCsvCell(out, harmlessCell(text));
}

Result<json::value> flagOf(std::string_view cell)
{
    if (equalsIgnoringCase(cell, "true") || equalsIgnoringCase(cell, "false")) {
        return json::value(equalsIgnoringCase(cell, "true"));
    }
    return fail(Errc::InvalidArgument, "'edge' must be true or false");
}

} // namespace

Result<CsvColumns::Column> CsvColumns::columnOf(std::string_view name)
{
    struct Named
    {
        std::string_view name;
        Kind kind;
    };
    constexpr std::array names{Named{"id", Kind::Id},
                               Named{"status", Kind::Status},
                               Named{"statusReason", Kind::StatusReason},
                               Named{"authentication", Kind::Authentication},
                               Named{"primaryThumbprint", Kind::PrimaryThumbprint},
                               Named{"secondaryThumbprint", Kind::SecondaryThumbprint},
                               Named{"primaryKey", Kind::PrimaryKey},
                               Named{"secondaryKey", Kind::SecondaryKey},
                               Named{"edge", Kind::Edge},
                               Named{"parentScope", Kind::ParentScope},
                               Named{"tags", Kind::Tags}};
    for (const Named& known : names) {
        if (equalsIgnoringCase(known.name, name)) {
            return Column{known.kind};
        }
    }
    if (name.size() > kTagPrefix.size() &&
        equalsIgnoringCase(name.substr(0, kTagPrefix.size()), kTagPrefix)) {
        return Column{Kind::Tag, stepsOf(name.substr(kTagPrefix.size()))};
    }
    return fail(Errc::InvalidArgument,
                "the column '" + std::string(toValidUtf8(name.substr(0, 128))) +
                    "' is none of a table of devices: there may be id, status, statusReason, "
                    "authentication, primaryThumbprint, secondaryThumbprint, primaryKey, "
                    "secondaryKey, edge, parentScope, tags.<name> and tags");
}

Result<CsvColumns> CsvColumns::parse(const std::vector<std::string>& header)
{
    CsvColumns columns;
    std::set<std::string, std::less<>> known;
    for (const std::string& cell : header) {
        const std::string_view name = trimmed(withoutApostrophe(cell));
        HUB_TRY(Column column, columnOf(name));
        const std::string key = column.kind == Kind::Tag ? std::string(name) : toLower(name);
        if (!known.insert(key).second) {
            return fail(Errc::InvalidArgument, "the column '" + key + "' stands twice");
        }
        columns.columns_.push_back(std::move(column));
    }
    if (!columns.has(Kind::Id)) {
        return fail(Errc::InvalidArgument, "the first line must name the columns, and has no 'id'");
    }
    return columns;
}

bool CsvColumns::has(Kind kind) const
{
    return std::any_of(columns_.begin(), columns_.end(),
                       [kind](const Column& column) { return column.kind == kind; });
}

Result<json::object> CsvColumns::itemOf(const std::vector<std::string>& cells) const
{
    if (cells.size() > columns_.size()) {
        return fail(Errc::InvalidArgument, "it has " + std::to_string(cells.size()) +
                                               " cells, and the table has " +
                                               std::to_string(columns_.size()) + " columns");
    }
    json::object item;
    Parts parts;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string_view cell = withoutApostrophe(cells[i]);
        if (columns_[i].kind == Kind::Tag && !cell.empty()) {
            parts.tags.emplace_back(columns_[i].path, cell);
        } else if (columns_[i].kind != Kind::Tag) {
            HUB_TRYV(set(columns_[i].kind, cell, item, parts));
        }
    }
    putAuthentication(item, parts);
    HUB_TRYV(putTags(item, parts));
    return item;
}

/// What an empty cell empties.
void CsvColumns::setEvenEmpty(Kind kind, std::string_view cell, json::object& item, Parts& parts)
{
    const json::value text = cell.empty() ? json::value(nullptr) : json::value(cell);
    switch (kind) {
    case Kind::StatusReason:
        item["statusReason"] = text;
        break;
    case Kind::PrimaryThumbprint:
        parts.thumbprints["primaryThumbprint"] = text;
        break;
    case Kind::SecondaryThumbprint:
        parts.thumbprints["secondaryThumbprint"] = text;
        break;
    case Kind::ParentScope:
        item["parentScopes"] = cell.empty() ? json::array() : json::array{text};
        break;
    default:
        break;
    }
}

Result<void> CsvColumns::set(Kind kind, std::string_view cell, json::object& item, Parts& parts)
{
    setEvenEmpty(kind, cell, item, parts);
    if (cell.empty()) {
        return success();
    }
    switch (kind) {
    case Kind::Id:
        item["id"] = cell;
        break;
    case Kind::Status:
        item["status"] = cell;
        break;
    case Kind::Authentication:
        parts.type = cell;
        break;
    case Kind::PrimaryKey:
        parts.keys["primaryKey"] = cell;
        break;
    case Kind::SecondaryKey:
        parts.keys["secondaryKey"] = cell;
        break;
    case Kind::Edge: {
        HUB_TRY(json::value edge, flagOf(cell));
        item["capabilities"] = json::object{{"iotEdge", std::move(edge)}};
        break;
    }
    case Kind::Tags:
        parts.rest = cell;
        break;
    default:
        break;
    }
    return success();
}

/// What cells of one member say together; nothing when all of them are empty.
void CsvColumns::putAuthentication(json::object& item, Parts& parts)
{
    const bool hasThumbprint =
        std::any_of(parts.thumbprints.begin(), parts.thumbprints.end(),
                    [](const auto& entry) { return !entry.value().is_null(); });
    if (parts.type.empty() && parts.keys.empty() && !hasThumbprint) {
        return;
    }
    json::object authentication;
    if (!parts.type.empty()) {
        authentication["type"] = parts.type;
    }
    authentication["symmetricKey"] = std::move(parts.keys);
    authentication["x509Thumbprint"] = std::move(parts.thumbprints);
    item["authentication"] = std::move(authentication);
}

Result<void> CsvColumns::putTags(json::object& item, const Parts& parts)
{
    json::object tags;
    if (!parts.rest.empty()) {
        HUB_TRY(json::value rest, parseJson(parts.rest));
        HUB_TRYV(JsonView(rest, "tags").object());
        tags = std::move(rest.get_object());
    }
    for (const auto& [path, cell] : parts.tags) {
        HUB_TRYV(setTag(tags, path, cell));
    }
    if (!tags.empty()) {
        item["tags"] = std::move(tags);
    }
    return success();
}

void collectTagPaths(const json::object& tags, TagPaths& paths, std::size_t atMost)
{
    collect(tags, {}, paths, atMost);
}

std::string CsvTable::header() const
{
    std::string line(kByteOrderMark);
    line += "id,status,statusReason,authentication,primaryThumbprint,secondaryThumbprint,";
    line += withKeys_ ? "primaryKey,secondaryKey,edge,parentScope," : "edge,parentScope,";
    for (const std::string& path : tags_) {
        appendCell(line, std::string(kTagPrefix) + path);
        line += ',';
    }
    return line + "tags\r\n";
}

void CsvTable::append(std::string& out, const DeviceIdentity& identity,
                      const json::object& tags) const
{
    const auto cell = [&out](std::string_view text) {
        appendCell(out, text);
        out += ',';
    };
    cell(identity.id.device);
    cell(identity.enabled ? "enabled" : "disabled");
    cell(identity.statusReason);
    cell(nameOf(identity.authType));
    cell(identity.thumbprints.primary);
    cell(identity.thumbprints.secondary);
    if (withKeys_) {
        cell(toBase64(identity.keys.primary.reveal()));
        cell(toBase64(identity.keys.secondary.reveal()));
    }
    cell(identity.edge ? "true" : "false");
    cell(identity.parentScope);
    json::object rest = tags;
    for (const std::string& path : tags_) {
        const std::optional<json::value> tag = takeOut(rest, stepsOf(path));
        cell(tag ? cellOf(*tag) : std::string());
    }
    appendCell(out, rest.empty() ? std::string() : jsonText(rest));
    out += "\r\n";
}

} // namespace hub
