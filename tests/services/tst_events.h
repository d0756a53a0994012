#pragma once

#include <QObject>

class EventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsAreNumberedWithoutGaps();
    void oldEventsMakeRoomAndTheGapIsTold();
    void hugeEventsMakeRoomToo();
    void subscriberGetsWhatComes();
    void subscriberFiltersTypesAndDevices();
    void subscriberTimesOutWithoutEvents();
    void slowSubscriberIsToldOfTheGap();
    void watchersAreLimited();
    void tapShowsCommittedMessages();
    void tapCountsWhatIsTooMuch();
    void tapIsIdleWithoutWatchers();
};
