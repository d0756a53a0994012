#pragma once

#include <QObject>

class AuthorityStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void authorityComesBackWhole();
    void authorityIsOverwritten();
    void listIsByName();
    void removedAuthorityIsGone();
    void revocationsAreFoundByThumbprint();
    void revocationsArePaged();
    void changesAreSeenByReadersAtOnce();
};
