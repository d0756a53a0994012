#pragma once

#include <QObject>

/// Random walks that a simple model of the queues follows step by step.
class CommandModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void walkAgreesWithTheModel_data();
    void walkAgreesWithTheModel();
    void lookingChangesNothing();
};
