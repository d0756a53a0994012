#include "storage/sqlite/query_sql.h"

#include "domain/identity.h"

#include <algorithm>
#include <array>

namespace hub::sqlite {
namespace {

using Kind = QueryExpression::Kind;

// SQLite takes expressions up to a depth of 1,000, in which each part of a chain counts, and a parser's
// stack of 100. What is larger is judged twin by twin.
constexpr std::size_t kMostParts = 400;
constexpr std::size_t kMostLevels = 16;

// By the few tags of the device: left to itself SQLite may look through all tags of that name, for each
// device anew.
constexpr const char* kTag = "EXISTS (SELECT 1 FROM device_tag t INDEXED BY device_tag_by_device "
                             "WHERE t.device_key = i.device_key AND t.name = ? AND ";

SqlCondition everything()
{
    return {"1", {}, false};
}

SqlCondition always(bool truth)
{
    return {truth ? "1" : "0"};
}

std::string_view signOf(QueryComparison comparison)
{
    constexpr std::array<std::string_view, 6> kSigns{" = ", " <> ", " < ", " <= ", " > ", " >= "};
    return kSigns.at(static_cast<std::size_t>(comparison));
}

QueryComparison opposite(QueryComparison comparison)
{
    constexpr std::array kOpposites{QueryComparison::NotEqual,     QueryComparison::Equal,
                                    QueryComparison::GreaterOrEqual, QueryComparison::Greater,
                                    QueryComparison::LessOrEqual,  QueryComparison::Less};
    return kOpposites.at(static_cast<std::size_t>(comparison));
}

/// 3 < x as x > 3.
QueryComparison mirrored(QueryComparison comparison)
{
    constexpr std::array kMirrored{QueryComparison::Equal,   QueryComparison::NotEqual,
                                   QueryComparison::Greater, QueryComparison::GreaterOrEqual,
                                   QueryComparison::Less,    QueryComparison::LessOrEqual};
    return kMirrored.at(static_cast<std::size_t>(comparison));
}

/// Also -3, which is a number behind a sign.
std::optional<QueryValue> literalOf(const QueryExpression& expression)
{
    if (expression.kind == Kind::Literal) {
        return expression.value;
    }
    if (expression.kind != Kind::Negate || expression.parts[0].kind != Kind::Literal) {
        return std::nullopt;
    }
    const auto number = expression.parts[0].value.number();
    return number ? QueryValue::number(-*number) : QueryValue();
}

/// The tag's name in the index; nothing for what is no path of names.
std::optional<std::string> tagName(const QueryPath& path)
{
    if (path.field != QueryField::Tags || path.below.empty()) {
        return std::nullopt;
    }
    std::string name;
    for (const QueryStep& step : path.below) {
        const auto* word = std::get_if<std::string>(&step);
        if (word == nullptr || word->find('.') != word->npos) {
            return std::nullopt;
        }
        name += (name.empty() ? "" : ".") + *word;
    }
    return name;
}

/// What is true of a tag's row `t` with the value; nothing for null and undefined.
std::optional<SqlCondition> tagValue(const QueryValue& value, QueryComparison comparison)
{
    const std::string sign(signOf(comparison));
    if (const auto text = value.text()) {
        return SqlCondition{"t.kind = 1 AND t.value" + sign + "?", {std::string(*text)}};
    }
    if (const auto number = value.number()) {
        return SqlCondition{"t.kind = 2 AND t.number" + sign + "?", {*number}};
    }
    if (const auto truth = value.boolean()) {
        return SqlCondition{"t.kind = 3 AND t.value" + sign + "?",
                            {std::string(*truth ? "true" : "false")}};
    }
    return std::nullopt;
}

SqlCondition ofTag(const std::string& name, SqlCondition row)
{
    row.text = kTag + row.text + ")";
    row.values.insert(row.values.begin(), name);
    return row;
}

SqlCondition compareTag(const std::string& name, const QueryValue& value,
                        QueryComparison comparison)
{
    const bool asksForOrder =
        comparison != QueryComparison::Equal && comparison != QueryComparison::NotEqual;
    if (value.isNull()) {
        return everything();
    }
    const auto row = tagValue(value, comparison);
    return row && !(asksForOrder && value.boolean()) ? ofTag(name, *row) : always(false);
}

/// A field with few values, each of which is tried.
struct SmallField
{
    std::string column;
    std::vector<std::pair<std::int64_t, QueryValue>> values;
};

std::optional<SmallField> smallField(const QueryPath& path)
{
    if (path.field == QueryField::Status && path.below.empty()) {
        return SmallField{"i.enabled",
                          {{0, QueryValue::text("disabled")}, {1, QueryValue::text("enabled")}}};
    }
    if (path.field == QueryField::Capabilities &&
        path.below == std::vector<QueryStep>{std::string("iotEdge")}) {
        return SmallField{"i.edge",
                          {{0, QueryValue::boolean(false)}, {1, QueryValue::boolean(true)}}};
    }
    if (path.field != QueryField::AuthenticationType || !path.below.empty()) {
        return std::nullopt;
    }
    SmallField field{"i.auth_type", {}};
    for (const AuthType type : {AuthType::Sas, AuthType::SelfSigned,
                                AuthType::CertificateAuthority, AuthType::None}) {
        field.values.emplace_back(static_cast<std::int64_t>(type),
                                  QueryValue::text(std::string(nameOf(type))));
    }
    return field;
}

template <class Judge>
SqlCondition whereTrue(const SmallField& field, Judge judge)
{
    std::string listed;
    for (const auto& [stored, value] : field.values) {
        if (judge(value) == true) {
            listed += (listed.empty() ? "" : ", ") + std::to_string(stored);
        }
    }
    return listed.empty() ? always(false) : SqlCondition{field.column + " IN (" + listed + ")"};
}

/// The first text behind all that begin with `prefix`; nothing when bytes alone do not say.
std::optional<std::string> behind(std::string prefix)
{
    if (prefix.empty() || static_cast<unsigned char>(prefix.back()) >= 0x7F) {
        return std::nullopt;
    }
    ++prefix.back();
    return prefix;
}

class Compiler final
{
public:
    explicit Compiler(QueryCollection from) : from_(from) {}

    /// negated: of NOT the expression. Only what is true counts, so that undefined is false here.
    SqlCondition compile(const QueryExpression& expression, bool negated) const
    {
        switch (expression.kind) {
        case Kind::And:
            return joined(expression, negated, negated ? " OR " : " AND ");
        case Kind::Or:
            return joined(expression, negated, negated ? " AND " : " OR ");
        case Kind::Not:
            return compile(expression.parts[0], !negated);
        case Kind::Literal:
            return always(expression.value.boolean() == !negated);
        case Kind::Path:
            return comparePath(expression.path, QueryValue::boolean(!negated),
                               QueryComparison::Equal);
        case Kind::Compare:
            return comparison(expression, negated);
        case Kind::In:
            return membership(expression, negated);
        case Kind::Call:
            return call(expression, negated);
        case Kind::Array:
        case Kind::Arithmetic:
        case Kind::Negate:
            return always(false); // never a truth value
        }
        return everything();
    }

    std::optional<std::string> idColumn(const QueryPath& path) const
    {
        if (path.field == QueryField::DeviceId && path.below.empty()) {
            return "i.device_id";
        }
        const bool isModule = path.field == QueryField::ModuleId && path.below.empty();
        return isModule && from_ == QueryCollection::Modules ? std::optional<std::string>(
                                                                   "i.module_id")
                                                             : std::nullopt;
    }

private:
    SqlCondition joined(const QueryExpression& expression, bool negated, const char* word) const
    {
        SqlCondition all{""};
        for (const QueryExpression& part : expression.parts) {
            SqlCondition one = compile(part, negated);
            all.text += (all.text.empty() ? "(" : word) + one.text;
            all.values.insert(all.values.end(), one.values.begin(), one.values.end());
            all.exact = all.exact && one.exact;
        }
        all.text += ")";
        return all;
    }

    SqlCondition comparison(const QueryExpression& expression, bool negated) const
    {
        const QueryExpression* left = &expression.parts[0];
        const QueryExpression* right = &expression.parts[1];
        QueryComparison how = expression.comparison;
        if (right->kind == Kind::Path) {
            std::swap(left, right);
            how = mirrored(how);
        }
        const auto literal = literalOf(*right);
        if (left->kind != Kind::Path || !literal) {
            return everything();
        }
        return comparePath(left->path, *literal, negated ? opposite(how) : how);
    }

    SqlCondition comparePath(const QueryPath& path, const QueryValue& value,
                             QueryComparison how) const
    {
        if (!value.isDefined()) {
            return always(false);
        }
        if (const auto column = idColumn(path)) {
            const auto text = value.text();
            return text ? SqlCondition{*column + std::string(signOf(how)) + "?",
                                       {std::string(*text)}}
                        : always(false);
        }
        if (const auto field = smallField(path)) {
            return whereTrue(*field, [&](const QueryValue& stored) {
                return compare(stored, how, value);
            });
        }
        const auto name = tagName(path);
        return name ? compareTag(*name, value, how) : everything();
    }

    SqlCondition membership(const QueryExpression& expression, bool negated) const
    {
        if (expression.parts[0].kind != Kind::Path) {
            return everything();
        }
        const QueryPath& path = expression.parts[0].path;
        const json::array& array = expression.array.get_array();
        if (const auto field = smallField(path)) {
            return whereTrue(*field, [&](const QueryValue& stored) {
                return Truth(isAmong(stored, array) != negated);
            });
        }
        const std::string isNot = negated ? "NOT " : "";
        if (const auto column = idColumn(path)) {
            SqlCondition listed = textsOf(array);
            listed.text = *column + " " + isNot + "IN (" + listed.text + ")";
            return listed;
        }
        const auto name = tagName(path);
        if (!name) {
            return everything();
        }
        auto row = tagAmong(array);
        if (!row) {
            return everything();
        }
        row->text = isNot + row->text;
        return ofTag(*name, std::move(*row));
    }

    /// One list for each kind of value, however many there are; nothing when one of them is null.
    static std::optional<SqlCondition> tagAmong(const json::array& array)
    {
        struct Listed
        {
            std::string text;
            std::vector<SqlValue> values{};
        };
        std::array<Listed, 3> kinds{Listed{"t.kind = 1 AND t.value IN ("},
                                    Listed{"t.kind = 2 AND t.number IN ("},
                                    Listed{"t.kind = 3 AND t.value IN ("}};
        for (const json::value& element : array) {
            const auto one = tagValue(QueryValue::of(element), QueryComparison::Equal);
            if (!one) {
                return std::nullopt;
            }
            Listed& kind = kinds.at(element.is_string() ? 0U : element.is_number() ? 1U : 2U);
            kind.text += kind.values.empty() ? "?" : ", ?";
            kind.values.push_back(one->values[0]);
        }
        SqlCondition row{"("};
        for (const Listed& kind : kinds) {
            if (!kind.values.empty()) {
                row.text += "(" + kind.text + ")) OR ";
                row.values.insert(row.values.end(), kind.values.begin(), kind.values.end());
            }
        }
        row.text += "0)";
        return row;
    }

    static bool isAmong(const QueryValue& value, const json::array& array)
    {
        return std::any_of(array.begin(), array.end(), [&](const json::value& element) {
            return compare(value, QueryComparison::Equal, QueryValue::of(element)) == true;
        });
    }

    static SqlCondition textsOf(const json::array& array)
    {
        SqlCondition listed{""};
        for (const json::value& element : array) {
            if (const auto text = QueryValue::of(element).text()) {
                listed.text += listed.text.empty() ? "?" : ", ?";
                listed.values.emplace_back(std::string(*text));
            }
        }
        return listed;
    }

    SqlCondition call(const QueryExpression& expression, bool negated) const
    {
        if (expression.parts[0].kind != Kind::Path) {
            return everything();
        }
        const QueryPath& path = expression.parts[0].path;
        if (expression.function == QueryFunction::IsDefined) {
            return isDefined(path, negated);
        }
        if (expression.function == QueryFunction::StartsWith) {
            const auto literal = literalOf(expression.parts[1]);
            return literal ? startsWith(path, *literal, negated) : everything();
        }
        return everything();
    }

    SqlCondition isDefined(const QueryPath& path, bool negated) const
    {
        if (idColumn(path) || smallField(path)) {
            return always(!negated);
        }
        const auto name = tagName(path);
        if (!name) {
            return everything();
        }
        SqlCondition tag = ofTag(*name, {"1"});
        tag.text = std::string(negated ? "NOT " : "") + "(" + tag.text +
                   " OR EXISTS (SELECT 1 FROM device_tag_other o WHERE "
                   "o.device_key = i.device_key AND o.name = ?))";
        tag.values.emplace_back(*name);
        return tag;
    }

    SqlCondition startsWith(const QueryPath& path, const QueryValue& value, bool negated) const
    {
        const auto prefix = value.text();
        const auto end = behind(std::string(prefix.value_or("")));
        const auto column = idColumn(path);
        const auto name = tagName(path);
        if (!prefix) {
            return column || name ? always(false) : everything();
        }
        if (!end || (!column && !name)) {
            return everything();
        }
        const std::string place = column ? *column : "t.value";
        SqlCondition range{std::string(negated ? "NOT " : "") + "(" + place + " >= ? AND " + place +
                               " < ?)",
                           {std::string(*prefix), *end}};
        if (column) {
            return range;
        }
        range.text = "t.kind = 1 AND " + range.text;
        return ofTag(*name, std::move(range));
    }

    QueryCollection from_;
};

/// `tags.site = 'berlin'`: where a search can begin.
std::optional<TagStart> tagStart(const QueryExpression& expression)
{
    if (expression.kind != Kind::Compare || expression.comparison != QueryComparison::Equal) {
        return std::nullopt;
    }
    const bool pathFirst = expression.parts[0].kind == Kind::Path;
    const QueryExpression& path = expression.parts[pathFirst ? 0 : 1];
    const auto value = literalOf(expression.parts[pathFirst ? 1 : 0]);
    const auto name = path.kind == Kind::Path ? tagName(path.path) : std::nullopt;
    if (!name || !value) {
        return std::nullopt;
    }
    if (const auto number = value->number()) {
        return TagStart{"d.name = ? AND d.number = ?", {*name, *number}};
    }
    const auto truth = value->boolean();
    const auto text = truth ? std::optional<std::string_view>(*truth ? "true" : "false")
                            : value->text();
    return text ? std::optional(TagStart{truth ? "d.name = ? AND d.value = ? AND d.kind = 3"
                                               : "d.name = ? AND d.value = ? AND d.kind = 1",
                                         {*name, std::string(*text)}})
                : std::nullopt;
}

/// A part that says which ids, by their beginning or one by one.
bool isAboutId(const QueryExpression& expression, const Compiler& compiler)
{
    const bool about = expression.kind == Kind::In ||
                       (expression.kind == Kind::Call &&
                        expression.function == QueryFunction::StartsWith) ||
                       (expression.kind == Kind::Compare &&
                        expression.comparison == QueryComparison::Equal);
    return about && std::any_of(expression.parts.begin(), expression.parts.end(),
                                [&](const QueryExpression& part) {
                                    return part.kind == Kind::Path &&
                                           part.path.field == QueryField::DeviceId &&
                                           compiler.idColumn(part.path);
                                });
}

void addStarts(const QueryExpression& expression, const Compiler& compiler, QuerySql& sql)
{
    if (expression.kind == Kind::And) {
        for (const QueryExpression& part : expression.parts) {
            addStarts(part, compiler, sql);
        }
        return;
    }
    if (auto start = tagStart(expression)) {
        sql.tags.push_back(std::move(*start));
    } else if (!sql.ids && isAboutId(expression, compiler)) {
        SqlCondition ids = compiler.compile(expression, false);
        sql.ids = ids.exact ? std::optional(std::move(ids)) : std::nullopt;
    }
}

/// Of AND and OR.
std::size_t levelsOf(const QueryExpression& expression)
{
    std::size_t most = 0;
    for (const QueryExpression& part : expression.parts) {
        most = std::max(most, levelsOf(part));
    }
    return most + (expression.kind == Kind::And || expression.kind == Kind::Or ? 1U : 0U);
}

std::size_t partsOf(const QueryExpression& expression)
{
    std::size_t count = 1;
    for (const QueryExpression& part : expression.parts) {
        count += partsOf(part);
    }
    return count;
}

} // namespace

QuerySql querySql(const TwinCondition& condition)
{
    QuerySql sql;
    if (condition.where != nullptr) {
        const Compiler compiler(condition.from);
        const bool large =
            partsOf(*condition.where) > kMostParts || levelsOf(*condition.where) > kMostLevels;
        sql.condition = large ? everything() : compiler.compile(*condition.where, false);
        addStarts(*condition.where, compiler, sql);
    }
    return sql;
}

void bindTo(Statement::Run& run, const std::vector<SqlValue>& values)
{
    for (const SqlValue& value : values) {
        if (const auto* whole = std::get_if<std::int64_t>(&value)) {
            run.integer(*whole);
        } else if (const auto* number = std::get_if<double>(&value)) {
            run.real(*number);
        } else {
            run.text(std::get<std::string>(value));
        }
    }
}

} // namespace hub::sqlite
