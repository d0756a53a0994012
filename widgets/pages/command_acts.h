// What a person does with chosen commands, by key, menu or button; the same in the queue of a
// device and among the dead of all.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/pages/report_result.h"

#include "api/queue.h"

#include <QList>
#include <QObject>

class QKeyEvent;

namespace deck {

class QueueEditor;
struct QueueResult;

struct ChosenCommand
{
    QString queue; ///< whose it is
    hub::api::Command command;
};
using ChosenCommands = QList<ChosenCommand>;

/// GUI thread; dies with its view.
class CommandActs final : public QObject
{
    Q_OBJECT

public:
    CommandActs(const PageContext& context, QWidget& view);

    static bool canRequeue(const ChosenCommands& chosen); ///< all are dead
    static bool canEdit(const ChosenCommands& chosen);    ///< one, and it is dead

    /// What only waited is deleted at once and can be taken back for ten seconds; the rest is asked
    /// about.
    void remove(const ChosenCommands& chosen);
    void requeue(const ChosenCommands& chosen);
    void edit(const ChosenCommands& chosen);
    void copyIds(const ChosenCommands& chosen);

    /// Del, R, E, Ctrl+C; false: another key, or nothing that it could act on.
    bool actByKey(const QKeyEvent& key, const ChosenCommands& chosen);
    static bool isKey(const QKeyEvent& key);

    void openMenu(const QPoint& at, const ChosenCommands& chosen);

Q_SIGNALS:
    void done(); ///< the hub has answered: what is shown should be read anew

private:
    void removeNow(const ChosenCommands& chosen, bool canUndo);
    void askToRemove(const ChosenCommands& chosen);
    void offerUndo(const QString& text, const QString& queue, const QStringList& numbers);
    void report(const QueueResult& result);

    PageContext context_;
    QWidget& view_;
    QueueEditor* editor_;
};

} // namespace deck
