// A twin, or a device's part in a job, as a query sees it: straight from its JSON. What any cleverer
// document is held against.
#pragma once

#include "domain/query_path.h"

#include "base/json.h"

#include <string>
#include <utility>

namespace hub::test {

class JsonDocument final : public QueryDocument
{
public:
    /// An object as the service API shows it.
    explicit JsonDocument(json::value document) : document_(std::move(document)) {}

    QueryValue at(const QueryPath& path) const override
    {
        const json::value* place = fieldOf(path.field);
        for (const QueryStep& step : path.below) {
            place = place == nullptr ? nullptr : below(*place, step);
        }
        return place == nullptr ? QueryValue() : QueryValue::of(*place);
    }

    const json::value& document() const { return document_; }

private:
    const json::value* fieldOf(QueryField field) const
    {
        switch (field) {
        case QueryField::Unknown:
            return nullptr;
        case QueryField::Desired:
            return section("desired");
        case QueryField::Reported:
            return section("reported");
        default:
            return below(document_, std::string(nameOf(field)));
        }
    }

    const json::value* section(const std::string& name) const
    {
        const json::value* const properties = below(document_, std::string("properties"));
        return properties == nullptr ? nullptr : below(*properties, name);
    }

    /// Not follow(), which is under test.
    static const json::value* below(const json::value& value, const QueryStep& step)
    {
        if (const auto* name = std::get_if<std::string>(&step)) {
            const json::object* const object = value.if_object();
            return object == nullptr ? nullptr : object->if_contains(*name);
        }
        const json::array* const array = value.if_array();
        return array == nullptr ? nullptr : array->if_contains(std::get<std::size_t>(step));
    }

    json::value document_;
};

} // namespace hub::test
