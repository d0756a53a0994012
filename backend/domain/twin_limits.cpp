#include "domain/twin_limits.h"

#include "domain/limits.h"

#include "base/bytes.h"

#include <array>
#include <cstdio>

namespace hub {
namespace {

constexpr std::size_t kShownBytes = 128; // of a key or a path in a message

std::string_view viewOf(boost::json::string_view text)
{
    return {text.data(), text.size()};
}

/// Cut between two characters.
std::string shown(std::string_view text)
{
    if (text.size() <= kShownBytes) {
        return std::string(text);
    }
    std::size_t end = kShownBytes;
    while ((byteAt(text, end) & 0xc0) == 0x80) {
        --end;
    }
    return std::string(text.substr(0, end)) + "...";
}

/// C0, DEL and C1, the latter as two bytes of UTF-8. 0 = none here.
std::size_t controlBytesAt(std::string_view text, std::size_t at)
{
    const auto byte = byteAt(text, at);
    if (byte < 0x20 || byte == 0x7f) {
        return 1;
    }
    const bool isC1 = byte == 0xc2 && at + 1 < text.size() && byteAt(text, at + 1) < 0xa0;
    return isC1 ? 2 : 0;
}

std::size_t charactersOf(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (const std::size_t control = controlBytesAt(text, i)) {
            i += control;
            continue;
        }
        const bool starts = (byteAt(text, i) & 0xc0) != 0x80;
        count += starts ? 1 : 0;
        ++i;
    }
    return count;
}

/// The first character that no key may have, as a message shows it; empty = none.
std::string forbiddenIn(std::string_view key)
{
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (const std::size_t control = controlBytesAt(key, i)) {
            std::array<char, 16> name{};
            std::snprintf(name.data(), name.size(), "U+%04X",
                          unsigned{byteAt(key, i + control - 1)});
            return name.data();
        }
        if (key[i] == '.' || key[i] == '$' || key[i] == ' ') {
            return std::string(1, key[i]);
        }
    }
    return {};
}

bool isMachineKey(std::string_view key)
{
    return key == "$metadata" || key == "$version";
}

/// Walks through a document and knows where it is.
class Checker final
{
public:
    explicit Checker(TwinPart part)
        : path_(part == TwinPart::Tags ? "tags" : "properties." + std::string(nameOf(part)))
    {
    }

    Result<void> top(const json::object& values)
    {
        for (const auto& member : values) {
            if (!isMachineKey(viewOf(member.key()))) {
                HUB_TRYV(checkMember(viewOf(member.key()), member.value(), 0));
            }
        }
        return success();
    }

private:
    /// Adds to the path for as long as it lives.
    class Step final
    {
    public:
        Step(std::string& path, std::string_view step) : path_(path), before_(path.size())
        {
            path_ += step;
        }
        ~Step() { path_.resize(before_); }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;

    private:
        std::string& path_;
        std::size_t before_;
    };

    std::string here() const { return "'" + shown(path_) + "'"; }

    Result<void> checkKey(std::string_view key) const
    {
        const std::string name = "Property name '" + shown(key) + "' in " + here();
        if (key.empty()) {
            return fail(Errc::InvalidArgument, name + " is empty");
        }
        if (key.size() > limits::kMaxTwinKeyBytes) {
            return fail(Errc::InvalidArgument,
                        name + " should be maximum " + std::to_string(limits::kMaxTwinKeyBytes) +
                            " bytes");
        }
        if (const std::string forbidden = forbiddenIn(key); !forbidden.empty()) {
            return fail(Errc::InvalidArgument,
                        name + " contains invalid character '" + forbidden + "'");
        }
        return success();
    }

    /// depth: containers around it, below the top.
    Result<void> checkMember(std::string_view key, const json::value& value, std::size_t depth)
    {
        HUB_TRYV(checkKey(key));
        const Step step(path_, "." + std::string(key));
        return checkValue(value, depth);
    }

    Result<void> checkValue(const json::value& value, std::size_t depth)
    {
        switch (value.kind()) {
        case json::kind::object: return checkObject(value.get_object(), depth + 1);
        case json::kind::array: return checkArray(value.get_array(), depth + 1);
        case json::kind::string: return checkString(viewOf(value.get_string()));
        case json::kind::uint64: return outOfBounds(); // above what fits in 63 bits
        case json::kind::int64:
            return value.get_int64() < limits::kMinTwinInteger ||
                           value.get_int64() > limits::kMaxTwinInteger
                       ? outOfBounds()
                       : Result<void>(success());
        case json::kind::null: return arrays_ == 0 ? Result<void>(success()) : nullInArray();
        case json::kind::double_:
        case json::kind::bool_: return success();
        }
        return success();
    }

    Result<void> checkObject(const json::object& object, std::size_t depth)
    {
        HUB_TRYV(checkDepth(depth));
        for (const auto& member : object) {
            HUB_TRYV(checkMember(viewOf(member.key()), member.value(), depth));
        }
        return success();
    }

    Result<void> checkArray(const json::array& array, std::size_t depth)
    {
        HUB_TRYV(checkDepth(depth));
        ++arrays_;
        for (std::size_t i = 0; i < array.size(); ++i) {
            const Step step(path_, "[" + std::to_string(i) + "]");
            HUB_TRYV(checkValue(array[i], depth));
        }
        --arrays_;
        return success();
    }

    Result<void> checkDepth(std::size_t depth) const
    {
        if (depth > limits::kMaxTwinDepth) {
            return fail(Errc::InvalidArgument, "Nested depth of " + here() + " exceeds " +
                                                   std::to_string(limits::kMaxTwinDepth));
        }
        return success();
    }

    Result<void> checkString(std::string_view text) const
    {
        if (text.size() > limits::kMaxTwinStringBytes) {
            return fail(Errc::InvalidArgument,
                        "Property or Tag value should be maximum " +
                            std::to_string(limits::kMaxTwinStringBytes) + " bytes: " + here());
        }
        return success();
    }

    Result<void> outOfBounds() const
    {
        return fail(Errc::InvalidArgument,
                    "the integer " + here() + " is out of bounds, from " +
                        std::to_string(limits::kMinTwinInteger) + " to " +
                        std::to_string(limits::kMaxTwinInteger));
    }

    Result<void> nullInArray() const
    {
        return fail(Errc::InvalidArgument, here() + " is null, which arrays may not hold");
    }

    std::string path_;
    std::size_t arrays_ = 0; ///< around the place where it is
};

std::size_t sizeOf(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::null: return 0;
    case json::kind::bool_: return 4;
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_: return 8;
    case json::kind::string: return charactersOf(viewOf(value.get_string()));
    case json::kind::array: {
        std::size_t size = 0;
        for (const json::value& element : value.get_array()) {
            size += sizeOf(element);
        }
        return size;
    }
    case json::kind::object: {
        std::size_t size = 0;
        for (const auto& member : value.get_object()) {
            size += charactersOf(viewOf(member.key())) + sizeOf(member.value());
        }
        return size;
    }
    }
    return 0;
}

} // namespace

Result<void> checkTwinValues(const json::object& values, TwinPart part)
{
    return Checker(part).top(values);
}

std::size_t twinSize(const json::object& values)
{
    std::size_t size = 0;
    for (const auto& member : values) {
        const std::string_view key = viewOf(member.key());
        size += isMachineKey(key) ? 0 : charactersOf(key) + sizeOf(member.value());
    }
    return size;
}

} // namespace hub
