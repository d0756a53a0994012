#pragma once

#include <QObject>

/// Each change that a back end can make stores its record: one, with the change.
class AuditChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void devicesAndModules();
    void twins();
    void commands();
    void feedback();
    void fileNotifications();
    void authorities();
    void revocations();
    void accessListsAndRules();
    void rulesThatNobodyConfirmed();
};
