// An HTTPS client that blocks and keeps its connection.
#pragma once

#include "base/json.h"
#include "tests/support/tls_peer.h"

#include <map>
#include <optional>
#include <string>

namespace hub::test {

struct HttpAnswer
{
    int status = 0;                             ///< 0: no answer
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;

    json::value parsed() const;
};

class HttpPeer final
{
public:
    explicit HttpPeer(TlsPeer::Options options) : options_(std::move(options)) {}

    /// Sent with every request unless a request names its own.
    void setHeader(const std::string& name, const std::string& value) { defaults_[name] = value; }

    HttpAnswer request(const std::string& method,
                       const std::string& target,
                       const std::string& body = {},
                       const std::map<std::string, std::string>& headers = {});
    HttpAnswer get(const std::string& target) { return request("GET", target); }

    /// Bytes as they are, and the answer to them.
    HttpAnswer raw(ByteView bytes);

    /// Sends a request whose answer has no end, such as an event stream; read it with readLine().
    bool openStream(const std::string& target,
                    const std::map<std::string, std::string>& headers = {});
    std::optional<std::string> readLine(std::chrono::milliseconds atMost);
    const HttpAnswer& streamHead() const { return streamHead_; } ///< status and headers

    TlsPeer* tls() { return peer_.get(); }
    void disconnect() { peer_.reset(); }

private:
    bool ensureConnected();
    std::string head(const std::string& method,
                     const std::string& target,
                     const std::string& body,
                     const std::map<std::string, std::string>& headers) const;
    HttpAnswer readHead();
    HttpAnswer readAnswer();
    std::string readChunks();
    bool readMore();
    std::string takeUntil(const std::string& mark);

    TlsPeer::Options options_;
    std::map<std::string, std::string> defaults_;
    std::unique_ptr<TlsPeer> peer_;
    std::string buffer_;
    std::string stream_; ///< decoded chunks of a stream
    HttpAnswer streamHead_;
};

} // namespace hub::test
