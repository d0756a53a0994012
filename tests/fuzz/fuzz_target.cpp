#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t count)
{
    hub::fuzz::run({reinterpret_cast<const char*>(bytes), count});
    return 0;
}
