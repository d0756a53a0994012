#include "domain/totp.h"
#include "tests/support/base32.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

class TotpTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void codesAreThoseOfTheRfc_data();
    void codesAreThoseOfTheRfc();
    void stepsBesideNowAreTaken();
    void codeIsGoodForOneUse();
    void base32IsThatOfTheRfc_data();
    void base32IsThatOfTheRfc();
    void uriNamesPersonAndHub();
};

namespace {

const Secret kRfcSecret(Bytes("12345678901234567890")); // RFC 6238, appendix B

WallTime at(std::int64_t seconds)
{
    return WallTime(std::chrono::seconds(seconds));
}

} // namespace

void TotpTest::codesAreThoseOfTheRfc_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<std::string>("code"); // its last 6 digits
    QTest::newRow("1970") << qint64{59} << std::string("287082");
    QTest::newRow("2005") << qint64{1'111'111'109} << std::string("081804");
    QTest::newRow("2005, a step on") << qint64{1'111'111'111} << std::string("050471");
    QTest::newRow("2009") << qint64{1'234'567'890} << std::string("005924");
    QTest::newRow("2033") << qint64{2'000'000'000} << std::string("279037");
    QTest::newRow("2603") << qint64{20'000'000'000} << std::string("353130");
}

void TotpTest::codesAreThoseOfTheRfc()
{
    QFETCH(qint64, seconds);
    QFETCH(std::string, code);
    QCOMPARE(totpCode(kRfcSecret, totpStep(at(seconds))), code);
}

void TotpTest::stepsBesideNowAreTaken()
{
    const WallTime now = at(1'000'000);
    const std::int64_t step = totpStep(now);
    for (std::int64_t beside = -3; beside <= 3; ++beside) {
        const auto judged = judgeTotp(kRfcSecret, totpCode(kRfcSecret, step + beside), now, 0);
        QCOMPARE(judged.has_value(), beside >= -1 && beside <= 1);
        QVERIFY(!judged || *judged == step + beside);
    }
    QVERIFY(!judgeTotp(kRfcSecret, "", now, 0));
    QVERIFY(!judgeTotp(kRfcSecret, "12345", now, 0));
}

void TotpTest::codeIsGoodForOneUse()
{
    const WallTime now = at(1'000'000);
    const std::int64_t step = totpStep(now);
    const std::string code = totpCode(kRfcSecret, step);
    QCOMPARE(judgeTotp(kRfcSecret, code, now, step - 1).value(), step);
    QVERIFY(!judgeTotp(kRfcSecret, code, now, step));
    QVERIFY(!judgeTotp(kRfcSecret, totpCode(kRfcSecret, step - 1), now, step));
}

void TotpTest::base32IsThatOfTheRfc_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("text"); // RFC 4648 §10, without its padding
    const char* rows[][2] = {{"", ""},
                             {"f", "MY"},
                             {"fo", "MZXQ"},
                             {"foo", "MZXW6"},
                             {"foob", "MZXW6YQ"},
                             {"fooba", "MZXW6YTB"},
                             {"foobar", "MZXW6YTBOI"}};
    for (const auto& row : rows) {
        QTest::newRow(row[0]) << std::string(row[0]) << std::string(row[1]);
    }
}

void TotpTest::base32IsThatOfTheRfc()
{
    QFETCH(std::string, bytes);
    QFETCH(std::string, text);
    QCOMPARE(toBase32(bytes), text);
    QCOMPARE(std::string(fromBase32(text).reveal()), bytes);
}

void TotpTest::uriNamesPersonAndHub()
{
    QCOMPARE(totpUri(kRfcSecret, "alice", "hub.example"),
             std::string("otpauth://totp/Hubdeck:alice%40hub.example?"
                         "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hubdeck"));
}

std::unique_ptr<QObject> totpTest()
{
    return std::make_unique<TotpTest>();
}

} // namespace hub::test

#include "tst_totp.moc"
