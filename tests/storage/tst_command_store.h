#pragma once

#include <QObject>

/// Commands, queues and feedback in the store.
class CommandStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addedCommandComesBackWhole();
    void moveLeavesTheContentsAlone();
    void contentsAreReplacedApart();
    void tokenFindsOneCommand();
    void idsAreNeverReused();
    void sequenceRisesForEachDevice();
    void countersFollowEveryMove();
    void refusedChangeLeavesTheCounters();
    void lifeLineKeepsTheFirstAndTheLast();
    void dueIsWhatIsOver();
    void timesAreTheEarliest();
    void endedOnesAreRemovedOldestFirst();
    void trimTakesTheCompletedFirst();
    void heldByConnectionsKnowsNoTokens();
    void removedIdentityLeavesNothing();
    void holdAndPollAreKept();
    void pollsOfTheDeletedArePassedOver();
    void pageHasAMeasureOfBytes();
    void pageGoesOnBehindAForgottenRow();
    void listFollowsEveryOrder_data();
    void listFollowsEveryOrder();
    void feedbackIsBounded();
};
