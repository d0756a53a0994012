#pragma once

#include <QObject>

class RegistryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putFollowsTheEtagTable_data();
    void putFollowsTheEtagTable();
    void createMakesTwoKeysOfThirtyTwoBytes();
    void updateReplacesEverything();
    void everyWriteChangesTheEtag();
    void statusChangeIsStamped();
    void putsSideBySideShareCommits();
    void putThatMayBothCreatesOrReplaces();
    void putStaysInAPartOfTheFleet();
    void edgeDeviceStaysOne();
    void removeFollowsTheEtagTable_data();
    void removeFollowsTheEtagTable();
    void disablingClosesTheSession();
    void removingClosesTheSession();
    void changesAreAnnounced();
    void modulesFollowTheEtagTable_data();
    void modulesFollowTheEtagTable();
    void edgeDeviceHasItsTwoModules();
    void deviceTakesFiftyModules();
    void removedDeviceTakesItsModulesAlong();
    void disabledDeviceClosesItsModules();
    void changesOfModulesAreAnnounced();
    void erasedHistoryIncludesTheModules();
    void erasedHistoryIsHiddenAtOnceAndRemovedSoon();
    void historyOutlivesTheDevice();
    void judgedListComesInPagesWithoutTotal();
    void judgedListHasNoOffset();
};
