// Who, with what, from where: allowed or refused with which reason.
#include "tests/services/tst_authenticator.h"

#include "tests/support/services_fixture.h"

#include "base/base64.h"
#include "base/text.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace hub;
using namespace hub::test;

namespace {

constexpr const char* kAllowed = "allowed";

const Secret kOther(Bytes(32, 'O'));
const Secret kPrimary(Bytes(32, '1'));
const Secret kSecondary(Bytes(32, '2'));
const Secret kPolicyPrimary(Bytes(32, 'P'));
const Secret kPolicySecondary(Bytes(32, 'S'));

std::string token(const ServicesFixture& fixture,
                  std::string_view resource,
                  const Secret& key,
                  std::string_view policy = {},
                  long lifeSeconds = 60)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(fixture.clock.wall());
    return makeSasToken({resource, policy, now.time_since_epoch() + std::chrono::seconds(lifeSeconds)},
                        key);
}

QString verdictText(const Denial* denial)
{
    return denial == nullptr ? QString::fromLatin1(kAllowed)
                             : QString::fromStdString(std::string(nameOf(denial->reason)));
}

template <class Principal>
QString textOf(const Result<Verdict<Principal>>& verdict)
{
    return verdict ? verdictText(std::get_if<Denial>(&verdict.value()))
                   : QString::fromStdString("error: " + verdict.error().detail);
}

QString judge(ServicesFixture& fixture, const DeviceSignIn& signIn)
{
    auto work = [&](Storage& storage) { return fixture.authenticator.device(storage, signIn); };
    return textOf(fixture.await(fixture.workers->read(work)));
}

QString judgeService(ServicesFixture& fixture,
                     std::optional<std::string> header,
                     const std::vector<std::string_view>& path)
{
    auto work = [&](Storage& storage) {
        return fixture.authenticator.service(storage, header, path);
    };
    return textOf(fixture.await(fixture.workers->read(work)));
}

IdentityUpdate withKeys()
{
    IdentityUpdate update;
    update.keys = {kPrimary, kSecondary};
    return update;
}

} // namespace

void AuthenticatorTest::devicesAreJudgedByTheTable_data()
{
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("resource");
    QTest::addColumn<QString>("key"); // primary, secondary, other, policy
    QTest::addColumn<QString>("policy");
    QTest::addColumn<int>("life"); // seconds until the token ends
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* device, const char* resource, const char* key,
                        const char* policy, int life, const char* expected) {
        QTest::newRow(name) << device << resource << key << policy << life << expected;
    };
    row("primary key", "dev1", "localhost/devices/dev1", "primary", "", 60, kAllowed);
    row("secondary key", "dev1", "localhost/devices/dev1", "secondary", "", 60, kAllowed);
    row("host with port", "dev1", "localhost:8883/devices/dev1", "primary", "", 60, kAllowed);
    row("hub-wide audience", "dev1", "localhost", "primary", "", 60, kAllowed);
    row("id in another case in sr", "dev1", "localhost/devices/DEV1", "primary", "", 60, kAllowed);
    row("ended a minute ago", "dev1", "localhost/devices/dev1", "primary", "", -60, kAllowed);
    row("ended 300 s ago", "dev1", "localhost/devices/dev1", "primary", "", -300, kAllowed);
    row("ended 301 s ago", "dev1", "localhost/devices/dev1", "primary", "", -301, "tokenExpired");
    row("wrong key", "dev1", "localhost/devices/dev1", "other", "", 60, "tokenSignature");
    row("wrong key, ended", "dev1", "localhost/devices/dev1", "other", "", -999, "tokenSignature");
    row("other device", "dev1", "localhost/devices/dev2", "primary", "", 60, "tokenAudience");
    row("prefix of the id", "dev10", "localhost/devices/dev1", "primary", "", 60, "tokenAudience");
    row("id is a prefix", "dev1", "localhost/devices/dev10", "primary", "", 60, "tokenAudience");
    row("other host", "dev1", "evil.test/devices/dev1", "primary", "", 60, "tokenAudience");
    row("module of the device", "dev1", "localhost/devices/dev1/modules/m", "primary", "", 60,
        "tokenAudience");
    row("unknown device", "nobody", "localhost/devices/nobody", "primary", "", 60, "deviceUnknown");
    row("id in another case", "Dev1", "localhost/devices/Dev1", "primary", "", 60, "deviceUnknown");
    row("disabled, right key", "off", "localhost/devices/off", "primary", "", 60, "deviceDisabled");
    row("disabled, wrong key", "off", "localhost/devices/off", "other", "", 60, "tokenSignature");
    row("certificate device with a token", "x509", "localhost/devices/x509", "primary", "", 60,
        "wrongAuthType");
    row("certificate device with a policy", "x509", "localhost", "policy", "device", 60,
        "wrongAuthType");
    row("policy device", "dev1", "localhost/devices/dev1", "policy", "device", 60, kAllowed);
    row("policy iothubowner", "dev1", "localhost", "policy", "iothubowner", 60, kAllowed);
    row("policy, disabled device", "off", "localhost", "policy", "device", 60, "deviceDisabled");
    row("policy, unknown device", "nobody", "localhost", "policy", "device", 60, "deviceUnknown");
    row("policy without the right", "dev1", "localhost", "policy", "service", 60, "policyRight");
    row("policy, wrong key", "dev1", "localhost", "other", "device", 60, "tokenSignature");
    row("unknown policy", "dev1", "localhost", "policy", "nobody", 60, "policyUnknown");
    row("policy name in another case", "dev1", "localhost", "policy", "Device", 60, "policyUnknown");
    row("device key under a policy name", "dev1", "localhost", "primary", "device", 60,
        "tokenSignature");
}

void AuthenticatorTest::devicesAreJudgedByTheTable()
{
    QFETCH(QString, device);
    QFETCH(QString, resource);
    QFETCH(QString, key);
    QFETCH(QString, policy);
    QFETCH(int, life);
    QFETCH(QString, expected);
    ServicesFixture fixture;
    fixture.addDevice("dev1", withKeys());
    fixture.addDevice("dev10", withKeys());
    IdentityUpdate off = withKeys();
    off.enabled = false;
    fixture.addDevice("off", off);
    IdentityUpdate x509;
    x509.authType = AuthType::SelfSigned;
    x509.thumbprints.primary = std::string(40, 'a');
    fixture.addDevice("x509", x509);
    const Secret& secret = key == "primary"     ? kPrimary
                           : key == "secondary" ? kSecondary
                           : key == "policy"    ? kPolicyPrimary
                                                : kOther;
    DeviceSignIn signIn;
    signIn.id.device = device.toStdString();
    signIn.clientId = signIn.id.device;
    signIn.host = "localhost";
    signIn.token = token(fixture, resource.toStdString(), secret, policy.toStdString(), life);

    QCOMPARE(judge(fixture, signIn), expected);

    // And with what no token can mend.
    DeviceSignIn other = signIn;
    other.clientId = "somebody";
    QCOMPARE(judge(fixture, other), QString("requestMalformed"));
    other = signIn;
    other.host = "evil.test";
    QCOMPARE(judge(fixture, other), QString("hostUnknown"));
    other = signIn;
    other.token.reset();
    QCOMPARE(judge(fixture, other), QString("credentialsMissing"));
    other.token = "SharedAccessSignature nonsense";
    QCOMPARE(judge(fixture, other), QString("tokenMalformed"));
}

void AuthenticatorTest::modulesAreJudgedByTheTable_data()
{
    QTest::addColumn<QString>("who");
    QTest::addColumn<QString>("resource");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("policy");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* who, const char* resource, const char* key,
                        const char* policy, const char* expected) {
        QTest::newRow(name) << who << resource << key << policy << expected;
    };
    const char* const module = "localhost/devices/dev1/modules/mod";
    row("primary key", "dev1/mod", module, "module primary", "", kAllowed);
    row("secondary key", "dev1/mod", module, "module secondary", "", kAllowed);
    row("its device's audience", "dev1/mod", "localhost/devices/dev1", "module primary", "",
        kAllowed);
    row("the device's token", "dev1/mod", "localhost/devices/dev1", "device", "",
        "tokenSignature");
    row("the device's key", "dev1/mod", module, "device", "", "tokenSignature");
    row("another module's token", "dev1/other", module, "module primary", "", "tokenAudience");
    row("another module's key", "dev1/other", "localhost/devices/dev1/modules/other",
        "module primary", "", "tokenSignature");
    row("the module's token for the device", "dev1", module, "module primary", "",
        "tokenAudience");
    row("the module's key for the device", "dev1", "localhost/devices/dev1", "module primary", "",
        "tokenSignature");
    row("unknown module", "dev1/none", "localhost/devices/dev1/modules/none", "module primary", "",
        "deviceUnknown");
    row("policy device", "dev1/mod", module, "policy", "device", kAllowed);
    row("policy device, whole hub", "dev1/mod", "localhost", "policy", "device", kAllowed);
    row("policy without the right", "dev1/mod", "localhost", "policy", "service", "policyRight");
    row("of a disabled device", "off/mod", "localhost/devices/off/modules/mod", "module primary",
        "", "deviceDisabled");
    row("of a disabled device, policy", "off/mod", "localhost", "policy", "device",
        "deviceDisabled");
    row("of a disabled device, wrong key", "off/mod", "localhost", "device", "", "tokenSignature");
}

void AuthenticatorTest::modulesAreJudgedByTheTable()
{
    QFETCH(QString, who);
    QFETCH(QString, resource);
    QFETCH(QString, key);
    QFETCH(QString, policy);
    QFETCH(QString, expected);
    ServicesFixture fixture;
    fixture.addDevice("dev1", withKeys());
    fixture.addDevice("off", withKeys());
    IdentityUpdate module;
    module.keys = {Secret(Bytes(32, 'm')), Secret(Bytes(32, 'n'))};
    for (const IdentityId& id : {IdentityId{"dev1", "mod"}, IdentityId{"off", "mod"}}) {
        QVERIFY(fixture.await(fixture.registry->put(id, module, EtagCondition())));
    }
    module.keys = {};
    QVERIFY(fixture.await(fixture.registry->put({"dev1", "other"}, module, EtagCondition())));
    IdentityUpdate off = withKeys();
    off.enabled = false;
    QVERIFY(fixture.await(fixture.registry->put({"off", {}}, off, EtagCondition::any())));
    const Secret secret = key == "module primary"     ? Secret(Bytes(32, 'm'))
                          : key == "module secondary" ? Secret(Bytes(32, 'n'))
                          : key == "policy"           ? kPolicyPrimary
                                                      : kPrimary;
    const std::string text = who.toStdString();
    const auto [device, moduleId] = cut(text, '/');
    DeviceSignIn signIn;
    signIn.id = {std::string(device), std::string(moduleId.value_or(""))};
    signIn.clientId = text;
    signIn.host = "localhost";
    signIn.token = token(fixture, resource.toStdString(), secret, policy.toStdString());

    QCOMPARE(judge(fixture, signIn), expected);
}

void AuthenticatorTest::servicesAreJudgedByTheTable_data()
{
    QTest::addColumn<QString>("resource");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("policy");
    QTest::addColumn<int>("life");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* resource, const char* key, const char* policy,
                        int life, const char* expected) {
        QTest::newRow(name) << resource << key << policy << life << expected;
    };
    row("primary", "localhost", "primary", "iothubowner", 60, kAllowed);
    row("secondary", "localhost", "secondary", "registryRead", 60, kAllowed);
    row("with port", "localhost:8443", "primary", "service", 60, kAllowed);
    row("prefix of the path", "localhost/devices", "primary", "service", 60, kAllowed);
    row("whole path", "localhost/devices/dev1", "primary", "service", 60, kAllowed);
    row("another path", "localhost/twins", "primary", "service", 60, "tokenAudience");
    row("deeper than the path", "localhost/devices/dev1/x", "primary", "service", 60,
        "tokenAudience");
    row("other host", "evil.test", "primary", "service", 60, "tokenAudience");
    row("wrong key", "localhost", "other", "service", 60, "tokenSignature");
    row("unknown policy", "localhost", "primary", "nobody", 60, "policyUnknown");
    row("no policy", "localhost", "primary", "", 60, "tokenMalformed");
    row("ended long ago", "localhost", "primary", "service", -301, "tokenExpired");
    row("ended a moment ago", "localhost", "primary", "service", -299, kAllowed);
}

void AuthenticatorTest::servicesAreJudgedByTheTable()
{
    QFETCH(QString, resource);
    QFETCH(QString, key);
    QFETCH(QString, policy);
    QFETCH(int, life);
    QFETCH(QString, expected);
    ServicesFixture fixture;
    const Secret& secret = key == "primary"     ? kPolicyPrimary
                           : key == "secondary" ? kPolicySecondary
                                                : kOther;
    const std::string header =
        token(fixture, resource.toStdString(), secret, policy.toStdString(), life);

    QCOMPARE(judgeService(fixture, header, {"devices", "dev1"}), expected);
    QCOMPARE(judgeService(fixture, std::nullopt, {"devices"}), QString("credentialsMissing"));
    QCOMPARE(judgeService(fixture, "Basic abc", {"devices"}), QString("tokenMalformed"));
}

void AuthenticatorTest::expiryUsesTheHighestClock()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1", withKeys());
    DeviceSignIn signIn;
    signIn.id.device = signIn.clientId = "dev1";
    signIn.host = "localhost";
    signIn.token = token(fixture, "localhost/devices/dev1", kPrimary);
    QCOMPARE(judge(fixture, signIn), QString(kAllowed));

    fixture.clock.advance(std::chrono::hours(2));
    QCOMPARE(judge(fixture, signIn), QString("tokenExpired"));
    fixture.clock.setWall(fixture.clock.wall() - std::chrono::hours(2));

    QCOMPARE(judge(fixture, signIn), QString("tokenExpired")); // a clock set back revives nothing
}

void AuthenticatorTest::unknownDevicesTakeTheSameWork()
{
    constexpr std::size_t rounds = 2'001;
    ServicesFixture fixture;
    fixture.addDevice("known-1");
    const auto signIn = [&fixture](const std::string& id) {
        DeviceSignIn wrong{{id, {}}, "localhost", id, {}};
        wrong.token = token(fixture, "localhost/devices/" + id, kOther);
        return wrong;
    };
    const std::array<DeviceSignIn, 2> signIns{signIn("known-1"), signIn("known-2")};
    auto work = [&](Storage& storage) -> Result<std::array<double, 2>> {
        std::array<std::vector<double>, 2> times;
        for (std::size_t i = 0; i < 2 * rounds; ++i) {
            const auto start = std::chrono::steady_clock::now();
            (void)fixture.authenticator.device(storage, signIns[i % 2]);
            const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
            times[i % 2].push_back(taken.count());
        }
        std::array<double, 2> medians{};
        for (std::size_t i = 0; i < 2; ++i) {
            std::sort(times[i].begin(), times[i].end());
            medians[i] = times[i][rounds / 2];
        }
        return medians;
    };

    const auto medians = fixture.await(fixture.workers->read(work)).value();

    const double ratio = medians[0] / medians[1];
    QVERIFY2(ratio > 0.75 && ratio < 1.33, qPrintable(QString::number(ratio)));
}

void AuthenticatorTest::rightsAreNeededBeyondTheKey()
{
    ServicesFixture fixture;
    ServiceAccess access(fixture.authenticator, fixture.access, *fixture.workers,
                         fixture.denials);
    const ServicePrincipal reader{"registryRead", {Right::RegistryRead}, {}, {}};
    ServiceRequest request;
    request.path = {"devices", "dev 1"};

    QVERIFY(access.checkRights(reader, {Right::RegistryRead}, request));
    const auto refused = access.checkRights(reader, {Right::RegistryWrite}, request);

    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Errc::Unauthorized);
    QCOMPARE(refused.error().detail,
             std::string("Authorization rule 'registryRead' does not allow access for "
                         "'/devices/dev 1'"));
}

void AuthenticatorTest::adminOriginsAreJudgedByTheTable_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("origin");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("no host") << "" << "" << false;
    QTest::newRow("own host") << "localhost" << "" << true;
    QTest::newRow("own host and port") << "localhost:8443" << "" << true;
    QTest::newRow("rebound host") << "evil.test" << "" << false;
    QTest::newRow("own origin") << "localhost" << "https://localhost:8443" << true;
    QTest::newRow("other page") << "localhost" << "https://evil.test" << false;
    QTest::newRow("null origin") << "localhost" << "null" << false;
}

void AuthenticatorTest::adminOriginsAreJudgedByTheTable()
{
    QFETCH(QString, host);
    QFETCH(QString, origin);
    QFETCH(bool, allowed);
    ServicesFixture fixture;
    const ServiceAccess access(fixture.authenticator, fixture.access, *fixture.workers,
                               fixture.denials);
    const std::string hostText = host.toStdString();
    const std::string originText = origin.toStdString();
    const auto given = [](const std::string& text) {
        return text.empty() ? std::optional<std::string_view>() : text;
    };

    const auto result = access.checkOrigin(given(hostText), given(originText));

    QCOMPARE(bool(result), allowed);
    QVERIFY(result || result.error().code == Errc::Forbidden);
}

void AuthenticatorTest::deniedCallersAreReportedWithoutSecrets()
{
    std::string lines;
    ServicesFixture fixture;
    const Log log([&lines](LogLevel, std::string_view line) { lines += std::string(line) + "\n"; });
    Denials denials({fixture.events, log, fixture.clock, guardRulesFor(0, false), {}});
    const std::string secret = toBase64(kOther.reveal());

    denials.note({"10.0.0.1:5", "mqtt", "dev1\nevent=faked"}, {DenialReason::TokenSignature, {}});

    QCOMPARE(std::count(lines.begin(), lines.end(), '\n'), 1);
    QVERIFY(lines.find("reason=tokenSignature") != std::string::npos);
    QVERIFY(lines.find(secret) == std::string::npos);
    const auto read = fixture.events.readAfter(0, 10);
    QCOMPARE(read.events.size(), std::size_t{1});
    QCOMPARE(read.events[0]->type, std::string("denied"));
    QVERIFY(containsIgnoringCase(read.events[0]->data, "\"remedy\":\"The key is neither"));
}

void AuthenticatorTest::claimsOfAnyLengthMakeShortReports()
{
    std::string lines;
    ServicesFixture fixture;
    const Log log([&lines](LogLevel, std::string_view line) { lines += line; });
    Denials denials({fixture.events, log, fixture.clock, guardRulesFor(0, false), {}});
    const std::string claim(60'000, 'p');

    denials.note({"10.0.0.1:5", "mqtt", claim}, {DenialReason::PolicyUnknown, claim});

    QVERIFY(lines.size() < 1'000);
    QVERIFY(fixture.events.readAfter(0, 1).events.at(0)->bytes() < 1'500);
}

void AuthenticatorTest::floodOfDenialsIsThinnedOutAndCounted()
{
    ServicesFixture fixture;
    for (int i = 0; i < 10'000; ++i) {
        fixture.denials.note({"10.0.0.1:5", "mqtt", "dev1"}, {DenialReason::TokenSignature, {}});
    }
    QCOMPARE(fixture.events.lastNumber(), std::uint64_t{20});

    fixture.clock.advance(std::chrono::seconds(1));
    fixture.denials.note({"10.0.0.1:5", "mqtt", "dev1"}, {DenialReason::TokenSignature, {}});

    const auto last = fixture.events.readAfter(20, 1).events.at(0);
    QVERIFY(last->data.find("\"suppressed\":9980") != std::string::npos);
}
