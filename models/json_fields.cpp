#include "models/json_fields.h"

#include <boost/json/parse.hpp>
#include <boost/json/monotonic_resource.hpp>

#include <array>
#include <optional>

namespace deck {
namespace {

namespace json = boost::json;
using namespace Qt::StringLiterals;

constexpr std::size_t kMaxFields = 32;
constexpr int kMaxDepth = 4;
constexpr std::size_t kMaxBodyBytes = 64 * 1024;
constexpr qsizetype kMaxPathChars = 128;

std::optional<double> numberOf(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::int64: return double(value.get_int64());
    case json::kind::uint64: return double(value.get_uint64());
    case json::kind::double_: return value.get_double();
    case json::kind::bool_: return value.get_bool() ? 1 : 0;
    default: return std::nullopt;
    }
}

void collect(const json::value& value, const QString& path, int depth,
             std::vector<NumericField>& out)
{
    if (out.size() >= kMaxFields || depth > kMaxDepth || path.size() > kMaxPathChars) {
        return;
    }
    const auto child = [&](const QString& name, const json::value& inner) {
        collect(inner, path.isEmpty() ? name : path + u'.' + name, depth + 1, out);
    };
    if (const json::object* const object = value.if_object()) {
        for (const auto& member : *object) {
            child(QString::fromUtf8(member.key().data(), qsizetype(member.key().size())),
                  member.value());
        }
    } else if (const json::array* const array = value.if_array()) {
        for (std::size_t i = 0; i < array->size() && i < kMaxFields; ++i) {
            child(QString::number(i), (*array)[i]);
        }
    } else if (const auto number = numberOf(value)) {
        out.push_back({path.isEmpty() ? u"value"_s : path, *number});
    }
}

} // namespace

std::vector<NumericField> numericFields(hub::ByteView body)
{
    std::vector<NumericField> fields;
    if (body.empty() || body.size() > kMaxBodyBytes) {
        return fields;
    }
    std::array<unsigned char, 8'192> memory{};
    json::monotonic_resource resource(memory.data(), memory.size());
    boost::system::error_code error;
    const json::value value = json::parse({body.data(), body.size()}, error, &resource);
    if (!error) {
        collect(value, {}, 0, fields);
    }
    return fields;
}

} // namespace deck
