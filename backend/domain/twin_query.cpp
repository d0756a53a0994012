#include "domain/twin_query.h"

#include "domain/limits.h"
#include "domain/query_parser.h"

#include "base/text.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

using Token = QueryToken::Kind;

struct AggregateName
{
    std::string_view name;
    QueryAggregate aggregate;
};

constexpr std::array kAggregates{
    AggregateName{"count", QueryAggregate::Count}, AggregateName{"sum", QueryAggregate::Sum},
    AggregateName{"avg", QueryAggregate::Avg}, AggregateName{"min", QueryAggregate::Min},
    AggregateName{"max", QueryAggregate::Max}};

Result<QueryParser> parserOf(std::string_view text)
{
    if (trimmed(text).empty()) {
        return fail(Errc::MissingArgument, "the query is empty");
    }
    if (text.size() > limits::kMaxQueryBytes) {
        return fail(Errc::InvalidArgument, "a query has at most " +
                                               std::to_string(limits::kMaxQueryBytes) + " bytes");
    }
    if (!isUtf8(text)) {
        return fail(Errc::InvalidArgument, "the query is not UTF-8");
    }
    HUB_TRY(std::vector<QueryToken> tokens, queryTokens(text));
    return QueryParser(std::move(tokens));
}

/// Nothing: it is a value itself.
QueryAggregate aggregateAt(const QueryParser& parser)
{
    const bool isCall = parser.current().kind == Token::Name &&
                        parser.following().kind == Token::Symbol && parser.following().text == "(";
    const auto* const found =
        std::find_if(kAggregates.begin(), kAggregates.end(), [&](const AggregateName& known) {
            return isCall && equalsIgnoringCase(known.name, parser.current().text);
        });
    return found != kAggregates.end() ? found->aggregate : QueryAggregate::None;
}

Result<QueryItem> aggregateItem(QueryParser& parser, QueryAggregate aggregate)
{
    QueryItem item{aggregate, {}, toLower(parser.current().text)};
    parser.advance();
    HUB_TRYV(parser.expectSymbol("("));
    const bool rows = aggregate == QueryAggregate::Count &&
                      (parser.atSymbol(")") || parser.acceptSymbol("*"));
    if (!rows) {
        HUB_TRY(item.path, parser.path());
    }
    HUB_TRYV(parser.expectSymbol(")"));
    return item;
}

Result<void> readAlias(QueryParser& parser, QueryItem& item)
{
    const bool as = parser.acceptKeyword("as");
    const bool isName = parser.current().kind == Token::Name;
    const bool isWord = isName && (isQueryKeyword(parser.current().text) ||
                                   isForeignKeyword(parser.current().text));
    if (as && !isName) {
        return parser.unexpected("a name behind AS");
    }
    if (as || (isName && !isWord)) {
        item.alias = parser.current().text;
        parser.advance();
    }
    return success();
}

Result<QueryItem> itemAt(QueryParser& parser)
{
    const QueryAggregate aggregate = aggregateAt(parser);
    QueryItem read;
    if (aggregate != QueryAggregate::None) {
        HUB_TRY(read, aggregateItem(parser, aggregate));
    } else {
        HUB_TRY(read.path, parser.path());
        read.alias = read.path->name();
    }
    HUB_TRYV(readAlias(parser, read));
    return read;
}

/// What stands behind SELECT.
struct Selection
{
    std::vector<QueryItem> items;       ///< empty = *
    std::vector<std::size_t> positions; ///< of each, or of the *
};

Result<Selection> selectionAt(QueryParser& parser)
{
    Selection read;
    read.positions.push_back(parser.current().position);
    if (parser.acceptSymbol("*")) {
        return read;
    }
    for (;;) {
        HUB_TRY(QueryItem next, itemAt(parser));
        const bool taken =
            std::any_of(read.items.begin(), read.items.end(),
                        [&](const QueryItem& other) { return other.alias == next.alias; });
        if (taken) {
            return queryError(read.positions.back(), "two results are called '" + next.alias +
                                                         "', expected another name behind AS");
        }
        read.items.push_back(std::move(next));
        if (!parser.acceptSymbol(",")) {
            return read;
        }
        read.positions.push_back(parser.current().position);
    }
}

/// Behind FROM.
Result<QueryCollection> collection(QueryParser& parser)
{
    if (!parser.acceptKeyword("devices")) {
        return parser.unexpected("devices, devices.modules or devices.jobs");
    }
    if (!parser.acceptSymbol(".")) {
        return QueryCollection::Devices;
    }
    if (parser.acceptKeyword("modules")) {
        return QueryCollection::Modules;
    }
    if (parser.acceptKeyword("jobs")) {
        return QueryCollection::Jobs;
    }
    return parser.unexpected("modules or jobs");
}

Result<QueryExpressionPtr> whereAt(QueryParser& parser)
{
    HUB_TRY(QueryExpression condition, parser.condition());
    return std::make_shared<const QueryExpression>(std::move(condition));
}

Result<std::vector<QueryPath>> groupsAt(QueryParser& parser)
{
    std::vector<QueryPath> paths;
    HUB_TRYV(parser.expectKeyword("by"));
    do {
        HUB_TRY(QueryPath path, parser.path());
        paths.push_back(std::move(path));
    } while (parser.acceptSymbol(","));
    return paths;
}

Result<std::optional<std::uint64_t>> topAt(QueryParser& parser)
{
    const QueryToken& count = parser.following();
    if (!parser.atKeyword("top") || count.kind != Token::Number) {
        return std::nullopt;
    }
    const auto top = toInteger<std::uint64_t>(count.text);
    if (!top) {
        return queryError(count.position, "expected a whole number behind TOP");
    }
    parser.advance();
    parser.advance();
    return top;
}

Result<void> checkEnd(QueryParser& parser, std::string_view wanted)
{
    while (parser.acceptSymbol(";")) {
    }
    return parser.current().kind == Token::End ? Result<void>(success())
                                               : parser.unexpected(wanted);
}

/// What single rows say must be what they are grouped by.
Result<void> checkGroups(const TwinQuery& query, const std::vector<std::size_t>& positions)
{
    if (query.selectsAll() && !query.groupBy.empty()) {
        return queryError(positions[0], "SELECT * cannot be grouped, expected the paths behind "
                                        "GROUP BY and aggregates like COUNT()");
    }
    for (std::size_t i = 0; i < query.items.size(); ++i) {
        const QueryItem& item = query.items[i];
        const bool single = query.aggregates() && item.aggregate == QueryAggregate::None;
        const bool grouped = !single || std::find(query.groupBy.begin(), query.groupBy.end(),
                                                  *item.path) != query.groupBy.end();
        if (!grouped) {
            return queryError(positions[i], "'" + item.path->text() +
                                                "' is neither an aggregate nor in GROUP BY");
        }
    }
    return success();
}

Result<void> checkJobs(const TwinQuery& query, const std::vector<std::size_t>& positions)
{
    const bool plain = query.selectsAll() && query.groupBy.empty();
    return query.from != QueryCollection::Jobs || plain
               ? Result<void>(success())
               : queryError(positions[0], "of devices.jobs only SELECT * can be asked, without "
                                          "aggregates or GROUP BY");
}

} // namespace

bool TwinQuery::aggregates() const
{
    return !groupBy.empty() || std::any_of(items.begin(), items.end(), [](const QueryItem& item) {
               return item.aggregate != QueryAggregate::None;
           });
}

Result<TwinQuery> TwinQuery::parse(std::string_view text)
{
    HUB_TRY(QueryParser parser, parserOf(text));
    TwinQuery query;
    HUB_TRYV(parser.expectKeyword("select"));
    HUB_TRY(query.top, topAt(parser));
    HUB_TRY(Selection selection, selectionAt(parser));
    query.items = std::move(selection.items);
    if (parser.acceptKeyword("from")) {
        HUB_TRY(query.from, collection(parser));
    }
    if (query.from == QueryCollection::Jobs) {
        parser.expectJobs();
    }
    std::string_view wanted = "FROM, WHERE, GROUP BY or the end";
    if (parser.acceptKeyword("where")) {
        HUB_TRY(query.where, whereAt(parser));
        wanted = "AND, OR, GROUP BY or the end";
    }
    if (parser.acceptKeyword("group")) {
        HUB_TRY(query.groupBy, groupsAt(parser));
        wanted = "a comma or the end";
    }
    HUB_TRYV(checkEnd(parser, wanted));
    HUB_TRYV(checkGroups(query, selection.positions));
    HUB_TRYV(checkJobs(query, selection.positions));
    return query;
}

Result<TwinCondition> TwinCondition::parse(std::string_view text)
{
    HUB_TRY(QueryParser parser, parserOf(text));
    TwinCondition condition;
    if (parser.acceptKeyword("from")) {
        const std::size_t position = parser.current().position;
        HUB_TRY(condition.from, collection(parser));
        if (condition.from == QueryCollection::Jobs) {
            return queryError(position, "expected devices or devices.modules, found devices.jobs");
        }
        if (parser.acceptKeyword("where")) {
            HUB_TRY(condition.where, whereAt(parser));
        }
    } else if (!parser.acceptSymbol("*")) {
        HUB_TRY(condition.where, whereAt(parser));
    }
    HUB_TRYV(checkEnd(parser, "AND, OR or the end"));
    return condition;
}

} // namespace hub
