// Who is let in: lists, groups, the mode and IP rules, over a store and as sign-ins see it.
#pragma once

#include <QObject>

class AccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entriesAreKeptAndPaged();
    void aChangeNeedsTheRightVersion();
    void theListsAreBounded();
    void entriesBlockAndAllow_data();
    void entriesBlockAndAllow();
    void aBlockClosesLiveConnections_data();
    void aBlockClosesLiveConnections();
    void aSignInBetweenReadAndCommitIsNotLost();
    void theEndOfAnAllowanceCloses();
    void theModeClosesWhoIsNotAllowed();
    void explainSaysTheWholeChain();
    void explainNeedsNoDevice();
    void groupsAreBoundedAndInUse();
    void everythingIsThereAfterARestart();
    void judgedGroupsFollowTheDevice();
    void judgedGroupsFollowTheirCondition();
    void groupsLookAtTagsAndIdentityOnly_data();
    void groupsLookAtTagsAndIdentityOnly();
    void previewCountsWhatTheConditionHoldsFor_data();
    void previewCountsWhatTheConditionHoldsFor();
    void judgedGroupsAreBounded();
};
