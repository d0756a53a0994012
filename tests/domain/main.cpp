#include "tests/support/run_tests.h"

namespace hub::test {

std::unique_ptr<QObject> auditChainTest();
std::unique_ptr<QObject> authMethodTest();
std::unique_ptr<QObject> blobContainerTest();
std::unique_ptr<QObject> blobStorageTest();
std::unique_ptr<QObject> commandTest();
std::unique_ptr<QObject> configurationTest();
std::unique_ptr<QObject> connectionStringTest();
std::unique_ptr<QObject> deviceErrorTest();
std::unique_ptr<QObject> digitalTwinTest();
std::unique_ptr<QObject> edgeScopeTest();
std::unique_ptr<QObject> errorTableTest();
std::unique_ptr<QObject> etagTest();
std::unique_ptr<QObject> globTest();
std::unique_ptr<QObject> hostNamesTest();
std::unique_ptr<QObject> identityTest();
std::unique_ptr<QObject> ipNetworkTest();
std::unique_ptr<QObject> ipRulesTest();
std::unique_ptr<QObject> partitionTest();
std::unique_ptr<QObject> policyTest();
std::unique_ptr<QObject> propertiesTest();
std::unique_ptr<QObject> tagConditionTest();
std::unique_ptr<QObject> tokenTest();
std::unique_ptr<QObject> tokenAudienceTest();
std::unique_ptr<QObject> totpTest();
std::unique_ptr<QObject> twinQueryTest();
std::unique_ptr<QObject> twinTest();
std::unique_ptr<QObject> webAddressTest();

} // namespace hub::test

int main(int argc, char** argv)
{
    using namespace hub::test;
    return runTests(argc, argv,
                    {auditChainTest, authMethodTest, blobContainerTest, blobStorageTest, commandTest, configurationTest,
                     connectionStringTest, deviceErrorTest, digitalTwinTest, edgeScopeTest, errorTableTest,
                     etagTest, globTest, hostNamesTest,
                     identityTest, ipNetworkTest, ipRulesTest, partitionTest, policyTest,
                     propertiesTest, tagConditionTest, tokenTest, tokenAudienceTest, totpTest, twinQueryTest,
                     twinTest, webAddressTest});
}
