#include "models/json_changes.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <map>
#include <optional>

namespace deck {
namespace {

using Members = std::map<std::string, std::string>; ///< JSON by path

void flatten(const hub::json::value& value, const std::string& path, Members& out)
{
    const hub::json::object* const object = value.if_object();
    if (object == nullptr || object->empty()) {
        out[path] = hub::jsonText(value);
        return;
    }
    for (const auto& member : *object) {
        const std::string name(member.key());
        flatten(member.value(), path.empty() ? name : path + "." + name, out);
    }
}

Members membersOf(const std::string& text)
{
    Members members;
    if (text.empty()) {
        return members;
    }
    const auto json = hub::parseJson(text);
    if (json) {
        flatten(json.value(), {}, members);
    } else {
        members[{}] = text;
    }
    return members;
}

/// An empty object that got members, or lost them all, has not changed by itself.
bool isParent(const Members& members, const std::string& path)
{
    const std::string prefix = path.empty() ? path : path + ".";
    const auto next = members.upper_bound(path.empty() ? path : prefix);
    return next != members.end() && next->first.starts_with(prefix);
}

QString valueIn(const Members& members, const std::string& path)
{
    const auto found = members.find(path);
    return found == members.end() ? QString() : QString::fromStdString(found->second);
}

} // namespace

std::vector<JsonChange> changesIn(const std::string& before, const std::string& after)
{
    const Members was = membersOf(before);
    const Members is = membersOf(after);
    Members paths = was;
    paths.insert(is.begin(), is.end());
    std::vector<JsonChange> changes;
    for (const auto& [path, value] : paths) {
        if (value == "{}" && (isParent(was, path) || isParent(is, path))) {
            continue;
        }
        JsonChange change{QString::fromStdString(path), valueIn(was, path), valueIn(is, path)};
        if (change.before != change.after && changes.size() < kMostJsonChanges) {
            changes.push_back(std::move(change));
        }
    }
    return changes;
}

} // namespace deck
