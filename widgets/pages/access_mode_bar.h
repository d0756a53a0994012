// Whom the hub lets in, and the switch between: everybody, or only the allow list.
#pragma once

#include "widgets/pages/page.h"

namespace deck {

class AccessEditor;
class AccessMode;
class Banner;

class AccessModeBar final : public QWidget
{
    Q_OBJECT

public:
    explicit AccessModeBar(const PageContext& context);

    bool isAllowListOnly() const;

Q_SIGNALS:
    void modeChanged();

private:
    void sync();
    void askToSwitch();
    void switchTo(bool allowListOnly);
    QString warning() const;

    PageContext context_;
    AccessMode* mode_;
    AccessEditor* editor_;
    Banner* banner_;
    QString shown_; ///< a banner that is shown again is announced again
};

} // namespace deck
