#pragma once

#include <QObject>

class AuditStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordComesBackWhole();
    void endIsTheLastRecordOrTheAnchor();
    void recordsCannotBeWrittenOver();
    void filtersFindWhatTheyName_data();
    void filtersFindWhatTheyName();
    void timesAreFromAndTo();
    void pagesFollowEachOther();
    void longSearchGoesOnOnTheNextPage();
    void walkGoesForward();
    void checkpointsComeBack();
    void pruningLeavesTheAnchor();
    void seedIsBoxed();
};
