#pragma once

#include <QObject>

class KeyUseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void usesFollowTheirKeys();
    void placesAreNetworks_data();
    void placesAreNetworks();
    void useIsWrittenOnceInTenMinutes();
    void otherNetworkIsWrittenAtOnce();
    void lastUseIsNotLostAtTheStop();
    void memoryIsBounded();
    void firstNetworkRaisesNoAlert();
    void newNetworkRaisesOneAlert();
    void networksAreBounded();
    void deletedIdentityLeavesNothing();
    void signInsSayWhichKey();
    void endOfASessionIsAUse();
    void certificatesUseNoKey();
};
