#include "widgets/pages/device_overview.h"

#include "widgets/metrics.h"
#include "widgets/pages/detail_rows.h"
#include "widgets/pages/device_access_card.h"
#include "widgets/pages/device_actions.h"
#include "widgets/pages/device_method_box.h"
#include "widgets/parts/button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/parts/table_card.h"
#include "widgets/theme.h"

#include "models/access_texts.h"
#include "models/device_record.h"
#include "models/device_table.h"
#include "models/live_telemetry.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kTwoColumnsFrom = 820;
constexpr int kMostValues = 12;
constexpr int kValuesEveryMs = 500;
constexpr int kMostChars = 400;

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), kMostChars);
}

} // namespace

DeviceOverview::DeviceOverview(const PageContext& context,
                               DeviceRecord& record,
                               DeviceActions& actions)
    : context_(context),
      record_(record),
      identity_(new DetailRows(context.theme, {})),
      connection_(new DetailRows(context.theme, {})),
      notConnected_(new Label(context.theme, {}, TextStyle::Body, &Tokens::text2)),
      values_(new DetailRows(context.theme, {})),
      noValues_(new Label(context.theme, tr("No numbers have come from it while the console ran."),
                          TextStyle::Body, &Tokens::text2)),
      access_(new DeviceAccessCard(context)),
      method_(new DeviceMethodBox(context, record)),
      scroll_(new ScrollColumn),
      columns_(new QHBoxLayout)
{
    auto* facts = new QVBoxLayout;
    facts->setSpacing(kCardGap);
    facts->addWidget(buildIdentity(actions));
    facts->addWidget(access_);
    facts->addWidget(buildConnection());
    facts->addWidget(buildValues());
    facts->addStretch(1);
    auto* acts = new QVBoxLayout;
    acts->setSpacing(kCardGap);
    acts->addWidget(method_);
    acts->addWidget(method_->historyCard());
    acts->addStretch(1);
    columns_->setSpacing(kCardGap);
    columns_->addLayout(facts, 1);
    columns_->addLayout(acts, 1);
    scroll_->body()->addLayout(columns_);
    scroll_->body()->addStretch(1);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll_);
    connect(method_, &DeviceMethodBox::answerShown, this, [this](QWidget* answer) {
        QTimer::singleShot(0, answer, // laid out by then
                           [this, answer] { scroll_->ensureWidgetVisible(answer, 0, kCardGap); });
    });
    valuesSoon_.setSingleShot(true);
    connect(&valuesSoon_, &QTimer::timeout, this, &DeviceOverview::syncValues);
    connect(&context.telemetry.series(), &TelemetrySeries::pointsAdded, this, [this] {
        if (isVisible() && !valuesSoon_.isActive()) {
            valuesSoon_.start(kValuesEveryMs);
        }
    });
    connect(&record, &DeviceRecord::changed, this, &DeviceOverview::sync);
}

Card* DeviceOverview::buildIdentity(DeviceActions& actions)
{
    auto* card = new Card(context_.theme);
    card->setTitle(tr("Identity"));
    identity_->setObjectName(u"device.identity"_s);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(actions.connectionString());
    row->addWidget(actions.keys());
    row->addStretch(1);
    row->addWidget(actions.remove());
    card->body()->addWidget(identity_);
    card->body()->addLayout(row);
    return card;
}

Card* DeviceOverview::buildConnection()
{
    auto* card = new Card(context_.theme);
    card->setTitle(tr("Connection"));
    notConnected_->setWordWrap(true);
    card->body()->addWidget(notConnected_);
    card->body()->addWidget(connection_);
    return card;
}

Card* DeviceOverview::buildValues()
{
    auto* card = new Card(context_.theme);
    card->setTitle(tr("Latest values"));
    noValues_->setWordWrap(true);
    card->body()->addWidget(noValues_);
    card->body()->addWidget(values_);
    return card;
}

void DeviceOverview::setDevice(const QString& deviceId)
{
    if (deviceId != shownDevice_) {
        shownDevice_ = deviceId;
        scroll_->verticalScrollBar()->setValue(0);
    }
    method_->setDevice(deviceId);
    sync();
}

void DeviceOverview::sync()
{
    if (isVisible() && record_.device()) {
        syncIdentity();
        syncConnection();
        syncValues();
    }
}

void DeviceOverview::syncIdentity()
{
    const hub::api::Device& device = *record_.device();
    access_->setDevice(record_.deviceId(),
                       addressWithoutPort(device.connection ? text(device.connection->address)
                                                            : QString()));
    hub::api::Device asRegistered = device;
    asRegistered.connection.reset();
    identity_->setRows(
        {{.name = tr("Device id"), .value = text(device.deviceId), .mono = true, .copyable = true},
         {.name = tr("Status"), .value = device.enabled ? tr("Enabled") : tr("Disabled")},
         {.name = tr("Reason"), .value = text(device.statusReason)},
         {.name = tr("Sign-in"), .value = signInText(asRegistered)},
         {.name = tr("Tags"), .value = tagsText(device.tags)},
         {.name = tr("Generation"),
          .value = text(device.generationId),
          .mono = true,
          .copyable = true},
         {.name = tr("ETag"), .value = text(device.etag), .mono = true, .copyable = true}});
}

void DeviceOverview::syncConnection()
{
    const hub::api::Device& device = *record_.device();
    const hub::WallTime now = context_.session.hubNow();
    QList<DetailRows::Row> rows;
    if (device.connection) {
        const hub::api::Connection& c = *device.connection;
        rows = {{.name = tr("Address"), .value = text(c.address), .mono = true, .copyable = true},
                {.name = tr("Client"), .value = text(c.clientType)},
                {.name = tr("Model"), .value = text(c.modelId), .mono = true, .copyable = true},
                {.name = tr("Connected"),
                 .value = sinceText(c.since, now),
                 .toolTip = absoluteTime(c.since)}};
    }
    rows.append({.name = tr("Last heard"),
                 .value = relativeTime(device.lastHeard, now),
                 .toolTip = absoluteTime(device.lastHeard)});
    rows.append({.name = tr("Left because"),
                 .value = disconnectText(record_.lastDisconnectReason()),
                 .toolTip = tr("Why its last connection ended")});
    connection_->setRows(rows);
    notConnected_->setVisible(!device.connection);
    notConnected_->setText(!device.connectionChanged
                               ? tr("It has never been connected.")
                               : tr("Not connected, %1.")
                                     .arg(sinceText(*device.connectionChanged, now)));
}

void DeviceOverview::syncValues()
{
    QList<DetailRows::Row> rows;
    for (const auto& series : context_.telemetry.series().all()) {
        if (series->device == record_.deviceId() && rows.size() < kMostValues) {
            rows.append({.name = plainLine(series->path, 60),
                         .value = valueText(double(series->points.lastValue()))});
        }
    }
    values_->setRows(rows);
    noValues_->setVisible(rows.isEmpty());
}

void DeviceOverview::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    columns_->setDirection(width() >= kTwoColumnsFrom ? QBoxLayout::LeftToRight
                                                      : QBoxLayout::TopToBottom);
}

void DeviceOverview::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    sync();
}

} // namespace deck
