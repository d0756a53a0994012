// One command whole, at the right of a list: state, contents, properties and life.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/ground.h"

#include "models/command_texts.h"

namespace deck {

class Button;
class CommandLife;
class DetailRows;
class Label;
class LifeLineView;
class Segmented;
class StatusMark;
class TextArea;

class CommandPanel final : public Ground
{
    Q_OBJECT

public:
    explicit CommandPanel(const PageContext& context);

    /// What the list knows shows at once, the rest when the hub has answered. maxAttempts 0: not
    /// known. The same command again: only what has changed.
    void showCommand(const QString& queue, const hub::api::Command& command, unsigned maxAttempts);
    void clear();

    /// The command that shows; nothing: none.
    const std::optional<hub::api::Command>& command() const { return command_; }

    /// Among the dead of all devices: says whose it is.
    void setNamesQueue(bool names) { namesQueue_ = names; }

Q_SIGNALS:
    void closed();
    void requeueWanted();
    void editWanted();
    void deleteWanted();

private:
    void build();
    QLayout* buildTop();
    QLayout* buildActions();
    QLayout* buildBody();
    QLayout* buildLife();
    void sync();
    void syncBody();
    void syncDetails();
    void syncLife();

    PageContext context_;
    CommandLife* life_;
    QString queue_;
    std::optional<hub::api::Command> command_;
    unsigned maxAttempts_ = 0;
    bool namesQueue_ = false;
    Label* title_;
    StatusMark* state_;
    Label* sentence_;
    Button* requeue_;
    Button* edit_;
    Button* delete_;
    Label* size_;
    Segmented* forms_;
    TextArea* body_;
    DetailRows* properties_;
    DetailRows* details_;
    LifeLineView* lifeLine_;
    Label* lifeNote_;
};

} // namespace deck
