#include "tests/support/http_peer.h"

#include "base/text.h"

#include <boost/json/parse.hpp>

#include <charconv>

namespace hub::test {

json::value HttpAnswer::parsed() const
{
    boost::system::error_code error;
    json::value value = json::parse(body, error);
    return error ? json::value("not JSON: " + body) : value;
}

bool HttpPeer::ensureConnected()
{
    if (!peer_) {
        buffer_.clear();
        stream_.clear();
        peer_ = TlsPeer::connect(options_);
    }
    return peer_ != nullptr;
}

std::string HttpPeer::head(const std::string& method,
                           const std::string& target,
                           const std::string& body,
                           const std::map<std::string, std::string>& headers) const
{
    std::map<std::string, std::string> all = defaults_;
    all.try_emplace("Host", options_.host);
    if (!body.empty()) {
        all.try_emplace("Content-Type", "application/json");
        all["Content-Length"] = std::to_string(body.size());
    }
    for (const auto& [name, value] : headers) {
        all[name] = value;
    }
    std::string text = method + " " + target + " HTTP/1.1\r\n";
    for (const auto& [name, value] : all) {
        if (!value.empty()) {
            text += name + ": " + value + "\r\n";
        }
    }
    return text + "\r\n";
}

HttpAnswer HttpPeer::request(const std::string& method,
                             const std::string& target,
                             const std::string& body,
                             const std::map<std::string, std::string>& headers)
{
    return raw(head(method, target, body, headers) + body);
}

HttpAnswer HttpPeer::raw(ByteView bytes)
{
    if (!ensureConnected()) {
        return {};
    }
    peer_->send(bytes);
    HttpAnswer answer = readAnswer();
    if (answer.status == 0 || answer.headers["connection"] == "close") {
        peer_.reset();
    }
    return answer;
}

bool HttpPeer::readMore()
{
    const Bytes more = peer_->receiveSome();
    buffer_ += more;
    return !more.empty();
}

std::string HttpPeer::takeUntil(const std::string& mark)
{
    std::size_t at = 0;
    while ((at = buffer_.find(mark)) == std::string::npos) {
        if (!readMore()) {
            return {};
        }
    }
    const std::string taken = buffer_.substr(0, at);
    buffer_.erase(0, at + mark.size());
    return taken;
}

HttpAnswer HttpPeer::readHead()
{
    HttpAnswer answer;
    const std::string head = takeUntil("\r\n\r\n");
    const auto lines = split(head, '\n');
    if (head.size() < 12 || !head.starts_with("HTTP/1.1 ")) {
        return answer;
    }
    answer.status = toInteger<int>(std::string_view(head).substr(9, 3)).value_or(0);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto [name, value] = cut(lines[i], ':');
        std::string_view text = trimmed(value.value_or(""));
        if (text.ends_with('\r')) {
            text.remove_suffix(1);
        }
        answer.headers[toLower(name)] = text;
    }
    return answer;
}

HttpAnswer HttpPeer::readAnswer()
{
    HttpAnswer answer = readHead();
    if (answer.headers["transfer-encoding"] == "chunked") {
        answer.body = readChunks();
        return answer;
    }
    const auto length = toInteger<std::size_t>(answer.headers["content-length"]).value_or(0);
    while (buffer_.size() < length && readMore()) {
    }
    answer.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return answer;
}

/// All up to the last one. What is cut off ends with "<cut>".
std::string HttpPeer::readChunks()
{
    std::string body;
    for (;;) {
        const std::string size = takeUntil("\r\n");
        std::size_t count = 0;
        std::from_chars(size.data(), size.data() + size.size(), count, 16);
        while (buffer_.size() < count + 2 && readMore()) {
        }
        if (size.empty() || buffer_.size() < count + 2) {
            return body + "<cut>";
        }
        body += buffer_.substr(0, count);
        buffer_.erase(0, count + 2);
        if (count == 0) {
            return body;
        }
    }
}

bool HttpPeer::openStream(const std::string& target,
                          const std::map<std::string, std::string>& headers)
{
    if (!ensureConnected() || !peer_->send(head("GET", target, {}, headers))) {
        return false;
    }
    streamHead_ = readHead();
    return streamHead_.status == 200;
}

std::optional<std::string> HttpPeer::readLine(std::chrono::milliseconds atMost)
{
    const auto end = std::chrono::steady_clock::now() + atMost;
    for (;;) {
        const std::size_t at = stream_.find('\n');
        if (at != std::string::npos) {
            const std::string line = stream_.substr(0, at);
            stream_.erase(0, at + 1);
            return line;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            return std::nullopt;
        }
        peer_->setTimeout(left);
        const std::string size = takeUntil("\r\n");
        std::size_t count = 0;
        std::from_chars(size.data(), size.data() + size.size(), count, 16);
        if (size.empty() || count == 0) {
            return std::nullopt;
        }
        while (buffer_.size() < count + 2 && readMore()) {
        }
        stream_ += buffer_.substr(0, count);
        buffer_.erase(0, count + 2);
    }
}

} // namespace hub::test
