#pragma once

#include <QObject>

class TwinStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twinThatWasNeverWrittenIsNew();
    void twinComesBackWhole();
    void tagsStayWithTheIdentity();
    void secondWriteOverwrites();
    void modulesHaveTheirOwn();
    void twinGoesWithItsIdentity();
    void laterGenerationStartsAnew();
    void unknownKeyIsNothing();
    void pendingCommandsAreCounted();
    void whatIsNoObjectIsCorrupt();
    void failedTransactionWritesNothing();
};
