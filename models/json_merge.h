// Patches of JSON objects (RFC 7396): the smallest one that makes one document of another. Pure functions.
#pragma once

#include "base/json.h"

namespace deck {

/// Only what differs: null for what has vanished, objects member by member, all else as a whole. What
/// stands as null in `after` counts as not there, since no patch can set it.
hub::json::object mergePatch(const hub::json::object& before, const hub::json::object& after);

/// Without members that are null, at any depth of objects; arrays as they are.
hub::json::object withoutNulls(const hub::json::object& object);

} // namespace deck
