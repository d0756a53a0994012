#include "widgets/pages/device_panel.h"

#include "widgets/metrics.h"
#include "widgets/pages/detail_rows.h"
#include "widgets/pages/device_actions.h"
#include "widgets/pages/page_links.h"
#include "widgets/parts/button.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/parts/status_mark.h"
#include "widgets/theme.h"

#include "models/device_table.h"
#include "models/live_telemetry.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostValues = 12;
constexpr int kValuesEveryMs = 500;

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), 400);
}

} // namespace

Status statusFor(DeviceState state)
{
    switch (state) {
    case DeviceState::Online: return Status::Online;
    case DeviceState::Stale: return Status::Stale;
    case DeviceState::Offline: return Status::Offline;
    case DeviceState::Disabled: return Status::Blocked;
    }
    return Status::Offline;
}

DevicePanel::DevicePanel(const PageContext& context)
    : Ground(context.theme, &Tokens::surface),
      context_(context),
      actions_(new DeviceActions(context, u"device"_s, this)),
      id_(new Label(context.theme, {}, TextStyle::PanelTitle)),
      state_(new StatusMark(context.theme, Status::Offline, {})),
      since_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      open_(new Button(context.theme, tr("Open"), Icon::ArrowRight, Button::Kind::Primary)),
      queue_(new Button(context.theme, tr("Queue"), Icon::Queues, Button::Kind::Secondary)),
      connection_(new DetailRows(context.theme, tr("Connection"))),
      identity_(new DetailRows(context.theme, tr("Identity"))),
      values_(new DetailRows(context.theme, tr("Latest values")))
{
    setFixedWidth(kDetailPanelWidth);
    setObjectName(u"device.panel"_s);
    build();
    valuesTimer_.setSingleShot(true);
    connect(&valuesTimer_, &QTimer::timeout, this, &DevicePanel::updateValues);
    connect(&context.telemetry.series(), &TelemetrySeries::pointsAdded, this, [this] {
        if (isVisible() && !valuesTimer_.isActive()) {
            valuesTimer_.start(kValuesEveryMs);
        }
    });
    connect(open_, &Button::clicked, this,
            [this] { Q_EMIT context_.links.deviceWanted(deviceId()); });
    connect(queue_, &Button::clicked, this,
            [this] { Q_EMIT context_.links.queueWanted(deviceId()); });
    connect(actions_, &DeviceActions::changed, this, &DevicePanel::changed);
    connect(actions_, &DeviceActions::removed, this, &DevicePanel::changed);
    connect(actions_, &DeviceActions::removed, this, &DevicePanel::closed);
}

void DevicePanel::build()
{
    open_->setObjectName(u"device.open"_s);
    queue_->setObjectName(u"device.queue"_s);
    queue_->setToolTip(tr("Its queue of commands"));
    state_->setPill(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, kPagePaddingTop, 0, 0);
    column->setSpacing(12);
    column->addLayout(buildTop());
    auto* scroll = new ScrollColumn;
    scroll->body()->setSpacing(14);
    scroll->body()->addLayout(buildActions());
    scroll->body()->addWidget(new Divider(context_.theme));
    for (DetailRows* rows : {values_, connection_, identity_}) {
        scroll->body()->addWidget(rows);
    }
    scroll->body()->addStretch(1);
    column->addWidget(scroll, 1);
}

QLayout* DevicePanel::buildTop()
{
    id_->setElide(Qt::ElideMiddle);
    auto* close = new IconButton(context_.theme, Icon::Close, tr("Close panel"));
    connect(close, &IconButton::clicked, this, &DevicePanel::closed);
    auto* title = new QHBoxLayout;
    title->addWidget(id_, 1);
    title->addWidget(close);
    auto* state = new QHBoxLayout;
    state->setSpacing(8);
    state->addWidget(state_);
    state->addWidget(since_, 1);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(kPagePadding, 0, kPagePadding - 8, 0);
    top->setSpacing(8);
    top->addLayout(title);
    top->addLayout(state);
    return top;
}

QLayout* DevicePanel::buildActions()
{
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(open_);
    first->addWidget(queue_);
    first->addStretch(1);
    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    second->addWidget(actions_->enabled());
    second->addWidget(actions_->remove());
    second->addStretch(1);
    auto* actions = new QVBoxLayout;
    actions->setSpacing(8);
    actions->addLayout(first);
    auto* secrets = new QHBoxLayout;
    secrets->setSpacing(8);
    secrets->addWidget(actions_->connectionString());
    secrets->addWidget(actions_->keys());
    secrets->addStretch(1);
    actions->addLayout(secrets);
    actions->addLayout(second);
    return actions;
}

QString DevicePanel::deviceId() const
{
    return QString::fromStdString(device_.deviceId);
}

void DevicePanel::show(const hub::api::Device& device)
{
    device_ = device;
    sync();
    updateValues();
    show();
}

void DevicePanel::sync()
{
    const hub::WallTime now = context_.session.hubNow();
    const DeviceState state = stateOf(device_, now);
    id_->setText(deviceId());
    state_->setStatus(statusFor(state), textOf(state));
    const auto since = device_.connectionChanged;
    since_->setText(since ? sinceText(*since, now) : tr("never connected"));
    since_->setToolTip(absoluteTime(since));
    actions_->setDevice(device_);
    QList<DetailRows::Row> rows;
    if (device_.connection) {
        const hub::api::Connection& c = *device_.connection;
        rows = {{tr("Address"), text(c.address), true},
                {tr("Protocol"), text(c.protocol).toUpper()},
                {tr("TLS"), text(c.tlsVersion).remove(u"TLSv"_s)},
                {tr("Client"), text(c.clientType)},
                {tr("Model"), text(c.modelId), true},
                {tr("Signed in with"), signInText(device_)}};
    }
    rows.append({tr("Last heard"), relativeTime(device_.lastHeard, now), false,
                 absoluteTime(device_.lastHeard)});
    connection_->setRows(rows);
    hub::api::Device asRegistered = device_;
    asRegistered.connection.reset();
    identity_->setRows({{tr("Sign-in"), signInText(asRegistered)},
                        {tr("Reason"), text(device_.statusReason)},
                        {tr("Tags"), tagsText(device_.tags)},
                        {tr("Generation"), text(device_.generationId), true}});
}

void DevicePanel::updateValues()
{
    QList<DetailRows::Row> rows;
    for (const auto& series : context_.telemetry.series().all()) {
        if (series->device == deviceId() && rows.size() < kMostValues) {
            rows.append({plainLine(series->path, 60), valueText(double(series->points.lastValue()))});
        }
    }
    values_->setRows(rows);
}

} // namespace deck
