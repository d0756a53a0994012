// Make a group of devices, or change its members, condition and reason.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/act_result.h"
#include "models/hub_session.h"

#include "api/access_group.h"

#include <QStringList>
#include <QTimer>

namespace deck {

class AccessEditor;
class ErrorLine;
class Label;
class TextArea;
class TextField;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself.
class AccessGroupDialog final : public Dialog
{
    Q_OBJECT

public:
    AccessGroupDialog(Theme& theme, HubSession& session, QWidget* parent);

    void setEdited(const hub::api::AccessGroup& group);

Q_SIGNALS:
    void saved(const deck::ActResult& result);

private:
    void build();
    void countSoon();
    void count();
    void save();
    void saveMembers(const ActResult& group);
    void take(const ActResult& result);
    bool check();
    QStringList names() const;

    AccessEditor* editor_;
    hub::api::AccessGroup edited_; ///< its ETag is empty for a new one
    QStringList before_;           ///< members that were named
    TextField* name_;
    TextField* condition_;
    Label* reach_;
    TextArea* members_;
    TextField* reason_;
    ErrorLine* error_;
    Button* save_;
    QTimer countSoon_;
    quint64 asked_ = 0; ///< late answers to an earlier question are dropped
};

} // namespace deck
