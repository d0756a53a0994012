#include "domain/auth_method.h"

namespace hub {

std::uint8_t AuthMethod::toByte() const
{
    return static_cast<std::uint8_t>(static_cast<unsigned>(scope) |
                                     static_cast<unsigned>(type) << 2);
}

AuthMethod AuthMethod::fromByte(std::uint8_t byte)
{
    AuthMethod method;
    if (const unsigned scope = byte & 3U; scope <= static_cast<unsigned>(Scope::Hub)) {
        method.scope = static_cast<Scope>(scope);
    }
    if (const unsigned type = byte >> 2; type <= static_cast<unsigned>(Type::X509Authority)) {
        method.type = static_cast<Type>(type);
    }
    return method;
}

std::string AuthMethod::toJson() const
{
    const char* const scopeName = scope == Scope::Device   ? "device"
                                  : scope == Scope::Module ? "module"
                                                           : "hub";
    const char* const typeName = type == Type::Sas ? "sas" : "x509";
    const char* const issuer = type == Type::X509Authority ? "external" : "iothub";
    return std::string(R"({"scope":")") + scopeName + R"(","type":")" + typeName +
           R"(","issuer":")" + issuer + R"(","acceptingIpFilterRule":null})";
}

} // namespace hub
