// Which resources a shared access signature is good for (device API, 3.1).
#include "domain/token.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>
#include <vector>

namespace hub::test {

using namespace std::string_literals;

class TokenAudienceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void audienceCoversTheDevice_data();
    void audienceCoversTheDevice();
    void audienceDoesNotCoverTheDevice_data();
    void audienceDoesNotCoverTheDevice();
    void audienceAndAwkwardIds_data();
    void audienceAndAwkwardIds();
    void audienceAndModules_data();
    void audienceAndModules();
    void audienceAndTheWholeHub_data();
    void audienceAndTheWholeHub();
    void anyHostIsFineWhereTheHubSaysSo();
};

namespace {

bool covers(const std::string& sr, const std::vector<std::string_view>& path)
{
    static const HostNames hosts({"localhost", "myhub.azure-devices.net", "127.0.0.1", "::1"},
                                 false);
    SasToken token;
    token.resource = sr;
    return audienceCovers(token, hosts, path);
}

} // namespace

void TokenAudienceTest::audienceCoversTheDevice_data()
{
    QTest::addColumn<std::string>("sr");

    QTest::newRow("encoded") << "localhost%2Fdevices%2Fdev1"s;
    QTest::newRow("lower-case escapes") << "localhost%2fdevices%2fdev1"s;
    QTest::newRow("mixed escapes") << "localhost%2Fdevices%2fdev1"s;
    QTest::newRow("not encoded") << "localhost/devices/dev1"s;
    QTest::newRow("half encoded") << "localhost/devices%2Fdev1"s;
    QTest::newRow("letter encoded") << "localhost/devices/d%65v1"s;
    QTest::newRow("hub") << "localhost"s;
    QTest::newRow("hub and a slash") << "localhost/"s;
    QTest::newRow("hub and an encoded slash") << "localhost%2F"s;
    QTest::newRow("all devices") << "localhost/devices"s;
    QTest::newRow("all devices and a slash") << "localhost/devices/"s;
    QTest::newRow("slash behind") << "localhost/devices/dev1/"s;
    QTest::newRow("encoded slash behind") << "localhost%2Fdevices%2Fdev1%2F"s;
    QTest::newRow("encoded port") << "localhost%3A8884%2Fdevices%2Fdev1"s;
    QTest::newRow("port") << "localhost:8884/devices/dev1"s;
    QTest::newRow("hub with port") << "localhost:8443"s;
    QTest::newRow("other name of the hub") << "myhub.azure-devices.net/devices/dev1"s;
    QTest::newRow("IPv4") << "127.0.0.1/devices/dev1"s;
    QTest::newRow("IPv4 with port") << "127.0.0.1%3A18443%2Fdevices%2Fdev1"s;
    QTest::newRow("IPv6") << "[::1]/devices/dev1"s;
    QTest::newRow("IPv6 with port") << "[::1]:8883/devices/dev1"s;
    QTest::newRow("host in capitals") << "LOCALHOST/devices/dev1"s;
    QTest::newRow("id in capitals") << "localhost/devices/DEV1"s;
    QTest::newRow("all in capitals") << "LOCALHOST%2FDEVICES%2FDEV1"s;
    QTest::newRow("scheme") << "https://localhost/devices/dev1"s;
    QTest::newRow("encoded scheme") << "https%3A%2F%2Flocalhost%2Fdevices%2Fdev1"s;
    QTest::newRow("scheme of AMQP") << "amqps://localhost/devices/dev1"s;
    QTest::newRow("scheme, port and slash") << "https://localhost:443/devices/dev1/"s;
}

void TokenAudienceTest::audienceCoversTheDevice()
{
    QFETCH(const std::string, sr);

    QVERIFY(covers(sr, {"devices", "dev1"}));
}

void TokenAudienceTest::audienceDoesNotCoverTheDevice_data()
{
    QTest::addColumn<std::string>("sr");

    QTest::newRow("empty") << ""s;
    QTest::newRow("slash") << "/"s;
    QTest::newRow("no host") << "/devices/dev1"s;
    QTest::newRow("path without host") << "devices/dev1"s;
    QTest::newRow("scheme only") << "https://"s;
    QTest::newRow("prefix of the id") << "localhost/devices/dev"s;
    QTest::newRow("shorter prefix") << "localhost/devices/d"s;
    QTest::newRow("longer id") << "localhost/devices/dev10"s;
    QTest::newRow("longer id, encoded") << "localhost%2Fdevices%2Fdev10"s;
    QTest::newRow("other id") << "localhost/devices/dev2"s;
    QTest::newRow("prefix of the word") << "localhost/device"s;
    QTest::newRow("other word") << "localhost/modules/dev1"s;
    QTest::newRow("id without the word") << "localhost/dev1"s;
    QTest::newRow("a module of it") << "localhost/devices/dev1/modules/mod1"s;
    QTest::newRow("its modules") << "localhost/devices/dev1/modules"s;
    QTest::newRow("something below it") << "localhost/devices/dev1/messages"s;
    QTest::newRow("module behind an encoded slash") << "localhost%2Fdevices%2Fdev1%2Fmodules%2Fm"s;
    QTest::newRow("encoded twice") << "localhost%252Fdevices%252Fdev1"s;
    QTest::newRow("id encoded twice") << "localhost/devices/d%2565v1"s;
    QTest::newRow("slash encoded twice") << "localhost/devices%252Fdev1"s;
    QTest::newRow("doubled slash behind the host") << "localhost//devices/dev1"s;
    QTest::newRow("doubled slash before the id") << "localhost/devices//dev1"s;
    QTest::newRow("dot") << "localhost/devices/./dev1"s;
    QTest::newRow("two dots") << "localhost/devices/dev2/../dev1"s;
    QTest::newRow("star") << "localhost/devices/*"s;
    QTest::newRow("hash") << "localhost/devices/#"s;
    QTest::newRow("query") << "localhost/devices/dev1?a=b"s;
    QTest::newRow("fragment") << "localhost/devices/dev1#a"s;
    QTest::newRow("NUL behind the id") << "localhost/devices/dev1%00"s;
    QTest::newRow("space behind the id") << "localhost/devices/dev1%20"s;
    QTest::newRow("plus for a space") << "localhost/devices/dev1+"s;
    QTest::newRow("backslashes") << "localhost\\devices\\dev1"s;
    QTest::newRow("full-width letter") << "localhost/devices/ｄev1"s;
    QTest::newRow("Cyrillic letter") << "localhost/devices/d%D0%B5v1"s;
    QTest::newRow("overlong slash") << "localhost%C0%AFdevices%C0%AFdev1"s;
    QTest::newRow("invalid escape") << "localhost%2Gdevices%2Gdev1"s;
    QTest::newRow("other host") << "evil.example/devices/dev1"s;
    QTest::newRow("other hub") << "yourhub.azure-devices.net/devices/dev1"s;
    QTest::newRow("other hub alone") << "yourhub.azure-devices.net"s;
    QTest::newRow("longer host") << "localhost.evil.example/devices/dev1"s;
    QTest::newRow("host with something in front") << "xlocalhost/devices/dev1"s;
    QTest::newRow("host with a dot behind the port") << "localhost:8884.evil.example/devices/dev1"s;
    QTest::newRow("our host as the user") << "localhost@evil.example/devices/dev1"s;
    QTest::newRow("our host as the port") << "evil.example:localhost/devices/dev1"s;
    QTest::newRow("NUL behind the host") << "localhost%00/devices/dev1"s;
    QTest::newRow("space in front of the host") << "%20localhost/devices/dev1"s;
    QTest::newRow("other host behind a scheme") << "https://evil.example/devices/dev1"s;
    QTest::newRow("scheme with one slash") << "https:/localhost/devices/dev1"s;
    QTest::newRow("other host before a scheme") << "evil.example/a://localhost/devices/dev1"s;
    QTest::newRow("two schemes") << "https://https://localhost/devices/dev1"s;
    QTest::newRow("provisioning") << "0ne00000001/registrations/dev1"s;
}

void TokenAudienceTest::audienceDoesNotCoverTheDevice()
{
    QFETCH(const std::string, sr);

    QVERIFY(!covers(sr, {"devices", "dev1"}));
}

void TokenAudienceTest::audienceAndAwkwardIds_data()
{
    QTest::addColumn<std::string>("sr");
    QTest::addColumn<std::string>("device");
    QTest::addColumn<bool>("covered");

    QTest::newRow("encoded percent") << "localhost%2Fdevices%2Fa%25b"s
                                     << "a%b"s << true;
    QTest::newRow("raw percent without digits") << "localhost/devices/a%b"s
                                                << "a%b"s << true;
    QTest::newRow("id that looks like an escape") << "localhost/devices/a%252Fb"s
                                                  << "a%2Fb"s << true;
    QTest::newRow("escape is not the id") << "localhost/devices/a%2Fb"s
                                          << "a%2Fb"s << false;
    QTest::newRow("plus") << "localhost/devices/a+b"s
                          << "a+b"s << true;
    QTest::newRow("encoded plus") << "localhost%2Fdevices%2Fa%2Bb"s
                                  << "a+b"s << true;
    QTest::newRow("hash") << "localhost%2Fdevices%2Fa%23b"s
                          << "a#b"s << true;
    QTest::newRow("question mark") << "localhost%2Fdevices%2Fa%3Fb"s
                                   << "a?b"s << true;
    QTest::newRow("colon") << "localhost%2Fdevices%2Fa%3A1"s
                           << "a:1"s << true;
    QTest::newRow("colon is no port") << "localhost%2Fdevices%2Fa%3A1"s
                                      << "a"s << false;
    QTest::newRow("dollar") << "localhost/devices/$a"s
                            << "$a"s << true;
    QTest::newRow("id of dots") << "localhost/devices/.."s
                                << ".."s << true;
    QTest::newRow("id is the word") << "localhost/devices/devices"s
                                    << "devices"s << true;
    QTest::newRow("capitals in the registry") << "localhost/devices/dev1"s
                                              << "DEV1"s << true;
}

void TokenAudienceTest::audienceAndAwkwardIds()
{
    QFETCH(const std::string, sr);
    QFETCH(const std::string, device);
    QFETCH(const bool, covered);

    QCOMPARE(covers(sr, {"devices", device}), covered);
}

void TokenAudienceTest::audienceAndModules_data()
{
    QTest::addColumn<std::string>("sr");
    QTest::addColumn<bool>("covered");

    QTest::newRow("module") << "localhost%2Fdevices%2Fdev1%2Fmodules%2Fmod1"s << true;
    QTest::newRow("not encoded") << "localhost/devices/dev1/modules/mod1"s << true;
    QTest::newRow("slash behind") << "localhost/devices/dev1/modules/mod1/"s << true;
    QTest::newRow("its device") << "localhost/devices/dev1"s << true;
    QTest::newRow("all modules") << "localhost/devices/dev1/modules"s << true;
    QTest::newRow("all devices") << "localhost/devices"s << true;
    QTest::newRow("hub") << "localhost"s << true;
    QTest::newRow("other module") << "localhost/devices/dev1/modules/mod2"s << false;
    QTest::newRow("longer module") << "localhost/devices/dev1/modules/mod10"s << false;
    QTest::newRow("prefix of the module") << "localhost/devices/dev1/modules/mod"s << false;
    QTest::newRow("other device") << "localhost/devices/dev2/modules/mod1"s << false;
    QTest::newRow("longer device") << "localhost/devices/dev10/modules/mod1"s << false;
    QTest::newRow("module without its device") << "localhost/modules/mod1"s << false;
}

void TokenAudienceTest::audienceAndModules()
{
    QFETCH(const std::string, sr);
    QFETCH(const bool, covered);

    QCOMPARE(covers(sr, {"devices", "dev1", "modules", "mod1"}), covered);
}

// What the service API asks for.
void TokenAudienceTest::audienceAndTheWholeHub_data()
{
    QTest::addColumn<std::string>("sr");
    QTest::addColumn<bool>("covered");

    QTest::newRow("hub") << "localhost"s << true;
    QTest::newRow("azure-iothub") << "localhost:8443"s << true;
    QTest::newRow("az") << "localhost%3A8443"s << true;
    QTest::newRow("Explorer") << "127.0.0.1%3A18443"s << true;
    QTest::newRow("a device") << "localhost/devices/dev1"s << false;
    QTest::newRow("all devices") << "localhost/devices"s << false;
    QTest::newRow("other hub") << "yourhub.azure-devices.net"s << false;
}

void TokenAudienceTest::audienceAndTheWholeHub()
{
    QFETCH(const std::string, sr);
    QFETCH(const bool, covered);

    QCOMPARE(covers(sr, {}), covered);
}

void TokenAudienceTest::anyHostIsFineWhereTheHubSaysSo()
{
    const HostNames anyHost({"localhost"}, true);
    const std::vector<std::string_view> path{"devices", "dev1"};
    SasToken token;

    token.resource = "some.other.name/devices/dev1";
    QVERIFY(audienceCovers(token, anyHost, path));

    token.resource = "some.other.name/devices/dev10";
    QVERIFY(!audienceCovers(token, anyHost, path));
}

std::unique_ptr<QObject> tokenAudienceTest()
{
    return std::make_unique<TokenAudienceTest>();
}

} // namespace hub::test

#include "tst_token_audience.moc"
