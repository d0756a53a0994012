#pragma once

#include <QObject>

class AuthenticatorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void devicesAreJudgedByTheTable_data();
    void devicesAreJudgedByTheTable();
    void modulesAreJudgedByTheTable_data();
    void modulesAreJudgedByTheTable();
    void servicesAreJudgedByTheTable_data();
    void servicesAreJudgedByTheTable();
    void expiryUsesTheHighestClock();
    void unknownDevicesTakeTheSameWork();
    void rightsAreNeededBeyondTheKey();
    void adminOriginsAreJudgedByTheTable_data();
    void adminOriginsAreJudgedByTheTable();
    void deniedCallersAreReportedWithoutSecrets();
    void claimsOfAnyLengthMakeShortReports();
    void floodOfDenialsIsThinnedOutAndCounted();
};
