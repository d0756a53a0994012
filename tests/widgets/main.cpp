#include "tests/support/run_tests.h"

#include <QApplication>

namespace deck::test {

std::unique_ptr<QObject> accessPageTest();
std::unique_ptr<QObject> columnBandsTest();
std::unique_ptr<QObject> controlsTest();
std::unique_ptr<QObject> deviceBulkTest();
std::unique_ptr<QObject> deviceFileDialogsTest();
std::unique_ptr<QObject> deviceQueryTest();
std::unique_ptr<QObject> feedbackTest();
std::unique_ptr<QObject> fieldsTest();
std::unique_ptr<QObject> looksTest();
std::unique_ptr<QObject> navigationTest();
std::unique_ptr<QObject> plotFrameTest();
std::unique_ptr<QObject> plotViewTest();
std::unique_ptr<QObject> queueDialogsTest();
std::unique_ptr<QObject> queuesTest();
std::unique_ptr<QObject> tableTest();
std::unique_ptr<QObject> tokensTest();
std::unique_ptr<QObject> twinEditorTest();
std::unique_ptr<QObject> valueScaleTest();

} // namespace deck::test

int main(int argc, char** argv)
{
    using namespace deck::test;
    QApplication app(argc, argv);
    QApplication::setCursorFlashTime(0);
    return hub::test::runTests(
        argc, argv,
        {tokensTest, valueScaleTest, columnBandsTest, plotFrameTest, controlsTest, fieldsTest,
         feedbackTest, tableTest, navigationTest, plotViewTest, looksTest,
         queuesTest, queueDialogsTest, accessPageTest, deviceQueryTest, deviceBulkTest,
         deviceFileDialogsTest,
         twinEditorTest});
}
