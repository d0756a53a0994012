#include "widgets/parts/scroll_column.h"

#include "widgets/metrics.h"

#include <QScrollBar>
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
    // The bar stands in the padding, so that the contents end where those above them do.
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this, column](int, int most) {
        const int bar = most > 0 ? verticalScrollBar()->sizeHint().width() : 0;
        column->setContentsMargins(kPagePadding, 0, kPagePadding - bar, kPagePaddingTop);
    });
}

void ScrollColumn::setMaximumContentWidth(int pixels)
{
    content_->setMaximumWidth(pixels);
}

} // namespace deck
