#include "base/base64.h"
#include "domain/identity.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>
#include <set>

namespace hub::test {

using namespace std::string_literals;

class IdentityTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLegalCharacterMakesAnId();
    void noOtherCharacterMakesAnId();
    void idHasOneTo128Characters_data();
    void idHasOneTo128Characters();
    void idOutsideAsciiIsRefused_data();
    void idOutsideAsciiIsRefused();
    void textOfAModuleNamesItsDevice();
    void idsAreCaseSensitive();
    void keyIsBase64OfBytes_data();
    void keyIsBase64OfBytes();
    void otherKeyIsRefused_data();
    void otherKeyIsRefused();
    void newKeysAre32RandomBytes();
    void thumbprintIs40Or64HexDigits_data();
    void thumbprintIs40Or64HexDigits();
    void thumbprintIsListedInEitherSlotAndForm_data();
    void thumbprintIsListedInEitherSlotAndForm();
    void dollarBeginsTwoModuleIdsOnly();
    void authTypeHasItsName_data();
    void authTypeHasItsName();
    void authTypeNameIsReadInAnyCase();
    void otherAuthTypeNameIsUnknown_data();
    void otherAuthTypeNameIsUnknown();
};

namespace {

// Service API, 2.3.
const std::string kLegal = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                           "-:.+%_#*?!(),=@;$'";

} // namespace

void IdentityTest::everyLegalCharacterMakesAnId()
{
    for (const char c : kLegal) {
        QVERIFY2(isValidId(std::string(1, c)), std::string(1, c).c_str());
        QVERIFY2(isValidId("a"s + c + "b"), std::string(1, c).c_str());
    }
    QVERIFY(isValidId(kLegal));
}

void IdentityTest::noOtherCharacterMakesAnId()
{
    for (int i = 0; i < 256; ++i) {
        const char c = static_cast<char>(i);
        if (kLegal.find(c) != std::string::npos) {
            continue;
        }
        QVERIFY2(!isValidId(std::string(1, c)), std::to_string(i).c_str());
        QVERIFY2(!isValidId("a"s + c + "b"), std::to_string(i).c_str());
        QVERIFY2(!isValidId("ab"s + c), std::to_string(i).c_str());
    }
}

void IdentityTest::idHasOneTo128Characters_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<bool>("valid");

    QTest::newRow("0") << 0 << false;
    QTest::newRow("1") << 1 << true;
    QTest::newRow("127") << 127 << true;
    QTest::newRow("128") << 128 << true;
    QTest::newRow("129") << 129 << false;
    QTest::newRow("65536") << 65'536 << false;
}

void IdentityTest::idHasOneTo128Characters()
{
    QFETCH(const int, length);
    QFETCH(const bool, valid);

    QCOMPARE(isValidId(std::string(static_cast<std::size_t>(length), 'a')), valid);
}

void IdentityTest::idOutsideAsciiIsRefused_data()
{
    QTest::addColumn<std::string>("id");

    QTest::newRow("umlaut") << "gerät"s;
    QTest::newRow("full-width letter") << "ｄev1"s;
    QTest::newRow("Cyrillic a") << "dаta"s;
    QTest::newRow("no-break space") << "a\xc2\xa0"
                                       "b"s;
    QTest::newRow("emoji") << "dev😀"s;
    QTest::newRow("Latin-1") << "caf\xe9"s;
}

void IdentityTest::idOutsideAsciiIsRefused()
{
    QFETCH(const std::string, id);

    QVERIFY(!isValidId(id));
}

void IdentityTest::textOfAModuleNamesItsDevice()
{
    const IdentityId device{"dev1", ""};
    const IdentityId module{"dev1", "mod1"};

    QVERIFY(!device.isModule());
    QCOMPARE(device.text(), "dev1"s);
    QVERIFY(module.isModule());
    QCOMPARE(module.text(), "dev1/mod1"s);
}

void IdentityTest::idsAreCaseSensitive()
{
    const IdentityId id{"dev1", "mod1"};

    QVERIFY(id == (IdentityId{"dev1", "mod1"}));
    QVERIFY(id != (IdentityId{"Dev1", "mod1"}));
    QVERIFY(id != (IdentityId{"dev1", "Mod1"}));
    QVERIFY(id != (IdentityId{"dev1", ""}));
}

void IdentityTest::keyIsBase64OfBytes_data()
{
    QTest::addColumn<std::string>("bytes");

    QTest::newRow("16") << std::string(16, 'k');
    QTest::newRow("key of the device API") << "0123456789abcdef0123456789abcdef"s;
    QTest::newRow("64") << std::string(64, 'k');
    QTest::newRow("any bytes") << "\0\xff\0\xff\0\xff\0\xff\0\xff\0\xff\0\xff\0\xff\0"s;
}

void IdentityTest::keyIsBase64OfBytes()
{
    QFETCH(const std::string, bytes);

    const auto key = parseKey(toBase64(bytes));

    QVERIFY(key.has_value());
    QCOMPARE(Bytes(key.value().reveal()), bytes);
}

void IdentityTest::otherKeyIsRefused_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("empty") << ""s;
    QTest::newRow("one byte") << toBase64("k");
    QTest::newRow("15 bytes") << toBase64(std::string(15, 'k'));
    QTest::newRow("65 bytes") << toBase64(std::string(65, 'k'));
    QTest::newRow("much too long") << toBase64(std::string(100'000, 'k'));
    QTest::newRow("not base64") << "this is no base64 at all, is it?"s;
    QTest::newRow("no padding") << "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"s;
    QTest::newRow("space behind") << "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY= "s;
    QTest::newRow("URL alphabet") << "-DEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="s;
}

void IdentityTest::otherKeyIsRefused()
{
    QFETCH(const std::string, text);

    const auto key = parseKey(text);

    QVERIFY(!key);
    QCOMPARE(key.error().code, Errc::InvalidArgument);
    QVERIFY(text.empty() || key.error().detail.find(text) == std::string::npos); // it is a secret
}

void IdentityTest::newKeysAre32RandomBytes()
{
    std::set<Bytes> seen;
    for (int i = 0; i < 10; ++i) {
        const SymmetricKeys keys = makeKeys();

        QVERIFY(!keys.empty());
        QCOMPARE(keys.primary.size(), std::size_t{32});
        QCOMPARE(keys.secondary.size(), std::size_t{32});
        seen.emplace(keys.primary.reveal());
        seen.emplace(keys.secondary.reveal());
    }

    QCOMPARE(seen.size(), std::size_t{20});
}

void IdentityTest::thumbprintIs40Or64HexDigits_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("valid");

    QTest::newRow("SHA-1") << std::string(40, 'A') << true;
    QTest::newRow("SHA-256") << std::string(64, '0') << true;
    QTest::newRow("small letters") << std::string(40, 'f') << true;
    QTest::newRow("mixed") << "0123456789abcdefABCDEF0123456789abcdefAB"s << true;
    QTest::newRow("empty") << ""s << false;
    QTest::newRow("39") << std::string(39, 'A') << false;
    QTest::newRow("41") << std::string(41, 'A') << false;
    QTest::newRow("between") << std::string(52, 'A') << false;
    QTest::newRow("63") << std::string(63, 'A') << false;
    QTest::newRow("65") << std::string(65, 'A') << false;
    QTest::newRow("SHA-512") << std::string(128, 'A') << false;
    QTest::newRow("one g") << std::string(39, 'A') + "g" << false;
    QTest::newRow("40 characters with a colon") << std::string(39, 'A') + ":" << false;
}

void IdentityTest::thumbprintIs40Or64HexDigits()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, valid);

    QCOMPARE(isThumbprint(text), valid);
}

// Service API, 2.1.
// Device API, 3.5.
void IdentityTest::thumbprintIsListedInEitherSlotAndForm_data()
{
    QTest::addColumn<std::string>("primary");
    QTest::addColumn<std::string>("secondary");
    QTest::addColumn<bool>("listed");
    const std::string sha1(40, 'a');
    const std::string sha256(64, 'b');

    QTest::newRow("SHA-1 first") << sha1 << ""s << true;
    QTest::newRow("SHA-1 second") << std::string(40, 'c') << sha1 << true;
    QTest::newRow("SHA-256 first") << sha256 << ""s << true;
    QTest::newRow("SHA-256 second") << ""s << sha256 << true;
    QTest::newRow("upper case") << std::string(64, 'B') << ""s << true;
    QTest::newRow("neither") << ""s << ""s << false;
    QTest::newRow("others") << std::string(40, 'b') << std::string(64, 'a') << false;
    QTest::newRow("beginning of it") << std::string(40, 'b') << ""s << false;
}

void IdentityTest::thumbprintIsListedInEitherSlotAndForm()
{
    QFETCH(const std::string, primary);
    QFETCH(const std::string, secondary);
    QFETCH(const bool, listed);

    QCOMPARE(isListed({primary, secondary}, std::string(40, 'a'), std::string(64, 'b')), listed);
}

void IdentityTest::dollarBeginsTwoModuleIdsOnly()
{
    QVERIFY(isValidModuleId("$edgeAgent"));
    QVERIFY(isValidModuleId("$edgeHub"));
    QVERIFY(isValidModuleId("my$module"));
    QVERIFY(!isValidModuleId("$edgehub"));
    QVERIFY(!isValidModuleId("$mine"));
    QVERIFY(!isValidModuleId("a b"));
    QVERIFY(!isValidModuleId(""));
}

void IdentityTest::authTypeHasItsName_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<std::string>("name");

    QTest::newRow("sas") << static_cast<int>(AuthType::Sas) << "sas"s;
    QTest::newRow("selfSigned") << static_cast<int>(AuthType::SelfSigned) << "selfSigned"s;
    QTest::newRow("certificateAuthority")
        << static_cast<int>(AuthType::CertificateAuthority) << "certificateAuthority"s;
    QTest::newRow("none") << static_cast<int>(AuthType::None) << "none"s;
}

void IdentityTest::authTypeHasItsName()
{
    QFETCH(const int, type);
    QFETCH(const std::string, name);

    QCOMPARE(std::string(nameOf(static_cast<AuthType>(type))), name);
    QVERIFY(authTypeFromName(name) == static_cast<AuthType>(type));
}

// Service API, gotcha 4: enum values of a request match ignoring case.
void IdentityTest::authTypeNameIsReadInAnyCase()
{
    QVERIFY(authTypeFromName("SAS") == AuthType::Sas);
    QVERIFY(authTypeFromName("SelfSigned") == AuthType::SelfSigned);
    QVERIFY(authTypeFromName("certificateauthority") == AuthType::CertificateAuthority);
    QVERIFY(authTypeFromName("None") == AuthType::None);
}

void IdentityTest::otherAuthTypeNameIsUnknown_data()
{
    QTest::addColumn<std::string>("name");

    QTest::newRow("empty") << ""s;
    QTest::newRow("unknown") << "tpm"s;
    QTest::newRow("prefix") << "self"s;
    QTest::newRow("longer") << "sass"s;
    QTest::newRow("space") << " sas"s;
}

void IdentityTest::otherAuthTypeNameIsUnknown()
{
    QFETCH(const std::string, name);

    QVERIFY(!authTypeFromName(name));
}

std::unique_ptr<QObject> identityTest()
{
    return std::make_unique<IdentityTest>();
}

} // namespace hub::test

#include "tst_identity.moc"
