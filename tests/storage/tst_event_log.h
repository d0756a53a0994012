#pragma once

#include <QObject>

class EventLogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sequencesRunOnOverBatchesAndRestarts();
    void readsOneDeviceOldestFirst();
    void pagesJoinWithoutGapOrRepeat();
    void rangeIsFromInclusiveToExclusive();
    void totalCountsWhatMatches();
    void eachDayHasItsFile();
    void clockSetBackKeepsTheOrder();
    void readerSeesWhatTheWriterCommitted();
    void erasedMessagesLeaveTheDisk();
    void erasingKeepsSequencesAfterARestart();
    void damagedBatchIsReported();
    void largePageIsCutByBytes();
};
