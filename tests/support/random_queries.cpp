#include "tests/support/random_queries.h"

#include "base/assert.h"
#include "base/text.h"

#include <array>

namespace hub::test {
namespace {

using Texts = std::vector<std::string>;

// Values that look alike to whoever compares texts: 3, '3' and 3.0, true and 'true', '' and nothing.
const Texts kSites{"\"berlin\"", "\"Berlin\"", "\"rome\"", "\"\"", "\"it's\"", "\"gr\u00fcn\"",
                   "\"ber\"",    "\"3\"",      "\"true\"", "3",    "true",     "\"berlin \""};
const Texts kFloors{"3", "3.0", "0", "-1", "2.5", "1000", "1e3", "\"3\"", "4503599627370495", "0.1"};
const Texts kFlags{"true", "false", "\"true\"", "1"};
const Texts kRooms{R"({"name":"a","size":3})", R"({"name":"b"})", R"({"name":{"x":1}})",
                   R"({"size":"3","name":""})", "\"a\"", "[]"};
const Texts kLists{R"(["a","b",3])", "[]", R"([true,"c"])", R"([{"x":1},[3],2.5])", "\"a\""};
const Texts kReasons{"", "", "spare", "berlin", "3"};
const Texts kModels{"", "", "dtmi:example:Pump;1", "dtmi:example:Pump;2"};

// What conditions compare them with.
const Texts kSiteLiterals{"'berlin'", "'Berlin'", "'rome'", "''", "'it''s'", "\"it's\"", "'gr\u00fcn'",
                          "'3'", "'true'", "3", "true", "'nowhere'", "'ber'", "'berlin '"};
const Texts kFloorLiterals{"3", "3.0", "0", "-0", "-1", "2.5", "1000", "1e3", "0x3", "'3'", "4",
                           "4503599627370495", "0.1"};
const Texts kFlagLiterals{"true", "false", "TRUE", "'true'", "1"};
const Texts kNameLiterals{"'a'", "'b'", "''", "1"};
const Texts kIdLiterals{"'d0'", "'d1'", "'d17'", "'D1'", "'d'", "'none'", "1"};
const Texts kModuleLiterals{"'m0'", "'m1'", "'M1'", "''"};
const Texts kStatusLiterals{"'enabled'", "'disabled'", "'Enabled'", "true"};
const Texts kReasonLiterals{"'spare'", "'berlin'", "''", "null", "'3'"};
const Texts kAuthLiterals{"'sas'", "'selfSigned'", "'certificateAuthority'", "'none'", "'SAS'"};
const Texts kTimeLiterals{"'2025-01-01'", "'2025-01-05T00:00:00Z'", "'0001-01-01T00:00:00Z'", "'2024'",
                          "'2025-01-03T07:00:00.0000000Z'", "'9999'"};
const Texts kModelLiterals{"'dtmi:example:Pump;1'", "'dtmi:example:Pump;2'", "''", "'x'"};
const Texts kStateLiterals{"'Connected'", "'Disconnected'", "'disconnected'"};
const Texts kCountLiterals{"0", "1", "2", "3", "5.0", "'2'"};
const Texts kEtagLiterals{"'AAAAAAAAAAE='", "'AAAAAAAAAAI='", "1"};
const Texts kOddLiterals{"null", "undefined", "'x'", "5", "true", "-2.5"};

template <class List>
json::value anyJson(Dice& dice, const List& texts)
{
    auto value = parseJson(dice.anyOf(texts));
    HUB_ASSERT(value.has_value());
    return std::move(value.value());
}

json::object randomObject(Dice& dice)
{
    json::object object;
    const auto add = [&](const char* name, const Texts& values, std::size_t oneIn) {
        if (!dice.oneIn(oneIn)) {
            object[name] = anyJson(dice, values);
        }
    };
    add("site", kSites, 4);
    add("floor", kFloors, 3);
    add("open", kFlags, 2);
    add("room", kRooms, 2);
    add("list", kLists, 2);
    if (dice.oneIn(3)) {
        object["Site"] = "berlin";
    }
    if (dice.oneIn(4)) {
        object["a-b"] = 3;
    }
    return object;
}

void writeTwin(Dice& dice, RandomTwin& twin)
{
    twin.written = true;
    twin.modelId = dice.anyOf(kModels);
    twin.desired = randomObject(dice);
    twin.reported = randomObject(dice);
    twin.etag = 2 + dice.below(3);
    twin.version = 2 + dice.below(4);
    twin.desiredVersion = 1 + dice.below(4);
    twin.reportedVersion = 1 + dice.below(4);
}

RandomTwin randomTwin(Dice& dice, std::string device, std::string module)
{
    RandomTwin twin;
    twin.deviceId = std::move(device);
    twin.moduleId = std::move(module);
    twin.enabled = !dice.oneIn(4);
    twin.statusReason = dice.anyOf(kReasons);
    twin.edge = twin.moduleId.empty() && dice.oneIn(5);
    twin.authType = dice.below(4);
    twin.heardHours = dice.oneIn(3) ? -1 : static_cast<std::int64_t>(dice.below(240));
    if (!dice.oneIn(6)) {
        twin.tags = randomObject(dice);
    }
    if (!dice.oneIn(3)) {
        writeTwin(dice, twin);
    }
    return twin;
}

} // namespace

std::vector<RandomTwin> randomFleet(std::uint32_t seed, std::size_t devices)
{
    Dice dice(seed);
    std::vector<RandomTwin> fleet;
    for (std::size_t i = 0; i < devices; ++i) {
        const std::string id = "d" + std::to_string(i);
        fleet.push_back(randomTwin(dice, id, {}));
        for (std::size_t m = dice.oneIn(3) ? 1 + dice.below(3) : 0; m > 0; --m) {
            fleet.push_back(randomTwin(dice, id, "m" + std::to_string(m)));
        }
    }
    return fleet;
}

std::string RandomConditions::next()
{
    return condition(static_cast<int>(dice_.below(4)));
}

std::string RandomConditions::condition(int depth)
{
    if (depth == 0) {
        return leaf();
    }
    return dice_.oneIn(5) ? word("NOT") + " (" + condition(depth - 1) + ")" : joined(depth);
}

std::string RandomConditions::joined(int depth)
{
    const std::string sign = " " + word(dice_.oneIn(2) ? "AND" : "OR") + " ";
    std::string text;
    for (std::size_t i = 2 + dice_.below(2); i > 0; --i) {
        std::string part = condition(depth - 1);
        // Without parentheses now and then: AND binds more than OR.
        text += dice_.oneIn(3) ? part : "(" + part + ")";
        text += i > 1 ? sign : "";
    }
    return text;
}

std::string RandomConditions::leaf()
{
    switch (dice_.below(14)) {
    case 0:
    case 1:
        return membership();
    case 2:
        return typeCall();
    case 3:
        return textCall();
    case 4:
        return numberCall();
    case 5:
        return arrayCall();
    case 6:
        return sum();
    case 7:
        return bare();
    default:
        return comparison();
    }
}

RandomConditions::Place RandomConditions::place()
{
    // A part in tags, desired or reported more often than a system field.
    static const std::array<Place, 18> below{
        {{"site", &kSiteLiterals},      {"site", &kSiteLiterals},  {"site", &kSiteLiterals},
         {"floor", &kFloorLiterals},    {"floor", &kFloorLiterals}, {"open", &kFlagLiterals},
         {"open", &kFlagLiterals},      {"room.name", &kNameLiterals}, {"room.size", &kFloorLiterals},
         {"room.name.x", &kCountLiterals}, {"list[0]", &kNameLiterals}, {"list[2]", &kFloorLiterals},
         {"list", &kNameLiterals},      {"room", &kNameLiterals},  {"Site", &kSiteLiterals},
         {"[[a-b]]", &kFloorLiterals},  {"missing", &kSiteLiterals}, {"SITE", &kSiteLiterals}}};
    static const std::array<Place, 18> fields{
        {{"deviceId", &kIdLiterals}, {"deviceId", &kIdLiterals}, {"moduleId", &kModuleLiterals},
         {"status", &kStatusLiterals}, {"statusReason", &kReasonLiterals}, {"version", &kCountLiterals},
         {"authenticationType", &kAuthLiterals}, {"capabilities.iotEdge", &kFlagLiterals},
         {"lastActivityTime", &kTimeLiterals}, {"statusUpdateTime", &kTimeLiterals},
         {"modelId", &kModelLiterals}, {"connectionState", &kStateLiterals}, {"etag", &kEtagLiterals},
         {"cloudToDeviceMessageCount", &kCountLiterals}, {"properties.desired.$version", &kCountLiterals},
         {"properties.reported.$version", &kCountLiterals}, {"x509Thumbprint.primaryThumbprint", &kReasonLiterals},
         {"nobody", &kSiteLiterals}}};
    static const std::array<std::array<std::string, below.size()>, 3> paths = [] {
        std::array<std::array<std::string, below.size()>, 3> made;
        for (std::size_t i = 0; i < below.size(); ++i) {
            made[0][i] = "tags." + std::string(below[i].path);
            made[1][i] = "properties.desired." + std::string(below[i].path);
            made[2][i] = "properties.reported." + std::string(below[i].path);
        }
        return made;
    }();
    if (dice_.oneIn(3)) {
        return dice_.anyOf(fields);
    }
    const std::size_t which = dice_.below(below.size());
    const std::size_t section = dice_.oneIn(2) ? 0 : 1 + dice_.below(2);
    return {paths[section][which], below[which].values};
}

std::string RandomConditions::written(std::string_view path)
{
    return (dice_.oneIn(8) ? "devices." : "") + std::string(path);
}

std::string RandomConditions::word(std::string_view keyword)
{
    return dice_.oneIn(3) ? toLower(keyword) : std::string(keyword);
}

std::string RandomConditions::literalFor(const Place& place)
{
    return dice_.anyOf(dice_.oneIn(6) ? kOddLiterals : *place.values);
}

std::string RandomConditions::comparisonSign()
{
    static const std::array<std::string_view, 12> signs{" = ", "=", " = ", " = ", " != ", "<>",
                                                        " < ", "<=", " > ", " >= ", "=", " != "};
    return std::string(dice_.anyOf(signs));
}

std::string RandomConditions::comparison()
{
    const Place left = place();
    if (dice_.oneIn(8)) {
        return written(left.path) + comparisonSign() + written(place().path);
    }
    const std::string path = written(left.path);
    const std::string literal = literalFor(left);
    return dice_.oneIn(5) ? literal + comparisonSign() + path : path + comparisonSign() + literal;
}

std::string RandomConditions::list(const Place& place)
{
    std::string text = "[";
    const std::size_t count = dice_.below(5);
    for (std::size_t i = 0; i < count; ++i) {
        text += (i == 0 ? "" : ", ") + literalFor(place);
    }
    return text + "]";
}

std::string RandomConditions::membership()
{
    static const std::array<std::string_view, 4> signs{"IN", "IN", "NIN", "NOT IN"};
    const Place left = place();
    return written(left.path) + " " + word(dice_.anyOf(signs)) + " " + list(left);
}

std::string RandomConditions::typeCall()
{
    static const std::array<std::string_view, 10> names{
        "IS_DEFINED", "IS_DEFINED", "is_defined", "IS_NULL", "IS_BOOL", "IS_NUMBER",
        "IS_STRING",  "IS_ARRAY",   "IS_OBJECT",  "IS_PRIMITIVE"};
    return std::string(dice_.anyOf(names)) + "(" + written(place().path) + ")";
}

std::string RandomConditions::textCall()
{
    static const std::array<std::string_view, 5> parts{"'ber'", "''", "'n'", "'d1'", "3"};
    static const std::array<std::string_view, 4> tests{"STARTSWITH", "STARTS_WITH", "ENDSWITH", "CONTAINS"};
    const std::string path = written(place().path);
    switch (dice_.below(4)) {
    case 0:
        return "LOWER(" + path + ") = 'berlin'";
    case 1:
        return "LENGTH(" + path + ")" + comparisonSign() + std::to_string(dice_.below(8));
    case 2:
        return "SUBSTRING(" + path + ", 0, 3) = 'ber'";
    default:
        return std::string(dice_.anyOf(tests)) + "(" + path + ", " + std::string(dice_.anyOf(parts)) + ")";
    }
}

std::string RandomConditions::numberCall()
{
    static const std::array<std::string_view, 6> names{"ABS", "FLOOR", "CEILING", "SQUARE", "SIGN", "AS_NUMBER"};
    return std::string(dice_.anyOf(names)) + "(" + written(place().path) + ")" + comparisonSign() +
           dice_.anyOf(kCountLiterals);
}

std::string RandomConditions::arrayCall()
{
    static const std::array<std::string_view, 4> lists{"tags.list", "properties.desired.list",
                                                       "properties.reported.list", "tags.site"};
    static const std::array<std::string_view, 7> parts{"'a'", "3", "2.5", "true", "null", "'z'", "tags.site"};
    return "ARRAY_CONTAINS(" + std::string(dice_.anyOf(lists)) + ", " + std::string(dice_.anyOf(parts)) + ")";
}

std::string RandomConditions::sum()
{
    static const std::array<std::string_view, 5> signs{" + ", " - ", " * ", " / ", " % "};
    const std::string left = written(place().path);
    return left + std::string(dice_.anyOf(signs)) + std::to_string(dice_.below(4)) + comparisonSign() +
           dice_.anyOf(kFloorLiterals);
}

std::string RandomConditions::bare()
{
    static const std::array<std::string_view, 8> values{"true", "false", "undefined", "null", "tags.open",
                                                        "capabilities.iotEdge", "properties.desired.open",
                                                        "NOT tags.open"};
    return std::string(dice_.anyOf(values));
}

} // namespace hub::test
