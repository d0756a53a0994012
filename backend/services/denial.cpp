#include "services/denial.h"

#include <array>

namespace hub {
namespace {

struct Words
{
    std::string_view name;
    std::string_view remedy;
};

// In the order of DenialReason.
constexpr std::array<Words, 25> kWords{{
    {"requestMalformed", "Check the client's user name and client id."},
    {"hostUnknown", "Use a host name of this hub, or add it with --host-name."},
    {"deviceUnknown", "Register the device, or check its id; ids are case-sensitive."},
    {"deviceDisabled", "Enable the device in the registry."},
    {"wrongAuthType", "Sign in the way that the identity is registered for."},
    {"credentialsMissing",
     "Send a shared access signature, or the certificate that the identity is registered with."},
    {"tokenMalformed", "Make a new token; a good one begins with SharedAccessSignature sr=."},
    {"tokenAudience", "Make the token for this hub and this device (field sr)."},
    {"tokenSignature", "The key is neither the primary nor the secondary one; copy it again."},
    {"tokenExpired", "Make a new token, and check the clocks of device and hub."},
    {"policyUnknown", "Check the policy name (field skn)."},
    {"policyRight", "Use a policy with the right for this."},
    {"certificateUnknown", "Register the certificate's thumbprint with the identity."},
    {"certificateExpired", "Give the device a new certificate, and check the hub's clock."},
    {"certificateUntrusted",
     "Register and verify the authority, and let the device send the certificates in between."},
    {"certificateName", "The common name must be the device id; for a module, device/module."},
    {"certificateRevoked", "Give the device a new certificate, or take this one off the list."},
    {"addressRejected", "Change the IP rule that is named, or put one before it that accepts."},
    {"blocked", "Take the entry that is named off the block list, or let it end."},
    {"notOnAllowList", "Put the device, or a group or pattern with it, on the allow list."},
    {"personDisabled", "An administrator can enable this person."},
    {"keyExpired", "An administrator can give this person a new key."},
    {"factorMissing", "Sign in with a code of the authenticator app."},
    {"factorWrong", "Wait for the next code, and check the clocks of hub and phone."},
    {"lockedOut", "It tried too often with wrong credentials; wait, or lift the lock-out."},
}};

const Words& wordsOf(DenialReason reason)
{
    return kWords[static_cast<std::size_t>(reason)];
}

} // namespace

std::string_view nameOf(DenialReason reason)
{
    return wordsOf(reason).name;
}

std::optional<DenialReason> denialReasonFromName(std::string_view name)
{
    for (std::size_t i = 0; i < kWords.size(); ++i) {
        if (kWords[i].name == name) {
            return static_cast<DenialReason>(i);
        }
    }
    return std::nullopt;
}

std::string_view remedyOf(DenialReason reason)
{
    return wordsOf(reason).remedy;
}

} // namespace hub
