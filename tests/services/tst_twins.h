#pragma once

#include <QObject>

class TwinsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newDeviceHasAnEmptyTwin();
    void missingIdentitiesAreNamed_data();
    void missingIdentitiesAreNamed();
    void patchFollowsTheEtagTable_data();
    void patchFollowsTheEtagTable();
    void everyChangeOfABackEndCounts();
    void patchOfNothingChangesNothing();
    void nullEmptiesAPart();
    void replacingWithoutAPartEmptiesIt();
    void refusedPartUndoesTheOther();
    void brokenUpdatesAreRefused_data();
    void brokenUpdatesAreRefused();
    void connectedDeviceIsToldThePatch();
    void connectedDeviceIsToldWhatHasVanished();
    void tagsAreNotTold();
    void sessionOfAnEarlierGenerationIsNotTold();
    void whatIsNotCommittedIsNotTold();
    void twoBackEndsAreToldInTheOrderOfTheVersions();
    void deviceReadsValuesAndVersions();
    void reportedPatchesCount();
    void reportedPatchMayDemandAVersion();
    void refusedReportedPatchChangesNothing();
    void deletedDeviceHasNoTwin();
    void changesAreAnnounced();
    void tagsAreReplacedWhateverTheEtag();
    void replacedTagsFindTheDevice();
    void modelOfTheSessionIsShown();
    void modelIsKept();
    void sameModelIsNotWrittenAgain();
    void modulesHaveTheirOwnTwins();
};
