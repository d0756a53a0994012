#include "domain/digital_twin.h"

#include "base/text.h"

#include <array>
#include <string>
#include <vector>

namespace hub {
namespace {

constexpr std::string_view kComponentMark = "__t";
constexpr std::string_view kComponent = "c";
constexpr std::size_t kMaxOperations = 100;

using Key = boost::json::string_view;

std::string_view viewOf(Key key)
{
    return {key.data(), key.size()};
}

const json::object* objectIn(const json::object* parent, std::string_view name)
{
    const json::value* member = parent != nullptr ? parent->if_contains(name) : nullptr;
    return member != nullptr ? member->if_object() : nullptr;
}

bool isComponent(const json::object* object)
{
    const json::value* mark = object != nullptr ? object->if_contains(kComponentMark) : nullptr;
    return mark != nullptr && mark->is_string() && viewOf(mark->get_string()) == kComponent;
}

bool isProperty(Key name)
{
    return !name.empty() && name.front() != '$' && viewOf(name) != kComponentMark;
}

// Writing.

/// A part of a twin, the top or a component, as desired and as reported.
struct Part
{
    const json::object* desired = nullptr;
    const json::object* reported = nullptr;
    const json::object* desiredMetadata = nullptr;
    const json::object* reportedMetadata = nullptr;

    bool isComponent() const
    {
        return hub::isComponent(desired) || hub::isComponent(reported);
    }

    Part member(std::string_view name) const
    {
        return {objectIn(desired, name), objectIn(reported, name), objectIn(desiredMetadata, name),
                objectIn(reportedMetadata, name)};
    }

    /// All names, in the order of the reported ones.
    std::vector<std::string_view> names() const
    {
        std::vector<std::string_view> all;
        for (const json::object* side : {reported, desired}) {
            if (side == nullptr) {
                continue;
            }
            for (const auto& entry : *side) {
                const bool isKnown =
                    side == desired && reported != nullptr && reported->contains(entry.key());
                if (isProperty(entry.key()) && !isKnown) {
                    all.push_back(viewOf(entry.key()));
                }
            }
        }
        return all;
    }
};

const json::value* memberOf(const json::object* object, std::string_view name)
{
    return object != nullptr ? object->if_contains(name) : nullptr;
}

/// The acknowledgement in what a device reports, or nothing.
const json::object* acknowledgementIn(const json::value* reported)
{
    const json::object* object = reported != nullptr ? reported->if_object() : nullptr;
    return object != nullptr && object->contains("value") && object->contains("ac") ? object
                                                                                    : nullptr;
}

void writeMember(JsonWriter& out, std::string_view name, const json::value* value)
{
    if (value != nullptr) {
        out.key(name).value(*value);
    }
}

void writePropertyMetadata(JsonWriter& out, const Part& part, std::string_view name)
{
    const json::value* desired = memberOf(part.desired, name);
    const json::object* acknowledgement = acknowledgementIn(memberOf(part.reported, name));
    const json::object* desiredStamp = objectIn(part.desiredMetadata, name);
    const json::object* reportedStamp = objectIn(part.reportedMetadata, name);
    out.key(name).beginObject();
    if (desired != nullptr) {
        writeMember(out, "desiredValue", desired);
        writeMember(out, "desiredVersion", memberOf(desiredStamp, "$lastUpdatedVersion"));
    }
    writeMember(out, "ackVersion", memberOf(acknowledgement, "av"));
    writeMember(out, "ackCode", memberOf(acknowledgement, "ac"));
    writeMember(out, "ackDescription", memberOf(acknowledgement, "ad"));
    writeMember(out, "lastUpdateTime",
                memberOf(reportedStamp != nullptr ? reportedStamp : desiredStamp, "$lastUpdated"));
    out.endObject();
}

/// Without components, which have metadata of their own.
void writeMetadata(JsonWriter& out, const Part& part, std::string_view modelId, bool isTop)
{
    out.key("$metadata").beginObject();
    if (isTop) {
        out.member("$model", modelId);
    }
    for (const std::string_view name : part.names()) {
        if (!isTop || !part.member(name).isComponent()) {
            writePropertyMetadata(out, part, name);
        }
    }
    out.endObject();
}

void writeValue(JsonWriter& out, const Part& part, std::string_view name)
{
    const json::value* reported = memberOf(part.reported, name);
    const json::object* acknowledgement = acknowledgementIn(reported);
    writeMember(out, name,
                acknowledgement != nullptr ? memberOf(acknowledgement, "value") : reported);
}

void writeComponent(JsonWriter& out, const Part& component)
{
    out.beginObject();
    for (const std::string_view name : component.names()) {
        writeValue(out, component, name);
    }
    writeMetadata(out, component, {}, false);
    out.endObject();
}

// Patching.

enum class Verb { Add, Replace, Remove };

struct Operation
{
    Verb verb = Verb::Add;
    std::vector<std::string> path;
    json::value value;
};

Error notAPatch(const JsonView& operation, std::string_view why)
{
    return fail(Errc::InvalidJsonPatch, "'" + operation.path() + "' " + std::string(why));
}

/// RFC 6901 §4.
Result<std::vector<std::string>> parsePath(std::string_view text)
{
    const Error wrong = fail(Errc::InvalidPatchPath,
                             "'" + std::string(text) + "' does not name a property or a component");
    if (!text.starts_with('/')) {
        return wrong;
    }
    std::vector<std::string> path;
    for (const std::string_view word : split(text.substr(1), '/')) {
        std::string name;
        for (std::size_t i = 0; i < word.size(); ++i) {
            const bool isEscape = word[i] == '~' && i + 1 < word.size();
            if (isEscape && (word[i + 1] == '0' || word[i + 1] == '1')) {
                name += word[++i] == '0' ? '~' : '/';
            } else {
                name += word[i];
            }
        }
        if (!isProperty(name)) {
            return wrong;
        }
        path.push_back(std::move(name));
    }
    return path;
}

Result<Verb> verbFrom(const JsonView& operation)
{
    const auto member = operation.member("op");
    const auto name = member ? member->string() : Result<std::string_view>(std::string_view());
    constexpr std::array<std::pair<std::string_view, Verb>, 3> kVerbs{
        {{"add", Verb::Add}, {"replace", Verb::Replace}, {"remove", Verb::Remove}}};
    for (const auto& [verbName, verb] : kVerbs) {
        if (name && name.value() == verbName) {
            return verb;
        }
    }
    return notAPatch(operation, "has no 'op' of add, replace and remove");
}

Result<Operation> operationFrom(const JsonView& json)
{
    if (!json.value().is_object()) {
        return notAPatch(json, "is not an object");
    }
    Operation operation;
    HUB_TRY(operation.verb, verbFrom(json));
    const auto path = json.member("path");
    if (!path || !path->value().is_string()) {
        return notAPatch(json, "has no 'path'");
    }
    HUB_TRY(operation.path, parsePath(path->string().value()));
    if (operation.verb == Verb::Remove) {
        return operation;
    }
    const auto value = json.member("value");
    if (!value) {
        return notAPatch(json, "has no 'value'; a property is taken away with remove");
    }
    operation.value = value->value();
    return operation;
}

/// What the first word of a path names: a component, or a property with something below it.
bool namesComponent(const Twin& twin, const json::object& desired, const std::string& name)
{
    const json::object* now = objectIn(&desired, name);
    const json::object* reported = objectIn(&twin.reported.values, name);
    const bool isUnknown = !desired.contains(name) && !twin.reported.values.contains(name);
    return isUnknown || isComponent(now) || isComponent(reported);
}

/// A component in a patch comes with its metadata, and without its mark.
json::value asComponent(const json::value& value)
{
    json::object component;
    component.emplace(kComponentMark, kComponent);
    for (const auto& member : value.get_object()) {
        if (isProperty(member.key())) {
            component.emplace(member.key(), member.value());
        }
    }
    return component;
}

bool isComponentValue(const Twin& twin, const Operation& operation)
{
    const json::object* value = operation.value.if_object();
    return operation.path.size() == 1 && value != nullptr &&
           (value->contains("$metadata") ||
            isComponent(objectIn(&twin.reported.values, operation.path[0])) ||
            isComponent(objectIn(&twin.desired.values, operation.path[0])));
}

/// The object that holds what the path names; made when a component is new.
Result<json::object*> parentOf(const Twin& twin, json::object& desired, const Operation& operation)
{
    json::object* parent = &desired;
    for (std::size_t i = 0; i + 1 < operation.path.size(); ++i) {
        const std::string& word = operation.path[i];
        if (i == 0 && operation.verb != Verb::Remove && namesComponent(twin, desired, word) &&
            objectIn(&desired, word) == nullptr) {
            json::object component;
            component.emplace(kComponentMark, kComponent);
            desired.insert_or_assign(word, std::move(component));
        }
        json::value* next = parent->if_contains(word);
        if (next == nullptr || !next->is_object()) {
            return fail(Errc::InvalidPatchPath, "there is no object '" + word + "'");
        }
        parent = &next->get_object();
    }
    return parent;
}

Result<void> apply(const Twin& twin, json::object& desired, const Operation& operation)
{
    HUB_TRY(json::object* parent, parentOf(twin, desired, operation));
    const std::string& name = operation.path.back();
    if (operation.verb != Verb::Add && !parent->contains(name)) {
        return fail(Errc::InvalidPatchPath, "there is no '" + name + "' to replace or remove");
    }
    if (operation.verb == Verb::Remove) {
        parent->erase(name);
    } else {
        parent->insert_or_assign(name, isComponentValue(twin, operation)
                                           ? asComponent(operation.value)
                                           : operation.value);
    }
    return success();
}

/// What changes `before` into `after` at one place; names what is there anew, so that a device hears of it.
json::value changeOf(const json::value* before, const json::value* after)
{
    if (after == nullptr) {
        return nullptr;
    }
    const bool areObjects = before != nullptr && before->is_object() && after->is_object();
    return areObjects ? json::value(replacementPatch(before->get_object(), after->get_object()))
                      : *after;
}

/// Only the property that an operation names, not its whole component.
void addChange(json::object& patch,
               const json::object& before,
               const json::object& after,
               const std::vector<std::string>& path)
{
    const std::string& top = path[0];
    const json::object* component = objectIn(&after, top);
    if (path.size() == 1 || !isComponent(component)) {
        patch.insert_or_assign(top, changeOf(before.if_contains(top), after.if_contains(top)));
        return;
    }
    json::value* begun = patch.if_contains(top);
    if (begun == nullptr || !begun->is_object()) {
        json::object marked;
        marked.emplace(kComponentMark, kComponent);
        begun = &patch.insert_or_assign(top, std::move(marked)).first->value();
    }
    const json::object* old = objectIn(&before, top);
    begun->get_object().insert_or_assign(
        path[1], changeOf(memberOf(old, path[1]), component->if_contains(path[1])));
}

} // namespace

void writeDigitalTwin(JsonWriter& out,
                      std::string_view id,
                      std::string_view modelId,
                      const Twin& twin)
{
    const Part top{&twin.desired.values, &twin.reported.values, &twin.desired.metadata,
                   &twin.reported.metadata};
    out.beginObject().member("$dtId", id);
    for (const std::string_view name : top.names()) {
        const Part member = top.member(name);
        if (member.isComponent()) {
            out.key(name);
            writeComponent(out, member);
        } else {
            writeValue(out, top, name);
        }
    }
    writeMetadata(out, top, modelId, true);
    out.endObject();
}

Result<json::object> desiredPatchFrom(const json::value& jsonPatch, const Twin& twin)
{
    const json::array* operations = jsonPatch.if_array();
    if (operations == nullptr || operations->empty() || operations->size() > kMaxOperations) {
        return fail(Errc::InvalidJsonPatch, "the body must be an array of 1 to " +
                                                std::to_string(kMaxOperations) + " operations");
    }
    json::object after = twin.desired.values;
    std::vector<std::vector<std::string>> paths;
    for (std::size_t i = 0; i < operations->size(); ++i) {
        const JsonView json((*operations)[i], "[" + std::to_string(i) + "]");
        HUB_TRY(Operation operation, operationFrom(json));
        HUB_TRYV(apply(twin, after, operation));
        paths.push_back(std::move(operation.path));
    }
    json::object patch;
    for (const auto& path : paths) {
        addChange(patch, twin.desired.values, after, path);
    }
    return patch;
}

} // namespace hub
