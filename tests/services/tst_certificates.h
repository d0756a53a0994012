#pragma once

#include <QObject>

class CertificatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Signing in.
    void certificatesAreJudgedByTheTable_data();
    void certificatesAreJudgedByTheTable();
    void datesOfThumbprintsCountWhenTheyAreTo();
    void signInSaysWhatItRestsOn();
    void otherFormOfARevokedCertificateIsRevokedToo();

    // Live sessions.
    void revocationClosesWhatRestsOnIt_data();
    void revocationClosesWhatRestsOnIt();
    void removedAuthorityClosesItsDevices();
    void replacedAuthorityClosesItsDevices();
    void changedCredentialsCloseTheSession_data();
    void changedCredentialsCloseTheSession();
    void revokedWhileSigningInIsReadAgain();

    // Authorities.
    void onlyValidAuthoritiesAreRegistered_data();
    void onlyValidAuthoritiesAreRegistered();
    void proofIsJudgedByTheTable_data();
    void proofIsJudgedByTheTable();
    void codeIsGoodOnce();
    void putFollowsTheEtags();
    void sameCertificateHasOneName();
    void numberOfAuthoritiesIsLimited();
    void anotherCertificateHasToBeVerifiedAnew();
    void revocationsAreReadAndTakenBack();
    void changesAreAnnounced();
};
