#pragma once

#include <QObject>

class JobStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jobComesBackAsItWasAsked();
    void methodJobComesBackAsItWasAsked();
    void idIsTakenOnce();
    void progressIsKept();
    void openJobsComeInTheOrderOfTheirTurn();
    void listIsNewestFirstAndFiltered();
    void partsComeInOrderUntilTheyAreDone();
    void pendingPartOfAnEndedJobIsCanceled();
    void partsAreFoundPageByPage();
    void partsOfAScopeAreOfItsJobsAndDevices();
    void donePartsGoWithTheirDevice();
    void adminJobComesBackAsItWasAsked();
    void partsOfAnAdminJobOutliveTheirDevice();
    void identityHasOnePartInAJob();
    void endedJobsAreForgottenStepByStep();
    void oldestGoesWhenThereAreTooMany();
};
