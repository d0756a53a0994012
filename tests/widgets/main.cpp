#include "tests/support/run_tests.h"

#include <QApplication>

namespace deck::test {

std::unique_ptr<QObject> controlsTest();
std::unique_ptr<QObject> feedbackTest();
std::unique_ptr<QObject> fieldsTest();
std::unique_ptr<QObject> looksTest();
std::unique_ptr<QObject> navigationTest();
std::unique_ptr<QObject> tableTest();
std::unique_ptr<QObject> tokensTest();

} // namespace deck::test

int main(int argc, char** argv)
{
    using namespace deck::test;
    QApplication app(argc, argv);
    QApplication::setCursorFlashTime(0);
    return hub::test::runTests(
        argc, argv,
        {tokensTest, controlsTest, fieldsTest, feedbackTest, tableTest, navigationTest, looksTest});
}
