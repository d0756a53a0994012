#pragma once

#include <QObject>

/// What indexes answer against every twin judged by itself.
class QueryStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTwinComesOnceInOrder();
    void twinsComeBackAsWritten();
    void withoutTwinsTheRestIsThere();
    void randomConditionsGiveTheSameAsJudgingEach_data();
    void randomConditionsGiveTheSameAsJudgingEach();
    void scopeIsAnotherCondition();
    void largeConditionsAreAnswered_data();
    void largeConditionsAreAnswered();
    void emptyStoreIsAtItsEnd();
};
