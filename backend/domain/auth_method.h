// How the sender of a message had signed in, in one byte, as it is stored with the message.
#pragma once

#include <cstdint>
#include <string>

namespace hub {

struct AuthMethod
{
    enum class Scope : std::uint8_t { Device, Module, Hub };
    enum class Type : std::uint8_t { Sas, X509SelfSigned, X509Authority };

    Scope scope = Scope::Device;
    Type type = Type::Sas;

    std::uint8_t toByte() const;
    static AuthMethod fromByte(std::uint8_t byte); ///< unknown values read as the defaults

    /// The text of iothub-connection-auth-method (device API, stamped properties).
    std::string toJson() const;
};

} // namespace hub
