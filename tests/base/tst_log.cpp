#include "base/log.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>
#include <vector>

namespace hub::test {

using namespace std::string_literals;

class LogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventIsOneLineOfKeysAndValues();
    void valueIsQuotedWhereNeeded_data();
    void valueIsQuotedWhereNeeded();
    void levelsReachTheSink();
    void logWithoutSinkSwallowsEverything();
    void valueNeverStartsALineOfItsOwn_data();
    void valueNeverStartsALineOfItsOwn();
    void everyControlCharacterIsEscaped();
    void valueNeverLooksLikeAnotherField();
    void bytesThatAreNotUtf8DoNotReachTheSink();
};

namespace {

/// The line that one info event gives.
std::string lineOf(Log::Fields fields)
{
    std::string line;
    const Log log([&line](LogLevel, std::string_view text) { line = text; });
    log.info("device-connected", fields);
    return line;
}

} // namespace

void LogTest::eventIsOneLineOfKeysAndValues()
{
    const std::string line = lineOf({{"device", "dev1"}, {"port", "8883"}});

    QVERIFY(line.find("device-connected") != std::string::npos);
    QVERIFY(line.find("device-connected") < line.find(" device=dev1"));
    QVERIFY(line.find(" device=dev1") < line.find(" port=8883"));
}

void LogTest::valueIsQuotedWhereNeeded_data()
{
    QTest::addColumn<std::string>("value");
    QTest::addColumn<std::string>("written");

    QTest::newRow("word") << "dev1"s
                          << "reason=dev1"s;
    QTest::newRow("address") << "127.0.0.1:8883"s
                             << "reason=127.0.0.1:8883"s;
    QTest::newRow("sentence") << "a wrong key"s
                              << "reason=\"a wrong key\""s;
    QTest::newRow("empty") << ""s
                           << "reason=\"\""s;
    QTest::newRow("quote") << "a\"b"s
                           << "reason=\"a\\\"b\""s;
    QTest::newRow("equals") << "a=b"s
                            << "reason=\"a=b\""s;
}

void LogTest::valueIsQuotedWhereNeeded()
{
    QFETCH(const std::string, value);
    QFETCH(const std::string, written);

    const std::string line = lineOf({{"reason", value}});

    QVERIFY2(line.find(' ' + written) != std::string::npos, line.c_str());
}

void LogTest::levelsReachTheSink()
{
    std::vector<LogLevel> levels;
    const Log log([&levels](LogLevel level, std::string_view) { levels.push_back(level); });

    log.debug("a", {});
    log.info("a", {});
    log.warning("a", {});
    log.error("a", {});

    const std::vector<LogLevel> expected{LogLevel::Debug, LogLevel::Info, LogLevel::Warning,
                                         LogLevel::Error};
    QVERIFY(levels == expected);
}

void LogTest::logWithoutSinkSwallowsEverything()
{
    Log().info("device-connected", {{"device", "dev1"}});
    Log(LogSink()).error("device-connected", {});
}

void LogTest::valueNeverStartsALineOfItsOwn_data()
{
    QTest::addColumn<std::string>("separator");

    QTest::newRow("newline") << "\n"s;
    QTest::newRow("carriage return") << "\r"s;
    QTest::newRow("both") << "\r\n"s;
    QTest::newRow("vertical tab") << "\v"s;
    QTest::newRow("form feed") << "\f"s;
    QTest::newRow("file separator") << "\x1c"s;
    QTest::newRow("NUL") << "\0"s;
    QTest::newRow("escape sequence of a terminal") << "\x1b[2K\x1b[1G"s;
    QTest::newRow("backspace") << "\b\b\b"s;
    QTest::newRow("delete") << "\x7f"s;
    QTest::newRow("U+0085 next line") << "\xc2\x85"s;
    QTest::newRow("U+009B control sequence") << "\xc2\x9b"s;
}

void LogTest::valueNeverStartsALineOfItsOwn()
{
    QFETCH(const std::string, separator);

    const std::string line = lineOf({{"device", "dev1" + separator + "event=forged"}});

    QVERIFY(line.find(separator) == std::string::npos);
}

void LogTest::everyControlCharacterIsEscaped()
{
    std::string value;
    for (int i = 0; i < 0x20; ++i) {
        value += static_cast<char>(i);
    }
    value += '\x7f';

    const std::string line = lineOf({{"device", value}});

    for (const char c : line) {
        QVERIFY(static_cast<unsigned char>(c) >= 0x20 && c != '\x7f');
    }
}

void LogTest::valueNeverLooksLikeAnotherField()
{
    const std::string line = lineOf({{"device", "x\" role=\"admin"}, {"code", "5"}});

    QVERIFY2(line.find("device=\"x\\\" role=\\\"admin\"") != std::string::npos, line.c_str());
}

void LogTest::bytesThatAreNotUtf8DoNotReachTheSink()
{
    const std::string line = lineOf({{"device", "caf\xe9"}});

    QVERIFY(line.find('\xe9') == std::string::npos);
}

std::unique_ptr<QObject> logTest()
{
    return std::make_unique<LogTest>();
}

} // namespace hub::test

#include "tst_log.moc"
