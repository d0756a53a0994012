#include "api/certificate.h"

#include "api/member_lists.h"
#include "api/time_members.h"

#include "base/time_text.h"

namespace hub::api {

void write(JsonWriter& out, const Certificate& certificate)
{
    out.beginObject()
        .member("name", certificate.name)
        .member("subject", certificate.subject)
        .member("thumbprint", certificate.thumbprint)
        .member("notBefore", toAdminTime(certificate.notBefore))
        .member("notAfter", toAdminTime(certificate.notAfter))
        .flag("verified", certificate.verified);
    if (!certificate.code.empty()) {
        out.member("code", certificate.code);
    }
    out.member("created", toAdminTime(certificate.created))
        .member("updated", toAdminTime(certificate.updated))
        .member("etag", certificate.etag)
        .endObject();
}

void write(JsonWriter& out, const CertificateList& list)
{
    out.beginObject().key("certificates").beginArray();
    for (const Certificate& certificate : list.certificates) {
        write(out, certificate);
    }
    out.endArray().endObject();
}

void write(JsonWriter& out, const RevokedCertificate& revoked)
{
    out.beginObject()
        .member("thumbprint", revoked.thumbprint)
        .member("subject", revoked.subject)
        .member("reason", revoked.reason)
        .member("since", toAdminTime(revoked.since))
        .member("by", revoked.by)
        .endObject();
}

void write(JsonWriter& out, const RevokedCertificates& list)
{
    out.beginObject().key("revoked").beginArray();
    for (const RevokedCertificate& revoked : list.revoked) {
        write(out, revoked);
    }
    out.endArray();
    if (!list.next.empty()) {
        out.member("next", list.next);
    }
    out.endObject();
}

Result<Certificate> certificateFrom(const JsonView& json)
{
    Certificate certificate;
    HUB_TRY(certificate.name, json.requiredString("name"));
    HUB_TRY(certificate.subject, json.stringOr("subject", {}));
    HUB_TRY(certificate.thumbprint, json.requiredString("thumbprint"));
    HUB_TRY(certificate.notBefore, requiredTime(json, "notBefore"));
    HUB_TRY(certificate.notAfter, requiredTime(json, "notAfter"));
    HUB_TRY(certificate.verified, json.booleanOr("verified", false));
    HUB_TRY(certificate.code, json.stringOr("code", {}));
    HUB_TRY(certificate.created, requiredTime(json, "created"));
    HUB_TRY(certificate.updated, requiredTime(json, "updated"));
    HUB_TRY(certificate.etag, json.stringOr("etag", {}));
    return certificate;
}

Result<CertificateList> certificateListFrom(const JsonView& json)
{
    CertificateList list;
    HUB_TRY(list.certificates, elementsOf(json, "certificates", certificateFrom));
    return list;
}

Result<RevokedCertificate> revokedCertificateFrom(const JsonView& json)
{
    RevokedCertificate revoked;
    HUB_TRY(revoked.thumbprint, json.requiredString("thumbprint"));
    HUB_TRY(revoked.subject, json.stringOr("subject", {}));
    HUB_TRY(revoked.reason, json.stringOr("reason", {}));
    HUB_TRY(revoked.since, requiredTime(json, "since"));
    HUB_TRY(revoked.by, json.stringOr("by", {}));
    return revoked;
}

Result<RevokedCertificates> revokedCertificatesFrom(const JsonView& json)
{
    RevokedCertificates list;
    HUB_TRY(list.revoked, elementsOf(json, "revoked", revokedCertificateFrom));
    HUB_TRY(list.next, json.stringOr("next", {}));
    return list;
}

} // namespace hub::api
