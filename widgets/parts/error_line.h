// What is wrong with the field above: a triangle and a sentence. Hidden while there is nothing.
#pragma once

#include <QWidget>

namespace deck {

class Label;
class Theme;

class ErrorLine final : public QWidget
{
    Q_OBJECT

public:
    explicit ErrorLine(Theme& theme, QWidget* parent = nullptr);

    /// An empty text hides the line.
    void setText(const QString& text);
    QString text() const;

private:
    Label* label_;
};

} // namespace deck
