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
    void endedJobsAreForgottenStepByStep();
    void oldestGoesWhenThereAreTooMany();
};
