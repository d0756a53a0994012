#include "widgets/parts/scroll_column.h"

#include "widgets/metrics.h"

#include <QVBoxLayout>

namespace deck {

ScrollColumn::ScrollColumn(QWidget* parent)
    : QScrollArea(parent), content_(new QWidget), body_(new QVBoxLayout)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    auto* outer = new QWidget;
    auto* column = new QVBoxLayout(outer);
    column->setContentsMargins(kPagePadding, 0, kPagePadding, kPagePaddingTop);
    column->addWidget(content_, 1);
    content_->setLayout(body_);
    body_->setContentsMargins(0, 0, 0, 0);
    body_->setSpacing(kBlockGap);
    setWidget(outer);
    outer->setAutoFillBackground(false);
}

void ScrollColumn::setMaximumContentWidth(int pixels)
{
    content_->setMaximumWidth(pixels);
}

} // namespace deck
