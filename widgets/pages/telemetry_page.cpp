#include "widgets/pages/telemetry_page.h"

#include "widgets/dialogs/message_dialog.h"
#include "widgets/metrics.h"
#include "widgets/pages/chart_grid.h"
#include "widgets/pages/number_tile.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/series_panel.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/table_card.h"
#include "widgets/theme.h"

#include "models/live_telemetry.h"
#include "models/preferences.h"
#include "models/sample_devices.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QSet>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

#include <array>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::array<std::chrono::milliseconds, 6> kWindows{1min, 5min, 15min, 1h, 6h, 24h};
constexpr int kFirstWindow = 1;
constexpr int kSeriesPanelFrom = 1'100; ///< width of the page
constexpr int kTilesFrom = 560;       ///< height of the page
constexpr int kListHeight = 190;
constexpr std::chrono::minutes kReportingWithin{1};

} // namespace

TelemetryPage::TelemetryPage(const PageContext& context)
    : Page(u"telemetry"_s),
      context_(context),
      header_(new PageHeader(context.theme, tr("Telemetry"))),
      window_(new Segmented(context.theme, tr("Window of time"))),
      live_(new Button(context.theme, tr("Pause"), Icon::Pause, Button::Kind::Secondary)),
      tiles_(new QWidget),
      rate_(new NumberTile(context.theme, tr("Messages per second"))),
      reporting_(new NumberTile(context.theme, tr("Devices reporting"))),
      connected_(new NumberTile(context.theme, tr("Connected now"))),
      fields_(new NumberTile(context.theme, tr("Numeric fields"))),
      charts_(new ChartGrid(context)),
      series_(new SeriesPanel(context)),
      table_(new DataTable(context.theme, tr("Messages"))),
      messages_(new TableCard(context.theme, table_)),
      split_(new QSplitter(Qt::Vertical)),
      empty_(new EmptyState(context.theme, Icon::Telemetry))
{
    buildHeader();
    buildTable();
    build();
    connect(&context.session, &HubSession::healthChanged, this, &TelemetryPage::updateTiles);
    connect(&context.telemetry.series(), &TelemetrySeries::seriesAdded, this,
            &TelemetryPage::updateInstead);
    connect(&context.telemetry.log(), &TelemetryLog::rowsInserted, this,
            &TelemetryPage::updateInstead);
    connect(&context.telemetry.log(), &TelemetryLog::waitingChanged, this,
            &TelemetryPage::updateLive);
    connect(charts_, &ChartGrid::colorsChanged, this,
            [this] { series_->setColors(charts_->colors()); });
    connect(empty_, &EmptyState::primaryClicked, this,
            [this] { context_.samples.add(context_.session); });
    connect(empty_, &EmptyState::secondaryClicked, &context.links,
            &PageLinks::connectDeviceWanted);
    series_->setColors(charts_->colors());
    setPaused(context.telemetry.log().isPaused());
    updateTiles();
    updateInstead();
}

void TelemetryPage::buildHeader()
{
    for (const QString& name : {tr("1 m"), tr("5 m"), tr("15 m"), tr("1 h"), tr("6 h"), tr("24 h")}) {
        window_->addSegment(name);
    }
    window_->setObjectName(u"telemetry.window"_s);
    window_->setCurrent(kFirstWindow);
    charts_->setWindow(kWindows[kFirstWindow]);
    live_->setObjectName(u"telemetry.pause"_s);
    header_->addAction(window_);
    header_->addAction(live_);
    connect(window_, &Segmented::currentChanged, this,
            [this](int index) { charts_->setWindow(kWindows[std::size_t(index)]); });
    connect(live_, &Button::clicked, this, &TelemetryPage::togglePause);
}

QLayout* TelemetryPage::buildTiles()
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kPagePadding, 0, kPagePadding, 0);
    row->setSpacing(kCardGap);
    for (NumberTile* tile : {rate_, reporting_, connected_, fields_}) {
        row->addWidget(tile, 1);
    }
    return row;
}

void TelemetryPage::buildTable()
{
    table_->setObjectName(u"telemetry.messages"_s);
    table_->setCompact(true);
    table_->setColumns({{.style = CellStyle::Mono, .width = 120},
                        {.style = CellStyle::Mono, .width = 190},
                        {.style = CellStyle::Secondary, .width = 160, .stretch = true},
                        {.style = CellStyle::Secondary, .width = 84, .align = Qt::AlignRight}});
    TelemetryLog& log = context_.telemetry.log();
    table_->setModel(&log);
    connect(&log, &TelemetryLog::rowsAboutToBeInserted, this, [this] {
        const QScrollBar* const bar = table_->verticalScrollBar();
        follows_ = bar->value() >= bar->maximum();
    });
    connect(&log, &TelemetryLog::rowsInserted, table_, [this] {
        if (follows_) {
            table_->scrollToBottom();
        }
    });
    connect(table_, &DataTable::activated, this, &TelemetryPage::openMessage);
}

void TelemetryPage::build()
{
    auto* list = new QWidget;
    auto* listColumn = new QVBoxLayout(list);
    listColumn->setContentsMargins(kPagePadding, 0, kPagePadding, kPagePaddingTop);
    listColumn->addWidget(messages_);
    split_->setChildrenCollapsible(false);
    split_->setHandleWidth(kCardGap);
    split_->addWidget(charts_);
    split_->addWidget(list);
    split_->setStretchFactor(0, 1);
    split_->setStretchFactor(1, 0);
    split_->setSizes({1'000, kListHeight});
    list->setMinimumHeight(150);
    tiles_->setLayout(buildTiles());
    auto* header = new QHBoxLayout;
    header->setContentsMargins(kPagePadding, 0, kPagePadding, 0);
    header->addWidget(header_);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, kPagePaddingTop, 0, 0);
    column->setSpacing(kBlockGap);
    column->addLayout(header);
    column->addWidget(tiles_);
    column->addWidget(split_, 1);
    column->addWidget(empty_, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addLayout(column, 1);
    row->addWidget(series_);
}

void TelemetryPage::togglePause()
{
    setPaused(!context_.telemetry.log().isPaused());
}

void TelemetryPage::setPaused(bool paused)
{
    context_.telemetry.log().setPaused(paused);
    charts_->setFrozenAt(paused ? std::optional(toSeriesTime(context_.session.hubNow()))
                                : std::nullopt);
    live_->setIconName(paused ? Icon::Play : Icon::Pause);
    updateLive();
}

void TelemetryPage::updateLive()
{
    const TelemetryLog& log = context_.telemetry.log();
    live_->setText(log.isPaused() ? tr("Resume") : tr("Pause"));
    live_->updateGeometry();
    if (!log.isPaused()) {
        header_->setDetail(tr("Live"));
    } else if (log.dropped() > 0) {
        header_->setDetail(tr("Paused · %1 new, %2 of them not kept")
                               .arg(countText(quint64(log.waiting()) + log.dropped()),
                                    countText(log.dropped())));
    } else {
        header_->setDetail(tr("Paused · %1 new").arg(countText(quint64(log.waiting()))));
    }
}

void TelemetryPage::updateTiles()
{
    const TelemetrySeries& series = context_.telemetry.series();
    const std::int64_t since = toSeriesTime(context_.session.hubNow() - kReportingWithin);
    QSet<QString> devices;
    QSet<QString> reporting;
    for (const auto& one : series.all()) {
        devices.insert(one->device);
        if (one->points.lastTime() >= since) {
            reporting.insert(one->device);
        }
    }
    rate_->setNumber(rateText(context_.session.messagesPerSecond()),
                     context_.telemetry.skipped() == 0
                         ? tr("all of them shown here")
                         : tr("%1 stored but not shown").arg(countText(quint64(context_.telemetry.skipped()))));
    rate_->setSpark(context_.telemetry.rate().values(), 0);
    reporting_->setNumber(countText(quint64(reporting.size())), tr("within the last minute"));
    fields_->setNumber(countText(quint64(series.paths().size())),
                       tr("in %1 series").arg(series.all().size()));
    if (const auto& health = context_.session.health()) {
        connected_->setNumber(countText(health->connectedDevices),
                              tr("of %1 devices").arg(countText(health->devices)));
    }
    const TelemetryLog& log = context_.telemetry.log();
    messages_->setFooter(tr("%1 messages, newest last").arg(countText(quint64(log.rowCount()))),
                         tr("The newest %1 are kept here; the hub keeps all of them")
                             .arg(countText(TelemetryLog::kMaxMessages)));
}

void TelemetryPage::updateInstead()
{
    const bool nothing = context_.telemetry.log().rowCount() == 0 &&
                         context_.telemetry.series().all().empty();
    empty_->setTexts(tr("Nothing received yet"),
                     tr("Messages appear here while they are stored, whoever sends them."));
    empty_->setPrimary(tr("Add sample devices"));
    empty_->setSecondary(tr("Connect my device"));
    empty_->setVisible(nothing);
    split_->setVisible(!nothing);
}

void TelemetryPage::openMessage()
{
    const int row = table_->currentRow();
    if (row >= 0) {
        openMessageDialog(context_.theme, context_.telemetry.log().messageAt(row), window());
    }
}

void TelemetryPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    QTimer::singleShot(0, table_, [this] { table_->scrollToBottom(); });
}

void TelemetryPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    series_->setVisible(width() >= kSeriesPanelFrom);
    tiles_->setVisible(height() >= kTilesFrom);
}

} // namespace deck
