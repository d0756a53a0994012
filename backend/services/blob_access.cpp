#include "services/blob_access.h"

#include "domain/transfer_limits.h"

#include <algorithm>
#include <utility>

namespace hub {

boost::asio::awaitable<Result<void>> BlobWriter::append(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t room = limits::kBlobBlockBytes - buffer_.size();
        const std::string_view part = bytes.substr(0, room);
        buffer_ += part;
        bytes.remove_prefix(part.size());
        if (buffer_.size() == limits::kBlobBlockBytes && !bytes.empty()) {
            HUB_CO_TRYV(co_await flush());
        }
    }
    co_return success();
}

boost::asio::awaitable<Result<void>> BlobWriter::finish()
{
    if (blocks_ == 0) {
        std::string whole = std::move(buffer_);
        co_return co_await access_.write(container_, name_, std::move(whole));
    }
    HUB_CO_TRYV(co_await flush());
    co_return co_await access_.commitBlocks(container_, name_, blocks_);
}

boost::asio::awaitable<Result<void>> BlobWriter::flush()
{
    if (blocks_ == limits::kMaxBlobBlocks) {
        co_return fail(Errc::MessageTooLarge, "a blob has 50,000 blocks at most");
    }
    const std::size_t number = blocks_++;
    std::string block = std::move(buffer_);
    buffer_.clear();
    co_return co_await access_.writeBlock(container_, name_, number, std::move(block));
}

} // namespace hub
