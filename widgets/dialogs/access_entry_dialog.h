// Put something on the allow list or the block list, or change why and until when it is there.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/act_result.h"
#include "models/hub_session.h"

#include "api/access.h"

namespace deck {

class AccessEditor;
class ErrorLine;
class FormRow;
class SelectField;
class TextField;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself.
class AccessEntryDialog final : public Dialog
{
    Q_OBJECT

public:
    /// list is "allow" or "block".
    AccessEntryDialog(Theme& theme, HubSession& session, const QString& list, QWidget* parent);

    /// Kind and value of the entry that is to be made.
    void setSuggestion(const QString& kind, const QString& value);

    /// Changes this one instead.
    void setEdited(const hub::api::AccessEntry& entry);

Q_SIGNALS:
    void saved(const deck::ActResult& result);

private:
    void build();
    void syncKind();
    void save();
    bool takeUntil(hub::api::AccessEntry& entry);
    void take(const ActResult& result);

    HubSession& session_;
    AccessEditor* editor_;
    const QString list_;
    hub::api::AccessEntry edited_; ///< its id is empty for a new one
    SelectField* kind_;
    TextField* value_;
    FormRow* valueRow_;
    TextField* reason_;
    SelectField* until_;
    TextField* end_; ///< when it is another time
    ErrorLine* error_;
    Button* save_;
};

} // namespace deck
