#pragma once

#include <QObject>

class GuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowSlides();
    void backOffDoubles();
    void longPeaceForgives();
    void successesMakeUpForFailures();
    void oldestKeysAreForgotten();
    void zeroLocksNobodyOut();

    void callersAreNetworks_data();
    void callersAreNetworks();
    void longIdsAreOneId();

    void idIsLockedOutAtThatAddressAlone();
    void addressThatTriesManyIdsIsLockedOut();
    void whatIsNoGuessDoesNotCount();
    void onlyIdsAreLockedOutOnLoopback();
    void liftedAddressMayTryAgain();

    void refusalsOfOneCallerAreOneEntry();
    void deniedListIsBoundedAndFiltered();
    void ignoredEntriesGoOnCounting();
    void entriesOutliveARestart();
    void whatWasNotStoredIsAChangeAgain();

    void alertsCountUpWhileTheyAreOpen();
    void acknowledgedAlertStaysSo();
    void alertsAreBounded();
    void fightForAnIdRaisesAnAlert();
    void littleRoomIsAnAlert();
    void certificateThatEndsIsAnAlert();
};
