// Looks a data folder and its hub over: what a careful administrator would look at. Changes
// nothing.
#pragma once

#include "hub/config.h"
#include "hub/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace hub {

enum class FindingLevel { Ok, Note, Warning, Critical };

std::string_view nameOf(FindingLevel level); ///< "ok", "note", "warning", "critical"

struct Finding
{
    FindingLevel level = FindingLevel::Ok;
    std::string check;    ///< what was looked at: "tls.certificate"
    std::string found;    ///< a sentence; never a secret
    std::string remedy{}; ///< a sentence; empty when nothing is to be done
};

/// With or beside its running hub; blocks. Of the config count the data folder, its key, and, while
/// no hub runs, how one would listen. What cannot be looked at is a finding too. Errors: NotFound,
/// Corrupt, NewerFormat (no data folder of this program), PermissionDenied, Io.
Result<std::vector<Finding>> examine(const Config& config);

FindingLevel worstOf(const std::vector<Finding>& findings);

/// {"worst":"note","findings":[{"level","check","found","remedy"}]}
std::string toJson(const std::vector<Finding>& findings);

} // namespace hub
