#include "widgets/pages/queue_head.h"

#include "widgets/dialogs/purge_queue.h"
#include "widgets/dialogs/send_command.h"
#include "widgets/metrics.h"
#include "widgets/pages/command_acts.h"
#include "widgets/pages/depth_bar.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/queue_editor.h"
#include "models/queue_request.h"
#include "models/queue_table.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <chrono>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostReasonChars = 128; ///< as the hub takes
constexpr std::chrono::hours kRelativeFor{48};

/// "“being mended” · since 14:32:06, by eva"
QString holdText(const hub::api::QueueHold& hold)
{
    const QString reason = plainLine(QString::fromStdString(hold.reason), kMostReasonChars);
    const QString since = clockTime(hold.since).left(8);
    const QString by = plainLine(QString::fromStdString(hold.by), 80);
    return (reason.isEmpty() ? QString() : QueueHead::tr("“%1” · ").arg(reason)) +
           (by.isEmpty() ? QueueHead::tr("since %1").arg(since)
                         : QueueHead::tr("since %1, by %2").arg(since, by));
}

/// When the device last asked, in a sentence.
QString polledText(std::optional<hub::WallTime> polled, hub::WallTime now)
{
    const QString when = relativeTime(polled, now);
    if (!polled) {
        return QueueHead::tr("The device has not asked for commands yet.");
    }
    if (now - *polled >= kRelativeFor) {
        return QueueHead::tr("The device last asked for commands on %1.").arg(when);
    }
    return now - *polled < std::chrono::seconds(2)
               ? QueueHead::tr("The device asked for commands just now.")
               : QueueHead::tr("The device asked for commands %1 ago.").arg(when);
}

} // namespace

QueueHead::QueueHead(const PageContext& context, QueueTable& queue)
    : context_(context),
      queue_(queue),
      editor_(new QueueEditor(context.session, this)),
      depth_(new DepthBar(context.theme)),
      poll_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      hold_(new Button(context.theme, tr("Hold…"), Icon::Pause, Button::Kind::Secondary)),
      purge_(new Button(context.theme, tr("Purge…"), Icon::Trash, Button::Kind::Danger)),
      send_(new Button(context.theme, tr("Send command…"), Icon::Send, Button::Kind::Primary)),
      held_(new Banner(context.theme))
{
    build();
    PermissionGate::guard({hold_, &held_->action(), purge_}, context.session,
                          {hub::Permission::Queues});
    PermissionGate::guard({send_}, context.session, {hub::Permission::Operate});
    connect(hold_, &Button::clicked, this, &QueueHead::toggleHold);
    connect(held_, &Banner::actionTriggered, this, &QueueHead::toggleHold);
    connect(purge_, &Button::clicked, this, &QueueHead::openPurge);
    connect(send_, &Button::clicked, this, &QueueHead::openSend);
}

void QueueHead::build()
{
    depth_->setObjectName(u"queue.depth"_s);
    hold_->setObjectName(u"queue.hold"_s);
    held_->setObjectName(u"queue.held"_s);
    purge_->setObjectName(u"queue.purge"_s);
    send_->setObjectName(u"queue.send"_s);
    send_->setToolTip(tr("Send a command (Ctrl+N)"));
    hold_->setToolTip(tr("Hold or resume delivery to this device"));
    poll_->setElide(Qt::ElideRight);
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(depth_, 1);
    first->addStretch(0);
    first->addSpacing(8);
    first->addWidget(hold_);
    first->addWidget(purge_);
    first->addWidget(send_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(first);
    column->addWidget(poll_);
    column->addWidget(held_);
}

void QueueHead::sync()
{
    const auto& counts = queue_.counts();
    if (counts) {
        depth_->setDepth(unsigned(counts->waiting), unsigned(counts->inFlight), queue_.limit());
    } else {
        depth_->clear();
    }
    poll_->setText(pollText());
    const bool can = context_.session.isOnline() && hasQueues(context_.session) &&
                     !queue_.deviceId().isEmpty();
    hold_->setEnabled(can && counts.has_value());
    purge_->setEnabled(can && counts && counts->waiting + counts->inFlight > 0);
    send_->setEnabled(can);
    syncHold();
}

QString QueueHead::pollText() const
{
    const QString looking = tr("Looking takes nothing out of the queue.");
    return queue_.counts()
               ? polledText(queue_.lastPoll(), context_.session.hubNow()) + u' ' + looking
               : looking;
}

void QueueHead::syncHold()
{
    const QString detail = queue_.hold() ? holdText(*queue_.hold()) : QString();
    if (detail == heldDetail_) {
        return; // a banner that is shown again is announced again
    }
    heldDetail_ = detail;
    const bool held = !detail.isEmpty();
    hold_->setText(held ? tr("Resume") : tr("Hold…"));
    hold_->setIconName(held ? Icon::Play : Icon::Pause);
    hold_->updateGeometry();
    held_->hide();
    if (held) {
        held_->show({.role = Banner::Role::Warn,
                     .sentence = tr("Delivery is held."),
                     .detail = detail,
                     .action = tr("Resume"),
                     .closable = false});
    }
}

void QueueHead::openSend()
{
    if (!send_->isEnabled()) {
        return;
    }
    auto* dialog =
        new SendCommandDialog(context_.theme, context_.session, queue_.deviceId(), window());
    connect(dialog, &SendCommandDialog::sent, this,
            [this](const QString& /*number*/, const QString& text) { finish(text); });
    dialog->open();
}

void QueueHead::openPurge()
{
    auto* dialog =
        new PurgeQueueDialog(context_.theme, context_.session, queue_.deviceId(), window());
    connect(dialog, &PurgeQueueDialog::purged, this, qOverload<const QString&>(&QueueHead::finish));
    dialog->open();
}

void QueueHead::toggleHold()
{
    if (!queue_.hold()) {
        askReason();
        return;
    }
    hold_->setBusy(true);
    held_->setActionBusy(true);
    editor_->resume(queue_.deviceId(), [this](const QueueResult& result) {
        hold_->setBusy(false);
        held_->setActionBusy(false);
        finish(result);
    });
}

void QueueHead::askReason()
{
    auto* dialog =
        new Dialog(context_.theme, tr("Hold delivery to %1").arg(queue_.deviceId()), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.hold"_s);
    dialog->setText(
        tr("The hub goes on taking commands, but gives none to the device until somebody "
           "resumes. Commands expire meanwhile as ever."));
    auto* reason = new TextField(context_.theme, tr("Reason"));
    reason->setObjectName(u"hold.reason"_s);
    reason->setPlaceholder(tr("For whoever looks next"));
    reason->edit()->setMaxLength(kMostReasonChars);
    dialog->body()->addWidget(new FormRow(context_.theme, tr("Reason"), reason));
    dialog->addButton(tr("Cancel"), Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->addButton(tr("Hold delivery"), Button::Kind::Primary, Dialog::Answer::Accept)
        ->setObjectName(u"hold.accept"_s);
    dialog->setFirstFocus(reason->edit());
    connect(dialog, &QDialog::accepted, this,
            [this, reason] { hold(reason->text().trimmed()); });
    dialog->open();
}

void QueueHead::hold(const QString& reason)
{
    hold_->setBusy(true);
    editor_->hold(queue_.deviceId(), reason, [this](const QueueResult& result) {
        hold_->setBusy(false);
        finish(result);
    });
}

void QueueHead::finish(const QueueResult& result)
{
    reportResult(context_, result);
    Q_EMIT done();
}

void QueueHead::finish(const QString& text)
{
    QueueResult result;
    result.text = text;
    finish(result);
}

} // namespace deck
