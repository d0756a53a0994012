#include "admin/export_stream.h"

namespace hub::admin {

boost::asio::awaitable<std::optional<std::string>> ExportStream::next()
{
    Result<std::optional<std::string>> piece = co_await exporter_.next();
    if (!piece) {
        broken_ = true;
        co_return std::nullopt;
    }
    co_return std::move(piece.value());
}

} // namespace hub::admin
