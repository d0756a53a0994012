// People who manage a hub, signed in.
#pragma once

#include "tests/support/test_hub.h"

#include <string>

namespace hub::test {

/// Of somebody whose key is known.
HttpPeer personWith(const TestHub& hub, const std::string& name, const Secret& key);

/// Somebody new. members: of PUT /admin/people/{name}, without braces.
HttpPeer personAt(const TestHub& hub, const std::string& name, const std::string& members);

} // namespace hub::test
