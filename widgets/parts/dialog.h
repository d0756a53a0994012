// A modal question or form over its window, which darkens. Opened with open(); the answer comes as
// accepted() or rejected(), never by waiting.
#pragma once

#include "widgets/parts/button.h"

#include <QDialog>
#include <QPointer>

class QHBoxLayout;
class QVBoxLayout;

namespace deck {

class IconButton;
class Label;
class Scrim;

class Dialog : public QDialog
{
    Q_OBJECT

public:
    Dialog(Theme& theme, const QString& title, QWidget* parent);

    void setTitle(const QString& title);

    /// One or two plain sentences under the title.
    void setText(const QString& text);

    /// Where fields and lists go.
    QVBoxLayout* body() const { return body_; }

    enum class Answer {
        Accept, ///< closes with accepted()
        Reject, ///< closes with rejected()
        None,   ///< does what its clicked() is connected to
    };
    Button* addButton(const QString& text, Button::Kind kind, Answer answer);

    /// Enter presses it, unless another button has the focus; Ctrl+Enter also from within a text of
    /// several lines. The first one that accepts, if none is named.
    void setDefaultButton(Button* button) { default_ = button; }

    /// Else the default button has it.
    void setFirstFocus(QWidget* widget) { firstFocus_ = widget; }

    /// While the answer is on its way: the default button turns, nothing else can be pressed.
    void setBusy(bool busy);

    /// Of the card; 480 if not set.
    void setCardWidth(int pixels);

    void open() override;
    bool event(QEvent* event) override;
    void reject() override;

protected:
    Theme& theme() const { return theme_; }
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    void fitHeight();

    Theme& theme_;
    Label* heading_;
    Label* text_;
    IconButton* close_;
    QWidget* bodyHost_;
    QVBoxLayout* body_;
    QHBoxLayout* buttons_;
    QPointer<Button> default_;
    QPointer<QWidget> firstFocus_;
    QPointer<QWidget> focusBeforeBusy_;
    QPointer<Scrim> scrim_;
    bool busy_ = false;
};

} // namespace deck
