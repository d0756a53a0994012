#include "api/certificate.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class CertificateTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void certificateReadsBack();
    void codeIsLeftOutWhenThereIsNone();
    void revocationsReadBack();
    void incompleteCertificatesAreRefused_data();
    void incompleteCertificatesAreRefused();
};

namespace {

api::Certificate certificate()
{
    return {"plant",           "CN=Root",         std::string(64, 'a'), wallFromMicros(1),
            wallFromMicros(2), true,              "c0de",               wallFromMicros(3),
            wallFromMicros(4), "MQ=="};
}

} // namespace

void CertificateTest::certificateReadsBack()
{
    const json::value document = parsed(written(api::CertificateList{{certificate()}}));
    const auto list = api::certificateListFrom(JsonView(document)).value();

    QCOMPARE(list.certificates.size(), std::size_t{1});
    const api::Certificate& read = list.certificates[0];
    QCOMPARE(read.name, "plant"s);
    QCOMPARE(read.subject, "CN=Root"s);
    QCOMPARE(read.thumbprint, std::string(64, 'a'));
    QCOMPARE(toMicros(read.notBefore), 1);
    QCOMPARE(toMicros(read.notAfter), 2);
    QVERIFY(read.verified);
    QCOMPARE(read.code, "c0de"s);
    QCOMPARE(toMicros(read.created), 3);
    QCOMPARE(toMicros(read.updated), 4);
    QCOMPARE(read.etag, "MQ=="s);
}

void CertificateTest::codeIsLeftOutWhenThereIsNone()
{
    api::Certificate without = certificate();
    without.code.clear();

    const json::value document = parsed(written(without));

    QVERIFY(!document.as_object().contains("code"));
    QVERIFY(api::certificateFrom(JsonView(document)).value().code.empty());
}

void CertificateTest::revocationsReadBack()
{
    const api::RevokedCertificates list{
        {{std::string(64, 'b'), "CN=dev1", "stolen", wallFromMicros(7), "iothubowner"}}, "next"};

    const json::value document = parsed(written(list));
    const auto read = api::revokedCertificatesFrom(JsonView(document)).value();

    QCOMPARE(read.next, "next"s);
    QCOMPARE(read.revoked.size(), std::size_t{1});
    QCOMPARE(read.revoked[0].thumbprint, std::string(64, 'b'));
    QCOMPARE(read.revoked[0].subject, "CN=dev1"s);
    QCOMPARE(read.revoked[0].reason, "stolen"s);
    QCOMPARE(toMicros(read.revoked[0].since), 7);
    QCOMPARE(read.revoked[0].by, "iothubowner"s);
}

void CertificateTest::incompleteCertificatesAreRefused_data()
{
    QTest::addColumn<std::string>("text");
    QTest::newRow("nothing") << "{}"s;
    QTest::newRow("no list") << R"({"certificates":{}})"s;
    QTest::newRow("no name") << R"({"certificates":[{"thumbprint":"a"}]})"s;
    QTest::newRow("no dates") << R"({"certificates":[{"name":"a","thumbprint":"b"}]})"s;
    QTest::newRow("wrong date")
        << R"({"certificates":[{"name":"a","thumbprint":"b","notBefore":"today"}]})"s;
}

void CertificateTest::incompleteCertificatesAreRefused()
{
    QFETCH(const std::string, text);
    const json::value document = parsed(text);

    QVERIFY(!api::certificateListFrom(JsonView(document)));
}

std::unique_ptr<QObject> certificateTest()
{
    return std::make_unique<CertificateTest>();
}

} // namespace hub::test

#include "tst_certificate.moc"
