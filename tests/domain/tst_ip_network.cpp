#include "domain/ip_network.h"

#include <QTest>

#include <arpa/inet.h>
#include <memory>
#include <random>

namespace hub::test {

class IpNetworkTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesAreRead_data();
    void addressesAreRead();
    void addressesThatAreNoneAreRefused_data();
    void addressesThatAreNoneAreRefused();
    void addressesReadBack();
    void peersHavePorts();
    void networksAreRead_data();
    void networksAreRead();
    void networksContain_data();
    void networksContain();
};

void IpNetworkTest::addressesAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char* text, const char* shown) {
        QTest::newRow(text) << text << shown;
    };
    row("0.0.0.0", "0.0.0.0");
    row("255.255.255.255", "255.255.255.255");
    row("127.0.0.1", "127.0.0.1");
    row("::", "::");
    row("::1", "::1");
    row("1::", "1::");
    row("2001:DB8::8:800:200C:417A", "2001:db8::8:800:200c:417a");
    row("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
    row("2001:0db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
    row("::ffff:10.0.0.1", "10.0.0.1");
    row("::ffff:a00:1", "10.0.0.1");
    row("0:0:0:0:0:ffff:0a00:0001", "10.0.0.1");
    row("64:ff9b::10.0.0.1", "64:ff9b::a00:1");
    row("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

void IpNetworkTest::addressesAreRead()
{
    QFETCH(const QString, text);
    QFETCH(const QString, shown);
    const auto address = IpAddress::parse(text.toStdString());
    QVERIFY(address);
    QCOMPARE(QString::fromStdString(address->text()), shown);
    QCOMPARE(IpAddress::parse(address->text()), address);
}

void IpNetworkTest::addressesThatAreNoneAreRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char* const text :
         {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "+1.2.3.4", "1.2..4",
          ":", ":::", "1:2", "1::2::3", "::g", "12345::", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8",
          "::1%eth0", "[::1]", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "1.2.3.4::", "localhost"}) {
        QTest::newRow(text) << text;
    }
}

void IpNetworkTest::addressesThatAreNoneAreRefused()
{
    QFETCH(const QString, text);
    QVERIFY(!IpAddress::parse(text.toStdString()));
}

void IpNetworkTest::addressesReadBack()
{
    std::mt19937_64 random(4711);
    for (int i = 0; i < 20'000; ++i) {
        std::array<std::uint8_t, 16> bytes{};
        for (std::size_t b = 0; b < bytes.size(); ++b) {
            bytes[b] = random() % 3 == 0 ? static_cast<std::uint8_t>(random()) : 0;
        }
        const IpAddress address = IpAddress::v6(bytes);
        QCOMPARE(IpAddress::parse(address.text()), std::optional(address));
        if (address.family == IpAddress::Family::V6) { // another hand's parser agrees
            std::array<std::uint8_t, 16> theirs{};
            QCOMPARE(inet_pton(AF_INET6, address.text().c_str(), theirs.data()), 1);
            QVERIFY(theirs == bytes);
        }
    }
}

void IpNetworkTest::peersHavePorts()
{
    QCOMPARE(addressOfPeer("10.0.0.1:5000")->text(), std::string("10.0.0.1"));
    QCOMPARE(addressOfPeer("10.0.0.1")->text(), std::string("10.0.0.1"));
    QCOMPARE(addressOfPeer("[::1]:5000")->text(), std::string("::1"));
    QCOMPARE(addressOfPeer("[::ffff:10.0.0.1]:5000")->text(), std::string("10.0.0.1"));
    QCOMPARE(addressOfPeer("[fe80::1%eth0]:5000")->text(), std::string("fe80::1"));
    QVERIFY(!addressOfPeer("gone"));
    QVERIFY(!addressOfPeer(""));
}

void IpNetworkTest::networksAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown"); // empty = refused
    const auto row = [](const char* text, const char* shown) {
        QTest::newRow(text) << text << shown;
    };
    row("10.1.2.3/8", "10.0.0.0/8");
    row("10.1.2.3", "10.1.2.3/32");
    row("0.0.0.0/0", "0.0.0.0/0");
    row("10.1.2.3/33", "");
    row("10.1.2.3/-1", "");
    row("10.1.2.3/", "");
    row("10.1.2.3/8/8", "");
    row("2001:db8::1/32", "2001:db8::/32");
    row("2001:db8::1", "2001:db8::1/128");
    row("2001:db8::ffff:ffff/97", "2001:db8::8000:0/97");
    row("::/0", "::/0");
    row("::/129", "");
    row("::ffff:10.1.2.3/104", "10.0.0.0/8");
    row("::ffff:0:0/96", "0.0.0.0/0");
    row("::ffff:0:0/95", "::fffe:0:0/95");
}

void IpNetworkTest::networksAreRead()
{
    QFETCH(const QString, text);
    QFETCH(const QString, shown);
    const auto network = IpNetwork::parse(text.toStdString());
    QCOMPARE(network ? QString::fromStdString(network.value().text()) : QString(), shown);
}

void IpNetworkTest::networksContain_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* network, const char* address, bool expected) {
        QTest::addRow("%s %s", network, address) << network << address << expected;
    };
    row("10.0.0.0/8", "10.255.255.255", true);
    row("10.0.0.0/8", "11.0.0.0", false);
    row("10.0.0.0/8", "9.255.255.255", false);
    row("10.0.0.0/8", "::ffff:10.1.1.1", true);
    row("::ffff:10.0.0.0/104", "10.1.1.1", true);
    row("0.0.0.0/0", "1.2.3.4", true);
    row("0.0.0.0/0", "::1", false);
    row("::/0", "::1", true);
    row("::/0", "1.2.3.4", false);
    row("2001:db8::/33", "2001:db8:7fff::", true);
    row("2001:db8::/33", "2001:db8:8000::", false);
    row("2001:db8::/127", "2001:db8::1", true);
    row("2001:db8::/127", "2001:db8::2", false);
    row("10.0.0.1", "10.0.0.1", true);
    row("10.0.0.1", "10.0.0.2", false);
}

void IpNetworkTest::networksContain()
{
    QFETCH(const QString, network);
    QFETCH(const QString, address);
    QFETCH(const bool, expected);
    const IpNetwork parsed = IpNetwork::parse(network.toStdString()).value();
    const IpAddress asked = IpAddress::parse(address.toStdString()).value();
    QCOMPARE(parsed.contains(asked), expected);
    QCOMPARE(parsed.first <= asked && asked <= parsed.last(), expected);
}

std::unique_ptr<QObject> ipNetworkTest()
{
    return std::make_unique<IpNetworkTest>();
}

} // namespace hub::test

#include "tst_ip_network.moc"
