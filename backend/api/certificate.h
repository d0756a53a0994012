// /admin/certificates: authorities whose devices may sign in; /admin/revoked-certificates: what must
// not.
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <string>
#include <vector>

namespace hub::api {

/// The certificate of an authority.
struct Certificate
{
    std::string name;
    std::string subject;
    std::string thumbprint; ///< SHA-256, lower-case hex
    WallTime notBefore{};
    WallTime notAfter{};
    bool verified = false;
    std::string code; ///< to be proven with; empty = none was asked for, on the wire left out
    WallTime created{};
    WallTime updated{};
    std::string etag;
};

struct CertificateList
{
    std::vector<Certificate> certificates; ///< by name
};

struct RevokedCertificate
{
    std::string thumbprint; ///< SHA-256, lower-case hex
    std::string subject;    ///< empty = the certificate was not given
    std::string reason;
    WallTime since{};
    std::string by; ///< the policy
};

struct RevokedCertificates
{
    std::vector<RevokedCertificate> revoked; ///< by thumbprint
    std::string next;                        ///< cursor; empty on the last page
};

void write(JsonWriter& out, const Certificate& certificate);
void write(JsonWriter& out, const CertificateList& list);
void write(JsonWriter& out, const RevokedCertificate& revoked);
void write(JsonWriter& out, const RevokedCertificates& list);

// Errors of all: InvalidArgument, MissingArgument.
Result<Certificate> certificateFrom(const JsonView& json);
Result<CertificateList> certificateListFrom(const JsonView& json);
Result<RevokedCertificate> revokedCertificateFrom(const JsonView& json);
Result<RevokedCertificates> revokedCertificatesFrom(const JsonView& json);

} // namespace hub::api
