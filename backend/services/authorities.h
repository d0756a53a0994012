// Certificate authorities whose devices may sign in, and the list of revoked certificates. What is
// changed is durable when a call resumes, and counts from the next sign-in on; connections that
// relied on what is gone are closed then.
#pragma once

#include "services/event_hub.h"
#include "services/session_directory.h"
#include "services/workers.h"

#include "domain/etag.h"

#include "base/log.h"
#include "base/x509.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hub {

struct AuthorityView
{
    Authority authority;
    X509Certificate certificate;
};

struct RevocationRequest
{
    std::string thumbprint; ///< SHA-256; empty = that of the certificate
    Bytes certificate;      ///< PEM or DER; empty = not at hand
    std::string reason;
    std::string by; ///< the policy
};

struct RevocationPage
{
    std::vector<Revocation> revocations; ///< by thumbprint
    std::optional<std::string> next;     ///< what the next page starts behind
};

/// Callable from any thread. Errors of all: Unavailable; of changes also DiskFull, StorageFailed.
class Authorities final
{
public:
    struct Parts
    {
        Workers& workers;
        SessionDirectory& sessions;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit Authorities(Parts parts) : parts_(parts) {}

    boost::asio::awaitable<Result<std::vector<AuthorityView>>> list(); ///< by name

    /// Errors: CertificateNotFound.
    boost::asio::awaitable<Result<AuthorityView>> get(std::string name);

    /// Creates when nothing is demanded, else replaces; another certificate has to be verified anew.
    /// certificate: PEM or DER. Errors: InvalidArgument (no certificate of an authority, not valid
    /// now, or registered under another name), InvalidOperation (too many), CertificateNotFound,
    /// PreconditionFailed.
    boost::asio::awaitable<Result<AuthorityView>> put(std::string name,
                                                      Bytes certificate,
                                                      EtagCondition condition,
                                                      AuditNotePtr note = nullptr);

    /// What the proof of possession must have as its common name, once, within an hour. Errors:
    /// CertificateNotFound.
    boost::asio::awaitable<Result<std::string>> makeCode(std::string name,
                                                         AuditNotePtr note = nullptr);

    /// proof: a certificate in PEM or DER that names the code and is signed by the authority. Errors:
    /// InvalidArgument (it is not), InvalidOperation (no code was made, or an hour is over),
    /// CertificateNotFound.
    boost::asio::awaitable<Result<AuthorityView>> verify(std::string name,
                                                         Bytes proof,
                                                         AuditNotePtr note = nullptr);

    /// Errors: CertificateNotFound, PreconditionFailed.
    boost::asio::awaitable<Result<void>> remove(std::string name,
                                                EtagCondition condition,
                                                AuditNotePtr note = nullptr);

    // Revoked certificates: of devices, of authorities, or of what stands between them.

    boost::asio::awaitable<Result<RevocationPage>> revocations(std::string after,
                                                               std::size_t limit);

    /// Errors: InvalidArgument (neither thumbprint nor certificate, or they differ),
    /// InvalidOperation (too many).
    boost::asio::awaitable<Result<Revocation>> revoke(RevocationRequest request,
                                                      AuditNotePtr note = nullptr);

    /// Errors: InvalidArgument, CertificateNotFound.
    boost::asio::awaitable<Result<void>> unrevoke(std::string thumbprint,
                                                  AuditNotePtr note = nullptr);

private:
    struct Replaced
    {
        Authority now;
        std::string before; ///< thumbprint that is gone; empty = none is
        std::string beforeJson; ///< for the audit log
    };
    Result<Replaced> write(Storage& storage,
                           const std::string& name,
                           const X509Certificate& certificate,
                           const EtagCondition& condition) const;
    Result<Authority> prove(Storage& storage,
                            const std::string& name,
                            const X509Certificate& proof) const;
    void announce(std::string_view what, const std::string& name) const;

    Parts parts_;
};

} // namespace hub
