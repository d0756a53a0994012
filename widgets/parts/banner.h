// What is wrong with the whole page or hub, in place of a message box: one sentence, a detail, one
// act. Hidden until there is something to say.
#pragma once

#include <QWidget>

namespace deck {

class Button;
class IconButton;
class IconView;
class Label;
class Theme;

class Banner final : public QWidget
{
    Q_OBJECT

public:
    enum class Role { Info, Warn, Bad }; ///< in order of weight

    explicit Banner(Theme& theme, QWidget* parent = nullptr);

    struct Message
    {
        Role role = Role::Info;
        QString sentence;
        QString detail = {};
        QString action = {}; ///< empty: no button
        bool closable = true;
    };
    void show(const Message& message);
    using QWidget::show;

    Role role() const { return role_; }

    /// The button of the action; hidden while there is none.
    Button& action() const { return *action_; }

    /// While the action runs.
    void setActionBusy(bool busy);

Q_SIGNALS:
    void actionTriggered();
    void closed(); ///< by the user

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    Role role_ = Role::Info;
    IconView* icon_;
    Label* sentence_;
    Label* detail_;
    Button* action_;
    IconButton* close_;
};

} // namespace deck
