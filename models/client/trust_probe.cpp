#include "models/client/trust_probe.h"

#include <chrono>

namespace deck {
namespace {

constexpr std::chrono::seconds kPatience{10};

/// What is wrong even if the authority is accepted; empty = nothing.
QString fatalError(const QList<QSslError>& errors)
{
    for (const QSslError& error : errors) {
        switch (error.error()) {
        case QSslError::SelfSignedCertificateInChain:
        case QSslError::SelfSignedCertificate:
        case QSslError::UnableToGetLocalIssuerCertificate:
        case QSslError::UnableToVerifyFirstCertificate:
        case QSslError::CertificateUntrusted: break; // the authority is unknown
        default: return error.errorString();
        }
    }
    return {};
}

} // namespace

TrustProbe::TrustProbe(QObject* parent) : QObject(parent)
{
    timeout_.setSingleShot(true);
    connect(&timeout_, &QTimer::timeout, this,
            [this] { fail(tr("The hub does not answer. Check the address and the port.")); });
    connect(&socket_, &QSslSocket::encrypted, this, &TrustProbe::answerEncrypted);
    connect(&socket_, &QSslSocket::errorOccurred, this,
            [this] { fail(socket_.errorString()); });
    connect(&socket_, &QSslSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        errors_ = errors;
        socket_.ignoreSslErrors(); // nothing is sent over this connection
    });
}

void TrustProbe::start(const QString& host, quint16 port)
{
    cancel();
    answered_ = false;
    errors_.clear();
    timeout_.start(kPatience);
    socket_.setPeerVerifyMode(QSslSocket::VerifyPeer);
    socket_.connectToHostEncrypted(host, port);
}

void TrustProbe::cancel()
{
    answered_ = true;
    timeout_.stop();
    socket_.abort();
}

void TrustProbe::answerEncrypted()
{
    if (answered_) {
        return;
    }
    const QList<QSslCertificate> chain = socket_.peerCertificateChain();
    const QString fatal = fatalError(errors_);
    const bool known = errors_.isEmpty();
    cancel();
    if (known) {
        Q_EMIT trustedBySystem();
    } else if (!fatal.isEmpty()) {
        Q_EMIT failed(tr("The hub's certificate is not good: %1").arg(fatal));
    } else if (chain.isEmpty() || !chain.last().isSelfSigned()) {
        Q_EMIT failed(tr("The hub does not show the authority that signed its certificate."));
    } else {
        Q_EMIT unknownAuthority(chain.last());
    }
}

void TrustProbe::fail(const QString& reason)
{
    if (answered_) {
        return;
    }
    cancel();
    Q_EMIT failed(reason);
}

} // namespace deck
