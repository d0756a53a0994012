#pragma once

#include <QObject>

/// What queries find of tags, also in stores that an older hub wrote.
class TagIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tagsOfAnOlderStoreAreIndexedAsNewOnes();
    void devicesOfAnOlderStoreAreCounted();
    void conditionsOfAnOlderStoreHoldForTheSame();
};
