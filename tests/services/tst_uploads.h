#pragma once

#include <QObject>

class UploadsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void grantLeadsToOneBlob();
    void emulatorsAccountStandsInThePath();
    void withoutAStoreThereAreNoUploads();
    void blobNamesThatMeanSomethingElseAreRefused_data();
    void blobNamesThatMeanSomethingElseAreRefused();
    void tenUploadsAreOpenAtMost();
    void expiredUploadMakesRoom();
    void successIsToldToBackEnds();
    void failureIsNotToldToBackEnds();
    void uploadIsFinishedOnce();
    void uploadOfAnotherDeviceIsUnknown();
    void expiredUploadIsKnownForADay();
    void nothingIsGrantedThatIsNotStored();
    void notificationIsLockedForAMinute();
    void abandonedNotificationComesAgain();
    void completedNotificationIsGone();
    void notificationComesTenTimesAtMost();
    void notificationIsForgottenAfterADay();
    void openUploadsAreKeptInTheStore();
    void oldestNotificationsGoFirst();
};
