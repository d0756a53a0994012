#include "base/csv.h"
#include "base/line_reader.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class CsvTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsAreRead_data();
    void recordsAreRead();
    void faultIsTheRecordsOwn_data();
    void faultIsTheRecordsOwn();
    void recordWithoutAnEndBreaksTheReading();
    void piecesMakeNoDifference();
    void cellsAreQuotedWhereNeeded_data();
    void cellsAreQuotedWhereNeeded();
    void formulasAreMadeHarmlessAndComeBack_data();
    void formulasAreMadeHarmlessAndComeBack();
    void apostropheOfOthersStays();
    void linesAreRead();
    void longLineIsPassedOver();
};

namespace {

constexpr std::size_t kMostBytes = 40;
constexpr std::size_t kMostCells = 4;

/// "[a|b] [c]", with "!" before a record that is faulty, read in pieces of some size.
std::string readIn(const std::string& text, std::size_t piece)
{
    std::string told;
    const auto sink = [&told](const CsvRecord& record) {
        told += (told.empty() ? "" : " ") + (record.fault.empty() ? ""s : "!"s) + "[";
        for (std::size_t i = 0; i < record.cells.size(); ++i) {
            told += (i > 0 ? "|" : "") + record.cells[i];
        }
        told += "]";
    };
    CsvReader reader(kMostBytes, kMostCells);
    for (std::size_t at = 0; at < text.size(); at += piece) {
        reader.feed(ByteView(text).substr(at, piece), sink);
    }
    reader.finish(sink);
    return told + (reader.isBroken() ? " broken" : "");
}

} // namespace

void CsvTest::recordsAreRead_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("records");
    const auto row = [](const char* name, const char* text, const char* records) {
        QTest::newRow(name) << std::string(text) << std::string(records);
    };
    row("nothing", "", "");
    row("one", "a,b", "[a|b]");
    row("line ends of both kinds", "a,b\r\nc,d\ne,f", "[a|b] [c|d] [e|f]");
    row("quotes", "\"a,b\",\"c\"\"d\"\n", "[a,b|c\"d]");
    row("line end in quotes", "\"a\r\nb\",c\r\n", "[a\r\nb|c]");
    row("quoted and CRLF", "\"a\"\r\n\"b\"\r\n", "[a] [b]");
    row("empty cells", ",\n\"\",\n", "[|] [|]");
    row("empty lines", "a\n\n\r\nb\n", "[a] [] [] [b]");
    row("quote inside", "a\"b,c\n", "[a\"b|c]");
    row("semicolons", "a;b;c\n1,5;2;3\n", "[a|b|c] [1,5|2|3]");
    row("tabs", "a\tb\nc;d\te\n", "[a|b] [c;d|e]");
    row("delimiters in quotes do not count", "\"a;b;c\",d\n", "[a;b;c|d]");
}

void CsvTest::recordsAreRead()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, records);

    QCOMPARE(readIn(text, 1'000), records);
}

void CsvTest::faultIsTheRecordsOwn_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("records");
    const auto row = [](const char* name, const char* text, const char* records) {
        QTest::newRow(name) << std::string(text) << std::string(records);
    };
    row("behind a quote", "a,b\n\"c\"x,d\ne,f\n", "[a|b] ![c|d] [e|f]");
    row("too many cells", "a,b,c,d,e\nf\n", "![a|b|c|d] [f]");
    row("quote is not closed", "a\n\"b\n", "[a] ![b\n]");
}

void CsvTest::faultIsTheRecordsOwn()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, records);

    QCOMPARE(readIn(text, 1'000), records);
}

void CsvTest::recordWithoutAnEndBreaksTheReading()
{
    const std::string endless(1'000, 'x');

    QCOMPARE(readIn("a,b\n\"" + endless, 7), "[a|b] broken"s);
    QCOMPARE(readIn(endless, 7), " broken"s);
    QCOMPARE(readIn("a\n" + endless + "\nb\n", 7), "[a] broken"s);
}

void CsvTest::piecesMakeNoDifference()
{
    const std::string text = "id;\"a;\r\nb\"\r\n\"x\"\"y\";2\r\n;\n\"z\";\"\"\n\"open";
    const std::string whole = readIn(text, text.size());

    for (std::size_t piece = 1; piece < text.size(); ++piece) {
        QCOMPARE(readIn(text, piece), whole);
    }
}

void CsvTest::cellsAreQuotedWhereNeeded_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("cell");

    QTest::newRow("plain") << "a b"s << "a b"s;
    QTest::newRow("comma") << "a,b"s << "\"a,b\""s;
    QTest::newRow("semicolon") << "a;b"s << "\"a;b\""s;
    QTest::newRow("quote") << "a\"b"s << "\"a\"\"b\""s;
    QTest::newRow("line end") << "a\nb"s << "\"a\nb\""s;
}

void CsvTest::cellsAreQuotedWhereNeeded()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, cell);
    std::string out;

    appendCsvCell(out, text);

    QCOMPARE(out, cell);
    QCOMPARE(readIn(out + ",z", 3), "[" + text + "|z]");
}

void CsvTest::formulasAreMadeHarmlessAndComeBack_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("cell");

    QTest::newRow("plain") << "a=b"s << "a=b"s;
    QTest::newRow("empty") << ""s << ""s;
    for (const char* text : {"=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "'a",
                             "\xef\xbc\x9d" "1"}) {
        QTest::newRow(text) << std::string(text) << "'" + std::string(text);
    }
}

void CsvTest::formulasAreMadeHarmlessAndComeBack()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, cell);

    QCOMPARE(harmlessCell(text), cell);
    QCOMPARE(std::string(withoutApostrophe(cell)), text);
}

void CsvTest::apostropheOfOthersStays()
{
    QCOMPARE(std::string(withoutApostrophe("'tis")), "'tis"s);
    QCOMPARE(std::string(withoutApostrophe("'")), "'"s);
}

void CsvTest::linesAreRead()
{
    const std::string text = "a\r\n\nbc\nd";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        std::string told;
        const auto sink = [&told](const LineReader::Line& line) {
            told += std::to_string(line.number) + ":" + std::string(line.text) + " ";
        };
        LineReader reader(10);
        for (std::size_t at = 0; at < text.size(); at += piece) {
            reader.feed(ByteView(text).substr(at, piece), sink);
        }
        reader.finish(sink);
        QCOMPARE(told, "1:a 2: 3:bc 4:d "s);
    }
}

void CsvTest::longLineIsPassedOver()
{
    const std::string text = "a\n" + std::string(100, 'x') + "\nb\n" + std::string(11, 'y');
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        std::string told;
        const auto sink = [&told](const LineReader::Line& line) {
            told += line.isTooLong ? "! " : std::string(line.text) + " ";
        };
        LineReader reader(10);
        for (std::size_t at = 0; at < text.size(); at += piece) {
            reader.feed(ByteView(text).substr(at, piece), sink);
        }
        reader.finish(sink);
        QCOMPARE(told, "a ! b ! "s);
    }
}

std::unique_ptr<QObject> csvTest()
{
    return std::make_unique<CsvTest>();
}

} // namespace hub::test

#include "tst_csv.moc"
