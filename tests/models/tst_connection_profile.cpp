#include "models/client/connection_profile.h"
#include "net/certificate.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class ConnectionProfileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void policyStringIsRead_data();
    void policyStringIsRead();
    void everyProfileHasAnIdOfItsOwn();
    void deviceStringIsRefusedWithAWord();
    void brokenStringIsRefused_data();
    void brokenStringIsRefused();
    void renewedCertificateHasTheSameKey();
    void otherKeyIsNotTheSame();
    void keyThatQtCannotReadIsTheSameOnlyInTheSameCertificate();
    void missingCertificateIsNeverTheSame();
    void fingerprintIsThatOfTheKey();
};

namespace {

constexpr const char* kKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// Ed25519, which Qt 6.4 has no name for.
const QByteArray kEdwards = "-----BEGIN CERTIFICATE-----\n"
                            "MIIBLjCB4aADAgECAhREnFVwju2im2bNt2iH+GTIvzK8FjAFBgMrZXAwDDEKMAgG\n"
                            "A1UEAwwBaDAgFw0yNjExMjIwODQ0MDZaGA8yMTI2MTAyOTA4NDQwNlowDDEKMAgG\n"
                            "A1UEAwwBaDAqMAUGAytlcAMhAP0SeW38yrAd10U6GFOrqBZW5VlfaP5Ae6q5qJR1\n"
                            "8lFBo1MwUTAdBgNVHQ4EFgQUpux+sw9i3A7nvygzfGC4BS3ItDYwHwYDVR0jBBgw\n"
                            "FoAUpux+sw9i3A7nvygzfGC4BS3ItDYwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD\n"
                            "QQBJBmuu1epHxoOLXKkuEAUxdnxdlR+gtAcdscMH5LLXhRhe4EDmSfksmDK08Szy\n"
                            "+eqE7O/CUQuP1Kt/3HKHc/8L\n"
                            "-----END CERTIFICATE-----\n";
const QByteArray kOtherEdwards =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBLjCB4aADAgECAhQl9ZQ2jt7btjm02K9l6GAE+w9P2zAFBgMrZXAwDDEKMAgG\n"
    "A1UEAwwBaDAgFw0yNjExMjIwODQ0MDZaGA8yMTI2MTAyOTA4NDQwNlowDDEKMAgG\n"
    "A1UEAwwBaDAqMAUGAytlcAMhAFovO28AWmul/YfawIseK66NiLvsxdhR0X85yYID\n"
    "c7oao1MwUTAdBgNVHQ4EFgQUNX9s8oCYjZeh+hI5dw1NQ4v/FQswHwYDVR0jBBgw\n"
    "FoAUNX9s8oCYjZeh+hI5dw1NQ4v/FQswDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD\n"
    "QQBDOUzr0mPOYLsTyRI5Ke7XGwSBjjo4I6csna3EZNlFNmkqhT5FfkUMr1S9h9sH\n"
    "K4Vq8Go478hWi3Oo8zkbtkEB\n"
    "-----END CERTIFICATE-----\n";

QSslCertificate certificate(const hub::net::PrivateKey& key, int days)
{
    const auto made = hub::net::Certificate::make(
        {.commonName = "hub", .names = {"localhost"}, .validFor = std::chrono::days(days)}, key,
        nullptr, key);
    return QSslCertificate(QByteArray::fromStdString(made.value().toPem()));
}

} // namespace

void ConnectionProfileTest::policyStringIsRead_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("readHost");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("address");

    QTest::newRow("usual port") << u"hub.example"_s << u"hub.example"_s << 443 << u"hub.example"_s;
    QTest::newRow("other port") << u"localhost:8443"_s << u"localhost"_s << 8443
                                << u"localhost:8443"_s;
    QTest::newRow("IP address") << u"10.0.0.7:8443"_s << u"10.0.0.7"_s << 8443
                                << u"10.0.0.7:8443"_s;
}

void ConnectionProfileTest::policyStringIsRead()
{
    QFETCH(const QString, host);
    QFETCH(const QString, readHost);
    QFETCH(const int, port);
    QFETCH(const QString, address);

    const auto profile =
        profileFrom(u"HostName="_s + host + u";SharedAccessKeyName=iothubowner;SharedAccessKey="_s +
                    QLatin1String(kKey));

    QVERIFY(profile);
    QCOMPARE(profile.value().host, readHost);
    QCOMPARE(int(profile.value().port), port);
    QCOMPARE(profile.value().address(), address);
    QCOMPARE(profile.value().policy, u"iothubowner"_s);
    QCOMPARE(profile.value().name, readHost);
    QVERIFY(profile.value().authority.isNull());
    QVERIFY(!profile.value().isLocal);
}

void ConnectionProfileTest::everyProfileHasAnIdOfItsOwn()
{
    const QString text =
        u"HostName=a;SharedAccessKeyName=p;SharedAccessKey="_s + QLatin1String(kKey);

    QVERIFY(profileFrom(text).value().id != profileFrom(text).value().id);
}

void ConnectionProfileTest::deviceStringIsRefusedWithAWord()
{
    const auto profile =
        profileFrom(u"HostName=a;DeviceId=pump;SharedAccessKey="_s + QLatin1String(kKey));

    QVERIFY(!profile);
    QCOMPARE(profile.error().code, hub::Errc::InvalidArgument);
    QVERIFY(QString::fromStdString(profile.error().detail).contains(u"policy"_s));
}

void ConnectionProfileTest::brokenStringIsRefused_data()
{
    QTest::addColumn<QString>("text");

    QTest::newRow("empty") << QString();
    QTest::newRow("something else") << u"https://localhost:8443"_s;
    QTest::newRow("no key") << u"HostName=a;SharedAccessKeyName=p"_s;
    QTest::newRow("key is no base64") << u"HostName=a;SharedAccessKeyName=p;SharedAccessKey=???"_s;
    QTest::newRow("no host") << u"SharedAccessKeyName=p;SharedAccessKey=MDEy"_s;
}

void ConnectionProfileTest::brokenStringIsRefused()
{
    QFETCH(const QString, text);

    const auto profile = profileFrom(text);

    QVERIFY(!profile);
    QVERIFY(!profile.error().detail.empty());
}

void ConnectionProfileTest::renewedCertificateHasTheSameKey()
{
    const auto key = hub::net::PrivateKey::make();

    QVERIFY(haveSameKey(certificate(key.value(), 10), certificate(key.value(), 20)));
}

void ConnectionProfileTest::otherKeyIsNotTheSame()
{
    const auto key = hub::net::PrivateKey::make();
    const auto other = hub::net::PrivateKey::make();

    QVERIFY(!haveSameKey(certificate(key.value(), 10), certificate(other.value(), 10)));
}

/// Two keys that could not be read were equal: none and none.
void ConnectionProfileTest::keyThatQtCannotReadIsTheSameOnlyInTheSameCertificate()
{
    const QSslCertificate one(kEdwards);
    const QSslCertificate other(kOtherEdwards);
    QVERIFY(!one.isNull() && !other.isNull());

    QVERIFY(!haveSameKey(one, other));
    QVERIFY(haveSameKey(one, one));
    QVERIFY(fingerprintOf(one) != fingerprintOf(other));
}

void ConnectionProfileTest::missingCertificateIsNeverTheSame()
{
    const auto key = hub::net::PrivateKey::make();

    QVERIFY(!haveSameKey(QSslCertificate(), QSslCertificate()));
    QVERIFY(!haveSameKey(certificate(key.value(), 10), QSslCertificate()));
}

void ConnectionProfileTest::fingerprintIsThatOfTheKey()
{
    const auto key = hub::net::PrivateKey::make();
    const auto other = hub::net::PrivateKey::make();

    const QString fingerprint = fingerprintOf(certificate(key.value(), 10));

    QCOMPARE(fingerprint.size(), 32 * 3 - 1);
    QCOMPARE(fingerprintOf(certificate(key.value(), 20)), fingerprint);
    QVERIFY(fingerprintOf(certificate(other.value(), 10)) != fingerprint);
}

std::unique_ptr<QObject> connectionProfileTest()
{
    return std::make_unique<ConnectionProfileTest>();
}

} // namespace deck::test

#include "tst_connection_profile.moc"
