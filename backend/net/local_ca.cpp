#include "net/local_ca.h"

#include "net/certificate.h"

#include "base/crypto.h"
#include "base/private_file.h"

#include <algorithm>

namespace hub::net {
namespace {

constexpr std::chrono::days kAuthorityDays{3650};
constexpr std::chrono::days kServerDays{820}; // clients refuse more than 825
constexpr std::chrono::days kRenewBefore{30};

struct Pair
{
    PrivateKey key;
    Certificate certificate;
};

/// A new certificate for a new key, or for the key in the file.
Result<PrivateKey> keyOf(const std::filesystem::path& file)
{
    if (std::filesystem::exists(file)) {
        HUB_TRY(const Bytes pem, readSmallFile(file));
        return PrivateKey::fromPem(pem);
    }
    HUB_TRY(PrivateKey key, PrivateKey::make());
    HUB_TRYV(writePrivateFile(file, key.toPem()));
    return key;
}

Result<Certificate> storedCertificate(const std::filesystem::path& file)
{
    HUB_TRY(const Bytes pem, readSmallFile(file));
    return Certificate::fromPem(pem);
}

Result<Pair> authority(const std::filesystem::path& folder)
{
    HUB_TRY(PrivateKey key, keyOf(folder / "ca.key"));
    const std::filesystem::path file = folder / "ca.pem";
    Result<Certificate> stored = storedCertificate(file);
    if (stored && stored.value().daysLeft() > kRenewBefore) {
        return Pair{std::move(key), std::move(stored.value())};
    }
    if (!stored && stored.error().code != Errc::NotFound) {
        return stored.error();
    }
    const std::string name = "Hubdeck local CA " + randomUuid().substr(0, 8);
    HUB_TRY(Certificate made,
            Certificate::make({name, {}, kAuthorityDays, true}, key, nullptr, key));
    HUB_TRYV(writePrivateFile(file, made.toPem()));
    return Pair{std::move(key), std::move(made)};
}

bool isGood(const Certificate& server, const Pair& ca, const std::vector<std::string>& names)
{
    return server.daysLeft() > kRenewBefore && server.isSignedBy(ca.certificate) &&
           std::all_of(names.begin(), names.end(),
                       [&server](const std::string& name) { return server.covers(name); });
}

} // namespace

Result<ServerCertificate> prepareCertificates(const std::filesystem::path& folder,
                                              const std::vector<std::string>& names)
{
    HUB_TRYV(makePrivateFolder(folder));
    const ServerCertificate files{folder / "ca.pem", folder / "server.pem", folder / "server.key"};
    HUB_TRY(const Pair ca, authority(folder));
    HUB_TRY(const PrivateKey key, keyOf(files.key));
    const Result<Certificate> stored = storedCertificate(files.chain);
    if (stored && isGood(stored.value(), ca, names)) {
        return files;
    }
    if (!stored && stored.error().code != Errc::NotFound) {
        return stored.error();
    }
    HUB_TRY(const Certificate server,
            Certificate::make({names.front(), names, kServerDays, false}, key, &ca.certificate,
                              ca.key));
    HUB_TRYV(writePrivateFile(files.chain, server.toPem() + ca.certificate.toPem()));
    return files;
}

} // namespace hub::net
