// The twin of a device to look at: desired beside reported properties, tags, and the whole as JSON.
#pragma once

#include "widgets/pages/page.h"

#include <QTimer>

class QStackedWidget;

namespace deck {

class EmptyState;
class IconButton;
class Label;
class Segmented;
class TextArea;
class TwinDocument;
class TwinPane;

class DeviceTwinView final : public QWidget
{
    Q_OBJECT

public:
    DeviceTwinView(const PageContext& context, TwinDocument& twin);

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
    void copyJson();

    PageContext context_;
    TwinDocument& twin_;
    Segmented* parts_;
    Label* versions_;
    IconButton* copy_;
    IconButton* reload_;
    TwinPane* desired_;
    TwinPane* reported_;
    TwinPane* tags_;
    TextArea* json_;
    QStackedWidget* body_;
    QStackedWidget* whole_; ///< the document, or why there is none
    EmptyState* empty_;
    QByteArray shownJson_; ///< what json_ shows now
    QTimer times_;         ///< relative times grow old
    QTimer patience_;      ///< before it says that it reads
};

} // namespace deck
