#include "tests/support/run_tests.h"

namespace hub::test {

std::unique_ptr<QObject> httpAnswerTest();
std::unique_ptr<QObject> httpDeviceTest();
std::unique_ptr<QObject> mqttDecoderTest();
std::unique_ptr<QObject> mqttEncoderTest();
std::unique_ptr<QObject> mqttFiltersTest();
std::unique_ptr<QObject> mqttMachineTest();
std::unique_ptr<QObject> mqttPropertyBagTest();
std::unique_ptr<QObject> mqttStreamsTest();
std::unique_ptr<QObject> mqttSubscriptionsTest();
std::unique_ptr<QObject> mqttTopicsTest();
std::unique_ptr<QObject> mqttUserNameTest();

} // namespace hub::test

int main(int argc, char** argv)
{
    using namespace hub::test;
    return runTests(argc, argv,
                    {httpAnswerTest, httpDeviceTest, mqttDecoderTest, mqttEncoderTest,
                     mqttFiltersTest, mqttMachineTest, mqttPropertyBagTest, mqttStreamsTest,
                     mqttSubscriptionsTest, mqttTopicsTest, mqttUserNameTest});
}
