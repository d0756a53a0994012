#include "tests/support/run_tests.h"

namespace hub::test {

std::unique_ptr<QObject> aeadTest();
std::unique_ptr<QObject> base64Test();
std::unique_ptr<QObject> bytesTest();
std::unique_ptr<QObject> clockTest();
std::unique_ptr<QObject> cryptoTest();
std::unique_ptr<QObject> csvTest();
std::unique_ptr<QObject> guardedTest();
std::unique_ptr<QObject> hexTest();
std::unique_ptr<QObject> jsonTest();
std::unique_ptr<QObject> jsonSliceTest();
std::unique_ptr<QObject> jsonWriterTest();
std::unique_ptr<QObject> logTest();
std::unique_ptr<QObject> percentTest();
std::unique_ptr<QObject> privateFileTest();
std::unique_ptr<QObject> scryptTest();
std::unique_ptr<QObject> secretTest();
std::unique_ptr<QObject> textTest();
std::unique_ptr<QObject> timeTextTest();
std::unique_ptr<QObject> utf8Test();
std::unique_ptr<QObject> x509Test();

} // namespace hub::test

int main(int argc, char** argv)
{
    using namespace hub::test;
    return runTests(argc, argv,
                    {aeadTest, base64Test, bytesTest, clockTest, cryptoTest, csvTest, guardedTest, hexTest,
                     jsonTest, jsonSliceTest, jsonWriterTest, logTest, percentTest,
                     privateFileTest, scryptTest, secretTest, textTest, timeTextTest, utf8Test,
                     x509Test});
}
