#pragma once

#include <QObject>

class EventBatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsComeBackAsTheyWere();
    void emptyBodyAndPropertiesAreLegal();
    void timesAndFilterCoverAllRows();
    void erasedRowsKeepTheirPlaceAndPartition();
    void erasingAnAbsentDeviceChangesNothing();
    void everyTruncationIsNoticed();
    void unknownVersionIsDamage();
};
