#include "base/guarded.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace hub::test {

using namespace std::string_literals;

class GuardedTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valueIsMadeFromTheArguments();
    void withGivesWhatTheFunctionGives();
    void changesStay();
    void constAccessCannotChange();
    void threadsTakeTurns();
};

void GuardedTest::valueIsMadeFromTheArguments()
{
    const Guarded<std::string> text(std::size_t{3}, 'x');
    const Guarded<int> number;

    QCOMPARE(text.with([](const std::string& value) { return value; }), "xxx"s);
    QCOMPARE(number.with([](int value) { return value; }), 0);
}

void GuardedTest::withGivesWhatTheFunctionGives()
{
    Guarded<std::string> text("abc");

    QCOMPARE(text.with([](std::string& value) { return value.size(); }), std::size_t{3});
    static_assert(std::is_void_v<decltype(text.with([](std::string&) {}))>);
}

void GuardedTest::changesStay()
{
    Guarded<std::string> text("abc");

    text.with([](std::string& value) { value += "d"; });

    QCOMPARE(text.with([](const std::string& value) { return value; }), "abcd"s);
}

void GuardedTest::constAccessCannotChange()
{
    const Guarded<std::string> text("abc");

    const bool isConst = text.with(
        [](auto& value) { return std::is_const_v<std::remove_reference_t<decltype(value)>>; });

    QVERIFY(isConst);
}

void GuardedTest::threadsTakeTurns()
{
    constexpr int kThreads = 4;
    constexpr int kTurns = 5'000;
    Guarded<int> count(0);

    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&count] {
            for (int turn = 0; turn < kTurns; ++turn) {
                count.with([](int& value) { ++value; });
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }

    QCOMPARE(count.with([](int value) { return value; }), kThreads * kTurns);
}

std::unique_ptr<QObject> guardedTest()
{
    return std::make_unique<GuardedTest>();
}

} // namespace hub::test

#include "tst_guarded.moc"
