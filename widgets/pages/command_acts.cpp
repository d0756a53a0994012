#include "widgets/pages/command_acts.h"

#include "widgets/dialogs/send_command.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/parts/dialog.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/theme.h"

#include "models/queue_editor.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHash>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kUndoFor = 10s;
constexpr Need kNeed{hub::Permission::Queues};

/// Numbers by queue: one request each.
QHash<QString, QStringList> byQueue(const ChosenCommands& chosen)
{
    QHash<QString, QStringList> numbers;
    for (const ChosenCommand& one : chosen) {
        numbers[one.queue] << QString::fromStdString(one.command.id);
    }
    return numbers;
}

bool allAre(const ChosenCommands& chosen, const char* state)
{
    return !chosen.isEmpty() && std::all_of(chosen.begin(), chosen.end(), [state](const auto& one) {
        return one.command.state == state;
    });
}

} // namespace

CommandActs::CommandActs(const PageContext& context, QWidget& view)
    : QObject(&view),
      context_(context),
      view_(view),
      editor_(new QueueEditor(context.session, this))
{
}

bool CommandActs::canRequeue(const ChosenCommands& chosen)
{
    return allAre(chosen, "dead");
}

bool CommandActs::canEdit(const ChosenCommands& chosen)
{
    return chosen.size() == 1 && canRequeue(chosen);
}

void CommandActs::remove(const ChosenCommands& chosen)
{
    if (!PermissionGate::passes(context_, kNeed)) {
        return;
    }
    if (allAre(chosen, "waiting")) {
        removeNow(chosen, true);
    } else if (!chosen.isEmpty()) {
        askToRemove(chosen);
    }
}

void CommandActs::removeNow(const ChosenCommands& chosen, bool canUndo)
{
    const auto queues = byQueue(chosen);
    for (auto queue = queues.begin(); queue != queues.end(); ++queue) {
        editor_->remove(
            queue.key(), *queue,
            [this, canUndo, id = queue.key(), numbers = *queue](const QueueResult& result) {
                if (canUndo && result.ok()) {
                    offerUndo(result.text, id, numbers);
                } else {
                    reportResult(context_, result);
                }
                Q_EMIT done();
            });
    }
}

void CommandActs::offerUndo(const QString& text, const QString& queue, const QStringList& numbers)
{
    context_.toasts.add({.text = text, .icon = Icon::Trash, .action = tr("Undo"), .life = kUndoFor},
                        [acts = QPointer(this), queue, numbers](ToastEnd end) {
                            if (acts && end == ToastEnd::Action) {
                                acts->editor_->requeue(queue, numbers,
                                                       [acts](const QueueResult& result) {
                                                           acts->report(result);
                                                       });
                            }
                        });
}

void CommandActs::askToRemove(const ChosenCommands& chosen)
{
    const bool inFlight = std::any_of(chosen.begin(), chosen.end(), [](const auto& one) {
        return one.command.state == "inFlight";
    });
    auto* dialog = new Dialog(context_.theme,
                              chosen.size() == 1 ? tr("Delete this command")
                                                 : tr("Delete %1 commands").arg(chosen.size()),
                              view_.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.deleteCommands"_s);
    dialog->setText(inFlight ? tr("What is in flight may have reached the device already. What is "
                                  "done or dead is forgotten with its life line.")
                             : tr("Contents and life line are forgotten. This cannot be undone."));
    Button* const cancel =
        dialog->addButton(tr("Cancel"), Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->addButton(tr("Delete"), Button::Kind::Danger, Dialog::Answer::Accept)
        ->setObjectName(u"dialog.deleteCommands.accept"_s);
    dialog->setDefaultButton(cancel);
    connect(dialog, &QDialog::accepted, this, [this, chosen] { removeNow(chosen, false); });
    dialog->open();
}

void CommandActs::requeue(const ChosenCommands& chosen)
{
    if (!canRequeue(chosen) || !PermissionGate::passes(context_, kNeed)) {
        return;
    }
    const auto queues = byQueue(chosen);
    for (auto queue = queues.begin(); queue != queues.end(); ++queue) {
        editor_->requeue(queue.key(), *queue,
                         [this](const QueueResult& result) { report(result); });
    }
}

void CommandActs::edit(const ChosenCommands& chosen)
{
    if (!canEdit(chosen) || !PermissionGate::passes(context_, kNeed)) {
        return;
    }
    auto* dialog = new SendCommandDialog(context_.theme, context_.session, chosen.first().queue,
                                         view_.window());
    dialog->setEdited(chosen.first().command);
    connect(dialog, &SendCommandDialog::sent, this,
            [this](const QString& /*number*/, const QString& text) {
                QueueResult result;
                result.text = text;
                report(result);
            });
    dialog->open();
}

void CommandActs::copyIds(const ChosenCommands& chosen)
{
    QStringList ids;
    for (const ChosenCommand& one : chosen) {
        ids << QString::fromStdString(one.command.messageId);
    }
    ids.removeAll(QString());
    if (ids.isEmpty()) {
        context_.toasts.add({.text = tr("There is no message id to copy"), .icon = Icon::Info});
        return;
    }
    QGuiApplication::clipboard()->setText(ids.join(u'\n'));
    context_.toasts.add({.text = ids.size() == 1 ? tr("Message id copied")
                                                 : tr("%1 message ids copied").arg(ids.size()),
                         .icon = Icon::Copy});
}

bool CommandActs::isKey(const QKeyEvent& key)
{
    const bool plain = key.modifiers() == Qt::NoModifier || key.modifiers() == Qt::KeypadModifier;
    return (plain && (key.key() == Qt::Key_Delete || key.key() == Qt::Key_R ||
                      key.key() == Qt::Key_E)) ||
           (key.modifiers() == Qt::ControlModifier && key.key() == Qt::Key_C);
}

bool CommandActs::actByKey(const QKeyEvent& key, const ChosenCommands& chosen)
{
    if (!isKey(key) || chosen.isEmpty()) {
        return false;
    }
    switch (key.key()) {
    case Qt::Key_Delete: remove(chosen); break;
    case Qt::Key_R: requeue(chosen); break;
    case Qt::Key_E: edit(chosen); break;
    default: copyIds(chosen); break;
    }
    return true;
}

void CommandActs::openMenu(const QPoint& at, const ChosenCommands& chosen)
{
    auto* menu = new QMenu(&view_);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"commands.menu"_s);
    const auto add = [&](const QString& text, const char* keys, bool enabled,
                         void (CommandActs::*act)(const ChosenCommands&)) {
        QAction* const action = menu->addAction(text);
        action->setShortcut(QKeySequence(QString::fromLatin1(keys)));
        action->setShortcutContext(Qt::WidgetShortcut); // shown only: the view takes the key
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, [this, act, chosen] { (this->*act)(chosen); });
    };
    add(tr("Requeue"), "R", canRequeue(chosen), &CommandActs::requeue);
    add(tr("Edit and requeue…"), "E", canEdit(chosen), &CommandActs::edit);
    add(tr("Copy message id"), "Ctrl+C", !chosen.isEmpty(), &CommandActs::copyIds);
    menu->addSeparator();
    add(tr("Delete"), "Del", !chosen.isEmpty(), &CommandActs::remove);
    menu->popup(at);
}

void CommandActs::report(const QueueResult& result)
{
    reportResult(context_, result);
    Q_EMIT done();
}

} // namespace deck
