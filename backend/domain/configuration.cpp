#include "domain/configuration.h"

#include "domain/identity.h"
#include "domain/limits.h"
#include "domain/twin.h"

#include "base/json_writer.h"
#include "base/text.h"

#include <array>

namespace hub {
namespace {

constexpr std::string_view kDesired = "properties.desired";
constexpr std::array kKinds{ConfigurationKind::Device, ConfigurationKind::Module,
                            ConfigurationKind::Edge};

Error wrongContent(std::string text)
{
    return fail(Errc::InvalidConfigurationContent, std::move(text));
}

/// A null in a setting sets nothing.
json::value withoutNulls(const json::value& value)
{
    if (!value.is_object()) {
        return value;
    }
    json::object kept;
    for (const auto& member : value.get_object()) {
        if (!member.value().is_null()) {
            kept[member.key()] = withoutNulls(member.value());
        }
    }
    return kept;
}

/// "properties.desired.a.b" and 5 give {"a":{"b":5}}.
Result<json::object> settingOf(std::string_view path, const json::value& value)
{
    const bool isDesired = path.starts_with(kDesired) &&
                           (path.size() == kDesired.size() || path[kDesired.size()] == '.');
    if (!isDesired) {
        return wrongContent("the path '" + std::string(path) +
                            "' does not begin with properties.desired");
    }
    const json::value setting = withoutNulls(value);
    if (path.size() == kDesired.size()) {
        return setting.is_object() ? Result<json::object>(setting.get_object())
                                   : wrongContent("properties.desired is not an object");
    }
    const auto keys = split(path.substr(kDesired.size() + 1), '.');
    if (keys.size() > limits::kMaxTwinDepth) { // before anything is nested
        return wrongContent("a path has more than " + std::to_string(limits::kMaxTwinDepth) +
                            " levels below properties.desired");
    }
    if (setting.is_null()) {
        return json::object();
    }
    json::value inner = setting;
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
        json::object outer;
        outer[std::string(*key)] = std::move(inner);
        inner = std::move(outer);
    }
    return std::move(inner.get_object());
}

/// Two paths of one content that say something about the same place contradict each other.
Result<json::object> settingsOf(const json::object& paths)
{
    json::object settings;
    for (const auto& member : paths) {
        const std::string path(member.key());
        HUB_TRY(const json::object setting, settingOf(path, member.value()));
        if (!setting.empty() && !layBelow(settings, setting)) {
            return wrongContent("the path '" + path + "' stands inside another one");
        }
    }
    Result<json::object> taken = merge({}, settings, TwinPart::Desired); // as a twin would take it
    return taken ? std::move(taken) : wrongContent(taken.error().detail);
}

Result<const json::object*> pathsIn(const json::value& value, const std::string& name)
{
    return value.is_object() ? Result<const json::object*>(&value.get_object())
                             : wrongContent("'" + name + "' is not an object");
}

Result<void> parseModules(const json::object& modules, ConfigurationContent& content)
{
    if (modules.size() > limits::kMaxModulesPerDevice) {
        return wrongContent("a device has at most " +
                            std::to_string(limits::kMaxModulesPerDevice) + " modules");
    }
    for (const auto& member : modules) {
        const std::string id(member.key());
        if (!isValidModuleId(id)) {
            return wrongContent("'" + id + "' is not the id of a module");
        }
        HUB_TRY(const json::object* paths, pathsIn(member.value(), id));
        content.isBase = content.isBase || (id == kEdgeModules[0] && paths->contains(kDesired));
        HUB_TRY(content.settings[id], settingsOf(*paths));
    }
    return success();
}

bool beginsWithFrom(std::string_view condition)
{
    constexpr std::string_view kFrom = "from";
    const std::string_view text = trimmed(condition);
    return text.size() > kFrom.size() && equalsIgnoringCase(text.substr(0, kFrom.size()), kFrom) &&
           kWhiteSpace.find(text[kFrom.size()]) != std::string_view::npos;
}

std::string whereClause(const std::string& condition, std::string_view more)
{
    std::string_view text = trimmed(condition);
    if (text.ends_with(';')) {
        text = trimmed(text.substr(0, text.size() - 1));
    }
    const bool isAll = text == "*";
    if (more.empty()) {
        return isAll ? std::string() : " where " + std::string(text);
    }
    // a condition may end in a comment
    return " where " + std::string(more) +
           (isAll ? std::string() : " and (" + std::string(text) + "\n)");
}

bool isContainer(const json::value* value)
{
    return value != nullptr && value->is_object();
}

bool hasMembers(const json::value& value)
{
    return value.is_object() && !value.get_object().empty();
}

const json::object& objectOr(const json::value* value, const json::object& other)
{
    return isContainer(value) ? value->get_object() : other;
}

/// What is left of an object behind a patch that only removes.
bool emptiedBy(const json::object& current, const json::object& patch)
{
    for (const auto& member : current) {
        const json::value* change = patch.if_contains(member.key());
        if (change == nullptr || !change->is_null()) {
            return false;
        }
    }
    return true;
}

void takeAway(const json::object& current, const json::object& before, const json::object& after,
              json::object& patch)
{
    for (const auto& old : before) {
        const json::value* there = current.if_contains(old.key());
        if (there == nullptr || after.contains(old.key())) {
            continue;
        }
        const bool goesDeeper = isContainer(&old.value()) && isContainer(there);
        if (!goesDeeper) {
            patch[old.key()] = nullptr;
            continue;
        }
        json::object inner = settingsPatch(there->get_object(), old.value().get_object(), {});
        if (emptiedBy(there->get_object(), inner)) {
            patch[old.key()] = nullptr;
        } else if (!inner.empty()) {
            patch[old.key()] = std::move(inner);
        }
    }
}

} // namespace

std::string_view nameOf(ConfigurationKind kind)
{
    switch (kind) {
    case ConfigurationKind::Device:
        return "deviceContent";
    case ConfigurationKind::Module:
        return "moduleContent";
    case ConfigurationKind::Edge:
        break;
    }
    return "modulesContent";
}

Result<ConfigurationContent> ConfigurationContent::parse(const json::value& content)
{
    if (!content.is_object()) {
        return wrongContent("'content' is not an object");
    }
    ConfigurationContent parsed;
    int found = 0;
    for (const ConfigurationKind kind : kKinds) {
        if (const auto member = JsonView(content).member(nameOf(kind))) {
            parsed.kind = kind;
            parsed.written = member->value();
            ++found;
        }
    }
    if (found != 1) {
        return wrongContent("'content' has exactly one of deviceContent, moduleContent and "
                            "modulesContent");
    }
    HUB_TRY(const json::object* paths, pathsIn(parsed.written, std::string(nameOf(parsed.kind))));
    if (parsed.kind == ConfigurationKind::Edge) {
        HUB_TRYV(parseModules(*paths, parsed));
    } else {
        HUB_TRY(parsed.settings[""], settingsOf(*paths));
    }
    if (parsed.text().size() > limits::kMaxConfigurationContentBytes) {
        return wrongContent("'content' has more than 512 KiB");
    }
    return parsed;
}

std::string ConfigurationContent::text() const
{
    json::object content;
    content[nameOf(kind)] = written;
    return jsonText(content);
}

Result<std::optional<TwinCondition>> parseTarget(ConfigurationKind kind, std::string_view condition)
{
    if (trimmed(condition).empty()) {
        return std::nullopt;
    }
    Result<TwinCondition> parsed = TwinCondition::parse(condition);
    if (!parsed) {
        return fail(Errc::InvalidTargetCondition, "targetCondition: " + parsed.error().detail);
    }
    const bool wantsModules = kind == ConfigurationKind::Module;
    if (wantsModules != (parsed.value().from == QueryCollection::Modules)) {
        return fail(Errc::InvalidTargetCondition,
                    wantsModules ? "the targetCondition of moduleContent begins with FROM "
                                   "devices.modules"
                                 : "a targetCondition FROM devices.modules goes with moduleContent "
                                   "alone");
    }
    if (kind == ConfigurationKind::Edge && beginsWithFrom(condition)) {
        return fail(Errc::InvalidTargetCondition,
                    "the targetCondition of modulesContent is a condition alone, without FROM");
    }
    return std::optional(std::move(parsed.value()));
}

Result<void> checkMetricQueries(const std::map<std::string, std::string>& queries)
{
    if (queries.size() > limits::kMaxConfigurationMetrics) {
        return fail(Errc::InvalidMetricsQuery,
                    "a configuration has at most " +
                        std::to_string(limits::kMaxConfigurationMetrics) + " metrics of its own");
    }
    for (const auto& [name, text] : queries) {
        const Result<TwinQuery> query = TwinQuery::parse(text);
        const bool isOfJobs = query && query.value().from == QueryCollection::Jobs;
        if (!query || isOfJobs) {
            return fail(Errc::InvalidMetricsQuery,
                        "metric '" + name + "': " +
                            (query ? "devices.jobs cannot be counted" : query.error().detail));
        }
    }
    return success();
}

std::map<std::string, std::string> systemQueries(const Configuration& configuration)
{
    const std::string applied = "configurations.[[" + configuration.id + "]].status = 'Applied'";
    const std::string& target = configuration.targetCondition;
    const bool hasTarget = !trimmed(target).empty();
    const std::string devices = "select deviceId from devices";
    const std::string modules = "select deviceId from devices.modules";
    std::map<std::string, std::string> queries;
    const std::string nobody = " where deviceId = ''";
    switch (configuration.kind) {
    case ConfigurationKind::Device:
        queries["targetedCount"] =
            beginsWithFrom(target) ? "select deviceId " + target
                                   : devices + (hasTarget ? whereClause(target, {}) : nobody);
        queries["appliedCount"] = devices + " where " + applied;
        break;
    case ConfigurationKind::Module: // its condition begins with FROM itself
        queries["targetedCount"] =
            hasTarget ? "select deviceId, moduleId " + target : modules + nobody;
        queries["appliedCount"] = modules + " where " + applied;
        break;
    case ConfigurationKind::Edge: {
        const std::string agent = modules + " where moduleId = '$edgeAgent' and " + applied;
        const std::string answered = agent + " and properties.desired.$version = "
                                             "properties.reported.lastDesiredVersion and "
                                             "properties.reported.lastDesiredStatus.code ";
        queries["targetedCount"] =
            devices + (hasTarget ? whereClause(target, "capabilities.iotEdge = true") : nobody);
        queries["appliedCount"] = agent;
        queries["reportedSuccessfulCount"] = answered + "= 200";
        queries["reportedFailedCount"] = answered + "!= 200";
        break;
    }
    }
    return queries;
}

bool layBelow(json::object& settings, const json::object& lower)
{
    bool added = lower.empty();
    for (const auto& member : lower) {
        json::value* there = settings.if_contains(member.key());
        if (there == nullptr) {
            settings[member.key()] = member.value();
            added = true;
        } else if (hasMembers(*there) && hasMembers(member.value())) {
            added = layBelow(there->get_object(), member.value().get_object()) || added;
        }
    }
    return added;
}

json::object settingsPatch(const json::object& current,
                           const json::object& before,
                           const json::object& after)
{
    json::object patch;
    takeAway(current, before, after, patch);
    for (const auto& wanted : after) {
        const json::value* there = current.if_contains(wanted.key());
        const bool bothObjects = isContainer(&wanted.value()) && isContainer(there);
        if (!bothObjects) {
            if (there == nullptr || *there != wanted.value()) {
                patch[wanted.key()] = wanted.value();
            }
            continue;
        }
        const json::object none;
        json::object inner =
            settingsPatch(there->get_object(), objectOr(before.if_contains(wanted.key()), none),
                          wanted.value().get_object());
        if (!inner.empty()) {
            patch[wanted.key()] = std::move(inner);
        }
    }
    return patch;
}

} // namespace hub
