#pragma once

#include <QObject>

class DatabaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAreForTheirOwnerOnly();
    void newerSchemaIsRefusedNamingBothNumbers();
    void fileOfAnotherProgramIsRefused();
    void missingFileIsNotMadeByAReader();
    void readerCannotWrite();
    void transactionKeepsAll();
    void failedTransactionKeepsNothing();
    void failedPartLeavesTheRest();
    void commitIsDurableByConfiguration();
    void unopenableFileGivesItsPath();
};
