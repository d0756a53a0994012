// A kept twin as queries see it: the document that GET /twins/{id} gives, read only where a query
// looks.
#pragma once

#include "services/session_directory.h"
#include "services/twins.h"

#include "storage/query_store.h"

#include "domain/query_path.h"

#include <array>

namespace hub {

/// One thread at a time. Borrows both.
class TwinDocument final : public QueryDocument
{
public:
    TwinDocument(const StoredTwin& twin, const SessionDirectory& sessions)
        : twin_(twin), sessions_(sessions)
    {
    }

    QueryValue at(const QueryPath& path) const override;

private:
    enum Part { Tags, Desired, DesiredWhole, Reported, ReportedWhole, Properties, Thumbprint,
                Capabilities, ParentScopes, Configurations, PartCount };

    QueryValue scalar(QueryField field) const;
    const json::value* partOf(const QueryPath& path) const;
    const json::value& part(Part which) const;
    json::value make(Part which) const;
    std::shared_ptr<const SessionInfo> session() const;

    const StoredTwin& twin_;
    const SessionDirectory& sessions_;
    mutable std::array<std::optional<json::value>, PartCount> parts_;
};

/// The whole twin, as routes show it. Errors: Corrupt.
Result<TwinView> viewOf(StoredTwin twin, const SessionDirectory& sessions);

/// Whether a query that looks there needs StoredTwin's members behind `written`.
bool needsTwin(const QueryPath& path);
bool needsTwin(const QueryExpressionPtr& condition);

} // namespace hub
