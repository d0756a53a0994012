#pragma once

#include <QObject>

/// Commands on live connections, and what becomes of them afterwards.
class CommandReceiversTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void attachedLinkGetsWhatWaitsInOrder();
    void enqueuedCommandGoesStraightToTheLink();
    void straightWayIsOneCommit();
    void acknowledgedCommandIsCompleted();
    void acknowledgementsMayComeInAnyOrder();
    void foreignAcknowledgementIsPassedOver();
    void whatCannotBeSentWaitsAgain();
    void acknowledgementOfWhatWasRequeuedSinceIsPassedOver();
    void wholeQueueMayBeInFlight();
    void detachTakesBackWhatIsInFlight();
    void tenthConnectionIsTheLast();
    void newerSessionReceivesAndGetsTheRest();
    void olderSessionReceivesAgainWhenTheNewerEnds();
    void sessionThatEndsBeforeItBeginsHoldsNothing();
    void secondSubscriptionOfASessionCounts();
    void pausedSessionIsHandedNothingUntilItAttachesAgain();
    void connectionKeepsItsItemBeyondItsTime();
    void itemAcknowledgedAfterItsTimeIsCompleted();
    void abandonedItemGoesToTheLinkAtOnce();
    void lapsedItemGoesToTheLinkAtOnce();
    void requeuedItemsGoToTheLink();
    void heldQueueGivesTheLinkNothing();
    void resumeGivesTheLinkWhatWaits();
    void restartTakesBackWhatConnectionsHeld();
    void restartKeepsTokens();
    void attachThatIsNotStoredClosesTheLink();
};
