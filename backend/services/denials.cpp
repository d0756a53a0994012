#include "services/denials.h"

#include "base/json_writer.h"
#include "base/utf8.h"

#include <array>
#include <utility>

namespace hub {
namespace {

constexpr unsigned kReportsPerSecond = 20;
constexpr std::size_t kMaxClaimBytes = 256; // events are kept in memory, and everybody may knock

struct Words
{
    std::string_view name;
    std::string_view remedy;
};

// In the order of DenialReason.
constexpr std::array<Words, 20> kWords{{
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
}};

const Words& wordsOf(DenialReason reason)
{
    return kWords[static_cast<std::size_t>(reason)];
}

std::string shortened(const std::string& claim)
{
    return claim.size() <= kMaxClaimBytes
               ? claim
               : toValidUtf8(claim.substr(0, kMaxClaimBytes)) + "\u2026";
}

} // namespace

std::string_view nameOf(DenialReason reason)
{
    return wordsOf(reason).name;
}

std::string_view remedyOf(DenialReason reason)
{
    return wordsOf(reason).remedy;
}

void Denials::note(const Caller& caller, const Denial& denial)
{
    if (!mayReport()) {
        return;
    }
    const std::string claimedId = shortened(caller.claimedId);
    const std::string detail = shortened(denial.detail);
    const std::uint64_t suppressed = [this] {
        const std::lock_guard lock(mutex_);
        return std::exchange(suppressed_, 0);
    }();
    log_.warning("denied", {{"reason", nameOf(denial.reason)},
                            {"device", claimedId},
                            {"address", caller.address},
                            {"protocol", caller.protocol},
                            {"detail", detail},
                            {"suppressed", std::to_string(suppressed)}});
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("reason", nameOf(denial.reason))
        .member("detail", detail)
        .member("remedy", remedyOf(denial.reason))
        .member("address", caller.address)
        .member("protocol", caller.protocol)
        .count("suppressed", suppressed)
        .endObject();
    events_.publish("denied", claimedId, std::move(data));
}

bool Denials::mayReport()
{
    const MonoTime now = clock_.mono();
    const std::lock_guard lock(mutex_);
    if (now - second_ >= std::chrono::seconds(1)) {
        second_ = now;
        reported_ = 0;
    }
    if (reported_ >= kReportsPerSecond) {
        ++suppressed_;
        return false;
    }
    ++reported_;
    return true;
}

} // namespace hub
