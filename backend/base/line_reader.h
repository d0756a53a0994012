// Lines out of bytes that come in pieces, split anywhere. A line that is too long is told and passed over,
// so memory is bounded whatever comes.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace hub {

class LineReader final
{
public:
    struct Line
    {
        std::uint64_t number = 0; ///< from 1, empty ones count
        std::string_view text;    ///< without its end, \n or \r\n; gone after the call
        bool isTooLong = false;   ///< then there is no text
    };
    using Sink = std::function<void(const Line&)>;

    explicit LineReader(std::size_t maxBytes) : maxBytes_(maxBytes) {}

    /// Tells of each line that ends in the piece.
    void feed(ByteView piece, const Sink& sink);

    /// The last line needs no end. Nothing is fed after it.
    void finish(const Sink& sink);

private:
    void end(ByteView tail, const Sink& sink);

    const std::size_t maxBytes_;
    std::uint64_t number_ = 0;
    Bytes begun_; ///< of a line whose end has not come
    bool tooLong_ = false;
};

} // namespace hub
