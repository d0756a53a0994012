// Above the queue of a device: how full it is, when the device last asked, whether delivery is
// held, and what can be done with the whole.
#pragma once

#include "widgets/pages/page.h"

namespace deck {

class Banner;
class Button;
class DepthBar;
class Label;
class QueueEditor;
class QueueTable;
struct QueueResult;

class QueueHead final : public QWidget
{
    Q_OBJECT

public:
    QueueHead(const PageContext& context, QueueTable& queue);

    void sync(); ///< the queue, the hub or the time is another

    /// The dialog that sends a command to the device; nothing while that is not possible.
    void openSend();

Q_SIGNALS:
    void done(); ///< the hub has answered: what is shown should be read anew

private:
    void build();
    QString pollText() const;
    void syncHold();
    void toggleHold();
    void askReason();
    void hold(const QString& reason);
    void openPurge();
    void finish(const QueueResult& result);
    void finish(const QString& text);

    PageContext context_;
    QueueTable& queue_;
    QueueEditor* editor_;
    DepthBar* depth_;
    Label* poll_;
    Button* hold_;
    Button* purge_;
    Button* send_;
    Banner* held_;
    QString heldDetail_; ///< as the banner says it; empty: not held
};

} // namespace deck
