#include "domain/web_address.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

class WebAddressTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesAreTakenApart_data();
    void addressesAreTakenApart();
    void othersAreRefused_data();
    void othersAreRefused();
};

void WebAddressTest::addressesAreTakenApart_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("parts");
    const auto row = [](const char* text, const char* parts) {
        QTest::newRow(text) << std::string(text) << std::string(parts);
    };
    row("https://example.com", "tls example.com 443 /");
    row("https://example.com/hook/a?b=c", "tls example.com 443 /hook/a?b=c");
    row("https://example.com:8443?b", "tls example.com 8443 /?b");
    row("https://example.com/a#b", "tls example.com 443 /a");
    row("https://[2001:db8::1]:1/", "tls 2001:db8::1 1 /");
    row("http://127.0.0.1:9000/x", "plain 127.0.0.1 9000 /x");
    row("http://localhost", "plain localhost 80 /");
    row("http://[::1]/", "plain ::1 80 /");
}

void WebAddressTest::addressesAreTakenApart()
{
    QFETCH(std::string, text);
    QFETCH(std::string, parts);
    const WebAddress address = parseWebAddress(text).value();
    QCOMPARE((address.secured ? "tls " : "plain ") + address.host + " " + address.port + " " +
                 address.target,
             parts);
}

void WebAddressTest::othersAreRefused_data()
{
    QTest::addColumn<std::string>("text");
    for (const char* text :
         {"", "example.com", "ftp://example.com", "http://example.com/", "https://",
          "https://:443/", "https://a:b@example.com/", "https://example.com:0/",
          "https://example.com:65536/", "https://example.com:/", "https://[::1/", "https://[::1]x/",
          "https://exa mple.com/", "https://example.com/\r\nX: y", "http://127.0.0.1.evil.com/"}) {
        QTest::newRow(text) << std::string(text);
    }
    QTest::newRow("too long") << "https://example.com/" + std::string(2'048, 'a');
}

void WebAddressTest::othersAreRefused()
{
    QFETCH(std::string, text);
    const auto parsed = parseWebAddress(text);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, Errc::InvalidArgument);
}

std::unique_ptr<QObject> webAddressTest()
{
    return std::make_unique<WebAddressTest>();
}

} // namespace hub::test

#include "tst_web_address.moc"
