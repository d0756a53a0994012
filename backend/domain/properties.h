// The properties of one message in the packed form in which they travel through the hub and rest on
// disk. Grammar:
//
//   properties := entry*
//   entry      := kind:u8 [ name ] value       name only when kind = 0 (an application property)
//   name       := length:varint byte*
//   value      := length+1:varint byte*        0 = the property has no value (null)
//
// A key may stand more than once; the last one counts (device API, property bag).
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hub {

/// Codes are on disk: never renumber.
enum class SystemProperty : std::uint8_t {
    MessageId = 1,
    CorrelationId = 2,
    UserId = 3,
    To = 4,
    AbsoluteExpiryTime = 5,
    ContentType = 6,
    ContentEncoding = 7,
    OutputName = 8,
    CreationTime = 9,
    InterfaceId = 10,
    MessageSchema = 11,
    Subject = 12,
    DiagnosticId = 13,
    DiagnosticContext = 14,
    Ack = 15,
    Operation = 16,
};

/// The name that readers of events see: "message-id", "content-type", …
std::string_view nameOf(SystemProperty property);

struct Property
{
    std::uint8_t kind = 0;                 ///< 0, or a SystemProperty
    std::string_view name;                 ///< of an application property
    std::optional<std::string_view> value; ///< nothing = null

    bool isSystem() const { return kind != 0; }
};

/// Builds the packed form. Reusable: clear() keeps the memory.
class Properties final
{
public:
    void addSystem(SystemProperty property, std::string_view value);
    void addApplication(std::string_view name, std::optional<std::string_view> value);
    void clear();

    ByteView packed() const { return packed_; }

    /// What counts against the message size: system values, application names and values.
    std::size_t countedBytes() const { return countedBytes_; }

private:
    void addValue(std::optional<std::string_view> value);
    Bytes packed_;
    std::size_t countedBytes_ = 0;
};

/// Walks packed properties. Ends early at damaged bytes.
class PropertyReader final
{
public:
    explicit PropertyReader(ByteView packed) : rest_(packed) {}
    std::optional<Property> next(); ///< views into the packed bytes

private:
    ByteReader rest_;
};

/// The value of a system property; the last one, if it stands more than once. Valid as long as the
/// packed bytes.
std::optional<std::string_view> systemValue(ByteView packed, SystemProperty property);

/// What packed properties count against the message size, as Properties::countedBytes().
std::size_t countedBytes(ByteView packed);

} // namespace hub
