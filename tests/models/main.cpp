#include "tests/support/run_tests.h"

#include <QCoreApplication>

namespace deck::test {

std::unique_ptr<QObject> accessTest();
std::unique_ptr<QObject> auditTest();
std::unique_ptr<QObject> bulkTest();
std::unique_ptr<QObject> commandDraftTest();
std::unique_ptr<QObject> commandLifeTest();
std::unique_ptr<QObject> commandTextsTest();
std::unique_ptr<QObject> connectionProfileTest();
std::unique_ptr<QObject> deviceConditionTest();
std::unique_ptr<QObject> deviceEditorTest();
std::unique_ptr<QObject> deviceEventsTest();
std::unique_ptr<QObject> deviceFilesTest();
std::unique_ptr<QObject> deviceRecordTest();
std::unique_ptr<QObject> deviceTableTest();
std::unique_ptr<QObject> firstDeviceTest();
std::unique_ptr<QObject> hubClientTest();
std::unique_ptr<QObject> hubConnectorTest();
std::unique_ptr<QObject> hubEventLogTest();
std::unique_ptr<QObject> hubListTest();
std::unique_ptr<QObject> hubNoticeTest();
std::unique_ptr<QObject> hubSessionTest();
std::unique_ptr<QObject> identityTest();
std::unique_ptr<QObject> ipRuleChangesTest();
std::unique_ptr<QObject> ipRuleDraftTest();
std::unique_ptr<QObject> jsonFieldsTest();
std::unique_ptr<QObject> jsonTextTest();
std::unique_ptr<QObject> keyRolloverTest();
std::unique_ptr<QObject> liveTelemetryTest();
std::unique_ptr<QObject> methodCallTest();
std::unique_ptr<QObject> minMaxPyramidTest();
std::unique_ptr<QObject> pagedTableTest();
std::unique_ptr<QObject> queueEditorTest();
std::unique_ptr<QObject> queueListTest();
std::unique_ptr<QObject> queueTableTest();
std::unique_ptr<QObject> requestNeedTest();
std::unique_ptr<QObject> secondFactorTest();
std::unique_ptr<QObject> snippetTest();
std::unique_ptr<QObject> telemetryLogTest();
std::unique_ptr<QObject> telemetrySeriesTest();
std::unique_ptr<QObject> textsTest();
std::unique_ptr<QObject> twinDocumentTest();
std::unique_ptr<QObject> twinDraftTest();
std::unique_ptr<QObject> twinTreeTest();
std::unique_ptr<QObject> twinValuesTest();

} // namespace deck::test

int main(int argc, char** argv)
{
    using namespace deck::test;
    QCoreApplication app(argc, argv);
    return hub::test::runTests(argc, argv,
                               {textsTest, snippetTest, jsonFieldsTest, minMaxPyramidTest,
                                telemetrySeriesTest, telemetryLogTest, liveTelemetryTest,
                                pagedTableTest, connectionProfileTest, hubListTest, hubClientTest,
                                hubSessionTest, identityTest, requestNeedTest, secondFactorTest,
                                hubNoticeTest, hubEventLogTest, firstDeviceTest,
                                hubConnectorTest, deviceEditorTest, keyRolloverTest, deviceTableTest,
                                jsonTextTest, twinTreeTest, twinDocumentTest,
                                deviceConditionTest, twinDraftTest,
                                deviceRecordTest, deviceEventsTest, methodCallTest,
                                commandTextsTest,
                                commandDraftTest, queueTableTest, queueListTest, commandLifeTest,
                                queueEditorTest, accessTest, auditTest, ipRuleChangesTest,
                                ipRuleDraftTest, bulkTest, deviceFilesTest, twinValuesTest});
}
