#pragma once

#include <QObject>

class ImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsAreCreatedUpdatedAndUnchanged();
    void whatARowDoesNotNameStays();
    void modesOfTheFileAreOneForAll_data();
    void modesOfTheFileAreOneForAll();
    void rowsSayTheirOwnModes();
    void deletingAgainChangesNothing();
    void wrongRowsAreRefusedAndTheRestIsDone();
    void sameIdentityTwiceIsRefused();
    void modulesFollowTheirDevice();
    void dryRunSaysTheSameAndChangesNothing();
    void parentsAreFoundByTheirId();
    void personStaysInTheirPart();
    void parentOfAnotherPartIsNone();
    void enrollerOnlyAdds();
    void deniedRowsAreRecorded();
    void exportReadsAsItWas_data();
    void exportReadsAsItWas();
    void exportWithoutKeysHasNone();
    void exportKeepsToTheConditionAndThePart();
    void fileMayBeCutAnywhere();
    void wholeFileIsRefused_data();
    void wholeFileIsRefused();
};
