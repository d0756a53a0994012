#include "widgets/pages/device_bulk.h"

#include "widgets/dialogs/bulk_dialogs.h"
#include "widgets/dialogs/send_command.h"
#include "widgets/pages/job_strip.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/table_card.h"
#include "widgets/parts/toast_stack.h"

#include "models/device_selection.h"
#include "models/device_table.h"
#include "models/fleet_jobs.h"
#include "models/queue_editor.h"

#include <QKeyEvent>

namespace deck {

using namespace Qt::StringLiterals;
using Act = BulkBar::Act;

namespace {

std::optional<Act> actOfKey(int key)
{
    switch (key) {
    case Qt::Key_U: return Act::Enable;
    case Qt::Key_B: return Act::Disable;
    case Qt::Key_T: return Act::Tag;
    case Qt::Key_C: return Act::Command;
    case Qt::Key_M: return Act::Method;
    case Qt::Key_Delete: return Act::Delete;
    default: return std::nullopt;
    }
}

} // namespace

DeviceBulk::DeviceBulk(const PageContext& context,
                       DeviceTable& model,
                       TableCard& card,
                       QWidget* page)
    : QObject(page),
      context_(context),
      model_(model),
      table_(*card.table()),
      card_(card),
      page_(page),
      jobs_(new FleetJobs(context.session, this)),
      selection_(new DeviceSelection(model, *card.table()->selectionModel(), this)),
      bar_(new BulkBar(context)),
      strip_(new JobStrip(context, *jobs_))
{
    bar_->setParent(&card);
    bar_->hide();
    table_.installEventFilter(this);
    connect(selection_, &DeviceSelection::changed, this, &DeviceBulk::sync);
    connect(selection_, &DeviceSelection::refused, this, [this](const QString& why) {
        context_.toasts.add({.text = why, .icon = Icon::Info});
    });
    connect(&model, &DeviceTable::answered, this, &DeviceBulk::sync);
    connect(&context.session, &HubSession::reconnected, this, &DeviceBulk::sync);
    connect(bar_, &BulkBar::wanted, this, &DeviceBulk::act);
    connect(bar_, &BulkBar::allWanted, selection_, &DeviceSelection::chooseAll);
    connect(bar_, &BulkBar::clearWanted, this, [this] {
        selection_->clear();
        table_.setFocus();
    });
    connect(jobs_, &FleetJobs::started, strip_, &JobStrip::follow);
    connect(strip_, &JobStrip::ended, &model, &DeviceTable::refresh);
}

/// With several rows, where the hub has jobs at all.
void DeviceBulk::sync()
{
    const auto count = selection_->count();
    const bool several = selection_->isAll() || (count && *count > 1);
    if (!several || !context_.session.supports("jobs")) {
        card_.setFooterWidget(nullptr);
        bar_->hide();
        return;
    }
    const auto rows = quint64(model_.rowCount());
    bar_->show({.count = count,
                .waiting = selection_->waiting(),
                .isAll = selection_->isAll(),
                .matching = model_.isTotalKnown() ? std::optional(rows) : std::nullopt});
    card_.setFooterWidget(bar_);
}

bool DeviceBulk::canAct() const
{
    return !selection_->isEmpty() && selection_->waiting() == 0 && selection_->count() != 0 &&
           context_.session.supports("jobs") && context_.session.isOnline();
}

bool DeviceBulk::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && takeKey(*static_cast<QKeyEvent*>(event))) {
        return true;
    }
    return QObject::eventFilter(watched, event);
}

bool DeviceBulk::takeKey(const QKeyEvent& event)
{
    if (event.matches(QKeySequence::SelectAll)) {
        selection_->chooseAll();
        return true;
    }
    const bool isBare = event.modifiers() == Qt::NoModifier;
    if (isBare && event.key() == Qt::Key_Escape && selection_->count() != 0 &&
        selection_->onlyId().isEmpty() && !selection_->isEmpty()) {
        selection_->clear();
        return true;
    }
    const auto wanted = isBare ? actOfKey(event.key()) : std::nullopt;
    if (!wanted || !canAct()) {
        return false;
    }
    if (PermissionGate::passes(context_, {hub::Permission::Operate})) {
        act(*wanted);
    }
    return true;
}

template <class Dialog>
void DeviceBulk::ask(const BulkTarget& target)
{
    const typename Dialog::Parts parts{context_.theme, context_.session, *jobs_, target};
    (new Dialog(parts, page_->window()))->open();
}

void DeviceBulk::act(Act wanted)
{
    const BulkTarget target = selection_->target();
    switch (wanted) {
    case Act::Enable: enable(); break;
    case Act::Disable: ask<DisableManyDialog>(target); break;
    case Act::Tag: ask<TagManyDialog>(target); break;
    case Act::Command: send(target); break;
    case Act::Method: ask<MethodManyDialog>(target); break;
    case Act::Delete: ask<DeleteManyDialog>(target); break;
    }
}

/// Takes nothing away from anybody: at once.
void DeviceBulk::enable()
{
    jobs_->start({}, selection_->target(), [this](const JobResult& result) {
        if (!result.ok()) {
            reportResult(context_, result);
        }
    });
}

void DeviceBulk::send(const BulkTarget& target)
{
    auto* dialog = new SendCommandDialog(context_.theme, context_.session, {}, page_->window());
    dialog->setSender(
        tr("Send a command to %1").arg(targetText(target)),
        tr("It waits in the queue of each device until the device takes it, or its time is over."),
        [this, target](const hub::api::CommandDraft& draft, const SendCommandDialog::Taken& taken) {
            BulkAction action;
            action.kind = BulkAction::Kind::Command;
            action.command = draft;
            jobs_->start(action, target, [taken](const JobResult& result) {
                QueueResult told;
                static_cast<ActResult&>(told) = result;
                taken(told);
            });
        });
    dialog->open();
}

} // namespace deck
