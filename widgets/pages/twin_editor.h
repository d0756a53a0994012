// Tags or desired properties of a twin as JSON to change: wrong places are marked while one types, a diff is
// shown before it is saved, and what others have done meanwhile is never overwritten unseen.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/card.h"

#include <QTimer>

namespace deck {

class Button;
class Label;
class TextArea;
class TwinDraft;
class TwinDocument;
struct HubError;

class TwinEditor final : public Card
{
    Q_OBJECT

public:
    /// key: "tags" or "desired", for the names of its parts. The draft belongs to the twin's view.
    TwinEditor(const PageContext& context, const QString& key, TwinDocument& twin, TwinDraft& draft);

    void begin();

    /// Asks first when there are changes. True: there was something to leave.
    bool leave();

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QString what() const; ///< "tags of pump-1"
    void build(const QString& key);
    void sync();
    void markFault();
    void takeText();
    void askToSave();
    void askWhose();
    void tellSaved(const QString& sentence);
    void undo();
    void tellFailed(const HubError& error);

    PageContext context_;
    TwinDocument& twin_;
    TwinDraft& draft_;
    Label* title_;
    Label* size_;
    Label* outdated_;
    TextArea* area_;
    Button* cancel_;
    Button* save_;
    int savedToast_ = 0; ///< its button undoes the last saving, so there is one at most
    QTimer faultSoon_; ///< a text is wrong at many keys; it is said after a pause
};

} // namespace deck
