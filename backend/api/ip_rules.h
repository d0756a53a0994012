// /admin/access/ip-rules: which addresses may ask at all, as they count and as somebody edits them.
#pragma once

#include "domain/ip_rules.h"

#include "base/clock.h"

#include <optional>
#include <string>
#include <vector>

namespace hub::api {

struct IpRulesState
{
    IpRules active;
    IpRules draft;
    std::string etag;         ///< of both together
    bool unconfirmed = false; ///< the active ones wait for somebody who says that they are good
    std::optional<WallTime> confirmBefore; ///< then the ones before come back
};

/// What a rule, or the default, does with somebody.
struct IpVerdict
{
    bool accepts = true;
    std::string rule; ///< "rule 3 (office) rejects"; empty = the address is not known
};

struct CutConnection
{
    std::string deviceId;
    std::string address;
    std::string protocol;
    std::string rule;
};

struct IpRulesPreview
{
    std::uint64_t connections = 0;
    std::uint64_t cut = 0;
    std::vector<CutConnection> named; ///< some of the cut ones
    std::vector<std::string> idle;    ///< names of rules that never decide
    std::string address;              ///< of who asks
    IpVerdict service;                ///< what becomes of who asks
    IpVerdict admin;
};

void write(JsonWriter& out, const IpRulesState& state);
void write(JsonWriter& out, const IpRulesPreview& preview);

// Errors of all: InvalidArgument, MissingArgument.
Result<IpRulesState> ipRulesStateFrom(const JsonView& json);
Result<IpRulesPreview> ipRulesPreviewFrom(const JsonView& json);

} // namespace hub::api
