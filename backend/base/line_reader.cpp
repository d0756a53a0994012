#include "base/line_reader.h"

namespace hub {

void LineReader::feed(ByteView piece, const Sink& sink)
{
    for (;;) {
        const std::size_t at = piece.find('\n');
        if (at == ByteView::npos) {
            break;
        }
        end(piece.substr(0, at), sink);
        piece.remove_prefix(at + 1);
    }
    if (tooLong_ || begun_.size() + piece.size() > maxBytes_) {
        tooLong_ = true;
        begun_ = Bytes();
    } else {
        begun_ += piece;
    }
}

void LineReader::finish(const Sink& sink)
{
    if (tooLong_ || !begun_.empty()) {
        end({}, sink);
    }
}

void LineReader::end(ByteView tail, const Sink& sink)
{
    ++number_;
    if (tooLong_ || begun_.size() + tail.size() > maxBytes_) {
        sink({number_, {}, true});
    } else {
        ByteView text = tail;
        if (!begun_.empty()) {
            begun_ += tail;
            text = begun_;
        }
        if (text.ends_with('\r')) {
            text.remove_suffix(1);
        }
        sink({number_, text, false});
    }
    tooLong_ = false;
    begun_.clear();
}

} // namespace hub
