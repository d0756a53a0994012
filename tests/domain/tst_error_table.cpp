#include "domain/error_table.h"
#include "tests/support/printing.h"

#include <QTest>

#include <cctype>
#include <memory>

namespace hub::test {

using namespace std::string_literals;

class ErrorTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errorOfACallerHasItsOwnRow();
    void errorOfTheHubIsAServersError();
    void statusAndNumberAgree();
    void everyRowHasANameAndAText();
    void azureErrorLooksAsInTheServiceApi_data();
    void azureErrorLooksAsInTheServiceApi();
};

namespace {

constexpr Errc kLast = Errc::Tls;

/// Calls for each error of the enumeration.
template <class F>
void forEachError(F&& use)
{
    for (int i = 0; i <= static_cast<int>(kLast); ++i) {
        use(static_cast<Errc>(i));
    }
}

} // namespace

void ErrorTableTest::errorOfACallerHasItsOwnRow()
{
    for (int i = 0; i <= static_cast<int>(Errc::Throttled); ++i) {
        QCOMPARE(lookOf(static_cast<Errc>(i)).code, static_cast<Errc>(i));
    }
}

// What goes wrong inside is nobody's business outside.
void ErrorTableTest::errorOfTheHubIsAServersError()
{
    for (int i = static_cast<int>(Errc::Internal); i <= static_cast<int>(kLast); ++i) {
        QVERIFY(lookOf(static_cast<Errc>(i)).httpStatus >= 500);
    }
}

// Service API, 9.2: the HTTP status is the first three digits of the number.
void ErrorTableTest::statusAndNumberAgree()
{
    forEachError([](Errc code) {
        const ErrorLook& look = lookOf(code);

        QVERIFY2(look.azureNumber / 1'000 == look.httpStatus, look.azureName.data());
        QVERIFY2(look.httpStatus >= 400 && look.httpStatus <= 599, look.azureName.data());
    });
}

// Service API, gotcha 13: clients cut the text at the next semicolon and want both halves.
void ErrorTableTest::everyRowHasANameAndAText()
{
    forEachError([](Errc code) {
        const ErrorLook& look = lookOf(code);

        QVERIFY(!look.azureName.empty());
        QVERIFY2(!look.text.empty(), look.azureName.data());
        QVERIFY2(look.text.find(';') == std::string_view::npos, look.text.data());
        for (const char c : look.azureName) {
            QVERIFY2(std::isalnum(static_cast<unsigned char>(c)) != 0, look.azureName.data());
        }
    });
}

// Service API, 9.4.
void ErrorTableTest::azureErrorLooksAsInTheServiceApi_data()
{
    QTest::addColumn<Errc>("code");
    QTest::addColumn<int>("number");
    QTest::addColumn<std::string>("name");

    const auto row = [](const char* name, Errc code, int number) {
        QTest::newRow(name) << code << number << std::string(name);
    };
    row("ArgumentInvalid", Errc::InvalidArgument, 400004);
    row("ArgumentNull", Errc::MissingArgument, 400005);
    row("IotHubFormatError", Errc::InvalidJson, 400006);
    row("DeserializationError", Errc::InvalidFormat, 400012);
    row("InvalidProtocolVersion", Errc::InvalidApiVersion, 400001);
    row("InvalidOperation", Errc::InvalidOperation, 400003);
    row("IotHubUnauthorizedAccess", Errc::Unauthorized, 401002);
    row("GenericForbidden", Errc::Forbidden, 403000);
    row("DeviceDisabled", Errc::DeviceDisabled, 403012);
    row("GenericNotFound", Errc::NotFound, 404000);
    row("DeviceNotFound", Errc::DeviceNotFound, 404001);
    row("GenericMethodNotAllowed", Errc::MethodNotAllowed, 405000);
    row("DeviceAlreadyExists", Errc::DeviceAlreadyExists, 409001);
    row("PreconditionFailed", Errc::PreconditionFailed, 412001);
    row("MessageTooLarge", Errc::MessageTooLarge, 413001);
    row("TooManyDevices", Errc::TooManyDevices, 413002);
    row("GenericUnsupportedMediaType", Errc::UnsupportedMediaType, 415000);
    row("DeviceDefinedMultipleTimes", Errc::DeviceDefinedTwice, 400011);
    row("BulkRegistryOperationFailure", Errc::BulkRefused, 400013);
    row("InvalidDeviceScope", Errc::InvalidDeviceScope, 400028);
    row("InvalidPolicyKey", Errc::InvalidPolicyKey, 400035);
    row("InvalidDigitalTwinJsonPatch", Errc::InvalidJsonPatch, 400505);
    row("InvalidDigitalTwinPatchPath", Errc::InvalidPatchPath, 400508);
    row("IotHubQuotaExceeded", Errc::QuotaExceeded, 403002);
    row("JobNotFound", Errc::JobNotFound, 404002);
    row("JobAlreadyExists", Errc::JobAlreadyExists, 409104);
    row("ThrottlingMaxActiveJobCountExceeded", Errc::TooManyActiveJobs, 429004);
    row("ConfigurationNotFound", Errc::ConfigurationNotFound, 404301);
    row("ConfigurationAlreadyExists", Errc::ConfigurationAlreadyExists, 409401);
    row("InvalidConfigurationTargetCondition", Errc::InvalidTargetCondition, 400401);
    row("InvalidConfigurationContent", Errc::InvalidConfigurationContent, 400402);
    row("CannotModifyImmutableConfigurationContent", Errc::ConfigurationContentFixed, 400403);
    row("InvalidConfigurationCustomMetricsQuery", Errc::InvalidMetricsQuery, 400404);
    row("ConfigurationCountLimitExceeded", Errc::TooManyConfigurations, 413101);
    row("ThrottlingException", Errc::Throttled, 429001);
    row("ServerError", Errc::Internal, 500001);
    row("ServiceUnavailable", Errc::Unavailable, 503001);
}

void ErrorTableTest::azureErrorLooksAsInTheServiceApi()
{
    QFETCH(const Errc, code);
    QFETCH(const int, number);
    QFETCH(const std::string, name);

    QCOMPARE(lookOf(code).azureNumber, number);
    QCOMPARE(std::string(lookOf(code).azureName), name);
}

std::unique_ptr<QObject> errorTableTest()
{
    return std::make_unique<ErrorTableTest>();
}

} // namespace hub::test

#include "tst_error_table.moc"
