// The table of who is let in, against the services.
#pragma once

#include <QObject>

class AccessTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signInsAreDecidedByTheTable_data();
    void signInsAreDecidedByTheTable();
};
