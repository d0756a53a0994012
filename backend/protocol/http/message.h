// Requests and answers of the HTTPS device API as plain values, whoever moves their bytes.
#pragma once

#include "base/bytes.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub::http {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Borrowed: valid as long as the request that it shows.
struct RequestView
{
    std::string_view method;           ///< upper case
    std::span<const std::string> path; ///< percent-decoded, without empty segments
    std::span<const Fields::value_type> query; ///< percent-decoded
    std::span<const Fields::value_type> headers;
    ByteView body;

    /// Name ignoring case; the first one.
    std::optional<std::string_view> header(std::string_view name) const;
};

struct Answer
{
    int status = 204;
    std::string contentType; ///< of a body
    Fields headers;          ///< names to be sent exactly so
    Bytes body;
};

} // namespace hub::http
