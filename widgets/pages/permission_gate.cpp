#include "widgets/pages/permission_gate.h"

#include "widgets/pages/page.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/plain_text.h"

#include <QEvent>
#include <QScopedValueRollback>
#include <QWidget>

namespace deck {

void PermissionGate::guard(std::initializer_list<QWidget*> parts,
                           HubSession& session,
                           const Need& need)
{
    for (QWidget* part : parts) {
        new PermissionGate(*part, session, need);
    }
}

bool PermissionGate::passes(const PageContext& context, const Need& need)
{
    const QString refusal = context.session.identity().refusal(need);
    if (!refusal.isEmpty()) {
        context.toasts.add({.text = refusal, .icon = Icon::Key});
    }
    return refusal.isEmpty();
}

PermissionGate::PermissionGate(QWidget& part, HubSession& session, const Need& need)
    : QObject(&part), part_(part), session_(session), need_(need)
{
    toolTip_ = part.toolTip();
    wanted_ = !part.testAttribute(Qt::WA_ForceDisabled);
    part.installEventFilter(this);
    connect(&session, &HubSession::identityChanged, this, &PermissionGate::sync);
    sync();
}

void PermissionGate::sync()
{
    const QString refusal = session_.identity().refusal(need_);
    const QScopedValueRollback own(turning_, true);
    const bool wasClosed = closed_;
    closed_ = !refusal.isEmpty();
    if (closed_) {
        part_.setEnabled(false);
        part_.setToolTip(plainToolTip(refusal));
    } else if (wasClosed) {
        part_.setEnabled(wanted_);
        part_.setToolTip(toolTip_);
    }
}

bool PermissionGate::eventFilter(QObject* watched, QEvent* event)
{
    if (!turning_ && watched == &part_) {
        if (event->type() == QEvent::EnabledChange) {
            wanted_ = !part_.testAttribute(Qt::WA_ForceDisabled); // not: as its parent is
            sync();
        } else if (event->type() == QEvent::ToolTipChange) {
            toolTip_ = part_.toolTip();
            sync();
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace deck
