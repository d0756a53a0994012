// One short message over the page, dark in both themes, with at most one act. Used by ToastStack.
#pragma once

#include "widgets/icons.h"
#include "widgets/timer.h"
#include "widgets/tokens.h"

#include <QWidget>

#include <optional>

namespace deck {

class Theme;

struct ToastMessage
{
    QString text;
    std::optional<Icon> icon = std::nullopt;
    TokenColor iconColor = &Tokens::text2; ///< of the dark tokens
    QString action = {};                   ///< "Undo"; empty: none
    std::chrono::milliseconds life{6000};
};

enum class ToastEnd {
    Action,    ///< its button was pressed
    Closed,    ///< by the user
    TimedOut,  ///<
    PushedOut, ///< by newer ones
    Flushed,   ///< by the program, for example on quit
};

class Toast final : public QWidget
{
    Q_OBJECT

public:
    Toast(Theme& theme, const ToastMessage& message, std::unique_ptr<Timer> timer, QWidget* parent);
    ~Toast() override;

    /// Its time runs from here on, but not while the pointer or the focus is on it.
    void start();

    /// Puts the focus on its first button.
    void focusFirst();

    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void ended(deck::ToastEnd end);

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void addButton(QWidget& button);
    void pauseOrRun();

    Theme& theme_;
    std::unique_ptr<Timer> timer_;
    std::chrono::milliseconds left_;
    bool paused_ = false;
    bool started_ = false;
    QList<QWidget*> buttons_;
};

} // namespace deck
