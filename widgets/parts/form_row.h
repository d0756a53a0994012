// A field of a form with its label above and a line of help below.
#pragma once

#include <QWidget>

namespace deck {

class Label;
class Theme;

class FormRow final : public QWidget
{
    Q_OBJECT

public:
    /// Takes the field over.
    FormRow(Theme& theme, const QString& label, QWidget* field, QWidget* parent = nullptr);

    void setHelp(const QString& help);

private:
    Label* help_;
};

} // namespace deck
