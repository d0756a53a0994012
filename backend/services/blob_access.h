// What jobs do with blobs of somebody's container. Who implements it knows the sockets.
#pragma once

#include "domain/blob_container.h"

#include "hub/error.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>

namespace hub {

struct BlobPart
{
    std::string bytes;
    std::uint64_t total = 0; ///< of the blob
    std::string etag;
};

/// Errors of all: Io (also what the store refuses), with a sentence that quotes no address. On the executor of
/// whoever waits.
class BlobAccess
{
public:
    virtual ~BlobAccess() = default;

    /// What follows `offset`, as much as one request gets; nothing at the end. etag: of the part before, so that
    /// all parts are of one version; empty at the beginning. Errors: NotFound, PreconditionFailed.
    virtual boost::asio::awaitable<Result<BlobPart>> read(BlobContainer container,
                                                          std::string name,
                                                          std::uint64_t offset,
                                                          std::string etag) = 0;

    /// A whole blob of up to limits::kBlobBlockBytes; replaces one that is there.
    virtual boost::asio::awaitable<Result<void>> write(BlobContainer container,
                                                       std::string name,
                                                       std::string bytes) = 0;

    /// A block of a larger one, which is there after commitBlocks().
    virtual boost::asio::awaitable<Result<void>> writeBlock(BlobContainer container,
                                                            std::string name,
                                                            std::size_t number,
                                                            std::string bytes) = 0;
    virtual boost::asio::awaitable<Result<void>> commitBlocks(BlobContainer container,
                                                              std::string name,
                                                              std::size_t count) = 0;
};

/// Writes a blob of any size: whole when it is small, else block by block.
class BlobWriter final
{
public:
    BlobWriter(BlobAccess& access, BlobContainer container, std::string name)
        : access_(access), container_(std::move(container)), name_(std::move(name))
    {
    }

    boost::asio::awaitable<Result<void>> append(std::string_view bytes);

    /// Nothing is there before this.
    boost::asio::awaitable<Result<void>> finish();

private:
    boost::asio::awaitable<Result<void>> flush();

    BlobAccess& access_;
    BlobContainer container_;
    std::string name_;
    std::string buffer_;
    std::size_t blocks_ = 0;
};

} // namespace hub
