// Blobs over HTTP (Azure Storage's REST API, as far as jobs need it), with the token that a container's address
// brings. What a store answers in words may quote the token: only its status and error code are told.
#pragma once

#include "net/web_client.h"
#include "services/blob_access.h"

#include <memory>

namespace hub {

class BlobClient final : public BlobAccess
{
public:
    /// Errors: Tls.
    static Result<std::unique_ptr<BlobClient>> create();

    boost::asio::awaitable<Result<BlobPart>> read(BlobContainer container,
                                                  std::string name,
                                                  std::uint64_t offset,
                                                  std::string etag) override;
    boost::asio::awaitable<Result<void>> write(BlobContainer container,
                                               std::string name,
                                               std::string bytes) override;
    boost::asio::awaitable<Result<void>> writeBlock(BlobContainer container,
                                                    std::string name,
                                                    std::size_t number,
                                                    std::string bytes) override;
    boost::asio::awaitable<Result<void>> commitBlocks(BlobContainer container,
                                                      std::string name,
                                                      std::size_t count) override;

private:
    explicit BlobClient(std::unique_ptr<net::WebClient> web) : web_(std::move(web)) {}
    boost::asio::awaitable<Result<net::WebAnswer>> ask(net::WebRequest request) const;
    boost::asio::awaitable<Result<void>> put(net::WebRequest request) const;

    std::unique_ptr<net::WebClient> web_;
};

} // namespace hub
