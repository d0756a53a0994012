// ETags and If-Match (RFC 9110 §8.8.3, §13.1.1), as the Azure SDKs write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// Base64 of the decimal counter: 1 gives "MQ==".
std::string etagText(std::uint64_t etag);

/// What a request demands of the stored version.
class EtagCondition final
{
public:
    /// No header: nothing is demanded. "*" with or without quotes: must exist, any version.
    static EtagCondition fromHeader(std::optional<std::string_view> ifMatch);
    static EtagCondition any() { return fromHeader("*"); }

    bool isAbsent() const { return !text_; }
    bool isAny() const { return text_ == "*"; }
    bool matches(std::uint64_t etag) const; ///< also when nothing is demanded
    bool matchesText(std::string_view etag) const; ///< the same for ETags of another form

private:
    std::optional<std::string> text_; ///< without W/ and quotes
};

} // namespace hub
