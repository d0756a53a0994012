// The clients are the tests' own; what the tests do at their end, measurements do not.
#include "tests/support/secret_scan.h"

namespace hub::test {

void noteKeysIn(std::string_view) {}

} // namespace hub::test
