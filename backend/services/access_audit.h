// The access lists as records of the audit log show them.
#pragma once

#include "domain/access_entry.h"
#include "storage/access_store.h"

#include <string>
#include <vector>

namespace hub {

std::string auditJson(const AccessEntry& entry);
std::string auditJson(const AccessGroup& group);
std::string auditJson(AccessMode mode);

/// Who was named, {"members":[…]}; empty when nobody was.
std::string membersJson(const std::vector<AccessMember>& members);

} // namespace hub
