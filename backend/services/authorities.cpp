#include "services/authorities.h"

#include "domain/identity.h"
#include "domain/limits.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json_writer.h"
#include "base/text.h"

#include <array>

namespace hub {
namespace {

Result<Authority> existing(Storage& storage, const std::string& name)
{
    HUB_TRY(std::optional<Authority> authority, storage.authorities().find(name));
    if (!authority) {
        return fail(Errc::CertificateNotFound, "there is no authority '" + name + "'");
    }
    return std::move(*authority);
}

Result<AuthorityView> viewOf(Authority authority)
{
    HUB_TRY(X509Certificate certificate, parseCertificate(authority.certificate));
    return AuthorityView{std::move(authority), std::move(certificate)};
}

Result<std::vector<AuthorityView>> viewsOf(std::vector<Authority> authorities)
{
    std::vector<AuthorityView> views;
    for (Authority& authority : authorities) {
        HUB_TRY(AuthorityView view, viewOf(std::move(authority)));
        views.push_back(std::move(view));
    }
    return views;
}

Result<X509Certificate> authorityFrom(ByteView pemOrDer, WallTime now)
{
    HUB_TRY(X509Certificate certificate, parseCertificate(pemOrDer));
    if (!certificate.isAuthority) {
        return fail(Errc::InvalidArgument, "'" + certificate.subject +
                                               "' is not the certificate of an authority: it may "
                                               "not sign others (basicConstraints, keyUsage)");
    }
    if (!certificate.isValidAt(now)) {
        return fail(Errc::InvalidArgument,
                    "'" + certificate.subject + "' is over, or not yet valid");
    }
    return certificate;
}

Result<void> checkCondition(const EtagCondition& condition, const Authority& stored)
{
    return condition.matches(stored.etag)
               ? Result<void>(success())
               : fail(Errc::PreconditionFailed, "the authority has changed; its ETag is " +
                                                    etagText(stored.etag) + " now");
}

/// Room for one more, and not the same certificate under two names.
Result<void> checkPlace(Storage& storage,
                        const std::string& name,
                        const X509Certificate& certificate)
{
    HUB_TRY(const std::vector<Authority> all, storage.authorities().list());
    bool isNew = true;
    for (const Authority& authority : all) {
        isNew = isNew && authority.name != name;
        if (authority.name != name && authority.thumbprint == certificate.sha256) {
            return fail(Errc::InvalidArgument,
                        "this certificate is registered as '" + authority.name + "'");
        }
    }
    return isNew && all.size() >= limits::kMaxAuthorities
               ? fail(Errc::InvalidOperation, "the hub has " + std::to_string(all.size()) +
                                                  " authorities, the most it takes")
               : Result<void>(success());
}

Result<std::string> thumbprintFrom(std::string_view text)
{
    if (text.size() != 64 || !isThumbprint(text)) {
        return fail(Errc::InvalidArgument, "a SHA-256 thumbprint has 64 hex digits");
    }
    return toLower(text);
}

Result<Revocation> revocationFrom(const RevocationRequest& request, WallTime now)
{
    Revocation revocation;
    if (!request.certificate.empty()) {
        HUB_TRY(const X509Certificate certificate, parseCertificate(request.certificate));
        revocation.thumbprint = certificate.sha256;
        revocation.subject = certificate.subject;
    }
    if (!request.thumbprint.empty() || revocation.thumbprint.empty()) {
        HUB_TRY(const std::string thumbprint, thumbprintFrom(request.thumbprint));
        if (!revocation.thumbprint.empty() && revocation.thumbprint != thumbprint) {
            return fail(Errc::InvalidArgument,
                        "the certificate has another thumbprint: " + revocation.thumbprint);
        }
        revocation.thumbprint = thumbprint;
    }
    revocation.reason = request.reason;
    revocation.since = now;
    revocation.by = request.by;
    return revocation;
}

/// For the audit log; the code is not said.
std::string auditJson(const Authority& authority)
{
    std::string json;
    JsonWriter(json)
        .beginObject()
        .member("thumbprint", authority.thumbprint)
        .flag("verified", authority.verified)
        .flag("codeAsked", !authority.code.empty())
        .endObject();
    return json;
}

std::string auditJson(const Revocation& revocation)
{
    std::string json;
    JsonWriter(json)
        .beginObject()
        .member("thumbprint", revocation.thumbprint)
        .member("subject", revocation.subject)
        .member("reason", revocation.reason)
        .endObject();
    return json;
}

} // namespace

boost::asio::awaitable<Result<std::vector<AuthorityView>>> Authorities::list()
{
    auto work = [](Storage& storage) { return storage.authorities().list(); };
    HUB_CO_TRY(std::vector<Authority> authorities, co_await parts_.workers.read(work));
    co_return viewsOf(std::move(authorities));
}

boost::asio::awaitable<Result<AuthorityView>> Authorities::get(std::string name)
{
    auto work = [name](Storage& storage) { return existing(storage, name); };
    HUB_CO_TRY(Authority authority, co_await parts_.workers.read(work));
    co_return viewOf(std::move(authority));
}

boost::asio::awaitable<Result<AuthorityView>> Authorities::put(std::string name,
                                                               Bytes certificate,
                                                               EtagCondition condition,
                                                               AuditNotePtr note)
{
    noteAction(note, condition.isAbsent() ? "certificate.create" : "certificate.update");
    HUB_CO_TRY(const X509Certificate parsed,
               authorityFrom(certificate, parts_.clock.highestWall()));
    auto work = [this, name, parsed, condition, note](Storage& storage) -> Result<Replaced> {
        HUB_TRY(Replaced made, write(storage, name, parsed, condition));
        noteChange(note, made.beforeJson, auditJson(made.now));
        return made;
    };
    HUB_CO_TRY(Replaced replaced, co_await parts_.workers.write(work, note));
    if (!replaced.before.empty()) {
        parts_.sessions.revokeCertificates({replaced.before});
    }
    announce(condition.isAbsent() ? "added" : "replaced", name);
    co_return viewOf(std::move(replaced.now));
}

Result<Authorities::Replaced> Authorities::write(Storage& storage,
                                                 const std::string& name,
                                                 const X509Certificate& certificate,
                                                 const EtagCondition& condition) const
{
    HUB_TRY(std::optional<Authority> stored, storage.authorities().find(name));
    if (stored && condition.isAbsent()) {
        return fail(Errc::PreconditionFailed,
                    "there is an authority '" + name + "'; name its ETag to replace it");
    }
    if (!stored && !condition.isAbsent()) {
        return fail(Errc::CertificateNotFound, "there is no authority '" + name + "'");
    }
    Replaced replaced;
    replaced.beforeJson = stored ? auditJson(*stored) : std::string();
    replaced.now = std::move(stored).value_or(Authority());
    HUB_TRYV(checkCondition(condition, replaced.now));
    HUB_TRYV(checkPlace(storage, name, certificate));
    Authority& authority = replaced.now;
    const WallTime now = parts_.clock.wall();
    if (authority.name.empty()) {
        authority.name = name;
        authority.created = now;
        authority.etag = randomNumber() % 1'000'000'000;
    }
    if (authority.thumbprint != certificate.sha256) {
        replaced.before = authority.thumbprint;
        authority.certificate = certificate.der;
        authority.thumbprint = certificate.sha256;
        authority.verified = false;
    }
    authority.code.clear();
    authority.updated = now;
    ++authority.etag;
    HUB_TRYV(storage.authorities().put(authority));
    return replaced;
}

boost::asio::awaitable<Result<std::string>> Authorities::makeCode(std::string name,
                                                               AuditNotePtr note)
{
    const std::string code = toHex(randomSecret(limits::kProofCodeBytes).reveal());
    auto work = [this, name, code, note](Storage& storage) -> Result<void> {
        HUB_TRY(Authority authority, existing(storage, name));
        const std::string before = auditJson(authority);
        authority.code = code;
        authority.updated = parts_.clock.highestWall();
        ++authority.etag;
        noteChange(note, before, auditJson(authority));
        return storage.authorities().put(authority);
    };
    HUB_CO_TRYV(co_await parts_.workers.write(work, note));
    announce("code", name);
    co_return code;
}

boost::asio::awaitable<Result<AuthorityView>> Authorities::verify(std::string name,
                                                                  Bytes proof,
                                                                  AuditNotePtr note)
{
    HUB_CO_TRY(const X509Certificate parsed, parseCertificate(proof));
    auto work = [this, name, parsed, note](Storage& storage) -> Result<Authority> {
        HUB_TRY(Authority proven, prove(storage, name, parsed));
        noteChange(note, {}, auditJson(proven));
        return proven;
    };
    HUB_CO_TRY(Authority authority, co_await parts_.workers.write(work, note));
    announce("verified", name);
    co_return viewOf(std::move(authority));
}

Result<Authority> Authorities::prove(Storage& storage,
                                     const std::string& name,
                                     const X509Certificate& proof) const
{
    HUB_TRY(Authority authority, existing(storage, name));
    const WallTime now = parts_.clock.highestWall();
    if (authority.code.empty() || now > authority.updated + limits::kProofCodeLife) {
        return fail(Errc::InvalidOperation,
                    "ask for a verification code first; it is good for an hour");
    }
    if (!equalInConstantTime(proof.commonName, authority.code)) {
        return fail(Errc::InvalidArgument,
                    "the certificate's common name is not the verification code");
    }
    const std::array<Bytes, 1> roots{authority.certificate};
    const ChainVerdict verdict = verifyChain(proof, {}, roots, now, CertificateUse::Any);
    if (verdict.fault != ChainFault::None) {
        return fail(Errc::InvalidArgument,
                    "the authority has not signed this certificate (" + verdict.detail + ")");
    }
    authority.verified = true;
    authority.code.clear(); // good once
    authority.updated = now;
    ++authority.etag;
    HUB_TRYV(storage.authorities().put(authority));
    return authority;
}

boost::asio::awaitable<Result<void>> Authorities::remove(std::string name,
                                                         EtagCondition condition,
                                                         AuditNotePtr note)
{
    auto work = [name, condition, note](Storage& storage) -> Result<std::string> {
        HUB_TRY(const Authority authority, existing(storage, name));
        noteChange(note, auditJson(authority), {});
        HUB_TRYV(checkCondition(condition, authority));
        HUB_TRYV(storage.authorities().remove(name));
        return authority.thumbprint;
    };
    HUB_CO_TRY(const std::string thumbprint, co_await parts_.workers.write(work, note));
    parts_.sessions.revokeCertificates({thumbprint});
    announce("removed", name);
    co_return success();
}

boost::asio::awaitable<Result<RevocationPage>> Authorities::revocations(std::string after,
                                                                        std::size_t limit)
{
    auto work = [after, limit](Storage& storage) {
        return storage.authorities().revocations(after, limit + 1);
    };
    RevocationPage page;
    HUB_CO_TRY(page.revocations, co_await parts_.workers.read(work));
    if (page.revocations.size() > limit) {
        page.revocations.pop_back();
        page.next = page.revocations.back().thumbprint;
    }
    co_return page;
}

boost::asio::awaitable<Result<Revocation>> Authorities::revoke(RevocationRequest request,
                                                               AuditNotePtr note)
{
    HUB_CO_TRY(const Revocation revocation, revocationFrom(request, parts_.clock.wall()));
    if (note) {
        note->record().target = revocation.thumbprint;
    }
    noteChange(note, {}, auditJson(revocation));
    auto work = [revocation](Storage& storage) -> Result<void> {
        HUB_TRY(const std::size_t count, storage.authorities().revocationCount());
        if (count >= limits::kMaxRevocations) {
            return fail(Errc::InvalidOperation,
                        "the list has " + std::to_string(count) + " entries, the most it takes");
        }
        return storage.authorities().revoke(revocation);
    };
    HUB_CO_TRYV(co_await parts_.workers.write(work, note));
    parts_.sessions.revokeCertificates({revocation.thumbprint});
    announce("revoked", revocation.thumbprint);
    co_return revocation;
}

boost::asio::awaitable<Result<void>> Authorities::unrevoke(std::string thumbprint,
                                                           AuditNotePtr note)
{
    HUB_CO_TRY(const std::string wanted, thumbprintFrom(thumbprint));
    auto work = [wanted](Storage& storage) { return storage.authorities().unrevoke(wanted); };
    HUB_CO_TRYV(co_await parts_.workers.write(work, note));
    announce("unrevoked", wanted);
    co_return success();
}

/// name: of the authority, or the thumbprint of what was revoked.
void Authorities::announce(std::string_view what, const std::string& name) const
{
    std::string data;
    JsonWriter(data).beginObject().member("what", what).member("name", name).endObject();
    parts_.log.info("certificate", {{"what", what}, {"name", name}});
    parts_.events.publish("certificate", {}, std::move(data));
}

} // namespace hub
