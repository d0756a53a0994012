#pragma once

#include <QObject>

class WriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acknowledgesInOrderAfterTheCommit();
    void nothingIsAcknowledgedWhileTheDiskIsFull();
    void nothingIsEverAcknowledgedAfterAFailedSync();
    void acksWithoutMessagesKeepTheirTurn();
    void shardIsFullUntilItsMessagesAreCommitted();
    void manyMessagesShareACommit();
    void failedJobLeavesTheOthers();
    void jobsFailWhileTheDiskIsFullAndWorkAgainAfterwards();
    void jobsFailAfterAFailedSync();
    void stopCommitsWhatIsThere();
    void jobsAfterStopAreRefused();
};
