#pragma once

#include "tests/services/audit_damage.h"

#include <QObject>

#include <memory>

/// Every damage to a log of 1,200 records is found, and the first record that is concerned is
/// named.
class AuditDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void wholeLogIsWhole();
    void changedBytes();
    void removedRecords();
    void swappedRecords();
    void cutTails();
    void cutTailsWithTheirCheckpoints();
    void rewrittenTails();
    void changedCheckpoints();
    void removedCheckpoints();
    void changedHeadFile();

private:
    std::unique_ptr<hub::test::AuditDamage> log_;
};
