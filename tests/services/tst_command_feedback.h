#pragma once

#include <QObject>

class CommandFeedbackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEndHasItsStatus();
    void onlyWhoAskedIsTold();
    void recordNamesCommandAndDevice();
    void recordsGatherForFifteenSeconds();
    void fullBatchIsReadyAtOnce();
    void lockedBatchIsGivenToNobodyElse();
    void completedBatchIsGone();
    void batchGivenBackComesAgain();
    void lapsedBatchComesAgainAndItsTokenIsLost();
    void tenthReturnIsTheLast();
    void feedbackLivesForAnHour();
    void feedbackOutlivesARestart();
    void nothingToTakeCostsNoCommit();
};
