#include "domain/glob.h"

#include <QElapsedTimer>
#include <QTest>

#include <memory>
#include <random>

namespace hub::test {

class GlobTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void malformedOnesAreRefused_data();
    void malformedOnesAreRefused();
    void matchesAsTheDefinitionDoes();
    void theWorstPatternTakesNoLonger();
};

namespace {

/// The definition, word for word; slow.
bool naive(std::string_view pattern, std::string_view text)
{
    if (pattern.empty()) {
        return text.empty();
    }
    if (pattern[0] == '*') {
        return naive(pattern.substr(1), text) || (!text.empty() && naive(pattern, text.substr(1)));
    }
    return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) &&
           naive(pattern.substr(1), text.substr(1));
}

} // namespace

void GlobTest::matches_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* pattern, const char* text, bool expected) {
        QTest::addRow("%s %s", pattern, text) << pattern << text << expected;
    };
    row("pump", "pump", true);
    row("pump", "pump1", false);
    row("pump", "Pump", false);
    row("*", "anything", true);
    row("pump-*", "pump-", true);
    row("pump-*", "pump-7", true);
    row("pump-*", "xpump-7", false);
    row("*-7", "pump-7", true);
    row("*-7", "pump-70", false);
    row("p*p", "pump", true);
    row("p*p", "p", false);
    row("p**p", "pp", true);
    row("p?mp", "pump", true);
    row("p?mp", "pmp", false);
    row("?", "", false);
    row("???", "abc", true);
    row("*?*", "a", true);
    row("a*b*c", "a1b2c", true);
    row("a*b*c", "acb", false);
    row("a.b", "axb", false);
    row("*", "k\u00fche", false); // no id
}

void GlobTest::matches()
{
    QFETCH(const QString, pattern);
    QFETCH(const QString, text);
    QFETCH(const bool, expected);
    const auto glob = Glob::parse(pattern.toStdString());
    QVERIFY(glob);
    QCOMPARE(glob.value().matches(text.toStdString()), expected);
}

void GlobTest::malformedOnesAreRefused_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("empty") << "";
    QTest::newRow("blank") << "a b";
    QTest::newRow("slash") << "dev/*";
    QTest::newRow("too long") << QString(129, '*');
}

void GlobTest::malformedOnesAreRefused()
{
    QFETCH(const QString, pattern);
    QVERIFY(!Glob::parse(pattern.toStdString()));
}

void GlobTest::matchesAsTheDefinitionDoes()
{
    std::mt19937 random(4711);
    const auto word = [&random](std::string_view letters, unsigned most) {
        std::string text(random() % most + 1, 'a');
        for (char& c : text) {
            c = letters[random() % letters.size()];
        }
        return text;
    };
    for (int i = 0; i < 50'000; ++i) {
        const std::string pattern = word("ab*?", 8);
        const std::string text = word("ab", 10);
        QVERIFY2(Glob::parse(pattern).value().matches(text) == naive(pattern, text),
                 (pattern + " " + text).c_str());
    }
}

void GlobTest::theWorstPatternTakesNoLonger()
{
    std::string pattern;
    for (int i = 0; i < 63; ++i) {
        pattern += "*a";
    }
    const Glob glob = Glob::parse(pattern + "*b").value();
    const std::string text(128, 'a');
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 1'000; ++i) {
        QVERIFY(!glob.matches(text));
    }
    QVERIFY(timer.elapsed() < 1'000); // a thousand patterns for one sign-in
}

std::unique_ptr<QObject> globTest()
{
    return std::make_unique<GlobTest>();
}

} // namespace hub::test

#include "tst_glob.moc"
