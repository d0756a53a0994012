#include "tests/support/run_tests.h"

namespace hub::test {

std::unique_ptr<QObject> accessJsonTest();
std::unique_ptr<QObject> capabilitiesTest();
std::unique_ptr<QObject> certificateTest();
std::unique_ptr<QObject> deviceTest();
std::unique_ptr<QObject> eventTest();
std::unique_ptr<QObject> healthTest();
std::unique_ptr<QObject> problemTest();
std::unique_ptr<QObject> queueTest();
std::unique_ptr<QObject> telemetryTest();

} // namespace hub::test

int main(int argc, char** argv)
{
    using namespace hub::test;
    return runTests(argc, argv,
                    {accessJsonTest, capabilitiesTest, certificateTest, deviceTest, eventTest,
                     healthTest, problemTest, queueTest, telemetryTest});
}
