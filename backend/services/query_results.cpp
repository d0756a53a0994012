#include "services/query_results.h"

#include "domain/limits.h"

#include "base/json_writer.h"

#include <algorithm>
#include <cmath>

namespace hub {
namespace {

constexpr double kLargestWhole = 9'007'199'254'740'992; // 2^53

json::value numberOf(double value, bool whole)
{
    if (whole && std::abs(value) <= kLargestWhole) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

/// The same for values that are equal: 3 and 3.0 are one number.
std::string keyOf(const QueryValue& value)
{
    if (const auto number = value.number()) {
        return jsonText(json::value(*number + 0.0)); // -0 is 0
    }
    return value.isDefined() ? jsonText(value.toJson()) : "";
}

/// Only numbers and texts have an order.
bool isOrdered(const QueryValue& value)
{
    return value.number() || value.text();
}

void keepExtreme(std::optional<json::value>& kept, const QueryValue& value, QueryComparison than)
{
    if (!kept || compare(value, than, QueryValue::of(*kept)) == true) {
        kept = value.toJson();
    }
}

} // namespace

json::object projected(const TwinQuery& query, const QueryDocument& document)
{
    json::object row;
    for (const QueryItem& item : query.items) {
        const QueryValue value = document.at(*item.path);
        if (value.isDefined()) {
            row[item.alias] = value.toJson();
        }
    }
    return row;
}

QueryGroups::QueryGroups(const TwinQuery& query) : query_(query)
{
    if (query_.groupBy.empty()) { // one row, also for no twins
        groups_[{}].sums.resize(query_.items.size());
    }
}

/// A group's values as text, in which what is missing differs from null.
std::string QueryGroups::keyOf(const QueryDocument& document) const
{
    std::string key;
    for (const QueryPath& path : query_.groupBy) {
        key += hub::keyOf(document.at(path));
        key += '\n'; // in no JSON text of ours
    }
    return key;
}

Result<void> QueryGroups::add(const QueryDocument& document)
{
    const std::string key = keyOf(document);
    auto group = groups_.find(key);
    if (group == groups_.end()) {
        if (groups_.size() == limits::kMaxQueryGroups) {
            return fail(Errc::InvalidArgument,
                        "the query has more than " + std::to_string(limits::kMaxQueryGroups) +
                            " groups, group by something with fewer values");
        }
        group = groups_.emplace(key, Group{{}, std::vector<Sum>(query_.items.size())}).first;
        for (const QueryItem& item : query_.items) {
            const QueryValue value =
                item.aggregate == QueryAggregate::None ? document.at(*item.path) : QueryValue();
            if (value.isDefined()) {
                group->second.values[item.alias] = value.toJson();
            }
        }
    }
    for (std::size_t i = 0; i < query_.items.size(); ++i) {
        const QueryItem& item = query_.items[i];
        if (!item.path) {
            ++group->second.sums[i].count;
        } else if (item.aggregate != QueryAggregate::None) {
            count(group->second.sums[i], document.at(*item.path));
        }
    }
    return success();
}

void QueryGroups::addRows(std::uint64_t count)
{
    for (Sum& sum : groups_.begin()->second.sums) {
        sum.count += count;
    }
}

void QueryGroups::count(Sum& sum, const QueryValue& value)
{
    sum.count += value.isDefined() ? 1U : 0U;
    if (const auto number = value.number()) {
        ++sum.numbers;
        sum.sum += *number;
        sum.whole = sum.whole && *number == std::floor(*number);
    }
    if (isOrdered(value)) {
        keepExtreme(sum.least, value, QueryComparison::Less);
        keepExtreme(sum.greatest, value, QueryComparison::Greater);
    }
}

void QueryGroups::addTo(json::object& row, const QueryItem& item, const Sum& sum)
{
    switch (item.aggregate) {
    case QueryAggregate::None:
        return;
    case QueryAggregate::Count:
        row[item.alias] = sum.count;
        return;
    case QueryAggregate::Sum:
        if (sum.numbers > 0) {
            row[item.alias] = numberOf(sum.sum, sum.whole);
        }
        return;
    case QueryAggregate::Avg:
        if (sum.numbers > 0) {
            const double average = sum.sum / static_cast<double>(sum.numbers);
            row[item.alias] = numberOf(average, average == std::floor(average));
        }
        return;
    case QueryAggregate::Min:
    case QueryAggregate::Max: {
        const auto& kept = item.aggregate == QueryAggregate::Min ? sum.least : sum.greatest;
        if (kept) {
            row[item.alias] = *kept;
        }
        return;
    }
    }
}

std::vector<json::object> QueryGroups::rows() const
{
    std::vector<json::object> rows;
    for (const auto& [key, group] : groups_) {
        json::object row;
        for (std::size_t i = 0; i < query_.items.size(); ++i) {
            const QueryItem& item = query_.items[i];
            if (const json::value* value = group.values.if_contains(item.alias)) {
                row[item.alias] = *value;
            }
            addTo(row, item, group.sums[i]);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace hub
