#include "tests/console/tst_stores.h"
#include "tests/support/run_tests.h"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // never the user's own keyring
    QCoreApplication application(argc, argv);
    return hub::test::runTests(argc, argv,
                               {&deck::test::makeHubKeyTest, &deck::test::makeSecretStoreTest,
                                &deck::test::makeProfileStoreTest, &deck::test::makeSettingsTest});
}
