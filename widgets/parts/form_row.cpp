#include "widgets/parts/form_row.h"

#include "widgets/parts/label.h"

#include <QVBoxLayout>

namespace deck {

FormRow::FormRow(Theme& theme, const QString& label, QWidget* field, QWidget* parent)
    : QWidget(parent), help_(new Label(theme, {}, TextStyle::Caption, &Tokens::text3))
{
    auto* caption = new Label(theme, label, TextStyle::CaptionMedium, &Tokens::text2);
    caption->setBuddy(field);
    help_->setWordWrap(true);
    help_->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    column->addWidget(caption);
    column->addWidget(field);
    column->addWidget(help_);
}

void FormRow::setHelp(const QString& help)
{
    help_->setText(help);
    help_->setVisible(!help.isEmpty());
}

} // namespace deck
