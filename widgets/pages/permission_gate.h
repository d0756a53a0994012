// Keeps a part of a page disabled while whoever is signed in may not use it; its tool tip says which
// permission is missing.
#pragma once

#include "models/hub_session.h"

#include <QObject>

class QWidget;

namespace deck {

struct PageContext;

/// GUI thread. Belongs to its part and goes with it; the session outlives both. Others go on enabling
/// and disabling the part as if it were not there: what they want last counts once it is allowed.
class PermissionGate final : public QObject
{
    Q_OBJECT

public:
    static void guard(std::initializer_list<QWidget*> parts, HubSession& session, const Need& need);

    /// For acts by a key, a menu or a double click, of which no disabled part tells: false, and a
    /// toast has said why not.
    static bool passes(const PageContext& context, const Need& need);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    PermissionGate(QWidget& part, HubSession& session, const Need& need);
    void sync();

    QWidget& part_;
    const HubSession& session_;
    const Need need_;
    QString toolTip_;     ///< what others want it to be
    bool wanted_ = true;  ///< enabled, by others
    bool closed_ = false;
    bool turning_ = false; ///< the change is our own
};

} // namespace deck
