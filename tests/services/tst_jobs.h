#pragma once

#include <QObject>

class JobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twinJobUpdatesEachTargetOnce();
    void connectedDeviceIsToldAsByAPatch();
    void eachDeviceHasARecordThatNamesTheJob();
    void deviceThatRefusesFailsAlone();
    void targetThatIsGoneFails();
    void targetThatIsRegisteredAnewIsAnotherDevice();
    void laterJobWaitsForItsTime();
    void jobsRunOneAfterTheOther();
    void backlogIsBounded();
    void cancelEndsAtOnce();
    void timeIsOver();
    void fullDiskOnlyDelays();
    void restartGoesOnWhereTheLastCommitWas();
    void scopeLimitsTargetsAndWhoSees();
    void targetThatLeavesTheScopeFails();
    void methodJobCallsEachDevice();
    void callsAreLimited();
    void interruptedCallFailsAfterTheRestart();
    void cancelBeginsNoMoreCalls();
    void whatIsWrongIsRefusedAtOnce_data();
    void whatIsWrongIsRefusedAtOnce();
};
