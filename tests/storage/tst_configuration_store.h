#pragma once

#include <QObject>

class ConfigurationStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void configurationComesBackWhole();
    void idIsTakenOnce();
    void eachChangeIsNumbered();
    void resultsStandApart();
    void twinsShowWhatIsForThem();
    void agentOfAnEdgeDeviceShowsDeployments();
    void removedConfigurationIsNotShownButRemembered();
    void targetsComeInOrder();
    void deletedDeviceIsForgotten();
};
