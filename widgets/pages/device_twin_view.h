// The twin of a device: desired beside reported properties, tags, and the whole as JSON. Desired properties and
// tags can be edited where they stand.
#pragma once

#include "widgets/pages/page.h"

#include <QTimer>

class QStackedWidget;

namespace deck {

class Button;
class EmptyState;
class IconButton;
class Label;
class Segmented;
class TextArea;
class TwinDocument;
class TwinDraft;
class TwinEditor;
class TwinPane;

class DeviceTwinView final : public QWidget
{
    Q_OBJECT

public:
    DeviceTwinView(const PageContext& context, TwinDocument& twin);

    /// Asks first when there are changes. False: nothing is being edited here.
    bool leaveEditing();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    QWidget* buildPanes();
    QLayout* buildBar();
    void sync();
    void syncInstead();
    void syncTexts();
    void showPart(int part);
    void edit();
    void syncEditing();
    void syncDraft(TwinDraft& draft);
    TwinEditor* shownEditor() const;
    void copyJson();

    PageContext context_;
    TwinDocument& twin_;
    Segmented* parts_;
    Label* versions_;
    Button* edit_;
    IconButton* copy_;
    IconButton* reload_;
    TwinPane* desired_;
    TwinPane* reported_;
    TwinPane* tags_;
    TwinDraft* desiredDraft_;
    TwinDraft* tagsDraft_;
    TwinEditor* desiredEditor_;
    TwinEditor* tagsEditor_;
    QStackedWidget* desiredSide_; ///< to look at, or to edit
    QStackedWidget* tagsSide_;
    TextArea* json_;
    QStackedWidget* body_;
    QStackedWidget* whole_; ///< the document, or why there is none
    EmptyState* empty_;
    QByteArray shownJson_; ///< what json_ shows now
    QTimer times_;         ///< relative times grow old
    QTimer patience_;      ///< before it says that it reads
};

} // namespace deck
