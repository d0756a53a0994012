// Purge a part of a queue: conditions, how many commands meet them now, and only then the act.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/hub_session.h"

#include "api/queue.h"

#include <QTimer>

namespace deck {

class CheckBox;
class ErrorLine;
class Label;
class QueueEditor;
class SelectField;
class TextField;
struct QueueResult;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself.
class PurgeQueueDialog final : public Dialog
{
    Q_OBJECT

public:
    PurgeQueueDialog(Theme& theme, HubSession& session, const QString& deviceId, QWidget* parent);

Q_SIGNALS:
    void purged(const QString& text); ///< a sentence about what was done

private:
    void build();
    hub::api::PurgeRequest request() const;
    void countSoon();
    void count();
    void takeCount(const QueueResult& result);
    void purge();

    HubSession& session_;
    const QString deviceId_;
    QueueEditor* editor_;
    SelectField* age_;
    TextField* contains_;
    TextField* propertyName_;
    TextField* propertyValue_;
    CheckBox* inFlight_;
    Label* count_;
    ErrorLine* error_;
    Button* cancel_;
    Button* purge_;
    QTimer countSoon_;
    quint64 asked_ = 0; ///< late answers to an earlier question are dropped
};

} // namespace deck
