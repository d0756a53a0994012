// Looks at a hub's certificate before anything secret is sent to it.
#pragma once

#include <QObject>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTimer>

namespace deck {

/// One probe of one address; GUI thread. Deletes nothing: the owner keeps it until it has answered.
class TrustProbe final : public QObject
{
    Q_OBJECT

public:
    explicit TrustProbe(QObject* parent = nullptr);

    void start(const QString& host, quint16 port);
    void cancel();

Q_SIGNALS:
    /// The system trusts the hub's certificate: nothing needs to be asked.
    void trustedBySystem();

    /// Signed by an authority that the system does not know; a person must decide.
    void unknownAuthority(const QSslCertificate& authority);

    /// No connection, no TLS, or a certificate that is wrong in itself: a sentence.
    void failed(const QString& reason);

private:
    void answerEncrypted();
    void fail(const QString& reason);

    QSslSocket socket_;
    QTimer timeout_;
    QList<QSslError> errors_;
    bool answered_ = true;
};

} // namespace deck
