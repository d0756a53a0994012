#pragma once

#include <QObject>

class ThrottleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bucketEmptiesAndFillsSteadily();
    void kindsAreCountedApart();
    void tiersHaveTheirNumbers_data();
    void tiersHaveTheirNumbers();
    void largeCallLeavesADebt();
    void offByDefault();
};
