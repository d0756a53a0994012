#pragma once

#include <QObject>

class SmallStoresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void policyComesBackWhole();
    void unknownPolicyIsNothing();
    void policyIsOverwritten();
    void policyWithAScopeIsRefused();
    void settingsAreKept();
    void wrongKeyEncryptionKeyOpensNothing();
};
