// Answers to devices over HTTPS (device API, 2.4 and 2.6).
#include "protocol/http/device_answer.h"
#include "tests/support/printing.h"

#include "domain/limits.h"
#include "domain/properties.h"

#include "base/json.h"
#include "base/time_text.h"

#include <QTest>

#include <memory>

namespace hub::test {

namespace {

const IdentityId kDevice{"dev1", {}};

Command lockedCommand()
{
    Command command;
    command.id = 12;
    command.sequence = 1;
    command.state = CommandState::InFlight;
    command.enqueued = parseTime("2026-01-01T00:00:00Z").value();
    command.expires = parseTime("2030-01-01T00:00:00Z").value();
    command.lock = CommandLock{"11111111-2222-3333-4444-555555555555", 0, std::nullopt};
    command.body = "do it";
    return command;
}

Command withProperty(std::string_view name, std::string_view value)
{
    Properties properties;
    properties.addApplication(name, value);
    Command command = lockedCommand();
    command.properties = Bytes(properties.packed());
    return command;
}

/// "name: value" lines in the order in which they are sent.
std::string headersOf(const http::Answer& answer)
{
    std::string text;
    for (const auto& [name, value] : answer.headers) {
        text += name + ": " + value + "\n";
    }
    return text;
}

std::string headerOf(const http::Answer& answer, std::string_view wanted)
{
    for (const auto& [name, value] : answer.headers) {
        if (name == wanted) {
            return value;
        }
    }
    return "<none>";
}

} // namespace

class HttpAnswerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandHasTheHeadersOfTheService();
    void headersWithoutAValueAreLeftOut();
    void moduleIsAddressedAsSuch();
    void namesAndValuesCannotBreakTheHead_data();
    void namesAndValuesCannotBreakTheHead();
    void lastOfEqualPropertiesCounts();
    void propertyThatNoHeaderHoldsIsLeftOut();
    void successWithoutContentIs204();
    void errorsHaveTheServicesShape_data();
    void errorsHaveTheServicesShape();
};

void HttpAnswerTest::commandHasTheHeadersOfTheService()
{
    Properties properties;
    properties.addApplication("prop1", "v1");
    properties.addSystem(SystemProperty::ContentType, "application/json");
    properties.addSystem(SystemProperty::ContentEncoding, "utf-8");
    properties.addSystem(SystemProperty::MessageId, "c2d-http-1");
    properties.addSystem(SystemProperty::CorrelationId, "corr");
    properties.addSystem(SystemProperty::UserId, "u1");
    properties.addSystem(SystemProperty::To, "/elsewhere"); // the hub says where a command goes
    Command command = lockedCommand();
    command.ack = CommandAck::Full;
    command.properties = Bytes(properties.packed());

    const http::Answer answer = http::commandAnswer(command, kDevice);

    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.contentType, std::string("application/octet-stream"));
    QCOMPARE(answer.body, std::string("do it"));
    QCOMPARE(headersOf(answer), std::string("ETag: \"11111111-2222-3333-4444-555555555555\"\n"
                                            "iothub-sequencenumber: 1\n"
                                            "iothub-enqueuedtime: 2026-01-01T00:00:00.0000000Z\n"
                                            "iothub-deliverycount: 0\n"
                                            "iothub-expiry: 2030-01-01T00:00:00.0000000Z\n"
                                            "iothub-to: /devices/dev1/messages/deviceBound\n"
                                            "iothub-ack: full\n"
                                            "iothub-contenttype: application/json\n"
                                            "ContentType: application/json\n"
                                            "iothub-contentencoding: utf-8\n"
                                            "ContentEncoding: utf-8\n"
                                            "iothub-messageid: c2d-http-1\n"
                                            "iothub-correlationid: corr\n"
                                            "iothub-userid: u1\n"
                                            "iothub-app-prop1: v1\n"));
}

void HttpAnswerTest::headersWithoutAValueAreLeftOut()
{
    Properties properties;
    properties.addApplication("none", std::nullopt);
    properties.addApplication("empty", "");
    properties.addSystem(SystemProperty::MessageId, "");
    Command command = lockedCommand();
    command.properties = Bytes(properties.packed());

    const http::Answer answer = http::commandAnswer(command, kDevice);

    QCOMPARE(answer.headers.size(), std::size_t{6}); // ETag, number, times, count, to
    QCOMPARE(headerOf(answer, "iothub-ack"), std::string("<none>"));
}

void HttpAnswerTest::moduleIsAddressedAsSuch()
{
    const http::Answer answer = http::commandAnswer(lockedCommand(), {"dev1", "mod1"});

    QCOMPARE(headerOf(answer, "iothub-to"),
             std::string("/devices/dev1/modules/mod1/messages/deviceBound"));
}

void HttpAnswerTest::namesAndValuesCannotBreakTheHead_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("sentName");
    QTest::addColumn<QString>("sentValue");
    QTest::newRow("line feeds in the value")
        << "a" << "1\r\nSet-Cookie: x" << "iothub-app-a" << "1  Set-Cookie: x";
    QTest::newRow("line feed in the name") << "a\n: b" << "1" << "iothub-app-a%0A%3A%20b" << "1";
    QTest::newRow("letters of other languages") << "größe" << "größer"
                                                << "iothub-app-gr%C3%B6%C3%9Fe" << "größer";
    QTest::newRow("token characters") << "a.b-c_d%20!" << "x=y; z" << "iothub-app-a.b-c_d%20!"
                                      << "x=y; z";
}

void HttpAnswerTest::namesAndValuesCannotBreakTheHead()
{
    QFETCH(const QString, name);
    QFETCH(const QString, value);
    QFETCH(const QString, sentName);
    QFETCH(const QString, sentValue);

    const http::Answer answer =
        http::commandAnswer(withProperty(name.toStdString(), value.toStdString()), kDevice);

    QCOMPARE(QString::fromStdString(headerOf(answer, sentName.toStdString())), sentValue);
}

void HttpAnswerTest::lastOfEqualPropertiesCounts()
{
    Properties properties;
    properties.addApplication("a", "1");
    properties.addSystem(SystemProperty::MessageId, "m1");
    properties.addApplication("a", "2");
    properties.addSystem(SystemProperty::MessageId, "m2");
    Command command = lockedCommand();
    command.properties = Bytes(properties.packed());

    const http::Answer answer = http::commandAnswer(command, kDevice);

    QCOMPARE(headerOf(answer, "iothub-app-a"), std::string("2"));
    QCOMPARE(headerOf(answer, "iothub-messageid"), std::string("m2"));
    QCOMPARE(answer.headers.size(), std::size_t{8});
}

void HttpAnswerTest::propertyThatNoHeaderHoldsIsLeftOut()
{
    const std::string most(limits::kMaxHttpHeaderBytes, 'x');

    const http::Answer fits = http::commandAnswer(withProperty("a", most), kDevice);
    const http::Answer tooLong = http::commandAnswer(withProperty("a", most + "x"), kDevice);

    QCOMPARE(headerOf(fits, "iothub-app-a"), most);
    QCOMPARE(headerOf(tooLong, "iothub-app-a"), std::string("<none>"));
    QCOMPARE(tooLong.body, std::string("do it"));
}

void HttpAnswerTest::successWithoutContentIs204()
{
    const http::Answer answer = http::done();

    QCOMPARE(answer.status, 204);
    QVERIFY(answer.body.empty());
}

void HttpAnswerTest::errorsHaveTheServicesShape_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    const auto row = [](Errc code, const char* detail, int status, const char* name,
                        const char* text) {
        QTest::newRow(name) << static_cast<int>(code) << detail << status << name << text;
    };
    row(Errc::Unauthorized, "", 401, "IotHubUnauthorizedAccess", "Unauthorized");
    row(Errc::DeviceDisabled, "", 403, "DeviceDisabled", "the device is disabled");
    row(Errc::TooManyUploads, "", 403, "DeviceMaximumActiveFileUploadLimitExceeded",
        "the device has as many open uploads as it can");
    row(Errc::LockLost, "", 412, "DeviceMessageLockLost", "the lock is not held any more");
    row(Errc::MessageTooLarge, "a; b", 413, "MessageTooLarge", "a, b"); // clients cut at ';'
    row(Errc::Throttled, "", 429, "ThrottlingException", "THROTTLED");
    row(Errc::Unavailable, "", 503, "ServiceUnavailable", "the hub is not ready");
    row(Errc::NoFileStorage, "", 400, "DefaultStorageEndpointNotConfigured",
        "this hub has no blob store for files");
}

void HttpAnswerTest::errorsHaveTheServicesShape()
{
    QFETCH(const int, code);
    QFETCH(const QString, detail);
    QFETCH(const int, status);
    QFETCH(const QString, name);
    QFETCH(const QString, text);
    const WallTime now = parseTime("2019-09-23T16:17:08Z").value();

    const http::Answer answer =
        http::errorAnswer({static_cast<Errc>(code), detail.toStdString()}, "8a1d-1", now);

    QCOMPARE(answer.status, status);
    QCOMPARE(answer.contentType, std::string("application/json; charset=utf-8"));
    QCOMPARE(QString::fromStdString(headerOf(answer, "iothub-errorcode")), name);
    QCOMPARE(headerOf(answer, "Retry-After") != "<none>", status == 429 || status == 503);
    const json::value body = parseJson(answer.body).value();
    QCOMPARE(QString::fromStdString(std::string(body.at("Message").as_string())),
             "ErrorCode:" + name + ";" + text);
    QCOMPARE(std::string(body.at("ExceptionMessage").as_string()),
             std::string("Tracking ID:8a1d1-G:0-TimeStamp:09/23/2019 16:17:08"));
}

std::unique_ptr<QObject> httpAnswerTest()
{
    return std::make_unique<HttpAnswerTest>();
}

} // namespace hub::test

#include "tst_http_answer.moc"
