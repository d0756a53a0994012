#include "tests/console/tst_walks.h"
#include "tests/support/run_tests.h"

#include <QApplication>

int main(int argc, char** argv)
{
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // never the user's own keyring
    QApplication application(argc, argv);
    QApplication::setCursorFlashTime(0);
    return hub::test::runTests(argc, argv,
                               {&deck::test::makeWindowWalks, &deck::test::makeFleetWalks,
                                &deck::test::makeFirstDeviceWalks, &deck::test::makeHubWalks,
                                &deck::test::makeDeviceWalks,
                                &deck::test::makeQueueWalks, &deck::test::makeAccessWalks,
                                &deck::test::makeAuditWalks, &deck::test::makePeopleWalks,
                                &deck::test::makeTwinWalks});
}
