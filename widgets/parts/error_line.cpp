#include "widgets/parts/error_line.h"

#include "widgets/metrics.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/label.h"

#include <QHBoxLayout>

namespace deck {

namespace {

constexpr int kGap = 6;

} // namespace

ErrorLine::ErrorLine(Theme& theme, QWidget* parent)
    : QWidget(parent), label_(new Label(theme, {}, TextStyle::Caption, &Tokens::bad))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGap);
    row->addWidget(new IconView(theme, Icon::Warning, kInlineIcon, &Tokens::bad), 0, Qt::AlignTop);
    row->addWidget(label_, 1);
    label_->setWordWrap(true);
    hide();
}

void ErrorLine::setText(const QString& text)
{
    label_->setText(text);
    setVisible(!text.isEmpty());
}

QString ErrorLine::text() const
{
    return label_->text();
}

} // namespace deck
