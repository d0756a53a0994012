#include "models/hub_list.h"

#include <QAbstractItemModelTester>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class HubListTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isAModelAsQtWantsIt();
    void hubsAreRowsInOrder();
    void hubBeyondTheLimitIsRefused();
    void chosenHubGetsItsSessionOnce();
    void unknownHubCannotBeChosen();
    void newKeyOfTheCurrentHubStartsAnotherSession();
    void newKeyOfAnotherHubLeavesTheCurrentOne();
    void removedCurrentHubLeavesNone();
    void sessionThatIsReplacedLivesUntilAllKnow();
};

namespace {

/// A hub that nobody answers for.
ConnectionProfile profile(const QString& id)
{
    ConnectionProfile made;
    made.id = id;
    made.name = id.toUpper();
    made.host = u"127.0.0.1"_s;
    made.port = 1;
    return made;
}

} // namespace

void HubListTest::isAModelAsQtWantsIt()
{
    HubList list;
    const QAbstractItemModelTester tester(&list,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    list.put(profile(u"a"_s));
    list.put(profile(u"b"_s));
    list.setCurrent(u"b"_s);
    list.put(profile(u"b"_s));
    list.remove(u"a"_s);
    list.remove(u"b"_s);
}

void HubListTest::hubsAreRowsInOrder()
{
    HubList list;

    QCOMPARE(list.put(profile(u"a"_s)), 0);
    QCOMPARE(list.put(profile(u"b"_s)), 1);

    QCOMPARE(list.rowOf(u"b"_s), 1);
    QCOMPARE(list.rowOf(u"c"_s), -1);
    const QModelIndex row = list.index(1);
    QCOMPARE(row.data().toString(), u"B"_s);
    QCOMPARE(row.data(HubList::AddressRole).toString(), u"127.0.0.1:1"_s);
    QCOMPARE(row.data(HubList::IdRole).toString(), u"b"_s);
    QCOMPARE(row.data(HubList::StateRole).toInt(), int(HubSession::State::Offline));
}

void HubListTest::hubBeyondTheLimitIsRefused()
{
    HubList list;
    for (int i = 0; i < HubList::kMaxHubs; ++i) {
        list.put(profile(QString::number(i)));
    }

    QCOMPARE(list.put(profile(u"one more"_s)), -1);
    QCOMPARE(list.put(profile(u"7"_s)), 7); // not a new one
    QCOMPARE(list.rowCount(), HubList::kMaxHubs);
}

void HubListTest::chosenHubGetsItsSessionOnce()
{
    HubList list;
    list.put(profile(u"a"_s));
    list.put(profile(u"b"_s));
    QSignalSpy changed(&list, &HubList::currentChanged);

    list.setCurrent(u"a"_s);
    HubSession* const first = list.current();
    QVERIFY(first != nullptr);
    QCOMPARE(first->state(), HubSession::State::Connecting);
    list.setCurrent(u"b"_s);
    list.setCurrent(u"a"_s);
    list.setCurrent(u"a"_s);

    QCOMPARE(list.current(), first);
    QCOMPARE(changed.count(), 3);
    QCOMPARE(list.index(1).data(HubList::StateRole).toInt(), int(HubSession::State::Connecting));
}

void HubListTest::unknownHubCannotBeChosen()
{
    HubList list;
    list.put(profile(u"a"_s));
    list.setCurrent(u"a"_s);

    list.setCurrent(u"nobody"_s);

    QCOMPARE(list.currentId(), u"a"_s);
}

void HubListTest::newKeyOfTheCurrentHubStartsAnotherSession()
{
    HubList list;
    list.put(profile(u"a"_s));
    list.setCurrent(u"a"_s);
    const QPointer<HubSession> old = list.current();
    QSignalSpy changed(&list, &HubList::currentChanged);
    ConnectionProfile renewed = profile(u"a"_s);
    renewed.port = 2;

    list.put(renewed);

    QVERIFY(old.isNull());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(int(list.current()->profile().port), 2);
    QCOMPARE(int(list.profileAt(0).port), 2);
}

void HubListTest::newKeyOfAnotherHubLeavesTheCurrentOne()
{
    HubList list;
    list.put(profile(u"a"_s));
    list.put(profile(u"b"_s));
    list.setCurrent(u"b"_s);
    list.setCurrent(u"a"_s);
    HubSession* const current = list.current();
    QSignalSpy changed(&list, &HubList::currentChanged);

    list.put(profile(u"b"_s));

    QCOMPARE(list.current(), current);
    QCOMPARE(changed.count(), 0);
    QCOMPARE(list.index(1).data(HubList::StateRole).toInt(), int(HubSession::State::Offline));
}

void HubListTest::removedCurrentHubLeavesNone()
{
    HubList list;
    list.put(profile(u"a"_s));
    list.put(profile(u"b"_s));
    list.setCurrent(u"a"_s);
    QSignalSpy changed(&list, &HubList::currentChanged);

    list.remove(u"a"_s);
    list.remove(u"a"_s);

    QVERIFY(list.current() == nullptr);
    QVERIFY(list.currentId().isEmpty());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(list.rowCount(), 1);
    list.setCurrent(u"b"_s);
    QVERIFY(list.current() != nullptr);
}

void HubListTest::sessionThatIsReplacedLivesUntilAllKnow()
{
    HubList list;
    list.put(profile(u"a"_s));
    list.setCurrent(u"a"_s);
    const QPointer<HubSession> old = list.current();
    QList<bool> lived;
    connect(&list, &HubList::currentChanged, this, [&] { lived << !old.isNull(); });

    list.put(profile(u"a"_s));
    list.remove(u"a"_s);

    QCOMPARE(lived, (QList<bool>{true, false}));
}

std::unique_ptr<QObject> hubListTest()
{
    return std::make_unique<HubListTest>();
}

} // namespace deck::test

#include "tst_hub_list.moc"
