#include "models/texts.h"
#include "models/twin_tree.h"

#include "base/time_text.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class TwinTreeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesStandInOrderWithTheirPaths();
    void whatBelongsToTheTwinItselfIsLeftOut();
    void timesComeFromTheMetadata();
    void firstValuesDoNotCountAsChanged();
    void changedValueSaysSoForAMoment();
    void rowsThatStayKeepTheirPlace();
    void valueThatBecomesAGroup();
    void differenceToTheAnswerWaits_data();
    void differenceToTheAnswerWaits();
    void waitingEndsWithTheAnswerAndWithTheValue();
    void depthAndNumberAreBounded();
    void clearedTreeStartsAnew();
};

namespace {

QJsonObject object(const char* json)
{
    return QJsonDocument::fromJson(json).object();
}

/// A tree that Qt's own tester watches.
struct Watched
{
    TwinTree tree;
    QAbstractItemModelTester tester{&tree, QAbstractItemModelTester::FailureReportingMode::QtTest};

    QModelIndex at(const QString& path) const
    {
        QModelIndex found;
        for (const QString& name : path.split(u'.')) {
            QModelIndex next;
            for (int row = 0; row < tree.rowCount(found); ++row) {
                const QModelIndex child = tree.index(row, TwinTree::Name, found);
                if (child.data().toString() == name) {
                    next = child;
                }
            }
            if (!next.isValid()) {
                return {};
            }
            found = next;
        }
        return found;
    }
    QString value(const QString& path) const
    {
        return at(path).siblingAtColumn(TwinTree::Value).data().toString();
    }
    bool changed(const QString& path) const
    {
        return at(path).data(TwinTree::ChangedRole).toBool();
    }
};

} // namespace

void TwinTreeTest::valuesStandInOrderWithTheirPaths()
{
    Watched w;

    w.tree.set(object(R"({"b":{"y":"5","x":5},"a":[true,null],"c":{}})"), {});

    QCOMPARE(w.tree.rowCount(), 3);
    QCOMPARE(w.tree.index(0, 0).data().toString(), u"a"_s);
    QCOMPARE(w.value(u"b"_s), u"2 values"_s);
    QVERIFY(w.at(u"b"_s).data(TwinTree::GroupRole).toBool());
    QCOMPARE(w.value(u"b.x"_s), u"5"_s);
    QCOMPARE(w.value(u"b.y"_s), u"\"5\""_s); // a text is not a number
    QCOMPARE(w.value(u"a.0"_s), u"true"_s);
    QCOMPARE(w.value(u"a.1"_s), u"null"_s);
    QCOMPARE(w.value(u"c"_s), u"{}"_s);
    QCOMPARE(w.at(u"b.x"_s).data(TwinTree::PathRole).toString(), u"b.x"_s);
    QCOMPARE(w.at(u"b"_s).data(TwinTree::JsonRole).toString(), uR"({"x":5,"y":"5"})"_s);
}

void TwinTreeTest::whatBelongsToTheTwinItselfIsLeftOut()
{
    Watched w;

    w.tree.set(object(R"({"$version":4,"$metadata":{},"a":{"$b":1}})"), {});

    QCOMPARE(w.tree.rowCount(), 1);
    QVERIFY(w.at(u"a.$b"_s).isValid()); // deeper it is a name like another
}

void TwinTreeTest::timesComeFromTheMetadata()
{
    Watched w;
    const char* time = "2025-01-02T03:04:05.1234567Z";

    w.tree.set(object(R"({"a":{"b":1},"c":2})"),
               object(R"({"$lastUpdated":"2025-01-02T03:04:05.1234567Z",
                          "a":{"b":{"$lastUpdated":"2025-01-02T03:04:05.1234567Z"}}})"));

    const QModelIndex updated = w.at(u"a.b"_s).siblingAtColumn(TwinTree::Updated);
    QCOMPARE(updated.data(Qt::ToolTipRole).toString(), absoluteTime(hub::parseTime(time)));
    QCOMPARE(w.at(u"c"_s).siblingAtColumn(TwinTree::Updated).data().toString(), QString());
}

void TwinTreeTest::firstValuesDoNotCountAsChanged()
{
    Watched w;

    w.tree.set(object(R"({"a":1})"), {});
    QVERIFY(!w.changed(u"a"_s));
    w.tree.set(object(R"({"a":1})"), {});

    QVERIFY(!w.changed(u"a"_s));
}

void TwinTreeTest::changedValueSaysSoForAMoment()
{
    Watched w;
    w.tree.set(object(R"({"a":1,"b":{"c":1,"d":1}})"), {});
    QSignalSpy spy(&w.tree, &TwinTree::dataChanged);

    w.tree.set(object(R"({"a":1,"b":{"c":2,"d":1},"e":1})"), {});

    QVERIFY(w.changed(u"b.c"_s));
    QVERIFY(w.changed(u"e"_s));
    QVERIFY(!w.changed(u"b.d"_s));
    QVERIFY(!w.changed(u"b"_s)); // what it holds says so
    QVERIFY(!spy.isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(!w.changed(u"b.c"_s), 2 * TwinTree::kChangedForMs);
}

void TwinTreeTest::rowsThatStayKeepTheirPlace()
{
    Watched w;
    w.tree.set(object(R"({"b":{"x":1},"d":1,"f":[1,2,3,4,5,6,7,8,9,10,11]})"), {});
    const QPersistentModelIndex x = w.at(u"b.x"_s);
    const QPersistentModelIndex d = w.at(u"d"_s);
    QSignalSpy resets(&w.tree, &TwinTree::modelReset);

    w.tree.set(object(R"({"a":0,"b":{"w":0,"x":1},"c":0,"d":1,"f":[1,2,3,4,5,6,7,8,9,10]})"), {});

    QVERIFY(x.isValid() && d.isValid());
    QCOMPARE(x.row(), 1);
    QCOMPARE(d.row(), 3);
    QCOMPARE(w.tree.rowCount(w.at(u"f"_s)), 10);
    QCOMPARE(w.value(u"f.9"_s), u"10"_s);
    QVERIFY(resets.isEmpty());
}

void TwinTreeTest::valueThatBecomesAGroup()
{
    Watched w;
    w.tree.set(object(R"({"a":1,"b":[1,2],"c":{"0":1}})"), {});

    w.tree.set(object(R"({"a":{"x":1},"b":{"0":1},"c":[5]})"), {});
    QCOMPARE(w.value(u"a.x"_s), u"1"_s);
    QCOMPARE(w.value(u"b.0"_s), u"1"_s);
    QCOMPARE(w.value(u"c.0"_s), u"5"_s);
    w.tree.set(object(R"({"a":"x"})"), {});

    QCOMPARE(w.tree.rowCount(), 1);
    QCOMPARE(w.tree.rowCount(w.at(u"a"_s)), 0);
    QCOMPARE(w.value(u"a"_s), u"\"x\""_s);
}

void TwinTreeTest::differenceToTheAnswerWaits_data()
{
    QTest::addColumn<QByteArray>("desired");
    QTest::addColumn<QByteArray>("reported");
    QTest::addColumn<int>("waiting");
    const auto row = [](const char* name, const char* desired, const char* reported, int waiting) {
        QTest::newRow(name) << QByteArray(desired) << QByteArray(reported) << waiting;
    };
    row("the same", R"({"a":1})", R"({"a":1})", 0);
    row("another value", R"({"a":1})", R"({"a":2})", 1);
    row("not reported", R"({"a":1,"b":{"c":2}})", R"({"b":{}})", 2);
    row("inside", R"({"a":{"b":1,"c":2}})", R"({"a":{"b":1,"c":3}})", 1);
    row("acknowledged", R"({"a":1})", R"({"a":{"value":1,"ac":200,"av":4}})", 0);
    row("acknowledged otherwise", R"({"a":1})", R"({"a":{"value":2,"ac":400,"av":4}})", 1);
}

void TwinTreeTest::differenceToTheAnswerWaits()
{
    QFETCH(const QByteArray, desired);
    QFETCH(const QByteArray, reported);
    Watched w;

    w.tree.set(object(desired), {}, object(reported));

    QTEST(w.tree.waitingCount(), "waiting");
}

void TwinTreeTest::waitingEndsWithTheAnswerAndWithTheValue()
{
    Watched w;
    w.tree.set(object(R"({"a":1,"b":1})"), {}, object(R"({"a":2})"));
    QCOMPARE(w.tree.waitingCount(), 2);
    const QModelIndex a = w.at(u"a"_s).siblingAtColumn(TwinTree::Value);
    QVERIFY(a.data(TwinTree::WaitingRole).toBool());
    QCOMPARE(a.data(Qt::ToolTipRole).toString(), u"The device reports 2."_s);

    w.tree.set(object(R"({"a":1})"), {}, object(R"({"a":1})"));

    QCOMPARE(w.tree.waitingCount(), 0);
}

void TwinTreeTest::depthAndNumberAreBounded()
{
    Watched w;
    QJsonObject deep{{u"end"_s, 1}};
    for (int i = 0; i < 2 * TwinTree::kMaxDepth; ++i) {
        deep = QJsonObject{{u"d"_s, deep}};
    }
    w.tree.set(deep, {});
    int depth = 0;
    for (QModelIndex at = w.tree.index(0, 0); at.isValid(); at = w.tree.index(0, 0, at)) {
        ++depth;
    }
    QCOMPARE(depth, TwinTree::kMaxDepth);

    QJsonObject wide;
    for (int i = 0; i < TwinTree::kMaxNodes + 100; ++i) {
        wide[QString::number(i)] = i;
    }
    TwinTree tree; // Qt's tester would take minutes
    tree.set(wide, {});

    QCOMPARE(tree.rowCount(), TwinTree::kMaxNodes);
}

void TwinTreeTest::clearedTreeStartsAnew()
{
    Watched w;
    w.tree.set(object(R"({"a":1})"), {}, QJsonObject());
    w.tree.set(object(R"({"a":2})"), {}, QJsonObject());
    QCOMPARE(w.tree.waitingCount(), 1);

    w.tree.clear();
    QCOMPARE(w.tree.rowCount(), 0);
    QCOMPARE(w.tree.waitingCount(), 0);
    w.tree.set(object(R"({"a":3})"), {});

    QVERIFY(!w.changed(u"a"_s));
}

std::unique_ptr<QObject> twinTreeTest()
{
    return std::make_unique<TwinTreeTest>();
}

} // namespace deck::test

#include "tst_twin_tree.moc"
