#pragma once

#include <QObject>

/// Named people: keys, second factors, and what they leave behind.
class PeopleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void personOutlivesARestart();
    void namesAreTheirOwn();
    void versionsAreHeld();
    void rolesAreJudgedByTheTable_data();
    void rolesAreJudgedByTheTable();
    void keyIsTakenUntilItEnds();
    void keyBeforeIsTakenForItsGrace();
    void disabledAndRemovedPeopleAreRefused();
    void codeOpensASession();
    void codesAreNotGuessed();
    void everythingLeavesARecordWithoutSecrets();
    void useIsKeptOnceAMinute();
    void sessionsAreBounded();
};
