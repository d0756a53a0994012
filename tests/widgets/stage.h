// A window with parts on it, shown and active, and hands that press keys and buttons in it.
#pragma once

#include "widgets/theme.h"

#include <QApplication>
#include <QTest>
#include <QVBoxLayout>
#include <QWidget>
#include <QWindow>

#include <utility>

namespace deck::test {

class Stage final
{
public:
    explicit Stage(Theme::Choice colors = Theme::Choice::Light) : theme(*qApp)
    {
        theme.setChoice(colors);
        theme.setReduceMotion(true);
        window.resize(640, 480);
        column_ = new QVBoxLayout(&window);
    }

    /// Made with the theme and the rest.
    template <class Part, class... Rest>
    Part& add(Rest&&... rest)
    {
        auto* part = new Part(theme, std::forward<Rest>(rest)...);
        column_->addWidget(part);
        return *part;
    }

    void add(QWidget* part) { column_->addWidget(part); }

    /// False when the window does not become active. The pointer is away from all parts.
    bool show()
    {
        window.show();
        const bool active = QTest::qWaitForWindowActive(&window);
        QTest::mouseMove(window.windowHandle(), QPoint(1, 1));
        return active;
    }

    // Through the window, as from a mouse and a keyboard.

    static void click(QWidget& part, Qt::KeyboardModifiers modifiers = {})
    {
        clickAt(part, part.rect().center(), modifiers);
    }

    static void clickAt(QWidget& part, QPoint at, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(part.window()->windowHandle(), Qt::LeftButton, modifiers,
                          part.mapTo(part.window(), at));
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(window.windowHandle(), key, modifiers);
    }

    Theme theme;
    QWidget window;

private:
    QVBoxLayout* column_;
};

} // namespace deck::test
