#pragma once

#include <QObject>

class SessionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signedInDeviceIsInTheDirectory();
    void refusedDeviceLeavesNoTrace();
    void newerSessionTakesOver();
    void refusedSignInTakesNothingOver();
    void endOfTheOldSessionLeavesTheNewOne();
    void revokedWhileSigningInIsReadAgain();
    void deviceRevocationReachesItsModules();
    void closeAllReachesEverySession();
    void partitionDependsOnTheIdAlone();
    void activityIsCollectedPerRound();
};
