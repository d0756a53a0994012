#include "tests/support/run_tests.h"

namespace hub::test {

std::unique_ptr<QObject> bulkJsonTest();
std::unique_ptr<QObject> commandJsonTest();
std::unique_ptr<QObject> methodJsonTest();
std::unique_ptr<QObject> queueJsonTest();
std::unique_ptr<QObject> queueRequestsTest();

} // namespace hub::test

int main(int argc, char** argv)
{
    using namespace hub::test;
    return runTests(argc, argv,
                    {bulkJsonTest, commandJsonTest, methodJsonTest, queueJsonTest, queueRequestsTest});
}
