#include "domain/policy.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class PolicyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rightsAreWrittenInTheServicesOrder_data();
    void rightsAreWrittenInTheServicesOrder();
    void builtInPolicyHasItsRights_data();
    void builtInPolicyHasItsRights();
    void ownerIsBuiltIn();
    void rightsIncludeTheirSubsetsOnly();
    void bitsReadBack();
};

namespace {

const BuiltInPolicy* builtIn(std::string_view name)
{
    for (const BuiltInPolicy& policy : kBuiltInPolicies) {
        if (policy.name == name) {
            return &policy;
        }
    }
    return nullptr;
}

} // namespace

void PolicyTest::rightsAreWrittenInTheServicesOrder_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<std::string>("text");

    const auto row = [](const char* name, Rights rights, const std::string& text) {
        QTest::newRow(name) << int{rights.bits()} << text;
    };
    row("none", {}, "");
    row("all", kAllRights, "RegistryRead, RegistryWrite, ServiceConnect, DeviceConnect");
    row("named backwards", {Right::DeviceConnect, Right::RegistryRead},
        "RegistryRead, DeviceConnect");
    row("registry", {Right::RegistryWrite, Right::RegistryRead}, "RegistryRead, RegistryWrite");
    row("service", {Right::ServiceConnect}, "ServiceConnect");
    row("write only", {Right::RegistryWrite}, "RegistryWrite");
}

void PolicyTest::rightsAreWrittenInTheServicesOrder()
{
    QFETCH(const int, bits);
    QFETCH(const std::string, text);

    QCOMPARE(rightsText(Rights::fromBits(static_cast<std::uint8_t>(bits))), text);
}

// Service API, 1.2.
void PolicyTest::builtInPolicyHasItsRights_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("rights");

    QTest::newRow("owner") << "iothubowner"s
                           << "RegistryRead, RegistryWrite, ServiceConnect, DeviceConnect"s;
    QTest::newRow("service") << "service"s
                             << "ServiceConnect"s;
    QTest::newRow("device") << "device"s
                            << "DeviceConnect"s;
    QTest::newRow("read") << "registryRead"s
                          << "RegistryRead"s;
    QTest::newRow("write") << "registryReadWrite"s
                           << "RegistryRead, RegistryWrite"s;
}

void PolicyTest::builtInPolicyHasItsRights()
{
    QFETCH(const std::string, name);
    QFETCH(const std::string, rights);

    const BuiltInPolicy* policy = builtIn(name);

    QVERIFY(policy != nullptr);
    QCOMPARE(rightsText(policy->rights), rights);
}

void PolicyTest::ownerIsBuiltIn()
{
    QVERIFY(builtIn(kOwnerPolicy) != nullptr);
    QVERIFY(builtIn(kOwnerPolicy)->rights == kAllRights);
}

void PolicyTest::rightsIncludeTheirSubsetsOnly()
{
    const Rights rights{Right::RegistryRead, Right::ServiceConnect};

    QVERIFY(rights.includes({}));
    QVERIFY(rights.includes({Right::RegistryRead}));
    QVERIFY(rights.includes(rights));
    QVERIFY(!rights.includes({Right::RegistryWrite}));
    QVERIFY(!rights.includes({Right::RegistryRead, Right::RegistryWrite}));
    QVERIFY(!rights.includes(kAllRights));
    QVERIFY(!Rights().includes({Right::DeviceConnect}));
}

void PolicyTest::bitsReadBack()
{
    for (std::uint8_t bits = 0; bits < 16; ++bits) {
        QCOMPARE(Rights::fromBits(bits).bits(), bits);
    }
    QCOMPARE(int{kAllRights.bits()}, 15);
}

std::unique_ptr<QObject> policyTest()
{
    return std::make_unique<PolicyTest>();
}

} // namespace hub::test

#include "tst_policy.moc"
