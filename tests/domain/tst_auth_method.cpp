#include "base/json.h"
#include "domain/auth_method.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>
#include <set>

namespace hub::test {

using namespace std::string_literals;

class AuthMethodTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonIsTheOneOfTheDeviceApi_data();
    void jsonIsTheOneOfTheDeviceApi();
    void byteReadsBack();
    void eachMethodHasItsOwnByte();
    void unknownByteReadsAsSomethingKnown();
};

namespace {

using Scope = AuthMethod::Scope;
using Type = AuthMethod::Type;

constexpr std::initializer_list<Scope> kScopes{Scope::Device, Scope::Module, Scope::Hub};
constexpr std::initializer_list<Type> kTypes{Type::Sas, Type::X509SelfSigned, Type::X509Authority};

} // namespace

void AuthMethodTest::jsonIsTheOneOfTheDeviceApi_data()
{
    QTest::addColumn<int>("scope");
    QTest::addColumn<int>("type");
    QTest::addColumn<std::string>("json");

    const auto row = [](const char* name, Scope scope, Type type, const std::string& json) {
        QTest::newRow(name) << static_cast<int>(scope) << static_cast<int>(type) << json;
    };
    row("key of a device", Scope::Device, Type::Sas,
        R"({"scope":"device","type":"sas","issuer":"iothub","acceptingIpFilterRule":null})");
    row("key of a module", Scope::Module, Type::Sas,
        R"({"scope":"module","type":"sas","issuer":"iothub","acceptingIpFilterRule":null})");
    row("key of a policy", Scope::Hub, Type::Sas,
        R"({"scope":"hub","type":"sas","issuer":"iothub","acceptingIpFilterRule":null})");
    row("thumbprint", Scope::Device, Type::X509SelfSigned,
        R"({"scope":"device","type":"x509","issuer":"iothub","acceptingIpFilterRule":null})");
    row("authority", Scope::Device, Type::X509Authority,
        R"({"scope":"device","type":"x509","issuer":"external","acceptingIpFilterRule":null})");
    row("authority, module", Scope::Module, Type::X509Authority,
        R"({"scope":"module","type":"x509","issuer":"external","acceptingIpFilterRule":null})");
}

void AuthMethodTest::jsonIsTheOneOfTheDeviceApi()
{
    QFETCH(const int, scope);
    QFETCH(const int, type);
    QFETCH(const std::string, json);

    const AuthMethod method{static_cast<Scope>(scope), static_cast<Type>(type)};

    QCOMPARE(method.toJson(), json);
}

void AuthMethodTest::byteReadsBack()
{
    for (const Scope scope : kScopes) {
        for (const Type type : kTypes) {
            const AuthMethod method = AuthMethod::fromByte(AuthMethod{scope, type}.toByte());

            QVERIFY(method.scope == scope);
            QVERIFY(method.type == type);
        }
    }
}

void AuthMethodTest::eachMethodHasItsOwnByte()
{
    std::set<int> bytes;
    for (const Scope scope : kScopes) {
        for (const Type type : kTypes) {
            bytes.insert(AuthMethod{scope, type}.toByte());
        }
    }

    QCOMPARE(bytes.size(), kScopes.size() * kTypes.size());
}

void AuthMethodTest::unknownByteReadsAsSomethingKnown()
{
    for (int byte = 0; byte < 256; ++byte) {
        const AuthMethod method = AuthMethod::fromByte(static_cast<std::uint8_t>(byte));

        QVERIFY(method.scope <= Scope::Hub);
        QVERIFY(method.type <= Type::X509Authority);
        QVERIFY(parseJson(method.toJson()).has_value());
    }
}

std::unique_ptr<QObject> authMethodTest()
{
    return std::make_unique<AuthMethodTest>();
}

} // namespace hub::test

#include "tst_auth_method.moc"
