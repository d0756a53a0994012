#include "tests/support/device_rows.h"
#include "tests/widgets/gallery_pages.h"
#include "widgets/metrics.h"
#include "widgets/parts/button.h"
#include "widgets/parts/card.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/filter_chip.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/label.h"
#include "widgets/parts/nav_list.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/table_card.h"
#include "widgets/parts/tag.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace deck {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A ground in one token, as the sidebar and the right panel of the window have.
class Ground final : public QWidget
{
public:
    Ground(Theme& theme, TokenColor color, QWidget* parent = nullptr)
        : QWidget(parent), theme_(theme), color_(color)
    {}

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), theme_.tokens().*color_);
    }

private:
    Theme& theme_;
    TokenColor color_;
};

QWidget* sidebar(Theme& theme, bool collapsed)
{
    auto* side = new Ground(theme, &Tokens::sidebar);
    auto* nav = new NavList(theme);
    nav->addSection(u"Fleet"_s);
    nav->addItem(u"devices"_s, Icon::Devices, u"Devices"_s);
    nav->addItem(u"access"_s, Icon::Access, u"Access"_s);
    nav->addSection(u"Operate"_s);
    nav->addItem(u"telemetry"_s, Icon::Telemetry, u"Telemetry"_s);
    nav->addItem(u"queues"_s, Icon::Queues, u"Queues"_s);
    nav->addItem(u"commands"_s, Icon::Commands, u"Commands"_s);
    nav->addItem(u"audit"_s, Icon::Audit, u"Audit"_s);
    nav->addItem(u"alerts"_s, Icon::Alerts, u"Alerts"_s);
    nav->addItem(u"metrics"_s, Icon::Metrics, u"Metrics"_s);
    nav->addSection(u"Set up"_s);
    nav->addItem(u"connections"_s, Icon::Connections, u"Connections"_s);
    nav->addItem(u"settings"_s, Icon::Settings, u"Settings"_s);
    nav->setCount(u"devices"_s, u"1.0M"_s);
    nav->setCount(u"access"_s, u"7,014"_s);
    nav->setCount(u"commands"_s, u"38"_s);
    nav->setCurrent(u"devices"_s);
    nav->setCollapsed(collapsed);
    auto* brand = new QHBoxLayout;
    brand->setContentsMargins(collapsed ? 15 : 20, 15, 0, 20);
    brand->setSpacing(10);
    brand->addWidget(new IconView(theme, Icon::Logo, 26));
    if (!collapsed) {
        brand->addWidget(new Label(theme, u"Hubdeck"_s, TextStyle::CardTitle));
    }
    brand->addStretch(1);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(brand);
    column->addWidget(nav);
    column->addStretch(1);
    return side;
}

QLayout* filterRow(Theme& theme)
{
    auto* filter = new TextField(theme, u"Filter devices"_s);
    filter->setPlaceholder(u"Filter devices"_s);
    filter->setIcon(Icon::Search);
    filter->setKeyHint(u"/"_s);
    filter->setMaximumWidth(232);
    auto* tag = new FilterChip(theme, u"Tag"_s);
    tag->setValue(u"critical"_s);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(filter, 1);
    row->addWidget(new FilterChip(theme, u"Status"_s));
    row->addWidget(tag);
    row->addWidget(new FilterChip(theme, u"Site"_s));
    row->addStretch(1);
    row->addWidget(new IconButton(theme, Icon::Columns, u"Columns"_s));
    row->addWidget(new IconButton(theme, Icon::Refresh, u"Refresh"_s));
    return row;
}

TableCard* deviceTable(Theme& theme)
{
    auto* table = new DataTable(theme, u"Devices"_s);
    auto* rows = new DeviceRows(412806, table);
    table->setPlaceholderRole(DeviceRows::PlaceholderRole);
    table->setStatusOf([](const QModelIndex& index) {
        return static_cast<Status>(index.data(DeviceRows::StateRole).toInt());
    });
    table->setColumns(
        {{.style = CellStyle::Mono,
          .width = 240,
          .stretch = true,
          .sortable = true,
          .detailRole = DeviceRows::NameRole,
          .detailLeft = 122},
         {.style = CellStyle::Status, .width = 108, .sortable = true},
         {.style = CellStyle::Secondary, .width = 92},
         {.style = CellStyle::Secondary, .width = 84},
         {.style = CellStyle::Tags, .width = 150},
         {.style = CellStyle::Secondary, .width = 100, .align = Qt::AlignRight, .sortable = true}});
    table->setModel(rows);
    table->setSortMark(DeviceRows::Device, Qt::AscendingOrder);
    table->setCurrentRow(4);
    auto* card = new TableCard(theme, table);
    card->setFooter(u"Rows 1–15 of 412,806  ·  1 selected"_s, u"Query 38 ms  ·  live updates on"_s);
    return card;
}

QWidget* detailPanel(Theme& theme)
{
    auto* panel = new Ground(theme, &Tokens::surface);
    panel->setFixedWidth(kDetailPanelWidth);
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    auto* top = new QHBoxLayout;
    top->addWidget(new Label(theme, u"Server hall 8"_s, TextStyle::PanelTitle));
    top->addStretch(1);
    top->addWidget(new IconButton(theme, Icon::Close, u"Close panel"_s));
    column->addLayout(top);
    column->addWidget(new Label(theme, u"camx1-c4abaa"_s, TextStyle::Mono, &Tokens::text2));
    auto* state = new StatusMark(theme, Status::Online, u"Online"_s);
    state->setPill(true);
    column->addWidget(state);
    auto* acts = new QHBoxLayout;
    acts->setSpacing(8);
    acts->addWidget(new Button(theme, u"Send command"_s, Icon::Send, Button::Kind::Primary), 1);
    acts->addWidget(new Button(theme, u"Block"_s, Icon::Ban, Button::Kind::Danger));
    auto* more = new IconButton(theme, Icon::More, u"More"_s);
    more->setFrame(IconButton::Frame::Outlined);
    acts->addWidget(more);
    column->addLayout(acts);
    column->addWidget(new Divider(theme));
    auto* twin = new QHBoxLayout;
    twin->addWidget(new Label(theme, u"Device twin"_s, TextStyle::CaptionStrong));
    twin->addStretch(1);
    twin->addWidget(new Button(theme, u"Open"_s, Button::Kind::Link));
    column->addLayout(twin);
    auto* tags = new QHBoxLayout;
    tags->setSpacing(6);
    tags->addWidget(new Tag(theme, u"critical"_s));
    tags->addWidget(new Tag(theme, u"rack-b"_s));
    tags->addStretch(1);
    column->addLayout(tags);
    column->addStretch(1);
    return panel;
}

class TablePage final : public QWidget
{
public:
    explicit TablePage(Theme& theme)
    {
        wide_ = sidebar(theme, false);
        narrow_ = sidebar(theme, true);
        panel_ = detailPanel(theme);
        wide_->hide();
        panel_->hide();
        auto* header = new PageHeader(theme, u"Devices"_s);
        header->setDetail(u"412,806 of 1,000,000"_s);
        header->addAction(new Button(theme, u"Export"_s, Icon::Download, Button::Kind::Secondary));
        header->addAction(new Button(theme, u"Add devices"_s, Icon::Plus, Button::Kind::Primary));
        auto* column = new QVBoxLayout;
        column->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePaddingTop);
        column->setSpacing(kBlockGap);
        column->addWidget(header);
        column->addLayout(filterRow(theme));
        column->addWidget(deviceTable(theme), 1);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(0);
        row->addWidget(wide_);
        row->addWidget(narrow_);
        row->addWidget(new Divider(theme, Qt::Vertical));
        row->addLayout(column, 1);
        row->addWidget(new Divider(theme, Qt::Vertical));
        row->addWidget(panel_);
    }

protected:
    void resizeEvent(QResizeEvent* /*event*/) override
    {
        const bool narrow = width() < 1180;
        wide_->setVisible(!narrow);
        narrow_->setVisible(narrow);
        panel_->setVisible(!narrow);
    }

private:
    QWidget* wide_;
    QWidget* narrow_;
    QWidget* panel_;
};

} // namespace

QWidget* tablePage(Theme& theme)
{
    return new TablePage(theme);
}

} // namespace deck
