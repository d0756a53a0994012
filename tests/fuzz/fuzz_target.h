// What every fuzz target defines: one input, judged by laws that HUB_ASSERT holds it to.
#pragma once

#include "base/assert.h"
#include "base/bytes.h"

#include <cstddef>
#include <cstdint>

namespace hub::fuzz {

/// Defined by the target.
void run(ByteView input);

/// The first line of an input and what comes behind it; without a line end the rest is empty.
struct Lines
{
    ByteView first;
    ByteView rest;
};

inline Lines cutLine(ByteView input)
{
    const std::size_t end = input.find('\n');
    return end == ByteView::npos ? Lines{input, {}}
                                 : Lines{input.substr(0, end), input.substr(end + 1)};
}

/// Whether a view was cut out of a text.
inline bool isWithin(ByteView part, ByteView text)
{
    return part.empty() ||
           (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size());
}

} // namespace hub::fuzz

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t count);
