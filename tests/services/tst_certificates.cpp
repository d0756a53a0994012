// Who signs in with which certificate, and what happens when that is taken away.
#include "tests/services/tst_certificates.h"

#include "tests/support/fake_link.h"
#include "tests/support/printing.h"
#include "tests/support/services_fixture.h"
#include "tests/support/test_certificate.h"

#include "base/text.h"

#include <QTest>

#include <map>

using namespace hub;
using namespace hub::test;

namespace {

const Secret kKey(Bytes(32, '1'));

std::string upper(std::string text)
{
    for (char& c : text) {
        c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return text;
}

IdentityId idOf(const std::string& text)
{
    const auto [device, module] = cut(text, '/');
    return {std::string(device), std::string(module.value_or(""))};
}

void put(ServicesFixture& fixture, const std::string& id, const IdentityUpdate& update)
{
    const auto made = fixture.await(fixture.registry->put(idOf(id), update, EtagCondition()));
    if (!made) {
        qFatal("cannot add %s: %s", id.c_str(), made.error().detail.c_str());
    }
    fixture.clock.advance(Micros(1));
}

IdentityUpdate byAuthority()
{
    IdentityUpdate update;
    update.authType = AuthType::CertificateAuthority;
    return update;
}

IdentityUpdate byThumbprint(const std::string& primary, const std::string& secondary = {})
{
    IdentityUpdate update;
    update.authType = AuthType::SelfSigned;
    update.thumbprints = {primary, secondary};
    return update;
}

IdentityUpdate disabled(IdentityUpdate update)
{
    update.enabled = false;
    return update;
}

Result<AuthorityView> enterAuthority(ServicesFixture& fixture,
                                     const std::string& name,
                                     const Bytes& certificate)
{
    return fixture.await(fixture.authorities->put(name, certificate, EtagCondition()));
}

void enterVerified(ServicesFixture& fixture, const std::string& name, const TestCertificate& root)
{
    if (!enterAuthority(fixture, name, root.der())) {
        qFatal("cannot register an authority");
    }
    const std::string code = fixture.await(fixture.authorities->makeCode(name)).value();
    const Bytes proof = TestCertificate::device(code, &root).der();
    if (!fixture.await(fixture.authorities->verify(name, proof))) {
        qFatal("cannot verify an authority");
    }
}

void revoke(ServicesFixture& fixture, const std::string& thumbprint)
{
    RevocationRequest request;
    request.thumbprint = thumbprint;
    request.reason = "stolen";
    request.by = "iothubowner";
    if (!fixture.await(fixture.authorities->revoke(request))) {
        qFatal("cannot revoke");
    }
}

/// A fleet of every kind, and certificates of every kind.
struct Cast
{
    explicit Cast(ServicesFixture& fixture)
    {
        enterVerified(fixture, "root", root);
        QVERIFY(enterAuthority(fixture, "pending", pending.der()));
        revoke(fixture, revoked.sha256());
        revoke(fixture, badMiddle.sha256());
        revoke(fixture, ownRevoked.sha256());
        IdentityUpdate sas;
        sas.keys = {kKey, kKey};
        IdentityUpdate none;
        none.authType = AuthType::None;
        put(fixture, "sas-1", sas);
        put(fixture, "none-1", none);
        put(fixture, "ca-1", byAuthority());
        put(fixture, "ca-1/mod", byAuthority());
        put(fixture, "ca-off", disabled(byAuthority()));
        put(fixture, "ca-off/mod", byAuthority());
        put(fixture, "own-1", byThumbprint(own.sha1(), upper(spare.sha256())));
        put(fixture, "own-2", byThumbprint("", over.sha256()));
        put(fixture, "own-3", byThumbprint(ownRevoked.sha256()));
        put(fixture, "own-1/mod", byThumbprint(upper(own.sha1())));
        put(fixture, "own-off", disabled(byThumbprint(own.sha256())));
    }

    static TestCertificate dated(const std::string& name,
                                 long fromDays,
                                 long toDays,
                                 const TestCertificate* issuer)
    {
        const auto day = [](long days) {
            return ManualClock().wall() + std::chrono::hours(24 * days);
        };
        TestCertificate::Options options;
        options.commonName = name;
        options.notBefore = day(fromDays);
        options.notAfter = day(toDays);
        return TestCertificate::make(options, issuer);
    }

    const TestCertificate root = TestCertificate::authority("Root");
    const TestCertificate middle = TestCertificate::authority("Middle", &root);
    const TestCertificate badMiddle = TestCertificate::authority("Bad", &root);
    const TestCertificate pending = TestCertificate::authority("Pending");
    const TestCertificate stranger = TestCertificate::authority("Stranger");
    const TestCertificate revoked = TestCertificate::device("ca-1", &root);
    const TestCertificate own = TestCertificate::device("anything");
    const TestCertificate spare = TestCertificate::device("else");
    const TestCertificate over = dated("over", -20, -10, nullptr);
    const TestCertificate ownRevoked = TestCertificate::device("revoked");

    const std::map<QString, std::vector<Bytes>> certificates{
        {"none", {}},
        {"own", {own.der()}},
        {"spare", {spare.der()}},
        {"over", {over.der()}},
        {"own, revoked", {ownRevoked.der()}},
        {"signed", {TestCertificate::device("ca-1", &root).der()}},
        {"signed for the module", {TestCertificate::device("ca-1/mod", &root).der()}},
        {"signed for another", {TestCertificate::device("ca-2", &root).der()}},
        {"signed in another case", {TestCertificate::device("CA-1", &root).der()}},
        {"signed for none", {TestCertificate::device("", &root).der()}},
        {"signed for off", {TestCertificate::device("ca-off", &root).der()}},
        {"signed for off's module", {TestCertificate::device("ca-off/mod", &root).der()}},
        {"signed for nobody", {TestCertificate::device("nobody", &root).der()}},
        {"signed for own", {TestCertificate::device("own-1", &root).der()}},
        {"signed below", {TestCertificate::device("ca-1", &middle).der(), middle.der()}},
        {"signed below, alone", {TestCertificate::device("ca-1", &middle).der()}},
        {"signed below a revoked one",
         {TestCertificate::device("ca-1", &badMiddle).der(), badMiddle.der()}},
        {"signed, over", {dated("ca-1", -20, -10, &root).der()}},
        {"signed, early", {dated("ca-1", 10, 20, &root).der()}},
        {"signed, revoked", {revoked.der()}},
        {"signed, revoked, written otherwise", {revoked.twin()}},
        {"by a pending authority", {TestCertificate::device("ca-1", &pending).der()}},
        {"by a stranger", {TestCertificate::device("ca-1", &stranger).der(), stranger.der()}},
        {"self-signed", {TestCertificate::device("ca-1").der()}},
        {"the authority", {root.der()}},
        {"garbage", {"\x30garbage"}},
    };
};

DeviceSignIn claims(const std::string& id, std::vector<Bytes> certificates)
{
    DeviceSignIn signIn;
    signIn.id = idOf(id);
    signIn.clientId = id;
    signIn.host = "localhost";
    signIn.certificates = std::move(certificates);
    return signIn;
}

Verdict<DevicePrincipal> judge(ServicesFixture& fixture, const DeviceSignIn& signIn)
{
    auto work = [&](Storage& storage) { return fixture.authenticator.device(storage, signIn); };
    auto verdict = fixture.await(fixture.workers->read(work));
    if (!verdict) {
        qFatal("the store fails: %s", verdict.error().detail.c_str());
    }
    return std::move(verdict.value());
}

QString textOf(const Verdict<DevicePrincipal>& verdict)
{
    const auto* denial = std::get_if<Denial>(&verdict);
    return denial == nullptr ? QString("allowed")
                             : QString::fromStdString(std::string(nameOf(denial->reason)));
}

std::string tokenFor(const ServicesFixture& fixture, const QString& kind, const std::string& id)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(fixture.clock.wall());
    const auto expiry = now.time_since_epoch() + std::chrono::seconds(60);
    if (kind == "own key") {
        return makeSasToken({"localhost/devices/" + id, {}, expiry}, kKey);
    }
    if (kind == "policy") {
        return makeSasToken({"localhost", "device", expiry}, Secret(Bytes(32, 'P')));
    }
    return {};
}

/// Signs in over Sessions; a link when it was let in.
std::shared_ptr<FakeLink> signedIn(ServicesFixture& fixture, const DeviceSignIn& signIn)
{
    auto link = std::make_shared<FakeLink>();
    SignInRequest request;
    request.claims = signIn;
    request.address = "10.0.0.1:5000";
    request.protocol = "mqtt";
    std::optional<Result<Session>> answer;
    fixture.sessions->signIn(std::move(request), link, fixture.io.get_executor(),
                             [&answer](Result<Session> result) { answer = std::move(result); });
    if (!fixture.runUntil([&answer] { return answer.has_value(); })) {
        qFatal("no answer to a sign-in");
    }
    return *answer ? link : nullptr;
}

Errc codeOf(const Result<AuthorityView>& result)
{
    return result ? Errc::Internal : result.error().code;
}

} // namespace

// Signing in.

void CertificatesTest::certificatesAreJudgedByTheTable_data()
{
    QTest::addColumn<QString>("who");
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* who, const char* certificate, const char* token,
                        const char* expected) {
        QTest::addRow("%s: %s, %s", who, certificate, token)
            << who << certificate << token << expected;
    };
    row("own-1", "own", "", "allowed"); // primary, SHA-1
    row("own-1", "spare", "", "allowed"); // secondary, SHA-256 in upper case
    row("own-1", "over", "", "certificateUnknown");
    row("own-1", "signed for own", "", "certificateUnknown"); // an authority does not count here
    row("own-1", "none", "", "credentialsMissing");
    row("own-1", "none", "own key", "wrongAuthType");
    row("own-1", "own", "own key", "wrongAuthType");
    row("own-1", "own", "policy", "wrongAuthType");
    row("own-1", "garbage", "", "certificateUntrusted");
    row("own-1/mod", "own", "", "allowed");
    row("own-1/mod", "spare", "", "certificateUnknown"); // its device's
    row("own-2", "over", "", "allowed"); // dates of thumbprints do not count
    row("own-3", "own, revoked", "", "certificateRevoked");
    row("own-off", "own", "", "deviceDisabled");
    row("own-off", "spare", "", "certificateUnknown");

    row("ca-1", "signed", "", "allowed");
    row("ca-1", "signed below", "", "allowed");
    row("ca-1", "signed below, alone", "", "certificateUntrusted");
    row("ca-1", "signed for another", "", "certificateName");
    row("ca-1", "signed in another case", "", "certificateName");
    row("ca-1", "signed for none", "", "certificateName");
    row("ca-1", "signed for the module", "", "certificateName");
    row("ca-1", "signed, over", "", "certificateExpired");
    row("ca-1", "signed, early", "", "certificateExpired");
    row("ca-1", "signed, revoked", "", "certificateRevoked");
    row("ca-1", "signed, revoked, written otherwise", "", "certificateRevoked");
    row("ca-1", "signed below a revoked one", "", "certificateRevoked");
    row("ca-1", "by a pending authority", "", "certificateUntrusted");
    row("ca-1", "by a stranger", "", "certificateUntrusted");
    row("ca-1", "self-signed", "", "certificateUntrusted");
    row("ca-1", "the authority", "", "certificateUntrusted");
    row("ca-1", "garbage", "", "certificateUntrusted");
    row("ca-1", "none", "", "credentialsMissing");
    row("ca-1", "none", "own key", "wrongAuthType");
    row("ca-1", "signed", "own key", "wrongAuthType");
    row("ca-1", "none", "policy", "wrongAuthType");
    row("ca-1/mod", "signed for the module", "", "allowed");
    row("ca-1/mod", "signed", "", "certificateName");
    row("ca-off", "signed for off", "", "deviceDisabled");
    row("ca-off/mod", "signed for off's module", "", "deviceDisabled");

    row("sas-1", "signed", "", "credentialsMissing");
    row("sas-1", "signed", "own key", "allowed"); // the certificate is passed over
    row("sas-1", "garbage", "own key", "allowed");
    row("sas-1", "own", "policy", "allowed");
    row("none-1", "own", "", "wrongAuthType");
    row("nobody", "signed for nobody", "", "deviceUnknown");
    row("ca-1/nothing", "signed", "", "deviceUnknown");
}

void CertificatesTest::certificatesAreJudgedByTheTable()
{
    QFETCH(const QString, who);
    QFETCH(const QString, certificate);
    QFETCH(const QString, token);
    QFETCH(const QString, expected);
    ServicesFixture fixture;
    const Cast cast(fixture);
    DeviceSignIn signIn = claims(who.toStdString(), cast.certificates.at(certificate));
    signIn.token = tokenFor(fixture, token, signIn.id.text()); // empty text is no token

    QCOMPARE(textOf(judge(fixture, signIn)), expected);

    // And with what no certificate can mend.
    signIn.host = "evil.test";
    QCOMPARE(textOf(judge(fixture, signIn)), QString("hostUnknown"));
    signIn.clientId = "somebody";
    QCOMPARE(textOf(judge(fixture, signIn)), QString("requestMalformed"));
}

void CertificatesTest::datesOfThumbprintsCountWhenTheyAreTo()
{
    ServicesFixture fixture;
    const Cast cast(fixture);
    AuthRules rules{HostNames({"localhost"}, false)};
    rules.checkThumbprintDates = true;
    const Authenticator strict(rules, fixture.access, fixture.clock);
    const auto judgeStrictly = [&](const char* who, const char* certificate) {
        const DeviceSignIn signIn = claims(who, cast.certificates.at(certificate));
        auto work = [&](Storage& storage) { return strict.device(storage, signIn); };
        return textOf(fixture.await(fixture.workers->read(work)).value());
    };

    QCOMPARE(judgeStrictly("own-2", "over"), QString("certificateExpired"));
    QCOMPARE(judgeStrictly("own-1", "own"), QString("allowed"));
}

void CertificatesTest::signInSaysWhatItRestsOn()
{
    ServicesFixture fixture;
    const Cast cast(fixture);

    const auto own = judge(fixture, claims("own-1", cast.certificates.at("own")));
    const auto vouched = judge(fixture, claims("ca-1/mod",
                                               cast.certificates.at("signed for the module")));

    const auto& first = std::get<DevicePrincipal>(own);
    QCOMPARE(first.signedInWith, "certificate:" + cast.own.sha256());
    QCOMPARE(QString::fromStdString(first.method.toJson()),
             QString(R"({"scope":"device","type":"x509","issuer":"iothub","acceptingIpFilterRule":null})"));
    QVERIFY(!first.expires.has_value());
    QVERIFY((first.certificate->chain == std::vector<std::string>{cast.own.sha256()}));
    const auto& second = std::get<DevicePrincipal>(vouched);
    QCOMPARE(QString::fromStdString(second.method.toJson()),
             QString(R"({"scope":"module","type":"x509","issuer":"external","acceptingIpFilterRule":null})"));
    QCOMPARE(second.certificate->chain.back(), cast.root.sha256());
}

/// Revoked is the other form: the list must be searched for both either way.
void CertificatesTest::otherFormOfARevokedCertificateIsRevokedToo()
{
    ServicesFixture fixture;
    const Cast cast(fixture);
    const TestCertificate device = TestCertificate::device("ca-1", &cast.root);
    const DeviceSignIn signIn = claims("ca-1", {device.der()});
    QCOMPARE(textOf(judge(fixture, signIn)), QString("allowed"));

    revoke(fixture, parseCertificate(device.twin()).value().sha256);

    QCOMPARE(textOf(judge(fixture, signIn)), QString("certificateRevoked"));
}

// Live sessions.

void CertificatesTest::revocationClosesWhatRestsOnIt_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<bool>("closes");
    QTest::newRow("leaf") << "leaf" << true;
    QTest::newRow("in between") << "middle" << true;
    QTest::newRow("authority") << "root" << true;
    QTest::newRow("another leaf") << "other" << false;
}

void CertificatesTest::revocationClosesWhatRestsOnIt()
{
    QFETCH(const QString, what);
    QFETCH(const bool, closes);
    ServicesFixture fixture;
    const Cast cast(fixture);
    const TestCertificate leaf = TestCertificate::device("ca-1", &cast.middle);
    const auto link = signedIn(fixture, claims("ca-1", {leaf.der(), cast.middle.der()}));
    const auto other = signedIn(fixture, claims("own-1", cast.certificates.at("own")));
    QVERIFY(link && other);
    const std::map<QString, std::string> thumbprints{{"leaf", leaf.sha256()},
                                                     {"middle", cast.middle.sha256()},
                                                     {"root", cast.root.sha256()},
                                                     {"other", cast.spare.sha256()}};

    revoke(fixture, upper(thumbprints.at(what)));

    QCOMPARE(link->reason == CloseReason::CertificateRevoked, closes);
    QVERIFY(!other->reason.has_value());
}

void CertificatesTest::removedAuthorityClosesItsDevices()
{
    ServicesFixture fixture;
    const Cast cast(fixture);
    const DeviceSignIn signIn = claims("ca-1", cast.certificates.at("signed"));
    const auto link = signedIn(fixture, signIn);
    const auto other = signedIn(fixture, claims("own-1", cast.certificates.at("own")));

    QVERIFY(fixture.await(fixture.authorities->remove("root", EtagCondition())));

    QVERIFY(link->reason == CloseReason::CertificateRevoked);
    QVERIFY(!other->reason.has_value());
    QCOMPARE(textOf(judge(fixture, signIn)), QString("certificateUntrusted"));
}

void CertificatesTest::replacedAuthorityClosesItsDevices()
{
    ServicesFixture fixture;
    const Cast cast(fixture);
    const auto link = signedIn(fixture, claims("ca-1", cast.certificates.at("signed")));
    const Bytes same = cast.root.der();
    const Bytes another = cast.stranger.der();

    QVERIFY(fixture.await(fixture.authorities->put("root", same, EtagCondition::any())));
    QVERIFY(!link->reason.has_value());
    QVERIFY(fixture.await(fixture.authorities->put("root", another, EtagCondition::any())));

    QVERIFY(link->reason == CloseReason::CertificateRevoked);
}

void CertificatesTest::changedCredentialsCloseTheSession_data()
{
    QTest::addColumn<QString>("who");
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("change");
    QTest::addColumn<bool>("closes");
    const auto row = [](const char* name, const char* who, const char* certificate,
                        const char* token, const char* change, bool closes) {
        QTest::newRow(name) << who << certificate << token << change << closes;
    };
    row("thumbprint stays", "own-1", "own", "", "own thumbprint", false);
    row("thumbprint moves to the other slot", "own-1", "spare", "", "spare first", false);
    row("thumbprint goes", "own-1", "own", "", "spare first", true);
    row("thumbprint to authority", "own-1", "own", "", "authority", true);
    row("thumbprint to key", "own-1", "own", "", "key", true);
    row("authority stays", "ca-1", "signed", "", "authority", false);
    row("authority to thumbprint", "ca-1", "signed", "", "own thumbprint", true);
    row("authority to key", "ca-1", "signed", "", "key", true);
    row("key stays", "sas-1", "none", "own key", "key", false);
    row("key goes", "sas-1", "none", "own key", "other key", true);
    row("key to authority", "sas-1", "none", "own key", "authority", true);
    row("policy, other key", "sas-1", "none", "policy", "other key", false);
    row("policy, to authority", "sas-1", "none", "policy", "authority", true);
}

void CertificatesTest::changedCredentialsCloseTheSession()
{
    QFETCH(const QString, who);
    QFETCH(const QString, certificate);
    QFETCH(const QString, token);
    QFETCH(const QString, change);
    QFETCH(const bool, closes);
    ServicesFixture fixture;
    const Cast cast(fixture);
    DeviceSignIn signIn = claims(who.toStdString(), cast.certificates.at(certificate));
    signIn.token = tokenFor(fixture, token, signIn.id.text());
    const auto link = signedIn(fixture, signIn);
    QVERIFY(link);
    IdentityUpdate key;
    key.keys = {kKey, kKey};
    IdentityUpdate otherKey;
    otherKey.keys = {Secret(Bytes(32, '2')), Secret(Bytes(32, '3'))};
    const std::map<QString, IdentityUpdate> changes{
        {"own thumbprint", byThumbprint(cast.own.sha1())},
        {"spare first", byThumbprint(cast.spare.sha1())},
        {"authority", byAuthority()},
        {"key", key},
        {"other key", otherKey}};

    QVERIFY(fixture.await(
        fixture.registry->put(signIn.id, changes.at(change), EtagCondition::any())));

    QCOMPARE(link->reason == CloseReason::KeysChanged, closes);
}

void CertificatesTest::revokedWhileSigningInIsReadAgain()
{
    SessionDirectory directory;
    const IdentityId id{"dev1", {}};
    const SessionNumber number = directory.enter(id, std::make_shared<FakeLink>());

    directory.revokeCertificates({std::string(64, 'a')}); // between enter and admit

    QVERIFY(directory.admit(id, number, std::make_shared<SessionInfo>()) ==
            SessionDirectory::Admission::Revoked);
}

// Authorities.

void CertificatesTest::onlyValidAuthoritiesAreRegistered_data()
{
    QTest::addColumn<Bytes>("certificate");
    QTest::addColumn<bool>("good");
    const TestCertificate root = TestCertificate::authority("Root");
    TestCertificate::Options over;
    over.commonName = "Over";
    over.isAuthority = true;
    over.notAfter = ManualClock().wall() - std::chrono::hours(1);
    TestCertificate::Options early = over;
    early.notBefore = ManualClock().wall() + std::chrono::hours(1);
    early.notAfter = ManualClock().wall() + std::chrono::hours(2);

    QTest::newRow("DER") << root.der() << true;
    QTest::newRow("PEM") << Bytes(root.pem()) << true;
    QTest::newRow("not self-signed") << TestCertificate::authority("Below", &root).der() << true;
    QTest::newRow("of a device") << TestCertificate::device("dev1", &root).der() << false;
    QTest::newRow("over") << TestCertificate::make(over).der() << false;
    QTest::newRow("early") << TestCertificate::make(early).der() << false;
    QTest::newRow("garbage") << Bytes("garbage") << false;
}

void CertificatesTest::onlyValidAuthoritiesAreRegistered()
{
    QFETCH(const Bytes, certificate);
    QFETCH(const bool, good);
    ServicesFixture fixture;

    const auto entered = enterAuthority(fixture, "root", certificate);

    QCOMPARE(entered.has_value(), good);
    if (good) {
        QVERIFY(!entered.value().authority.verified);
        QVERIFY(fixture.await(fixture.authorities->get("root")));
    } else {
        QCOMPARE(entered.error().code, Errc::InvalidArgument);
        QCOMPARE(codeOf(fixture.await(fixture.authorities->get("root"))),
                 Errc::CertificateNotFound);
    }
}

void CertificatesTest::proofIsJudgedByTheTable_data()
{
    QTest::addColumn<QString>("proof");
    QTest::addColumn<int>("minutes"); // since the code was made
    QTest::addColumn<bool>("good");
    QTest::newRow("signed") << "signed" << 0 << true;
    QTest::newRow("signed, just in time") << "signed" << 60 << true;
    QTest::newRow("signed, too late") << "signed" << 61 << false;
    QTest::newRow("of another code") << "other code" << 0 << false;
    QTest::newRow("of the code before") << "older code" << 0 << false;
    QTest::newRow("signed by another") << "other root" << 0 << false;
    QTest::newRow("self-signed") << "self" << 0 << false;
    QTest::newRow("for servers") << "server" << 0 << true;
    QTest::newRow("expired") << "over" << 0 << false;
}

void CertificatesTest::proofIsJudgedByTheTable()
{
    QFETCH(const QString, proof);
    QFETCH(const int, minutes);
    QFETCH(const bool, good);
    ServicesFixture fixture;
    const TestCertificate root = TestCertificate::authority("Root");
    const TestCertificate otherRoot = TestCertificate::authority("Root");
    QVERIFY(enterAuthority(fixture, "root", root.der()));
    const std::string older = fixture.await(fixture.authorities->makeCode("root")).value();
    const std::string code = fixture.await(fixture.authorities->makeCode("root")).value();
    QCOMPARE(code.size(), std::size_t{48});
    QVERIFY(code != older);
    TestCertificate::Options server;
    server.commonName = code;
    server.extendedUse = "serverAuth";
    TestCertificate::Options over = server;
    over.notAfter = fixture.clock.wall() - std::chrono::hours(1);
    const std::map<QString, Bytes> proofs{
        {"signed", TestCertificate::device(code, &root).der()},
        {"other code", TestCertificate::device(code + "0", &root).der()},
        {"older code", TestCertificate::device(older, &root).der()},
        {"other root", TestCertificate::device(code, &otherRoot).der()},
        {"self", TestCertificate::device(code).der()},
        {"server", TestCertificate::make(server, &root).der()},
        {"over", TestCertificate::make(over, &root).der()}};
    fixture.clock.advance(std::chrono::minutes(minutes));
    const Bytes given = proofs.at(proof);

    const auto verified = fixture.await(fixture.authorities->verify("root", given));

    QCOMPARE(verified.has_value(), good);
    QCOMPARE(fixture.await(fixture.authorities->get("root")).value().authority.verified, good);
}

void CertificatesTest::codeIsGoodOnce()
{
    ServicesFixture fixture;
    const TestCertificate root = TestCertificate::authority("Root");
    QVERIFY(enterAuthority(fixture, "root", root.der()));
    const Bytes early = TestCertificate::device("", &root).der();
    QCOMPARE(codeOf(fixture.await(fixture.authorities->verify("root", early))),
             Errc::InvalidOperation); // the empty name is not the missing code
    const std::string code = fixture.await(fixture.authorities->makeCode("root")).value();
    const Bytes proof = TestCertificate::device(code, &root).der();
    QVERIFY(fixture.await(fixture.authorities->verify("root", proof)));

    const auto again = fixture.await(fixture.authorities->verify("root", proof));

    QCOMPARE(codeOf(again), Errc::InvalidOperation);
    QCOMPARE(codeOf(fixture.await(fixture.authorities->verify("other", proof))),
             Errc::CertificateNotFound);
}

void CertificatesTest::putFollowsTheEtags()
{
    ServicesFixture fixture;
    const Bytes root = TestCertificate::authority("Root").der();
    const auto put = [&](const char* ifMatch) {
        const auto condition = EtagCondition::fromHeader(
            ifMatch == nullptr ? std::optional<std::string_view>() : ifMatch);
        return fixture.await(fixture.authorities->put("root", root, condition));
    };

    QCOMPARE(codeOf(put("*")), Errc::CertificateNotFound);
    const std::uint64_t first = put(nullptr).value().authority.etag;
    QCOMPARE(codeOf(put(nullptr)), Errc::PreconditionFailed);
    QCOMPARE(codeOf(put("\"MQ==\"")), Errc::PreconditionFailed);
    const std::uint64_t second = put(etagText(first).c_str()).value().authority.etag;

    QVERIFY(second != first);
    const auto old = EtagCondition::fromHeader(etagText(first));
    QCOMPARE(fixture.await(fixture.authorities->remove("root", old)).error().code,
             Errc::PreconditionFailed);
    QVERIFY(fixture.await(fixture.authorities->remove("root", EtagCondition::any())));
    QCOMPARE(fixture.await(fixture.authorities->remove("root", EtagCondition::any())).error().code,
             Errc::CertificateNotFound);
}

void CertificatesTest::sameCertificateHasOneName()
{
    ServicesFixture fixture;
    const TestCertificate root = TestCertificate::authority("Root");
    QVERIFY(enterAuthority(fixture, "one", root.der()));

    QCOMPARE(codeOf(enterAuthority(fixture, "two", root.der())), Errc::InvalidArgument);
}

void CertificatesTest::numberOfAuthoritiesIsLimited()
{
    ServicesFixture fixture;
    for (std::size_t i = 0; i < limits::kMaxAuthorities; ++i) {
        const std::string name = std::to_string(i);
        QVERIFY(enterAuthority(fixture, name, TestCertificate::authority(name).der()));
    }
    const Bytes another = TestCertificate::authority("another").der();

    QCOMPARE(codeOf(enterAuthority(fixture, "another", another)), Errc::InvalidOperation);
    QVERIFY(fixture.await(fixture.authorities->put("0", another, EtagCondition::any())));
}

void CertificatesTest::anotherCertificateHasToBeVerifiedAnew()
{
    ServicesFixture fixture;
    const TestCertificate root = TestCertificate::authority("Root");
    enterVerified(fixture, "root", root);
    const Bytes same = root.der();
    const Bytes another = TestCertificate::authority("Root").der();

    const auto kept = fixture.await(fixture.authorities->put("root", same, EtagCondition::any()));
    const auto replaced =
        fixture.await(fixture.authorities->put("root", another, EtagCondition::any()));

    QVERIFY(kept.value().authority.verified);
    QVERIFY(!replaced.value().authority.verified);
}

void CertificatesTest::revocationsAreReadAndTakenBack()
{
    ServicesFixture fixture;
    const TestCertificate device = TestCertificate::device("dev1");
    RevocationRequest request;
    request.certificate = device.pem();
    request.reason = "stolen";
    request.by = "iothubowner";

    const Revocation made = fixture.await(fixture.authorities->revoke(request)).value();
    revoke(fixture, std::string(64, 'F'));
    request.thumbprint = std::string(64, 'a');
    const auto contradicting = fixture.await(fixture.authorities->revoke(request));
    request.certificate.clear();
    request.thumbprint = device.sha1();
    const auto tooShort = fixture.await(fixture.authorities->revoke(request));

    QCOMPARE(made.thumbprint, device.sha256());
    QCOMPARE(made.subject, std::string("CN=dev1,O=Plant"));
    QVERIFY(made.since == fixture.clock.wall());
    QCOMPARE(contradicting.error().code, Errc::InvalidArgument);
    QCOMPARE(tooShort.error().code, Errc::InvalidArgument);
    const RevocationPage first = fixture.await(fixture.authorities->revocations({}, 1)).value();
    QCOMPARE(first.revocations.size(), std::size_t{1});
    const RevocationPage second =
        fixture.await(fixture.authorities->revocations(first.next.value(), 1)).value();
    QCOMPARE(second.revocations.at(0).thumbprint, std::string(64, 'f'));
    QVERIFY(!second.next.has_value());

    QVERIFY(fixture.await(fixture.authorities->unrevoke(upper(device.sha256()))));
    QCOMPARE(fixture.await(fixture.authorities->unrevoke(device.sha256())).error().code,
             Errc::CertificateNotFound);
}

void CertificatesTest::changesAreAnnounced()
{
    ServicesFixture fixture;
    const TestCertificate root = TestCertificate::authority("Root");
    enterVerified(fixture, "root", root);
    revoke(fixture, root.sha256());
    QVERIFY(fixture.await(fixture.authorities->unrevoke(root.sha256())));
    QVERIFY(fixture.await(fixture.authorities->remove("root", EtagCondition())));

    QStringList told;
    for (const EventPointer& event : fixture.events.readAfter(0, 100).events) {
        QCOMPARE(event->type, std::string("certificate"));
        told << QString::fromStdString(event->data);
    }

    const QString thumbprint = QString::fromStdString(root.sha256());
    QCOMPARE(told, QStringList({R"({"what":"added","name":"root"})",
                                R"({"what":"code","name":"root"})",
                                R"({"what":"verified","name":"root"})",
                                R"({"what":"revoked","name":")" + thumbprint + "\"}",
                                R"({"what":"unrevoked","name":")" + thumbprint + "\"}",
                                R"({"what":"removed","name":"root"})"}));
}
