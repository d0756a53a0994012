#include "tests/support/device_rows.h"
#include "tests/widgets/stage.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/label.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/table_card.h"

#include <QAbstractItemModelTester>
#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class TableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyRowsInSightAreAskedAbout();
    void selectionIsKnownAsRanges();
    void allOfAMillionRowsAreOneRange();
    void keysMoveTheCurrentRow_data();
    void keysMoveTheCurrentRow();
    void lettersSearchNothing();
    void enterActivatesTheRow();
    void menuKeyAsksForTheMenuOfTheRow();
    void rightClickAsksForAMenuOnlyOnRows();
    void headingAsksForSort();
    void headingOfAColumnThatCannotSortAsksNothing();
    void rowsThatHaveNotComeArePaintedAsBars();
    void focusByTabShowsWhereKeysAct();
    void stretchedColumnsFillTheTable();
    void visibleRowsAreThoseInSight();
    void compactRowsAreLower();

    void cardScrollsItsTable();
    void cardShowsSomethingInsteadOfRows();
    void footerMakesRoomForActs();
};

namespace {

constexpr int kMillion = 1'000'000;

Status statusAt(const QModelIndex& index)
{
    return static_cast<Status>(index.data(DeviceRows::StateRole).toInt());
}

/// A table of that many devices on a stage.
struct Fleet
{
    explicit Fleet(int count) : rows(count)
    {
        table->setColumns({{.style = CellStyle::Strong, .width = 140, .sortable = true},
                           {.style = CellStyle::Status, .width = 90},
                           {.width = 80},
                           {.style = CellStyle::Secondary, .stretch = true},
                           {.style = CellStyle::Tags, .width = 100},
                           {.width = 80, .align = Qt::AlignRight, .sortable = true}});
        table->setStatusOf(statusAt);
        table->setPlaceholderRole(DeviceRows::PlaceholderRole);
        table->setModel(&rows);
        card = new TableCard(stage.theme, table);
        stage.add(card);
    }

    DataTable& start()
    {
        if (!stage.show()) {
            qFatal("the window does not become active");
        }
        table->setFocus();
        return *table;
    }

    void clickRow(int row, Qt::KeyboardModifiers modifiers = {}) const
    {
        const QPoint at = table->visualRect(rows.index(row, 0)).center();
        Stage::clickAt(*table->viewport(), at, modifiers);
    }

    void clickHeading(int column) const
    {
        QHeaderView* const header = table->horizontalHeader();
        Stage::clickAt(*header->viewport(),
                       {header->sectionViewportPosition(column) + 20, header->height() / 2});
    }

    DeviceRows rows;
    Stage stage;
    DataTable* table = new DataTable(stage.theme, u"Devices"_s);
    TableCard* card = nullptr;
};

} // namespace

void TableTest::onlyRowsInSightAreAskedAbout()
{
    Fleet fleet(kMillion);
    DataTable& table = fleet.start();
    table.grab();
    const int before = fleet.rows.questions();

    table.grab();

    const int asked = fleet.rows.questions() - before;
    QVERIFY2(asked < 20 * DeviceRows::ColumnCount * 4, qPrintable(QString::number(asked)));
    QVERIFY2(before < 20'000, qPrintable(QString::number(before)));
}

void TableTest::selectionIsKnownAsRanges()
{
    Fleet fleet(100);
    const DataTable& table = fleet.start();
    QSignalSpy changed(&table, &DataTable::rowSelectionChanged);

    fleet.clickRow(2);
    fleet.clickRow(4, Qt::ShiftModifier);
    fleet.clickRow(7, Qt::ControlModifier);

    QCOMPARE(table.selectedRanges(), (QList<RowRange>{{2, 4}, {7, 7}}));
    QCOMPARE(table.selectedCount(), 4);
    QCOMPARE(changed.count(), 3);
    fleet.clickRow(3, Qt::ControlModifier);
    QCOMPARE(table.selectedRanges(), (QList<RowRange>{{2, 2}, {4, 4}, {7, 7}}));
}

void TableTest::allOfAMillionRowsAreOneRange()
{
    Fleet fleet(kMillion);
    const DataTable& table = fleet.start();
    QElapsedTimer timer;
    timer.start();

    fleet.stage.key(Qt::Key_A, Qt::ControlModifier);

    QCOMPARE(table.selectedRanges(), (QList<RowRange>{{0, kMillion - 1}}));
    QCOMPARE(table.selectedCount(), kMillion);
    QVERIFY(timer.elapsed() < 1'000);
}

void TableTest::keysMoveTheCurrentRow_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<Qt::KeyboardModifier>("modifier");
    QTest::addColumn<int>("to");
    QTest::addColumn<int>("selected");

    QTest::newRow("J") << 5 << Qt::Key_J << Qt::NoModifier << 6 << 1;
    QTest::newRow("K") << 5 << Qt::Key_K << Qt::NoModifier << 4 << 1;
    QTest::newRow("K at the first row") << 0 << Qt::Key_K << Qt::NoModifier << 0 << 1;
    QTest::newRow("J with Shift") << 5 << Qt::Key_J << Qt::ShiftModifier << 6 << 2;
    QTest::newRow("End") << 5 << Qt::Key_End << Qt::NoModifier << kMillion - 1 << 1;
    QTest::newRow("Home") << kMillion - 1 << Qt::Key_Home << Qt::NoModifier << 0 << 1;
    QTest::newRow("Down") << 5 << Qt::Key_Down << Qt::NoModifier << 6 << 1;
    QTest::newRow("End with Shift")
        << 5 << Qt::Key_End << Qt::ShiftModifier << kMillion - 1 << kMillion - 5;
    QTest::newRow("Home with Shift") << 5 << Qt::Key_Home << Qt::ShiftModifier << 0 << 6;
}

void TableTest::keysMoveTheCurrentRow()
{
    QFETCH(const int, from);
    QFETCH(const Qt::Key, key);
    QFETCH(const Qt::KeyboardModifier, modifier);
    QFETCH(const int, to);
    QFETCH(const int, selected);
    Fleet fleet(kMillion);
    DataTable& table = fleet.start();
    table.setCurrentRow(from);

    fleet.stage.key(key, modifier);

    QCOMPARE(table.currentRow(), to);
    QCOMPARE(table.selectedCount(), selected);
    QVERIFY(table.viewport()->rect().intersects(table.visualRect(table.currentIndex())));
}

void TableTest::lettersSearchNothing()
{
    Fleet fleet(kMillion);
    DataTable& table = fleet.start();
    table.setCurrentRow(5);
    const int before = fleet.rows.questions();

    fleet.stage.key(Qt::Key_T);

    QCOMPARE(table.currentRow(), 5);
    QVERIFY(fleet.rows.questions() - before < 1'000);
}

void TableTest::enterActivatesTheRow()
{
    Fleet fleet(100);
    DataTable& table = fleet.start();
    table.setCurrentRow(5);
    QSignalSpy activated(&table, &DataTable::activated);

    fleet.stage.key(Qt::Key_Return);

    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated[0][0].toModelIndex().row(), 5);
}

void TableTest::menuKeyAsksForTheMenuOfTheRow()
{
    Fleet fleet(100);
    DataTable& table = fleet.start();
    table.setCurrentRow(5);
    QSignalSpy asked(&table, &DataTable::menuRequested);

    QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
    QCoreApplication::sendEvent(&table, &event);

    QCOMPARE(asked.count(), 1);
    const QPoint at = table.viewport()->mapFromGlobal(asked[0][0].toPoint());
    const QRect row = table.visualRect(table.currentIndex());
    QVERIFY(at.y() >= row.top() && at.y() <= row.bottom() + 1);

    table.verticalScrollBar()->setValue(table.verticalScrollBar()->maximum());
    QCoreApplication::sendEvent(&table, &event);
    const QPoint again = table.viewport()->mapFromGlobal(asked[1][0].toPoint());
    QVERIFY(table.viewport()->rect().contains(again)); // though the row is out of sight
}

void TableTest::rightClickAsksForAMenuOnlyOnRows()
{
    Fleet fleet(3);
    DataTable& table = fleet.start();
    QSignalSpy asked(&table, &DataTable::menuRequested);

    for (const QPoint at : {table.visualRect(fleet.rows.index(1, 0)).center(), QPoint(50, 350)}) {
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, table.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(table.viewport(), &event);
    }

    QCOMPARE(asked.count(), 1);
}

void TableTest::headingAsksForSort()
{
    Fleet fleet(100);
    DataTable& table = fleet.start();
    QSignalSpy sorted(&table, &DataTable::sortRequested);

    fleet.clickHeading(DeviceRows::Device);
    fleet.clickHeading(DeviceRows::Device);
    fleet.clickHeading(DeviceRows::LastSeen);

    QCOMPARE(sorted.count(), 3);
    QCOMPARE(sorted[0][1].value<Qt::SortOrder>(), Qt::AscendingOrder);
    QCOMPARE(sorted[1][1].value<Qt::SortOrder>(), Qt::DescendingOrder);
    QCOMPARE(sorted[2][0].toInt(), int(DeviceRows::LastSeen));
    QCOMPARE(sorted[2][1].value<Qt::SortOrder>(), Qt::AscendingOrder);
    table.setSortMark(0, Qt::AscendingOrder);
    QCOMPARE(sorted.count(), 3);
}

void TableTest::headingOfAColumnThatCannotSortAsksNothing()
{
    Fleet fleet(100);
    DataTable& table = fleet.start();
    table.setSortMark(DeviceRows::Device, Qt::AscendingOrder);
    QSignalSpy sorted(&table, &DataTable::sortRequested);

    fleet.clickHeading(DeviceRows::State);

    QCOMPARE(sorted.count(), 0);
    QCOMPARE(table.horizontalHeader()->sortIndicatorSection(), int(DeviceRows::Device));
    QVERIFY(table.horizontalHeader()->isSortIndicatorShown());
}

void TableTest::rowsThatHaveNotComeArePaintedAsBars()
{
    Fleet fleet(5);
    const DataTable& table = fleet.start();
    const QRect cell = table.visualRect(fleet.rows.index(1, DeviceRows::Device));
    const QImage text = table.viewport()->grab(cell).toImage();

    fleet.rows.setLoaded(0);
    QVERIFY(table.isPlaceholder(fleet.rows.index(1, 0)));
    const QImage bar = table.viewport()->grab(cell).toImage();

    QVERIFY(bar != text);
    QSet<QRgb> colors; // a bar has few
    for (int x = 0; x < bar.width(); ++x) {
        colors.insert(bar.pixel(x, bar.height() / 2));
    }
    QVERIFY(colors.size() >= 2 && colors.size() < 8);
}

void TableTest::focusByTabShowsWhereKeysAct()
{
    Fleet fleet(100);
    DataTable& table = fleet.start();
    fleet.stage.window.setFocus();
    QSignalSpy focused(&table, &DataTable::keyboardFocusChanged);
    const QImage before = fleet.stage.window.grab().toImage();

    table.setFocus(Qt::TabFocusReason);

    QCOMPARE(focused.last()[0].toBool(), true);
    QCOMPARE(table.currentRow(), 0);
    QCOMPARE(table.selectedCount(), 0);
    QVERIFY(fleet.stage.window.grab().toImage() != before);
    fleet.clickRow(3);
    QVERIFY(table.selectedRanges() == (QList<RowRange>{{3, 3}}));
}

void TableTest::stretchedColumnsFillTheTable()
{
    Fleet fleet(100);
    const DataTable& table = fleet.start();
    const auto sum = [&] {
        int width = 0;
        for (int column = 0; column < DeviceRows::ColumnCount; ++column) {
            width += table.columnWidth(column);
        }
        return width;
    };

    for (const int width : {800, 1'024, 900}) {
        fleet.stage.window.resize(width, 480);
        QCoreApplication::processEvents();
        QCOMPARE(sum(), table.viewport()->width());
    }
    fleet.stage.window.resize(300, 480);
    QCoreApplication::processEvents();
    QVERIFY(table.columnWidth(DeviceRows::Site) >= 120); // its least width
}

void TableTest::visibleRowsAreThoseInSight()
{
    Fleet fleet(kMillion);
    DataTable& table = fleet.start();

    QCOMPARE(table.visibleRows().first, 0);
    table.verticalScrollBar()->setValue(table.verticalScrollBar()->maximum());

    QCOMPARE(table.visibleRows().last, kMillion - 1);
    QVERIFY(table.visibleRows().first > kMillion - 30);
    Fleet few(2);
    QCOMPARE(few.start().visibleRows(), (RowRange{0, 1}));
    Fleet none(0);
    QCOMPARE(none.start().visibleRows(), RowRange{});
}

void TableTest::compactRowsAreLower()
{
    Fleet fleet(kMillion);
    DataTable& table = fleet.start();
    const int usual = table.rowHeight(0);

    table.setCompact(true);

    QVERIFY(table.rowHeight(0) < usual);
    QCOMPARE(table.rowHeight(kMillion - 1), table.rowHeight(0));
}

void TableTest::cardScrollsItsTable()
{
    Fleet fleet(1'000);
    const DataTable& table = fleet.start();
    auto* const bar = fleet.card->findChild<QScrollBar*>({}, Qt::FindDirectChildrenOnly);
    QVERIFY(bar->isVisible());

    bar->setValue(bar->maximum());
    QCOMPARE(table.verticalScrollBar()->value(), table.verticalScrollBar()->maximum());
    table.verticalScrollBar()->setValue(0);

    QCOMPARE(bar->value(), 0);
    QVERIFY(fleet.card->rect().contains(bar->geometry()));
}

void TableTest::cardShowsSomethingInsteadOfRows()
{
    Fleet fleet(1'000);
    fleet.start();
    auto* const empty = new EmptyState(fleet.stage.theme, Icon::Devices);
    empty->setTexts(u"No device matches"_s, {});

    fleet.card->showInstead(empty);
    QVERIFY(empty->isVisible());
    QCOMPARE(empty->width(), fleet.table->viewport()->width());
    QVERIFY(fleet.card->childAt(fleet.card->rect().center()) == empty ||
            empty->isAncestorOf(fleet.card->childAt(fleet.card->rect().center())));
    fleet.stage.window.resize(900, 600);
    QCoreApplication::processEvents();
    QCOMPARE(empty->width(), fleet.table->viewport()->width());

    fleet.card->showInstead(nullptr);
    QVERIFY(!empty->isVisible());
}

void TableTest::footerMakesRoomForActs()
{
    Fleet fleet(10);
    fleet.card->setFooter(u"10 devices"_s, u"as of now"_s);
    fleet.start();
    auto* const acts = new QWidget;

    fleet.card->setFooterWidget(acts);
    QVERIFY(acts->isVisible());
    for (const Label* label : fleet.card->findChildren<Label*>()) {
        QVERIFY(!label->isVisible());
    }
    fleet.card->setFooterWidget(nullptr);

    QVERIFY(!acts->isVisible());
    QVERIFY(fleet.card->findChild<Label*>()->isVisible());
}

std::unique_ptr<QObject> tableTest()
{
    return std::make_unique<TableTest>();
}

} // namespace deck::test

#include "tst_table.moc"
