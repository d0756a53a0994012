#include "domain/partition.h"

#include <QTest>

#include <memory>

namespace hub::test {

class PartitionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neverChanges_data();
    void neverChanges();
    void moduleSharesItsDevicesPartition();
};

// Worked out apart from the code: what is on disk depends on them.
void PartitionTest::neverChanges_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("partition");
    QTest::newRow("dev1") << "dev1" << 0;
    QTest::newRow("dev2") << "dev2" << 3;
    QTest::newRow("thermo-1") << "thermo-1" << 2;
    QTest::newRow("one letter") << "a" << 1;
    QTest::newRow("odd characters") << "Device#7?x" << 1;
}

void PartitionTest::neverChanges()
{
    QFETCH(const QString, id);
    QFETCH(const int, partition);

    QCOMPARE(int{partitionOf({id.toStdString(), {}})}, partition);
}

void PartitionTest::moduleSharesItsDevicesPartition()
{
    QCOMPARE(partitionOf({"dev1", "mod1"}), partitionOf({"dev1", {}}));
}

std::unique_ptr<QObject> partitionTest()
{
    return std::make_unique<PartitionTest>();
}

} // namespace hub::test

#include "tst_partition.moc"
