// Runs the test classes of one executable, one after the other.
#pragma once

#include <QTest>

#include <initializer_list>
#include <memory>

namespace hub::test {

using TestFactory = std::unique_ptr<QObject> (*)();

/// The sum of failures.
inline int runTests(int argc, char** argv, std::initializer_list<TestFactory> factories)
{
    int failures = 0;
    for (const TestFactory makeTest : factories) {
        failures += QTest::qExec(makeTest().get(), argc, argv);
    }
    return failures;
}

} // namespace hub::test
