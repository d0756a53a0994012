#pragma once

#include <QObject>

/// Back ends, devices that ask, and people.
class CommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void enqueuedCommandWaitsWhole();
    void commandWithoutMessageIdGetsOne();
    void disabledDeviceMayBeSentTo();
    void unknownDeviceIsRefused();
    void sizeCountsBodyAndProperties();
    void impossibleExpiryIsRefused();
    void queueTakesFiftyThatWaitOrAreInFlight();
    void expiredOnesMakeRoom();
    void askedCommandIsLockedForAMinute();
    void lockedCommandIsGivenOnlyOnce();
    void emptyQueueCostsNoCommit();
    void tokenSettlesOnce_data();
    void tokenSettlesOnce();
    void tokenOfAnotherDeviceIsLost();
    void lapsedLockIsLostBeforeTheSweep();
    void lapsedLockComesBackAndIsCounted();
    void tenthReturnIsTheLast();
    void expiredCommandIsNeverGivenOut();
    void sweepExpiresAndForgets();
    void sweepPostsNothingWhenNothingIsDue();
    void clockSetBackRevivesNothing();
    void heldQueueTakesButGivesNothing();
    void holdOutlivesARestart();
    void purgeTakesWhatMatches_data();
    void purgeTakesWhatMatches();
    void purgeSparesWhatIsInFlightUnlessAsked();
    void removePurgesOrForgets();
    void requeuedOnesWaitAtTheEnd();
    void requeueOfTooManyChangesNothing();
    void editedCommandWaitsWithNewContents();
    void onlyDeadOnesAreEdited();
    void lifeLineTellsAll();
    void changesAreAnnounced();
    void deletedIdentityTakesItsQueueWithIt();
    void newGenerationHasAnEmptyQueue();
    void endedOnesOfADeviceAreLimited();
    void lookPagesInQueueOrder();
    void listShowsTheFleet();
    void deadLettersAreOfAllDevices();
    void lastPollIsSeenAtOnceAndStored();
    void failedCommitTellsNobody();
};
