// HUB_ASSERT: a programmer's mistake ends the process, in release builds too.
#pragma once

#include <cstdio>
#include <cstdlib>

#define HUB_ASSERT(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) [[unlikely]] {                                                           \
            std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)
