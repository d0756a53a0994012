#pragma once

#include <QObject>

class ConfigurationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targetsGetTheSettings();
    void connectedDeviceIsToldOnce();
    void versionGrowsOnlyWithAChange();
    void higherPriorityWins();
    void newerConfigurationWinsATie();
    void overruledOneComesInWhenTheOtherGoes();
    void lostTargetLosesTheSettings();
    void deletedConfigurationIsTakenOut();
    void whatOthersWroteStays();
    void manualChangeIsPutRight();
    void twinThatCannotTakeItStaysAsItIs();
    void modulesAreTargets();
    void deploymentMakesItsModules();
    void baseDeploymentOverrulesWhatIsBelow();
    void lostDeploymentLeavesTheModules();
    void statusCanBeQueried();
    void metricsAreCounted();
    void effectsAreRecorded();
    void passGoesOnAfterARestart();
    void deletionIsNotLostInARestart();
    void putFollowsTheEtagRules();
    void contentCannotChange();
    void numbersAreComparedByTheirValue();
    void oneHundredAreTheMost();
    void allTogetherAreBounded();
    void contentForOneDeviceReplaces();
    void contentForOneDeviceIsRecorded();
    void manyModulesAreMadeInParts();
    void manyDevicesAreSettledInParts();
};
