#pragma once

#include <QObject>

class BulkJobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void disablingClosesConnectionsAtOnce();
    void enablingLetsThemInAgain();
    void deletedDevicesStayReadableAsResults();
    void deletesNothingWhenThereAreMoreThanConfirmed();
    void commandGoesIntoEachQueue();
    void exceptionsAreLeftOut();
    void namedDevicesAreTheTargets();
    void namedDeviceOfAnotherPartIsAsIfNotThere();
    void targetIsAConditionOnDevices_data();
    void targetIsAConditionOnDevices();
    void serviceApiSeesNoneOfThem();
    void retryIsAboutThoseThatFailed();
    void retryLeavesWhatWasRegisteredAnew();
    void retryNeedsAFailure();
    void sourceOfAnOpenRetryIsKept();
    void restartGoesOnWithNamedDevices();
    void partsAreFilteredByStatus();
    void watchersAreToldHowFarItIs();
};
