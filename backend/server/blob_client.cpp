#include "server/blob_client.h"

#include "domain/transfer_limits.h"

#include "base/base64.h"
#include "base/percent.h"
#include "base/text.h"

#include <algorithm>

namespace hub {
namespace {

using boost::asio::awaitable;

constexpr std::string_view kVersion = "2020-10-02"; // of the storage API
constexpr std::chrono::seconds kDeadline{60};
constexpr int kPartial = 206;
constexpr int kNoRange = 416;

/// All ids of a blob have one length.
std::string blockId(std::size_t number)
{
    constexpr std::size_t digits = 8;
    const std::string text = std::to_string(number);
    return toBase64(std::string(digits - std::min(digits, text.size()), '0') + text);
}

Error refusedBy(const net::WebAnswer& answer, std::string_view what)
{
    const std::string_view code = answer.header("x-ms-error-code");
    std::string detail = "the blob store " + std::string(what) + ": " + std::to_string(answer.status);
    detail += code.empty() ? "" : " ";
    for (const char c : code.substr(0, 64)) {
        detail += c > ' ' && c < '\x7f' ? c : '?';
    }
    if (answer.status == 404) {
        return fail(Errc::NotFound, std::move(detail));
    }
    return fail(answer.status == 412 ? Errc::PreconditionFailed : Errc::Io, std::move(detail));
}

/// Of "bytes 0-9/100".
/// "bytes 0-1023/4096"; nothing when it begins somewhere else.
std::optional<std::uint64_t> totalOf(std::string_view contentRange, std::uint64_t begin)
{
    const auto [range, total] = cut(contentRange, '/');
    return total && range.starts_with("bytes " + std::to_string(begin) + "-")
               ? toInteger<std::uint64_t>(*total)
               : std::nullopt;
}

} // namespace

Result<std::unique_ptr<BlobClient>> BlobClient::create()
{
    HUB_TRY(std::unique_ptr<net::WebClient> web, net::WebClient::create());
    return std::unique_ptr<BlobClient>(new BlobClient(std::move(web)));
}

awaitable<Result<net::WebAnswer>> BlobClient::ask(net::WebRequest request) const
{
    request.headers.emplace_back("x-ms-version", std::string(kVersion));
    const net::WebLimits limits{kDeadline, 2 * limits::kBlobRangeBytes};
    co_return co_await web_->send(std::move(request), limits);
}

awaitable<Result<void>> BlobClient::put(net::WebRequest request) const
{
    request.method = "PUT";
    HUB_CO_TRY(const net::WebAnswer answer, co_await ask(std::move(request)));
    co_return answer.status == 201 ? Result<void>(success())
                                   : refusedBy(answer, "does not take the file");
}

awaitable<Result<BlobPart>> BlobClient::read(BlobContainer container,
                                             std::string name,
                                             std::uint64_t offset,
                                             std::string etag)
{
    net::WebRequest request;
    request.method = "GET";
    request.address = container.blob(name);
    request.headers.emplace_back("x-ms-range",
                                 "bytes=" + std::to_string(offset) + "-" +
                                     std::to_string(offset + limits::kBlobRangeBytes - 1));
    if (!etag.empty()) {
        request.headers.emplace_back("If-Match", etag);
    }
    HUB_CO_TRY(net::WebAnswer answer, co_await ask(std::move(request)));
    BlobPart part;
    part.total = offset;
    if (answer.status == kNoRange) { // behind the end
        co_return part;
    }
    const auto total = totalOf(answer.header("Content-Range"), offset);
    if (answer.status != kPartial || !total) {
        co_return refusedBy(answer, "does not give the file");
    }
    part.total = *total;
    part.etag = answer.header("ETag");
    part.bytes = std::move(answer.body);
    co_return part;
}

awaitable<Result<void>> BlobClient::write(BlobContainer container,
                                          std::string name,
                                          std::string bytes)
{
    net::WebRequest request;
    request.address = container.blob(name);
    request.headers.emplace_back("x-ms-blob-type", "BlockBlob");
    request.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
    request.body = std::move(bytes);
    co_return co_await put(std::move(request));
}

awaitable<Result<void>> BlobClient::writeBlock(BlobContainer container,
                                               std::string name,
                                               std::size_t number,
                                               std::string bytes)
{
    net::WebRequest request;
    request.address =
        container.blob(name, "comp=block&blockid=" + percentEncode(blockId(number)));
    request.body = std::move(bytes);
    co_return co_await put(std::move(request));
}

awaitable<Result<void>> BlobClient::commitBlocks(BlobContainer container,
                                                 std::string name,
                                                 std::size_t count)
{
    net::WebRequest request;
    request.address = container.blob(name, "comp=blocklist");
    request.headers.emplace_back("x-ms-blob-content-type", "text/plain; charset=utf-8");
    request.headers.emplace_back("Content-Type", "application/xml");
    request.body = R"(<?xml version="1.0" encoding="utf-8"?><BlockList>)";
    for (std::size_t i = 0; i < count; ++i) {
        request.body += "<Latest>" + blockId(i) + "</Latest>";
    }
    request.body += "</BlockList>";
    co_return co_await put(std::move(request));
}

} // namespace hub
