#include "domain/host_names.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class HostNamesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hostIsComparedIgnoringCaseAndPort_data();
    void hostIsComparedIgnoringCaseAndPort();
    void anyHostIsAcceptedButNotListed();
    void namesMayBeGivenInAnyCase();
    void noNamesAcceptNothing();
    void portIsTakenOff_data();
    void portIsTakenOff();
};

void HostNamesTest::hostIsComparedIgnoringCaseAndPort_data()
{
    QTest::addColumn<std::string>("host");
    QTest::addColumn<bool>("ours");

    QTest::newRow("first") << "localhost"s << true;
    QTest::newRow("second") << "myhub.azure-devices.net"s << true;
    QTest::newRow("IPv4") << "127.0.0.1"s << true;
    QTest::newRow("other case") << "LocalHost"s << true;
    QTest::newRow("port") << "localhost:8443"s << true;
    QTest::newRow("IPv4 with port") << "127.0.0.1:8884"s << true;
    QTest::newRow("IPv6") << "::1"s << true;
    QTest::newRow("IPv6 in brackets") << "[::1]"s << true;
    QTest::newRow("IPv6 with port") << "[::1]:8443"s << true;
    QTest::newRow("empty") << ""s << false;
    QTest::newRow("port only") << ":8443"s << false;
    QTest::newRow("other host") << "evil.example"s << false;
    QTest::newRow("longer in front") << "xlocalhost"s << false;
    QTest::newRow("longer behind") << "localhost.evil.example"s << false;
    QTest::newRow("part of a name") << "azure-devices.net"s << false;
    QTest::newRow("other hub") << "yourhub.azure-devices.net"s << false;
    QTest::newRow("path behind") << "localhost/devices"s << false;
    QTest::newRow("user in front") << "evil@localhost"s << false;
    QTest::newRow("user") << "localhost@evil.example"s << false;
    QTest::newRow("space behind") << "localhost "s << false;
    QTest::newRow("NUL behind") << "localhost\0"s << false;
    QTest::newRow("our name as the port") << "evil.example:localhost"s << false;
    QTest::newRow("port is a name") << "localhost:evil.example"s << false;
    QTest::newRow("port with something behind") << "localhost:8443.evil.example"s << false;
    QTest::newRow("IPv6 as IPv4") << "::ffff:127.0.0.1"s << false;
    QTest::newRow("half a bracket") << "[::1"s << false;
    QTest::newRow("host behind a bracket") << "[::1]evil.example"s << false;
}

void HostNamesTest::hostIsComparedIgnoringCaseAndPort()
{
    QFETCH(const std::string, host);
    QFETCH(const bool, ours);

    const HostNames names({"localhost", "myhub.azure-devices.net", "127.0.0.1", "::1"}, false);

    QCOMPARE(names.accepts(host), ours);
    QCOMPARE(names.lists(host), ours);
}

void HostNamesTest::anyHostIsAcceptedButNotListed()
{
    const HostNames names({"localhost"}, true);

    QVERIFY(names.accepts("evil.example"));
    QVERIFY(!names.lists("evil.example"));
    QVERIFY(names.accepts("LOCALHOST:1"));
    QVERIFY(names.lists("LOCALHOST:1"));
}

void HostNamesTest::namesMayBeGivenInAnyCase()
{
    const HostNames names({"MyHub.Azure-Devices.NET"}, false);

    QVERIFY(names.accepts("myhub.azure-devices.net"));
    QVERIFY(names.lists("MYHUB.azure-devices.net:443"));
}

void HostNamesTest::noNamesAcceptNothing()
{
    const HostNames names({}, false);

    QVERIFY(!names.accepts(""));
    QVERIFY(!names.accepts("localhost"));
}

void HostNamesTest::portIsTakenOff_data()
{
    QTest::addColumn<std::string>("host");
    QTest::addColumn<std::string>("name");

    QTest::newRow("empty") << ""s
                           << ""s;
    QTest::newRow("no port") << "localhost"s
                             << "localhost"s;
    QTest::newRow("port") << "localhost:8443"s
                          << "localhost"s;
    QTest::newRow("IPv4") << "127.0.0.1:443"s
                          << "127.0.0.1"s;
    QTest::newRow("IPv6 with port") << "[::1]:443"s
                                    << "::1"s;
    QTest::newRow("IPv6 in brackets") << "[fe80::1]"s
                                      << "fe80::1"s;
    QTest::newRow("IPv6 alone") << "::1"s
                                << "::1"s;
    QTest::newRow("longer IPv6 alone") << "2001:db8::443"s
                                       << "2001:db8::443"s;
}

void HostNamesTest::portIsTakenOff()
{
    QFETCH(const std::string, host);
    QFETCH(const std::string, name);

    QCOMPARE(std::string(withoutPort(host)), name);
}

std::unique_ptr<QObject> hostNamesTest()
{
    return std::make_unique<HostNamesTest>();
}

} // namespace hub::test

#include "tst_host_names.moc"
