#include "base/base64.h"
#include "base/crypto.h"
#include "base/percent.h"
#include "domain/token.h"
#include "tests/support/printing.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <memory>

namespace hub::test {

using namespace std::string_literals;

class TokenTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goldenSignatureIsRight_data();
    void goldenSignatureIsRight();
    void capturedTokenIsRight_data();
    void capturedTokenIsRight();
    void signatureCoversTheRawResource_data();
    void signatureCoversTheRawResource();
    void anotherKeyDoesNotFit();
    void signatureChangedAnywhereDoesNotFit();
    void signatureOfAnotherLengthDoesNotFit_data();
    void signatureOfAnotherLengthDoesNotFit();
    void changedExpiryDoesNotFit();
    void fieldsAreReadAsTransmitted();
    void fieldsStandInAnyOrder();
    void tokenIsRead_data();
    void tokenIsRead();
    void signatureIsReadInEachForm_data();
    void signatureIsReadInEachForm();
    void emptyPolicyMeansTheKeyOfAnIdentity();
    void expiryIsRead_data();
    void expiryIsRead();
    void expiryTooLargeForAClockIsNotInThePast_data();
    void expiryTooLargeForAClockIsNotInThePast();
    void otherTextIsRefused_data();
    void otherTextIsRefused();
    void errorNeverShowsTheSignature();
    void newTokenFits_data();
    void newTokenFits();
};

namespace {

const Secret& testKey()
{
    static const Secret key("0123456789abcdef0123456789abcdef");
    return key;
}

const std::string kSr = "localhost%2Fdevices%2Fdev1";
const std::string kSig = "0YabbUKib%2BZ9atmgvXMVYZg%2FugHqoSD0o%2BboUQwythw%3D";
const std::string kSe = "1900000000";

std::string tokenOf(const std::string& sr, const std::string& sig, const std::string& se)
{
    return "SharedAccessSignature sr=" + sr + "&sig=" + sig + "&se=" + se;
}

/// A good token with another text in place of `sr=…&sig=…&se=…`.
std::string withFields(const std::string& fields)
{
    return "SharedAccessSignature " + fields;
}

} // namespace

// Device API, 3.1 (se = 1900000000), and service API, 11.
void TokenTest::goldenSignatureIsRight_data()
{
    QTest::addColumn<std::string>("sr");
    QTest::addColumn<std::string>("sig"); // base64, before percent-encoding
    QTest::addColumn<std::string>("se");

    QTest::newRow("upper-case escapes") << "localhost%2Fdevices%2Fdev1"s
                                        << "0YabbUKib+Z9atmgvXMVYZg/ugHqoSD0o+boUQwythw="s << kSe;
    QTest::newRow("lower-case escapes") << "localhost%2fdevices%2fdev1"s
                                        << "B4OFA1u8KcBMSHESbhMj6jC3sRfmxbiFOQZ5Y6ql8zc="s << kSe;
    QTest::newRow("not encoded") << "localhost/devices/dev1"s
                                 << "LpRrEYVmE4yWHYqEjMqLLiN4MdU7hbG0HuSPYe1jq4Y="s << kSe;
    QTest::newRow("port") << "localhost%3A8884%2Fdevices%2Fdev1"s
                          << "KbreReV9LqrryV3XRP3W/CMd+McN2nIPiYT+pWmLKGs="s << kSe;
    QTest::newRow("module") << "myhub.azure-devices.net%2Fdevices%2Fdev1%2Fmodules%2Fmod1"s
                            << "fi5sWNVQxJs/mU/R6ZTQREQC+V++sVHHBC+Ncbp9rPw="s << kSe;
    QTest::newRow("registration") << "0ne00000001%2Fregistrations%2Freg-1"s
                                  << "4bAHBc6l34VsurO5spfKqW/27w8NSGSWThoKXmbKYlc="s << kSe;
    QTest::newRow("registration not encoded")
        << "0ne00000001/registrations/reg-1"s
        << "FwMY3HzccsVZoV0opw+GqbeIzvEdGz0SWSZVZp7qgF8="s << kSe;
    QTest::newRow("service") << "localhost"s
                             << "QAesxXQugK9O/xc7TwvZoqtm5BQmWUXEC8suAsTc6Y0="s
                             << "1795318045"s;
}

void TokenTest::goldenSignatureIsRight()
{
    QFETCH(const std::string, sr);
    QFETCH(const std::string, sig);
    QFETCH(const std::string, se);

    const auto token = parseSasToken(tokenOf(sr, percentEncode(sig), se));

    QVERIFY(token.has_value());
    QCOMPARE(toBase64(token.value().signature), sig);
    QVERIFY(isSignedWith(token.value(), testKey()));
}

// Device API, 1.17 and 2.2: whole tokens as real clients sent them.
void TokenTest::capturedTokenIsRight_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("policy");

    QTest::newRow("Node") << "SharedAccessSignature sr=localhost%2Fdevices%2Fdev1&"
                             "sig=zMmPERyLRvvWLXplDqjNOgaoAoD8x4Ippwr%2BSG6GJfg%3D&se=1795319130"s
                          << ""s;
    QTest::newRow("Node with a policy")
        << "SharedAccessSignature sr=localhost%2Fdevices%2Fdev1&"
           "sig=BTRhbtfs%2BIUnTy6Lwisg3qyd5B%2BxYI0NluAzILSf8vE%3D&skn=device&se=1795319166"s
        << "device"s;
    QTest::newRow("Python") << "SharedAccessSignature sr=localhost%2Fdevices%2Fdev1&"
                               "sig=XuMLDlw8QEn2Xr82qMPAC00Fci4tW8c37LloYrkYWO4%3D&se=1795319384"s
                            << ""s;
    QTest::newRow("C") << "SharedAccessSignature sr=127.0.0.1/devices/dev1&"
                          "sig=e8VM2eLPAHRfPla4RAD2d2VTlTxAjQ8j7gW9Ebw%2bPXc%3d&se=1795319808"s
                       << ""s;
    QTest::newRow("Node over HTTPS")
        << "SharedAccessSignature sr=localhost%2Fdevices%2Fdev1&"
           "sig=UkGBvgK6Nj%2F1G%2BKjYuqUmY9Fdz2FzIDoKIo9wPUwKbc%3D&se=1795319267"s
        << ""s;
    QTest::newRow("Node service")
        << "SharedAccessSignature sr=localhost&"
           "sig=QAesxXQugK9O%2Fxc7TwvZoqtm5BQmWUXEC8suAsTc6Y0%3D&skn=iothubowner&se=1795318045"s
        << "iothubowner"s;
}

void TokenTest::capturedTokenIsRight()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, policy);

    const auto token = parseSasToken(text);

    QVERIFY(token.has_value());
    QCOMPARE(token.value().policy, policy);
    QVERIFY(isSignedWith(token.value(), testKey()));
}

// The signature of the first golden token, under other spellings of the same resource.
void TokenTest::signatureCoversTheRawResource_data()
{
    QTest::addColumn<std::string>("sr");

    QTest::newRow("lower-case escapes") << "localhost%2fdevices%2fdev1"s;
    QTest::newRow("decoded") << "localhost/devices/dev1"s;
    QTest::newRow("half decoded") << "localhost%2Fdevices/dev1"s;
    QTest::newRow("encoded twice") << "localhost%252Fdevices%252Fdev1"s;
    QTest::newRow("slash behind") << "localhost%2Fdevices%2Fdev1%2F"s;
    QTest::newRow("other case") << "Localhost%2Fdevices%2Fdev1"s;
    QTest::newRow("port") << "localhost%3A443%2Fdevices%2Fdev1"s;
    QTest::newRow("shorter") << "localhost"s;
}

void TokenTest::signatureCoversTheRawResource()
{
    QFETCH(const std::string, sr);

    const auto token = parseSasToken(tokenOf(sr, kSig, kSe));

    QVERIFY(token.has_value());
    QCOMPARE(token.value().resource, sr);
    QVERIFY(!isSignedWith(token.value(), testKey()));
}

void TokenTest::anotherKeyDoesNotFit()
{
    const SasToken token = parseSasToken(tokenOf(kSr, kSig, kSe)).value();

    QVERIFY(isSignedWith(token, testKey()));
    QVERIFY(!isSignedWith(token, Secret("0123456789abcdef0123456789abcdeg")));
    QVERIFY(!isSignedWith(token, Secret("0123456789abcdef")));
    QVERIFY(!isSignedWith(token, Secret("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")));
}

void TokenTest::signatureChangedAnywhereDoesNotFit()
{
    const SasToken token = parseSasToken(tokenOf(kSr, kSig, kSe)).value();
    QCOMPARE(token.signature.size(), std::size_t{32});

    for (std::size_t at = 0; at < token.signature.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            SasToken changed = token;
            changed.signature[at] = static_cast<char>(byteAt(changed.signature, at) ^ (1U << bit));

            QVERIFY(!isSignedWith(changed, testKey()));
        }
    }
}

void TokenTest::signatureOfAnotherLengthDoesNotFit_data()
{
    QTest::addColumn<int>("length");

    QTest::newRow("none") << 0;
    QTest::newRow("one byte") << 1;
    QTest::newRow("31 bytes") << 31;
    QTest::newRow("33 bytes") << 33;
    QTest::newRow("64 bytes") << 64;
}

void TokenTest::signatureOfAnotherLengthDoesNotFit()
{
    QFETCH(const int, length);
    SasToken token = parseSasToken(tokenOf(kSr, kSig, kSe)).value();

    token.signature.resize(static_cast<std::size_t>(length));

    QVERIFY(!isSignedWith(token, testKey()));
}

void TokenTest::changedExpiryDoesNotFit()
{
    const auto later = parseSasToken(tokenOf(kSr, kSig, "1900000001"));
    const auto padded = parseSasToken(tokenOf(kSr, kSig, "01900000000"));

    QVERIFY(later.has_value());
    QVERIFY(!isSignedWith(later.value(), testKey()));
    QVERIFY(!padded || !isSignedWith(padded.value(), testKey()));
}

void TokenTest::fieldsAreReadAsTransmitted()
{
    const auto token = parseSasToken(tokenOf(kSr, kSig, kSe) + "&skn=iothubowner");

    QVERIFY(token.has_value());
    QCOMPARE(token.value().resource, kSr);
    QCOMPARE(token.value().expiryText, kSe);
    QCOMPARE(token.value().policy, "iothubowner"s);
    QVERIFY(token.value().expiry == WallTime(std::chrono::seconds(1'900'000'000)));
}

void TokenTest::fieldsStandInAnyOrder()
{
    std::array<std::string, 4> fields{"sr=" + kSr, "sig=" + kSig, "se=" + kSe, "skn=device"s};
    std::sort(fields.begin(), fields.end());

    do {
        const auto token = parseSasToken(
            withFields(fields[0] + "&" + fields[1] + "&" + fields[2] + "&" + fields[3]));
        QVERIFY(token.has_value());
        QCOMPARE(token.value().policy, "device"s);
        QVERIFY(isSignedWith(token.value(), testKey()));
    } while (std::next_permutation(fields.begin(), fields.end()));
}

void TokenTest::tokenIsRead_data()
{
    QTest::addColumn<std::string>("text");

    const std::string fields = "sr=" + kSr + "&sig=" + kSig + "&se=" + kSe;
    QTest::newRow("plain") << "SharedAccessSignature " + fields;
    QTest::newRow("scheme in small letters") << "sharedaccesssignature " + fields;
    QTest::newRow("scheme in capitals") << "SHAREDACCESSSIGNATURE " + fields;
    QTest::newRow("spaces around") << "  SharedAccessSignature " + fields + "  ";
    QTest::newRow("newline behind") << "SharedAccessSignature " + fields + "\r\n";
    QTest::newRow("tab between") << "SharedAccessSignature\t" + fields;
    QTest::newRow("field names in capitals")
        << "SharedAccessSignature SR=" + kSr + "&SIG=" + kSig + "&SE=" + kSe;
    QTest::newRow("field names in mixed case")
        << "SharedAccessSignature Sr=" + kSr + "&Sig=" + kSig + "&Se=" + kSe;
    QTest::newRow("unknown field first") << "SharedAccessSignature x=1&" + fields;
    QTest::newRow("unknown field last") << "SharedAccessSignature " + fields + "&version=2";
    QTest::newRow("unknown field without value") << "SharedAccessSignature " + fields + "&x";
}

void TokenTest::tokenIsRead()
{
    QFETCH(const std::string, text);

    const auto token = parseSasToken(text);

    QVERIFY2(token.has_value(), text.c_str());
    QVERIFY(isSignedWith(token.value(), testKey()));
}

void TokenTest::signatureIsReadInEachForm_data()
{
    QTest::addColumn<std::string>("sig");

    QTest::newRow("upper-case escapes") << kSig;
    QTest::newRow("lower-case escapes") << "0YabbUKib%2bZ9atmgvXMVYZg%2fugHqoSD0o%2bboUQwythw%3d"s;
    QTest::newRow("plus not encoded") << "0YabbUKib+Z9atmgvXMVYZg%2FugHqoSD0o+boUQwythw%3D"s;
    QTest::newRow("not encoded") << "0YabbUKib+Z9atmgvXMVYZg/ugHqoSD0o+boUQwythw="s;
    QTest::newRow("letters encoded too")
        << "%30YabbUKib%2BZ9atmgvXMVYZg%2FugHqoSD0o%2BboUQwythw%3D"s;
}

void TokenTest::signatureIsReadInEachForm()
{
    QFETCH(const std::string, sig);

    const auto token = parseSasToken(tokenOf(kSr, sig, kSe));

    QVERIFY(token.has_value());
    QVERIFY(isSignedWith(token.value(), testKey()));
}

void TokenTest::emptyPolicyMeansTheKeyOfAnIdentity()
{
    const auto token = parseSasToken(tokenOf(kSr, kSig, kSe) + "&skn=");

    QVERIFY(token.has_value());
    QVERIFY(token.value().policy.empty());
    QVERIFY(isSignedWith(token.value(), testKey()));
}

void TokenTest::expiryIsRead_data()
{
    QTest::addColumn<std::string>("se");
    QTest::addColumn<qint64>("seconds");

    QTest::newRow("seconds") << "1900000000"s << qint64{1'900'000'000};
    QTest::newRow("1970") << "0"s << qint64{0};
    QTest::newRow("fraction is cut") << "1900000000.9"s << qint64{1'900'000'000};
    QTest::newRow("long fraction") << "1900000000.123456789"s << qint64{1'900'000'000};
    QTest::newRow("years to come") << "253402300799"s << qint64{253'402'300'799};
}

void TokenTest::expiryIsRead()
{
    QFETCH(const std::string, se);
    QFETCH(const qint64, seconds);

    const auto token = parseSasToken(tokenOf(kSr, kSig, se));

    QVERIFY(token.has_value());
    QCOMPARE(token.value().expiryText, se);
    QVERIFY(token.value().expiry == WallTime(std::chrono::seconds(seconds)));
}

void TokenTest::expiryTooLargeForAClockIsNotInThePast_data()
{
    QTest::addColumn<std::string>("se");

    QTest::newRow("milliseconds since 1970") << "1900000000000"s;
    QTest::newRow("microseconds at the limit") << "9223372036854"s;
    QTest::newRow("microseconds above the limit") << "9223372036855"s;
    QTest::newRow("would wrap into the past") << "18446744073709"s;
    QTest::newRow("64 bits") << "9223372036854775807"s;
    QTest::newRow("more than 64 bits") << "99999999999999999999"s;
}

void TokenTest::expiryTooLargeForAClockIsNotInThePast()
{
    QFETCH(const std::string, se);

    const auto token = parseSasToken(tokenOf(kSr, kSig, se));

    QVERIFY(!token || token.value().expiry > WallTime(std::chrono::seconds(1'900'000'000)));
}

void TokenTest::otherTextIsRefused_data()
{
    QTest::addColumn<std::string>("text");

    const std::string fields = "sr=" + kSr + "&sig=" + kSig + "&se=" + kSe;
    QTest::newRow("empty") << ""s;
    QTest::newRow("spaces") << "   "s;
    QTest::newRow("scheme only") << "SharedAccessSignature"s;
    QTest::newRow("scheme and a space") << "SharedAccessSignature "s;
    QTest::newRow("fields only") << fields;
    QTest::newRow("other scheme") << "Bearer " + fields;
    QTest::newRow("longer scheme") << "SharedAccessSignatures " + fields;
    QTest::newRow("no space") << "SharedAccessSignature" + fields;
    QTest::newRow("three parts") << "SharedAccessSignature " + fields + " more";
    QTest::newRow("space inside") << withFields("sr=local host&sig=" + kSig + "&se=" + kSe);
    QTest::newRow("no sr") << withFields("sig=" + kSig + "&se=" + kSe);
    QTest::newRow("no sig") << withFields("sr=" + kSr + "&se=" + kSe);
    QTest::newRow("no se") << withFields("sr=" + kSr + "&sig=" + kSig);
    QTest::newRow("two sr") << withFields("sr=" + kSr + "&" + fields);
    QTest::newRow("two different sr") << withFields("sr=localhost&" + fields);
    QTest::newRow("two sig") << withFields(fields + "&sig=" + kSig);
    QTest::newRow("two se") << withFields(fields + "&se=" + kSe);
    QTest::newRow("two skn") << withFields(fields + "&skn=device&skn=device");
    QTest::newRow("two skn, one empty") << withFields(fields + "&skn=&skn=iothubowner");
    QTest::newRow("two se in different case") << withFields(fields + "&SE=" + kSe);
    QTest::newRow("sig not base64") << tokenOf(kSr, "!!!!", kSe);
    QTest::newRow("sig of the URL alphabet")
        << tokenOf(kSr, "0YabbUKib-Z9atmgvXMVYZg_ugHqoSD0o-boUQwythw%3D", kSe);
    QTest::newRow("sig without padding")
        << tokenOf(kSr, "0YabbUKib%2BZ9atmgvXMVYZg%2FugHqoSD0o%2BboUQwythw", kSe);
    QTest::newRow("sig encoded twice")
        << tokenOf(kSr, "0YabbUKib%252BZ9atmgvXMVYZg%252FugHqoSD0o%252BboUQwythw%253D", kSe);
    QTest::newRow("sig without value") << withFields("sr=" + kSr + "&sig&se=" + kSe);
    QTest::newRow("se empty") << tokenOf(kSr, kSig, "");
    QTest::newRow("se a word") << tokenOf(kSr, kSig, "never");
    QTest::newRow("se with letters behind") << tokenOf(kSr, kSig, "1900000000x");
    QTest::newRow("se with an exponent") << tokenOf(kSr, kSig, "1e10");
    QTest::newRow("se hexadecimal") << tokenOf(kSr, kSig, "0x713fb300");
    QTest::newRow("se a date") << tokenOf(kSr, kSig, "2030-03-17T17:46:40Z");
    QTest::newRow("se of two points") << tokenOf(kSr, kSig, "1900000000.1.2");
    QTest::newRow("se with letters in its fraction") << tokenOf(kSr, kSig, "1900000000.soon");
    QTest::newRow("se a point only") << tokenOf(kSr, kSig, ".");
    QTest::newRow("se with a plus") << tokenOf(kSr, kSig, "+1900000000");
    QTest::newRow("NUL behind") << tokenOf(kSr, kSig, kSe) + "\0"s;
}

void TokenTest::otherTextIsRefused()
{
    QFETCH(const std::string, text);

    const auto token = parseSasToken(text);

    QVERIFY(!token);
    QCOMPARE(token.error().code, Errc::Unauthorized);
    QVERIFY(!token.error().detail.empty());
}

void TokenTest::errorNeverShowsTheSignature()
{
    for (const std::string& text :
         {withFields("sig=" + kSig), tokenOf(kSr, kSig, "never"), tokenOf(kSr, kSig + "!", kSe)}) {
        const auto token = parseSasToken(text);

        QVERIFY(!token);
        QVERIFY(token.error().detail.find("0YabbUKib") == std::string::npos);
    }
}

void TokenTest::newTokenFits_data()
{
    QTest::addColumn<std::string>("resource");
    QTest::addColumn<std::string>("policy");
    QTest::addColumn<std::string>("device");

    QTest::newRow("hub") << "localhost"s
                         << "iothubowner"s
                         << "dev1"s;
    QTest::newRow("port") << "localhost:8443"s
                          << "iothubowner"s
                          << "dev1"s;
    QTest::newRow("device") << "localhost/devices/dev1"s
                            << ""s
                            << "dev1"s;
    QTest::newRow("awkward id") << "localhost/devices/a+b#c%d?e&f=g"s
                                << ""s
                                << "a+b#c%d?e&f=g"s;
}

void TokenTest::newTokenFits()
{
    QFETCH(const std::string, resource);
    QFETCH(const std::string, policy);
    QFETCH(const std::string, device);

    const std::string text =
        makeSasToken({resource, policy, std::chrono::seconds(1'900'000'000)}, testKey());
    const auto token = parseSasToken(text);

    QVERIFY2(token.has_value(), text.c_str());
    QCOMPARE(token.value().policy, policy);
    QVERIFY(token.value().expiry == WallTime(std::chrono::seconds(1'900'000'000)));
    QVERIFY(isSignedWith(token.value(), testKey()));
    const std::array<std::string_view, 2> path{"devices", device};
    QVERIFY(audienceCovers(token.value(), HostNames({"localhost"}, false), path));
}

std::unique_ptr<QObject> tokenTest()
{
    return std::make_unique<TokenTest>();
}

} // namespace hub::test

#include "tst_token.moc"
