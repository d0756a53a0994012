// Queries as strangers send them: whatever parses can be judged, gives the same twice, and a query's
// condition alone is the same condition.
#include "domain/twin_query.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/json_document.h"

#include "base/json_writer.h"
#include "base/utf8.h"

#include <array>

namespace hub::fuzz {
namespace {

constexpr std::size_t kMostBytes = 8'192;

constexpr std::string_view kTwin = R"({"deviceId":"dev1","moduleId":"m1","etag":"AAAAAAAAAAE=",
"status":"enabled","statusReason":null,"connectionState":"Connected","version":7,"capabilities":{"iotEdge":true},
"x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null},"parentScopes":["s"],
"tags":{"a":1,"b":"text","c":true,"d":null,"e":[1,"x",null,[2],{"f":3}],"g":{"h":{"i":"j"}},"k":0.5,"l":""},
"properties":{"desired":{"a":5,"$version":4,"$metadata":{"$lastUpdated":"2025-01-01T00:00:00Z"}},
"reported":{"a":"5","$version":9,"$metadata":{}}},"configurations":{"c1":{"status":"Applied"}},
"jobId":"j1","jobType":"scheduleUpdateTwin","startTimeUtc":"2025-01-01T00:00:00Z","outcome":{},"error":{"code":"x"}})";

const std::array<test::JsonDocument, 2>& documents()
{
    static const std::array<test::JsonDocument, 2> all{
        test::JsonDocument(std::move(parseJson(kTwin).value())), test::JsonDocument(json::object())};
    return all;
}

/// Of the error that clients are shown.
void checkMessage(const Error& error)
{
    HUB_ASSERT(error.code == Errc::InvalidArgument || error.code == Errc::MissingArgument);
    HUB_ASSERT(!error.detail.empty());
    HUB_ASSERT(isUtf8(error.detail));
}

void judge(const QueryExpressionPtr& condition)
{
    for (const test::JsonDocument& document : documents()) {
        const bool kept = isTrue(condition, document);
        HUB_ASSERT(kept == isTrue(condition, document));
        if (!condition) {
            HUB_ASSERT(kept);
            continue;
        }
        const QueryValue value = evaluate(*condition, document);
        HUB_ASSERT(kept == value.boolean().value_or(false));
        (void)jsonText(value.toJson());
    }
}

void checkQuery(std::string_view text)
{
    const Result<TwinQuery> query = TwinQuery::parse(text);
    if (!query) {
        checkMessage(query.error());
        return;
    }
    const TwinQuery& made = query.value();
    HUB_ASSERT(text.size() <= kMostBytes);
    HUB_ASSERT(isUtf8(text));
    HUB_ASSERT(made.from != QueryCollection::Jobs || (made.selectsAll() && made.groupBy.empty()));
    HUB_ASSERT(!made.selectsAll() || made.groupBy.empty());
    for (const QueryItem& item : made.items) {
        HUB_ASSERT(!item.alias.empty());
        HUB_ASSERT(item.path || item.aggregate == QueryAggregate::Count);
        if (item.path) {
            (void)documents()[0].at(*item.path);
            HUB_ASSERT(item.path->field == QueryField::Unknown || !nameOf(item.path->field).empty());
        }
    }
    judge(made.where);
}

void checkCondition(std::string_view text)
{
    const Result<TwinCondition> condition = TwinCondition::parse(text);
    if (!condition) {
        checkMessage(condition.error());
        return;
    }
    HUB_ASSERT(condition.value().from != QueryCollection::Jobs);
    judge(condition.value().where);
}

} // namespace

void run(ByteView input)
{
    checkQuery(input);
    checkQuery("SELECT * FROM devices WHERE " + Bytes(input));
    checkCondition(input);
}

} // namespace hub::fuzz
