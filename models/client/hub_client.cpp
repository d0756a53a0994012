#include "models/client/hub_client.h"

#include "models/texts.h"

#include "api/problem.h"

#include "domain/token.h"

#include "base/json.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QSslConfiguration>
#include <QSslError>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kTokenLife = 3'600;
constexpr qint64 kTokenRenewBefore = 600;
constexpr qsizetype kMaxAnswerBytes = 32 * 1024 * 1024;
constexpr QLatin1String kNoReason{"Unauthorized."}; ///< what callers who are not known are told
constexpr const char* kSessionHeader = "x-hubdeck-session";
constexpr const char* kComplaint = "tlsComplaint"; ///< property of a reply: a sentence

bool isOfAuthority(const QSslError& error)
{
    switch (error.error()) {
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::SelfSignedCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted: return true;
    default: return false;
    }
}

/// What is wrong with a hub's certificate; above all, who signed it.
QString complaintAbout(const QList<QSslError>& errors, const QString& address)
{
    if (std::any_of(errors.begin(), errors.end(), isOfAuthority)) {
        return HubClient::tr("The certificate of %1 is not signed by the authority that was agreed "
                             "on.")
            .arg(address);
    }
    return HubClient::tr("The certificate of %1 is not good: %2")
        .arg(address, errors.first().errorString());
}

/// Each segment by itself, so that '/', '?', '#' and '%' in ids survive.
QByteArray encodedPath(const QString& path)
{
    QByteArray encoded;
    for (const QString& segment : path.split(u'/')) {
        if (!segment.isEmpty()) {
            encoded += '/' + QUrl::toPercentEncoding(segment);
        }
    }
    return encoded;
}

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

/// Azure says nothing but the id when there is no such device, and so do hubs that speak like it.
QString inWords(const QString& code, const QString& message)
{
    if (code == "DeviceNotFound"_L1 && !message.contains(u' ')) {
        return HubClient::tr("There is no device %1 on this hub.").arg(message);
    }
    return sentence(message);
}

/// The method routes write their message as JSON in a string.
void takeNumbered(const QString& message, HubError& error)
{
    const QJsonObject inner = QJsonDocument::fromJson(message.toUtf8()).object();
    error.number = inner["errorCode"_L1].toInt();
    error.message = sentence(inner["message"_L1].toString());
}

/// {code,message,…} of /admin; {"Message":"ErrorCode:…;text"} of the service routes, or with
/// {"errorCode":404103,"message":…} in that text.
HubError errorFrom(const QByteArray& body)
{
    HubError error;
    const auto parsed = hub::parseJson(std::string_view(body.constData(), std::size_t(body.size())));
    if (!parsed) {
        return error;
    }
    const hub::JsonView json(parsed.value());
    const hub::api::Problem problem = hub::api::problemFrom(json);
    const QString message = text(problem.message); // member names are compared without case
    if (message.startsWith(u'{')) {
        takeNumbered(message, error);
    } else if (message.startsWith("ErrorCode:"_L1)) {
        error.code = message.section(u';', 0, 0).section(u':', 1);
        error.message = inWords(error.code, message.section(u';', 1));
    } else {
        error.code = text(problem.code);
        error.message = inWords(error.code, message);
    }
    error.remedy = sentence(text(problem.remedy));
    error.requestId = text(problem.requestId);
    return error;
}

} // namespace

HubClient::HubClient(ConnectionProfile profile, QObject* parent)
    : QObject(parent), profile_(std::move(profile))
{
    network_.setAutoDeleteReplies(true);
    network_.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    connect(&network_, &QNetworkAccessManager::sslErrors, this,
            [this](QNetworkReply* reply, const QList<QSslError>& errors) {
                reply->setProperty(kComplaint, complaintAbout(errors, profile_.address()));
            });
}

HubClient::~HubClient() = default;

QNetworkReply* HubClient::send(const HubRequest& request, QObject* context, Answer answer)
{
    if (HubError error = gate_ ? gate_(request) : HubError{}; error.isError()) {
        HubReply result;
        result.error = std::move(error);
        QMetaObject::invokeMethod(
            context, [result = std::move(result), answer = std::move(answer)] { answer(result); },
            Qt::QueuedConnection);
        return nullptr;
    }
    QNetworkReply* const reply =
        network_.sendCustomRequest(prepare(request), request.method, request.body);
    QElapsedTimer timer;
    timer.start();
    connect(reply, &QNetworkReply::readyRead, reply, [reply] {
        if (reply->bytesAvailable() > kMaxAnswerBytes) {
            reply->abort();
        }
    });
    connect(reply, &QNetworkReply::finished, context,
            [this, reply, timer, answer = std::move(answer)] {
                HubReply result;
                result.body = reply->isOpen() ? reply->readAll() : QByteArray(); // not: aborted
                result.status =
                    reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
                result.milliseconds = int(timer.elapsed());
                result.error = errorOf(*reply, result.body);
                answer(result);
            });
    return reply;
}

QNetworkReply* HubClient::openStream(const HubRequest& request, const QByteArray& lastEventId)
{
    QNetworkRequest prepared = prepare(request);
    prepared.setTransferTimeout(0);
    prepared.setRawHeader("Accept", "text/event-stream");
    if (!lastEventId.isEmpty()) {
        prepared.setRawHeader("Last-Event-ID", lastEventId);
    }
    return network_.get(prepared);
}

QNetworkRequest HubClient::prepare(const HubRequest& request)
{
    QUrl url;
    url.setScheme(u"https"_s);
    url.setHost(profile_.host);
    url.setPort(profile_.port);
    url.setPath(QString::fromLatin1(encodedPath(request.path)), QUrl::StrictMode);
    url.setQuery(request.query);
    QNetworkRequest prepared(url);
    prepared.setTransferTimeout(int(request.patience.count()));
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    if (!profile_.authority.isNull()) {
        tls.setCaCertificates({profile_.authority}); // this authority and no other
    }
    prepared.setSslConfiguration(tls);
    prepared.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    prepared.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    prepared.setRawHeader("Authorization", token());
    if (!secondFactor_.empty()) {
        const hub::ByteView session = secondFactor_.reveal();
        prepared.setRawHeader(kSessionHeader, QByteArray(session.data(), qsizetype(session.size())));
    }
    if (!request.body.isEmpty()) {
        prepared.setHeader(QNetworkRequest::ContentTypeHeader, request.contentType);
    }
    if (!request.ifMatch.isEmpty()) {
        prepared.setRawHeader("If-Match", request.ifMatch.toLatin1());
    }
    return prepared;
}

QByteArray HubClient::token()
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    if (now + kTokenRenewBefore > tokenUntil_) {
        tokenUntil_ = now + kTokenLife;
        const std::string resource = profile_.host.toStdString();
        const std::string policy = profile_.policy.toStdString();
        token_ = QByteArray::fromStdString(hub::makeSasToken(
            {resource, policy, std::chrono::seconds(tokenUntil_)}, profile_.key));
    }
    return token_;
}

HubError HubClient::errorOf(QNetworkReply& reply, const QByteArray& body) const
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool brokenOff = status < 400 && reply.error() != QNetworkReply::NoError;
    if (status == 0 || brokenOff) {
        return transportError(reply);
    }
    if (status < 400) {
        return {};
    }
    HubError error = errorFrom(body);
    error.kind = status == 401 ? HubError::Kind::SignedOut : HubError::Kind::Refused;
    if (error.code.isEmpty()) {
        error.code = QString::fromLatin1(reply.rawHeader("iothub-errorcode"));
    }
    if (status == 401) {
        return unauthorized(std::move(error));
    }
    if (error.message.isEmpty()) {
        error.message = tr("The hub answers with the error %1.").arg(status);
    }
    return error;
}

/// Only a caller whose key is good learns what is missing.
HubError HubClient::unauthorized(HubError error) const
{
    if (error.message.isEmpty() || error.message == kNoReason) {
        error.message = tr("The hub does not accept the key of %1.").arg(profile_.policy);
        error.remedy = tr("Paste a fresh connection string, and check this computer's clock.");
    } else {
        error.remedy.clear(); // the hub's is for programs
    }
    return error;
}

HubError HubClient::transportError(QNetworkReply& reply) const
{
    HubError error;
    error.kind = HubError::Kind::Unreachable;
    // A handshake also fails when the hub goes in the middle of it; that is no alarm.
    if (const QString complaint = reply.property(kComplaint).toString(); !complaint.isEmpty()) {
        error.kind = HubError::Kind::Untrusted;
        error.message = complaint;
        error.remedy = tr("If the hub was set up anew, connect to it again and compare the "
                          "fingerprint. Otherwise somebody else may be answering.");
        return error;
    }
    error.message = tr("%1 cannot be reached: %2").arg(profile_.address(), reply.errorString());
    error.remedy = tr("Check that the hub runs and that the address is right.");
    return error;
}

} // namespace deck
