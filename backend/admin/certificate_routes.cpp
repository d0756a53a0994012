#include "admin/certificate_routes.h"

#include "admin/json_response.h"

#include "api/certificate.h"

#include "base/base64.h"
#include "base/text.h"

namespace hub::admin {
namespace {

using boost::asio::awaitable;
using Response = Result<net::HttpResponse>;

constexpr Rights kRead{Right::RegistryRead, Right::ServiceConnect};

/// PEM as it is; of base64 the bytes.
Result<Bytes> certificateFrom(const std::string& text)
{
    if (text.size() > limits::kMaxCertificateBytes) {
        return fail(Errc::InvalidArgument, "'certificate' is larger than 64 KiB");
    }
    if (text.find("-----BEGIN") != std::string::npos) {
        return text;
    }
    std::string digits = text;
    std::erase_if(digits, [](char c) { return kWhiteSpace.find(c) != std::string_view::npos; });
    auto der = fromBase64(digits);
    if (!der || der->empty()) {
        return fail(Errc::InvalidArgument, "'certificate' must be PEM, or DER in base64");
    }
    return std::move(*der);
}

Result<Bytes> requiredCertificate(const net::HttpRequest& request)
{
    HUB_TRY(const json::value body, parseJson(request.body));
    HUB_TRY(const std::string text, JsonView(body).requiredString("certificate"));
    return certificateFrom(text);
}

Result<std::string> nameFrom(const RouteRequest& request)
{
    const std::string& name = request.captured.at(0);
    if (!isValidId(name)) {
        return fail(Errc::InvalidArgument,
                    "a name has 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ $ '");
    }
    return name;
}

Result<RevocationRequest> revocationFrom(const RouteRequest& request)
{
    RevocationRequest revocation;
    revocation.by = request.caller.policy;
    if (!request.http.body.empty()) {
        HUB_TRY(const json::value body, parseJson(request.http.body));
        HUB_TRY(revocation.reason, JsonView(body).stringOr("reason", {}));
        HUB_TRY(const std::string text, JsonView(body).stringOr("certificate", {}));
        if (!text.empty()) {
            HUB_TRY(revocation.certificate, certificateFrom(text));
        }
    }
    if (revocation.reason.size() > limits::kMaxStatusReasonChars) {
        return fail(Errc::InvalidArgument, "'reason' is longer than 128 characters");
    }
    return revocation;
}

Result<std::size_t> limitFrom(const net::HttpRequest& request)
{
    const auto text = request.parameter("limit");
    const auto limit = text ? toInteger<std::size_t>(*text) : limits::kDefaultPage;
    if (!limit || *limit < 1 || *limit > limits::kMaxPage) {
        return fail(Errc::InvalidArgument, "'limit' must be from 1 to 1000");
    }
    return *limit;
}

api::Certificate certificateOf(const AuthorityView& view)
{
    const Authority& authority = view.authority;
    api::Certificate certificate;
    certificate.name = authority.name;
    certificate.subject = view.certificate.subject;
    certificate.thumbprint = authority.thumbprint;
    certificate.notBefore = view.certificate.notBefore;
    certificate.notAfter = view.certificate.notAfter;
    certificate.verified = authority.verified;
    certificate.code = authority.code;
    certificate.created = authority.created;
    certificate.updated = authority.updated;
    certificate.etag = etagText(authority.etag);
    return certificate;
}

api::RevokedCertificate revokedOf(Revocation revocation)
{
    return {std::move(revocation.thumbprint), std::move(revocation.subject),
            std::move(revocation.reason), revocation.since, std::move(revocation.by)};
}

net::HttpResponse authorityResponse(const AuthorityView& view)
{
    net::HttpResponse response = jsonResponse(certificateOf(view));
    response.headers.emplace_back("ETag", "\"" + etagText(view.authority.etag) + "\"");
    return response;
}

class CertificateRoutes final
{
public:
    explicit CertificateRoutes(const ApiServices& services) : services_(services) {}

    awaitable<Response> list(const RouteRequest&) const
    {
        HUB_CO_TRY(const std::vector<AuthorityView> views, co_await services_.authorities.list());
        api::CertificateList list;
        for (const AuthorityView& view : views) {
            list.certificates.push_back(certificateOf(view));
        }
        co_return jsonResponse(list);
    }

    awaitable<Response> get(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string name, nameFrom(request));
        HUB_CO_TRY(const AuthorityView view, co_await services_.authorities.get(name));
        co_return authorityResponse(view);
    }

    awaitable<Response> put(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string name, nameFrom(request));
        HUB_CO_TRY(Bytes certificate, requiredCertificate(request.http));
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRY(const AuthorityView view,
                   co_await services_.authorities.put(name, std::move(certificate), condition,
                                                      request.audit));
        co_return authorityResponse(view);
    }

    awaitable<Response> remove(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string name, nameFrom(request));
        const auto condition = EtagCondition::fromHeader(request.http.header("If-Match"));
        HUB_CO_TRYV(co_await services_.authorities.remove(name, condition, request.audit));
        co_return net::HttpResponse(204);
    }

    awaitable<Response> makeCode(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string name, nameFrom(request));
        HUB_CO_TRY(const std::string code,
                   co_await services_.authorities.makeCode(name, request.audit));
        net::HttpResponse response;
        JsonWriter(response.body).beginObject().member("code", code).endObject();
        co_return response;
    }

    awaitable<Response> verify(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::string name, nameFrom(request));
        HUB_CO_TRY(Bytes proof, requiredCertificate(request.http));
        HUB_CO_TRY(const AuthorityView view,
                   co_await services_.authorities.verify(name, std::move(proof), request.audit));
        co_return authorityResponse(view);
    }

    awaitable<Response> revocations(const RouteRequest& request) const
    {
        HUB_CO_TRY(const std::size_t limit, limitFrom(request.http));
        const std::string after(request.http.parameter("after").value_or(""));
        HUB_CO_TRY(RevocationPage page, co_await services_.authorities.revocations(after, limit));
        api::RevokedCertificates list;
        for (Revocation& revocation : page.revocations) {
            list.revoked.push_back(revokedOf(std::move(revocation)));
        }
        list.next = page.next.value_or("");
        co_return jsonResponse(list);
    }

    awaitable<Response> revokeThumbprint(const RouteRequest& request) const
    {
        HUB_CO_TRY(RevocationRequest revocation, revocationFrom(request));
        revocation.thumbprint = request.captured.at(0);
        HUB_CO_TRY(Revocation revoked,
                   co_await services_.authorities.revoke(std::move(revocation), request.audit));
        co_return jsonResponse(revokedOf(std::move(revoked)));
    }

    awaitable<Response> revokeCertificate(const RouteRequest& request) const
    {
        HUB_CO_TRY(RevocationRequest revocation, revocationFrom(request));
        if (revocation.certificate.empty()) {
            co_return fail(Errc::MissingArgument, "'certificate' is missing");
        }
        HUB_CO_TRY(Revocation revoked,
                   co_await services_.authorities.revoke(std::move(revocation), request.audit));
        co_return jsonResponse(revokedOf(std::move(revoked)));
    }

    awaitable<Response> unrevoke(const RouteRequest& request) const
    {
        const std::string thumbprint = request.captured.at(0);
        HUB_CO_TRYV(co_await services_.authorities.unrevoke(thumbprint, request.audit));
        co_return net::HttpResponse(204);
    }

private:
    ApiServices services_;
};

} // namespace

void addCertificateRoutes(RouteTable& table, const ApiServices& services)
{
    using Routes = CertificateRoutes;
    const RouteRows<Routes> add(table, services);
    add("GET", "admin/certificates", kRead, &Routes::list, kPlainRead);
    add("GET", "admin/certificates/{name}", kRead, &Routes::get, kPlainRead);
    add("PUT", "admin/certificates/{name}", kAllRights, &Routes::put,
        changes("certificate.update"));
    add("DELETE", "admin/certificates/{name}", kAllRights, &Routes::remove,
        changes("certificate.delete"));
    add("POST", "admin/certificates/{name}/code", kAllRights, &Routes::makeCode,
        changes("certificate.code"));
    add("POST", "admin/certificates/{name}/verify", kAllRights, &Routes::verify,
        changes("certificate.verify"));
    add("GET", "admin/revoked-certificates", kRead, &Routes::revocations, kPlainRead);
    add("POST", "admin/revoked-certificates", kAllRights, &Routes::revokeCertificate,
        changes("certificate.revoke"));
    add("PUT", "admin/revoked-certificates/{thumbprint}", kAllRights, &Routes::revokeThumbprint,
        changes("certificate.revoke"));
    add("DELETE", "admin/revoked-certificates/{thumbprint}", kAllRights, &Routes::unrevoke,
        changes("certificate.unrevoke"));
}

} // namespace hub::admin
