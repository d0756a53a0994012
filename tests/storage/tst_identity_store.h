#pragma once

#include <QObject>

class IdentityStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createdIdentityComesBackWhole();
    void idIsTakenOnlyOnce();
    void idsDifferByCase();
    void replaceWritesAllButKeyAndGeneration();
    void replacingAMissingIdentityFails();
    void removedIdentityIsGone();
    void sameIdMadeAnewIsAnotherDevice();
    void keysAreNotInTheFile();
    void keyMovedToAnotherRowDoesNotOpen();
    void listIsByIdAndLimited();
    void statisticsCountDevices();
    void searchFindsAnyPartOfTheId_data();
    void searchFindsAnyPartOfTheId();
    void manyThatMatchAreNotCounted();
    void searchFollowsCreateAndRemove();
    void pagesJoinInEveryOrder_data();
    void pagesJoinInEveryOrder();
    void devicesAreSortedByTheirTags();
    void devicesAreSortedByStatusAndQueue();
    void offsetJumps();
    void tagsFilterTheList();
    void activityOnlyMovesForward();
    void modulesAreIdentitiesOfTheirOwn();
    void keysOfADeviceIncludeThoseOfItsModules();
    void erasedKeysAreLeftOutUntilNoted();
};
