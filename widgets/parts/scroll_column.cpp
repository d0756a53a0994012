#include "widgets/parts/scroll_column.h"

#include "widgets/metrics.h"

#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace deck {

ScrollColumn::ScrollColumn(QWidget* parent) : ScrollColumn(Padding::Page, parent) {}

ScrollColumn::ScrollColumn(Padding padding, QWidget* parent)
    : QScrollArea(parent), content_(new QWidget), body_(new QVBoxLayout)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    auto* outer = new QWidget;
    auto* column = new QVBoxLayout(outer);
    const bool isPage = padding == Padding::Page;
    const QMargins margins =
        isPage ? QMargins(kPagePadding, 0, kPagePadding, kPagePaddingTop) : QMargins();
    column->setContentsMargins(margins);
    column->addWidget(content_, 1);
    content_->setLayout(body_);
    body_->setContentsMargins(0, 0, 0, 0);
    body_->setSpacing(kBlockGap);
    setWidget(outer);
    outer->setAutoFillBackground(false);
    // The bar stands in the padding, so that the contents end where those above them do.
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this, column, margins](int, int most) {
        const int bar = most > 0 ? verticalScrollBar()->sizeHint().width() : 0;
        column->setContentsMargins(
            margins - QMargins(0, 0, std::min(bar, margins.right()), 0));
    });
}

void ScrollColumn::setMaximumContentWidth(int pixels)
{
    content_->setMaximumWidth(pixels);
}

} // namespace deck
