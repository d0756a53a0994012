#pragma once

#include <QObject>

/// What connections settled or ended while the store could not take it.
class CommandDebtsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void detachOnAFullDiskIsMadeGoodLater();
    void detachThatNeverRanIsMadeGoodLater();
    void detachedSessionIsHandedNothingMeanwhile();
    void manyDetachesThatNeverRanAreMadeGood();
    void pauseNeedsNoStore();
    void acknowledgementOnAFullDiskIsMadeGoodLater();
    void acknowledgementOnAFullDiskIsMadeGoodByTheDetach();
    void acknowledgementThatNeverRanIsMadeGood();
    void giveBackThatNeverRanIsMadeGood();
};
