#include "base/x509.h"
#include "tests/support/printing.h"
#include "tests/support/test_certificate.h"

#include "base/crypto.h"
#include "base/hex.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class X509Test final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void certificateReadsBackAsAValue();
    void pemAndDerAreTheSame();
    void thumbprintsAreHashesOfTheDer();
    void whatIsNoCertificateIsRefused_data();
    void whatIsNoCertificateIsRefused();
    void namesAreTextOfAnyKind();
    void severalCommonNamesAreNone();
    void lastSecondStillCounts();
    void chainsAreJudgedByTheTable_data();
    void chainsAreJudgedByTheTable();
    void everyStepOfTheChainIsNamed();
    void otherFormOfASignatureIsNamedToo();
    void keysOfEveryKindMakeChains_data();
    void keysOfEveryKindMakeChains();
    void endlessChainIsCut();

private:
    using Options = TestCertificate::Options;
    static WallTime at(int days) { return wallFromMicros(days * 86'400'000'000); }
};

namespace {

X509Certificate parsed(const TestCertificate& certificate)
{
    return parseCertificate(certificate.der()).value();
}

std::vector<Bytes> ders(std::initializer_list<const TestCertificate*> certificates)
{
    std::vector<Bytes> result;
    for (const TestCertificate* const certificate : certificates) {
        result.push_back(certificate->der());
    }
    return result;
}

QString faultName(const ChainVerdict& verdict)
{
    switch (verdict.fault) {
    case ChainFault::None: return "holds";
    case ChainFault::Expired: return "expired";
    case ChainFault::Untrusted: return "untrusted";
    }
    return "?";
}

} // namespace

void X509Test::certificateReadsBackAsAValue()
{
    const TestCertificate root = TestCertificate::authority("Root");
    Options options;
    options.commonName = "dev1";
    options.notBefore = at(1);
    options.notAfter = at(40'000); // 2079: past the two-digit years

    const X509Certificate value = parsed(TestCertificate::make(options, &root));

    QCOMPARE(value.commonName, "dev1"s);
    QCOMPARE(value.subject, "CN=dev1,O=Plant"s);
    QCOMPARE(value.issuer, "CN=Root,O=Plant"s);
    QVERIFY(value.notBefore == at(1));
    QVERIFY(value.notAfter == at(40'000));
    QVERIFY(!value.isAuthority);
    QVERIFY(!value.serial.empty());
    QVERIFY(parsed(root).isAuthority);
}

void X509Test::pemAndDerAreTheSame()
{
    const TestCertificate certificate = TestCertificate::device("dev1");

    const X509Certificate fromPem =
        parseCertificate("comments\n" + certificate.keyPem() + certificate.pem() +
                         TestCertificate::device("second").pem())
            .value();

    QCOMPARE(fromPem.commonName, "dev1"s);
    QVERIFY(fromPem.der == certificate.der());
}

void X509Test::thumbprintsAreHashesOfTheDer()
{
    const TestCertificate certificate = TestCertificate::device("dev1");

    const X509Certificate value = parsed(certificate);

    QCOMPARE(value.sha256, toHex(asBytes(sha256(certificate.der()))));
    QCOMPARE(value.sha1, certificate.sha1());
    QCOMPARE(value.sha1.size(), std::size_t{40});
}

void X509Test::whatIsNoCertificateIsRefused_data()
{
    QTest::addColumn<std::string>("text");
    const TestCertificate certificate = TestCertificate::device("dev1");
    const Bytes der = certificate.der();

    QTest::newRow("nothing") << ""s;
    QTest::newRow("text") << "hello"s;
    QTest::newRow("a private key") << certificate.keyPem();
    QTest::newRow("DER cut short") << der.substr(0, der.size() - 1);
    QTest::newRow("DER and a byte more") << der + "x";
    QTest::newRow("PEM cut short") << certificate.pem().substr(0, 200);
    QTest::newRow("too large") << certificate.pem() + std::string(64 * 1024, ' ');
    QTest::newRow("encrypted PEM")
        << "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n"
           "DEK-Info: AES-128-CBC,00000000000000000000000000000000\n\nAAAA\n"
           "-----END CERTIFICATE-----\n"s;
    // A length in more bytes than it needs is BER, and would give another thumbprint.
    QTest::newRow("not DER") << "\x30\x83"s + '\0' + der.substr(2, 2) + der.substr(4);
}

void X509Test::whatIsNoCertificateIsRefused()
{
    QFETCH(const std::string, text);

    const auto result = parseCertificate(text);

    QVERIFY(!result);
    QCOMPARE(result.error().code, Errc::InvalidArgument);
}

void X509Test::namesAreTextOfAnyKind()
{
    Options options;
    options.commonName = "Z\u00e4hler, 7 = \"x\"";

    const X509Certificate value = parsed(TestCertificate::make(options));

    QCOMPARE(value.commonName, options.commonName);
    QCOMPARE(value.subject, "CN=Z\u00e4hler\\, 7 = \\\"x\\\",O=Plant"s);
}

void X509Test::severalCommonNamesAreNone()
{
    Options options;
    options.commonName = "dev1";
    options.secondName = "dev2";

    QCOMPARE(parsed(TestCertificate::make(options)).commonName, ""s);
}

void X509Test::lastSecondStillCounts()
{
    Options options;
    options.commonName = "dev1";
    options.notBefore = at(1);
    options.notAfter = at(2);
    const X509Certificate value = parsed(TestCertificate::make(options));

    QVERIFY(!value.isValidAt(at(1) - Micros(1)));
    QVERIFY(value.isValidAt(at(1)));
    QVERIFY(value.isValidAt(at(2) + Micros(999'999)));
    QVERIFY(!value.isValidAt(at(2) + std::chrono::seconds(1)));
}

void X509Test::chainsAreJudgedByTheTable_data()
{
    using Ders = std::vector<Bytes>;
    QTest::addColumn<Bytes>("leaf");
    QTest::addColumn<Ders>("intermediates");
    QTest::addColumn<Ders>("roots");
    QTest::addColumn<int>("day");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const Bytes& leaf, const Ders& intermediates,
                        const Ders& roots, int day, const char* expected) {
        QTest::newRow(name) << leaf << intermediates << roots << day << expected;
    };
    Options rootOptions;
    rootOptions.commonName = "Root";
    rootOptions.isAuthority = true;
    rootOptions.notBefore = at(10);
    rootOptions.notAfter = at(90);
    const TestCertificate root = TestCertificate::make(rootOptions);
    const TestCertificate otherRoot = TestCertificate::make(rootOptions); // same name, other key
    const TestCertificate middle = TestCertificate::authority("Middle", &root);
    const TestCertificate low = TestCertificate::authority("Low", &middle);
    Options leafOptions;
    leafOptions.commonName = "dev1";
    leafOptions.notBefore = at(20);
    leafOptions.notAfter = at(80);
    const auto leaf = [&](const TestCertificate& issuer, auto change) {
        Options options = leafOptions;
        change(options);
        return TestCertificate::make(options, &issuer).der();
    };
    const auto asIs = [](Options&) {};
    const Bytes direct = leaf(root, asIs);
    const Bytes deep = leaf(low, asIs);

    row("signed by the root", direct, {}, ders({&root}), 50, "holds");
    row("root among others", direct, {}, ders({&middle, &otherRoot, &root}), 50, "holds");
    row("over, root among others", direct, {}, ders({&otherRoot, &root}), 85, "expired");
    row("two in between", deep, ders({&middle, &low}), ders({&root}), 50, "holds");
    row("in any order", deep, ders({&root, &low, &middle}), ders({&root}), 50, "holds");
    row("root that is not self-signed", deep, ders({&low}), ders({&middle}), 50, "holds");
    row("no roots", direct, {}, {}, 50, "untrusted");
    row("other root of the same name", direct, {}, ders({&otherRoot}), 50, "untrusted");
    row("missing in between", deep, ders({&low}), ders({&root}), 50, "untrusted");
    row("garbage in between", deep, {"x", "", low.der()}, ders({&middle}), 50, "holds");
    row("self-signed", TestCertificate::device("dev1").der(), {}, ders({&root}), 50, "untrusted");
    row("own root sent along", leaf(otherRoot, asIs), ders({&otherRoot}), ders({&root}), 50,
        "untrusted");
    row("root as leaf", root.der(), {}, ders({&root}), 50, "untrusted");
    row("leaf not yet valid", direct, {}, ders({&root}), 15, "expired");
    row("leaf over", direct, {}, ders({&root}), 85, "expired");
    row("all over", direct, {}, ders({&root}), 95, "expired");
    row("server's certificate", leaf(root, [](Options& o) { o.extendedUse = "serverAuth"; }), {},
        ders({&root}), 50, "untrusted");
    row("no extended use", leaf(root, [](Options& o) { o.extendedUse = ""; }), {}, ders({&root}),
        50, "holds");
    row("signed over SHA-1", leaf(root, [](Options& o) { o.sha1 = true; }), {}, ders({&root}), 50,
        "untrusted");
    row("weak key", leaf(root, [](Options& o) { o.key = TestCertificate::Key::Rsa1024; }), {},
        ders({&root}), 50, "untrusted");
    const TestCertificate notAuthority = TestCertificate::make(leafOptions, &root);
    row("signed by a device", leaf(notAuthority, asIs), ders({&notAuthority}), ders({&root}), 50,
        "untrusted");
    Options shortOptions;
    shortOptions.commonName = "Short";
    shortOptions.isAuthority = true;
    shortOptions.pathLength = 0;
    const TestCertificate shortRoot = TestCertificate::make(shortOptions);
    const TestCertificate below = TestCertificate::authority("Below", &shortRoot);
    row("longer than the authority allows", leaf(below, asIs), ders({&below}), ders({&shortRoot}),
        50, "untrusted");
}

void X509Test::chainsAreJudgedByTheTable()
{
    QFETCH(const Bytes, leaf);
    QFETCH(const std::vector<Bytes>, intermediates);
    QFETCH(const std::vector<Bytes>, roots);
    QFETCH(const int, day);
    QFETCH(const QString, expected);

    const ChainVerdict verdict = verifyChain(parseCertificate(leaf).value(), intermediates, roots,
                                             at(day), CertificateUse::Client);

    QVERIFY2(faultName(verdict) == expected, verdict.detail.c_str());
    QCOMPARE(verdict.thumbprints.empty(), expected != "holds");
    QCOMPARE(verdict.detail.empty(), expected == "holds");
}

void X509Test::everyStepOfTheChainIsNamed()
{
    const TestCertificate root = TestCertificate::authority("Root");
    const TestCertificate middle = TestCertificate::authority("Middle", &root);
    const TestCertificate unused = TestCertificate::authority("Unused", &root);
    const TestCertificate leaf = TestCertificate::device("dev1", &middle);

    const ChainVerdict verdict = verifyChain(parsed(leaf), ders({&unused, &middle}), ders({&root}),
                                             at(50), CertificateUse::Client);

    const auto names = [&verdict](const TestCertificate& certificate) {
        return std::find(verdict.thumbprints.begin(), verdict.thumbprints.end(),
                         certificate.sha256()) != verdict.thumbprints.end();
    };
    QCOMPARE(verdict.thumbprints.front(), leaf.sha256());
    QVERIFY(names(middle));
    QCOMPARE(verdict.thumbprints.back(), root.sha256());
    QVERIFY(!names(unused));
}

/// Whoever has a certificate can write its signature as (r, n - s). That verifies, and has another
/// thumbprint: a list of revoked thumbprints must meet both.
void X509Test::otherFormOfASignatureIsNamedToo()
{
    const TestCertificate root = TestCertificate::authority("Root");
    const TestCertificate leaf = TestCertificate::device("dev1", &root);
    const X509Certificate twin = parseCertificate(leaf.twin()).value();
    QVERIFY(twin.sha256 != leaf.sha256());

    const ChainVerdict verdict =
        verifyChain(twin, {}, ders({&root}), at(50), CertificateUse::Client);

    QCOMPARE(faultName(verdict), QString("holds"));
    QCOMPARE(verdict.thumbprints.size(), std::size_t{3});
    QCOMPARE(verdict.thumbprints[0], twin.sha256);
    QCOMPARE(verdict.thumbprints[1], leaf.sha256());
}

void X509Test::keysOfEveryKindMakeChains_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("thumbprints");
    QTest::newRow("ECDSA") << int(TestCertificate::Key::P256) << 3;
    QTest::newRow("RSA") << int(TestCertificate::Key::Rsa2048) << 2;
    QTest::newRow("Ed25519") << int(TestCertificate::Key::Ed25519) << 2;
}

void X509Test::keysOfEveryKindMakeChains()
{
    QFETCH(const int, key);
    QFETCH(const int, thumbprints);
    Options options;
    options.commonName = "Root";
    options.isAuthority = true;
    options.key = TestCertificate::Key(key);
    const TestCertificate root = TestCertificate::make(options);
    const TestCertificate leaf = TestCertificate::device("dev1", &root);

    const ChainVerdict verdict =
        verifyChain(parsed(leaf), {}, ders({&root}), at(50), CertificateUse::Client);

    QVERIFY2(verdict.fault == ChainFault::None, verdict.detail.c_str());
    QCOMPARE(verdict.thumbprints.size(), static_cast<std::size_t>(thumbprints));
}

void X509Test::endlessChainIsCut()
{
    std::vector<TestCertificate> authorities{TestCertificate::authority("0")};
    std::vector<Bytes> between;
    for (int i = 1; i <= 10; ++i) {
        authorities.push_back(
            TestCertificate::authority(std::to_string(i), &authorities.back()));
        between.push_back(authorities.back().der());
    }
    const TestCertificate leaf = TestCertificate::device("dev1", &authorities.back());

    const ChainVerdict verdict = verifyChain(parsed(leaf), between, ders({&authorities.front()}),
                                             at(50), CertificateUse::Client);

    QCOMPARE(faultName(verdict), QString("untrusted"));
}

std::unique_ptr<QObject> x509Test()
{
    return std::make_unique<X509Test>();
}

} // namespace hub::test

#include "tst_x509.moc"
