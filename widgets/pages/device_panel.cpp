#include "widgets/pages/device_panel.h"

#include "widgets/metrics.h"
#include "widgets/pages/detail_rows.h"
#include "widgets/pages/page_links.h"
#include "widgets/parts/button.h"
#include "widgets/parts/dialog.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/scroll_column.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/switch.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/secret_clipboard.h"
#include "widgets/theme.h"

#include "models/device_editor.h"
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

QString sinceText(std::optional<hub::WallTime> since, hub::WallTime now)
{
    if (!since) {
        return DevicePanel::tr("never connected");
    }
    const QString relative = relativeTime(since, now);
    if (now - *since < std::chrono::seconds(5)) {
        return DevicePanel::tr("since just now");
    }
    return now - *since < std::chrono::hours(48) ? DevicePanel::tr("for %1").arg(relative)
                                                 : DevicePanel::tr("since %1").arg(relative);
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
      editor_(new DeviceEditor(context.session, this)),
      id_(new Label(context.theme, {}, TextStyle::PanelTitle)),
      state_(new StatusMark(context.theme, Status::Offline, {})),
      since_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      queue_(new Button(context.theme, tr("Queue"), Icon::Queues, Button::Kind::Secondary)),
      connectionString_(new Button(context.theme, tr("Connection string"), Icon::Copy,
                                   Button::Kind::Secondary)),
      enabled_(new Button(context.theme, tr("Disable"), Icon::Ban, Button::Kind::Danger)),
      delete_(new Button(context.theme, tr("Delete…"), Icon::Trash, Button::Kind::Danger)),
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
    connect(connectionString_, &Button::clicked, this, &DevicePanel::copyConnectionString);
    connect(queue_, &Button::clicked, this,
            [this] { Q_EMIT context_.links.queueWanted(deviceId()); });
    connect(enabled_, &Button::clicked, this, &DevicePanel::toggleEnabled);
    connect(delete_, &Button::clicked, this, &DevicePanel::askDelete);
}

void DevicePanel::build()
{
    connectionString_->setObjectName(u"device.connectionString"_s);
    queue_->setObjectName(u"device.queue"_s);
    enabled_->setObjectName(u"device.enabled"_s);
    delete_->setObjectName(u"device.delete"_s);
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
    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    second->addWidget(enabled_);
    second->addWidget(delete_);
    second->addStretch(1);
    auto* actions = new QVBoxLayout;
    actions->setSpacing(8);
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(connectionString_);
    first->addWidget(queue_);
    first->addStretch(1);
    actions->addLayout(first);
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
    since_->setText(sinceText(device_.connectionChanged, now));
    since_->setToolTip(absoluteTime(device_.connectionChanged));
    enabled_->setText(device_.enabled ? tr("Disable") : tr("Enable"));
    enabled_->setKind(device_.enabled ? Button::Kind::Danger : Button::Kind::Secondary);
    enabled_->setIconName(device_.enabled ? Icon::Ban : Icon::Check);
    connectionString_->setVisible(device_.authType == "sas");
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

void DevicePanel::toggleEnabled()
{
    const bool enable = !device_.enabled;
    const QString id = deviceId();
    enabled_->setBusy(true);
    editor_->setEnabled(id, enable, [this, enable, id](const HubError& error) {
        enabled_->setBusy(false);
        if (error.isError()) {
            report(error.message, true);
            return;
        }
        report(enable ? tr("%1 may connect again").arg(id)
                      : tr("%1 is disabled and disconnected").arg(id),
               false);
        Q_EMIT changed();
    });
}

void DevicePanel::copyConnectionString()
{
    connectionString_->setBusy(true);
    editor_->fetchConnectionString(
        deviceId(), [this](const HubError& error, const QString& secret) {
            connectionString_->setBusy(false);
            if (error.isError() || secret.isEmpty()) {
                report(error.isError() ? error.message : tr("This device has no key"), true);
                return;
            }
            copySecret(secret);
            report(tr("Connection string copied; it leaves the clipboard in a minute"), false);
        });
}

void DevicePanel::askDelete()
{
    auto* dialog = new Dialog(context_.theme, tr("Delete %1").arg(deviceId()), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.delete"_s);
    dialog->setText(tr("Its keys stop working at once and it is disconnected. "
                       "This cannot be undone."));
    auto* history = new Switch(context_.theme, tr("Delete its telemetry too"));
    history->setCheckable(true);
    dialog->body()->addWidget(history);
    Button* const cancel =
        dialog->addButton(tr("Cancel"), Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->addButton(tr("Delete device"), Button::Kind::Danger, Dialog::Answer::Accept)
        ->setObjectName(u"dialog.delete.accept"_s);
    dialog->setDefaultButton(cancel);
    connect(dialog, &QDialog::accepted, this,
            [this, history] { remove(history->isChecked()); });
    dialog->open();
}

void DevicePanel::remove(bool eraseHistory)
{
    const QString id = deviceId();
    editor_->remove(id, eraseHistory, [this, id](const HubError& error) {
        report(error.isError() ? error.message : tr("%1 is deleted").arg(id), error.isError());
        if (!error.isError()) {
            Q_EMIT changed();
            Q_EMIT closed();
        }
    });
}

void DevicePanel::report(const QString& sentence, bool failed)
{
    context_.toasts.add({.text = sentence,
                         .icon = failed ? Icon::Error : Icon::Check,
                         .iconColor = failed ? &Tokens::bad : &Tokens::ok});
}

} // namespace deck
