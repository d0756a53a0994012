#pragma once

#include <QObject>

class AuditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changeLeavesItsRecord();
    void recordSaysWhatChanged();
    void keysAreNeverTold();
    void refusedChangeLeavesNone();
    void recordIsLostWithItsChange();
    void recordIsToldAfterTheCommit();
    void chainHoldsOverARestart();
    void crashMayLeaveTheHeadBehind();
    void cutWhileStoppedIsToldAtTheStart();
    void thousandRecordsAreSealed();
    void minuteIsSealed();
    void onlyOldRangesArePruned();
    void oneCheckAtATime();
    void checkGoesOnWhileOthersWrite();
    void timeNeverGoesBack();
};
