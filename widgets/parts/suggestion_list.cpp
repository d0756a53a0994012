#include "widgets/parts/suggestion_list.h"

#include "widgets/metrics.h"
#include "widgets/parts/floating_box.h"
#include "widgets/parts/option_list.h"
#include "widgets/theme.h"

#include <QStandardItemModel>
#include <QVBoxLayout>

namespace deck {

namespace {

constexpr int kPadding = 5;
constexpr int kGap = 4; ///< to the field
constexpr int kLeastWidth = 200;

} // namespace

SuggestionList::SuggestionList(Theme& theme, const QString& name, QWidget& field)
    : QWidget(&field),
      theme_(theme),
      field_(field),
      list_(new OptionList(theme, this)),
      model_(new QStandardItemModel(this))
{
    const int margin = Shadow::kReach + kPadding;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(margin, margin, margin, margin);
    column->addWidget(list_);
    list_->setModel(model_);
    list_->setAccessibleName(name);
    list_->setFocusPolicy(Qt::NoFocus);
    setFocusPolicy(Qt::NoFocus);
    hide();
    connect(list_, &OptionList::chosen, this, &SuggestionList::chosen);
    connect(&field, &QObject::destroyed, this, &QObject::deleteLater); // the window is its parent
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SuggestionList::open(const QList<Row>& rows, int x, bool whole)
{
    model_->clear();
    for (const Row& row : rows) {
        auto* const item = new QStandardItem(row.text);
        item->setData(row.hint, OptionList::kHintRole);
        item->setToolTip(row.text);
        model_->appendRow(item);
    }
    list_->setCurrentIndex({});
    if (rows.isEmpty()) {
        hide();
        return;
    }
    place(x, whole);
    list_->scrollToTop();
    show();
    raise();
}

/// Within the window; the shadow may reach beyond.
void SuggestionList::place(int x, bool whole)
{
    QWidget* const window = field_.window();
    if (parentWidget() != window) {
        setParent(window);
    }
    const int margin = Shadow::kReach + kPadding;
    QSize size = list_->sizeHint() + QSize(2 * margin, 2 * margin);
    const int wide = whole ? field_.width() : kLeastWidth;
    size.setWidth(qMin(qMax(size.width(), wide + 2 * Shadow::kReach),
                       window->width() + 2 * Shadow::kReach));
    const QPoint under = field_.mapTo(window, QPoint(whole ? 0 : x, field_.height()));
    const int most = window->width() + Shadow::kReach - size.width();
    setGeometry(QRect(QPoint(qMin(under.x() - Shadow::kReach, most),
                             under.y() + kGap - Shadow::kReach),
                      size));
}

int SuggestionList::current() const
{
    return isVisible() ? list_->currentIndex().row() : -1;
}

void SuggestionList::move(int step)
{
    const int count = model_->rowCount();
    const int from = list_->currentIndex().row();
    if (count > 0) {
        setCurrent(from < 0 ? (step > 0 ? 0 : count - 1) : (from + step + count) % count);
    }
}

void SuggestionList::setCurrent(int row)
{
    list_->setCurrentIndex(model_->index(row, 0));
}

void SuggestionList::paintEvent(QPaintEvent* /*event*/)
{
    paintFloatingBox(*this, theme_, kCardRadius);
}

} // namespace deck
