#pragma once

#include <QObject>

class TransferJobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fleetGoesOutAndComesBack();
    void keysMayStayAtHome();
    void largeFilesGoInBlocks();
    void refusedRowsAreLogged();
    void onlyNamedStoresAreSpokenTo();
    void oneJobRunsAtATime();
    void cancelledJobEndsSoon();
    void failureHasItsReason();
    void fileThatChangesMeanwhileIsNotTaken();
    void jobIsRecorded();
};
