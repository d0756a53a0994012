#pragma once

#include <QObject>

class KeyBoxesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyColumnOfBytesIsKnown();
    void boxesAreNamedByTheirKey();
    void recordComesBackWhole();
    void damagedRecordsAreRefused_data();
    void damagedRecordsAreRefused();
    void oldBoxesAreGoneFromTheFiles();
};
