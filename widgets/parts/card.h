// A surface that groups what belongs together, with an optional title row.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace deck {

class Label;
class Theme;

class Card : public QWidget
{
    Q_OBJECT

public:
    explicit Card(Theme& theme, QWidget* parent = nullptr);

    /// detail stands beside the title, smaller.
    void setTitle(const QString& title, const QString& detail = {});

    /// At the right end of the title row.
    void addAction(QWidget* action);
    using QWidget::addAction;

    /// Where the contents go. Margins are set; a card that holds a table sets them to 0.
    QVBoxLayout* body() const { return body_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void needTitleRow();

    Theme& theme_;
    QVBoxLayout* body_;
    QHBoxLayout* titleRow_ = nullptr; ///< with title and detail, once needed
    Label* title_ = nullptr;
    Label* detail_ = nullptr;
};

} // namespace deck
