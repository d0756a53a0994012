#include "widgets/parts/option_list.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace deck {

namespace {

constexpr int kRow = 32;
constexpr int kMostRows = 10;
constexpr int kPadding = 10;
constexpr int kTickGap = 16;
constexpr int kMostWidth = 420;

} // namespace

class OptionList::Delegate final : public QStyledItemDelegate
{
public:
    Delegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), theme_(theme) {}

    int chosen = -1;

    QSize sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const override
    {
        const int text = textWidth(index.data().toString(), TextStyle::BodyMedium);
        return {qMin(kMostWidth, text + 2 * kPadding + kTickGap + endWidth(index)), kRow};
    }

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Tokens& t = theme_.tokens();
        const bool enabled = option.state.testFlag(QStyle::State_Enabled);
        const bool marked = option.state.testFlag(QStyle::State_Selected);
        if (marked && enabled) {
            paintBox(*painter, option.rect, {.fill = t.accentSoft, .radius = kKeyRadius});
        }
        const bool ticked = index.row() == chosen;
        const QRect inner = option.rect.adjusted(kPadding, 0, -kPadding, 0);
        paintText(*painter, inner.adjusted(0, 0, -kTickGap - endWidth(index), 0),
                  index.data().toString(),
                  {.style = ticked ? TextStyle::BodyMedium : TextStyle::Body,
                   .color = enabled ? t.text : t.text3});
        const QString hint = index.data(kHintRole).toString();
        if (!hint.isEmpty()) {
            const int width = endWidth(index);
            paintText(*painter, QRect(inner.right() + 1 - width, inner.top(), width, inner.height()),
                      hint, {.style = TextStyle::Caption, .color = t.text3});
        }
        if (ticked) {
            const QRect place(inner.right() - kInlineIcon, inner.top(), kInlineIcon, kRow);
            theme_.icons().paint(*painter, place, Icon::Check, kInlineIcon, t.accentText);
        }
    }

private:
    static int endWidth(const QModelIndex& index)
    {
        return qMax(kInlineIcon, textWidth(index.data(kHintRole).toString(), TextStyle::Caption));
    }

    const Theme& theme_;
};

OptionList::OptionList(Theme& theme, QWidget* parent)
    : QListView(parent), delegate_(new Delegate(theme, this))
{
    setItemDelegate(delegate_);
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Options"));
    connect(this, &QListView::entered, this, [this](const QModelIndex& index) {
        if (index.flags().testFlag(Qt::ItemIsEnabled)) {
            setCurrentIndex(index);
        }
    });
}

void OptionList::setChosen(int row)
{
    delegate_->chosen = row;
    viewport()->update();
}

QSize OptionList::sizeHint() const
{
    const int rows = model() == nullptr ? 0 : model()->rowCount();
    int width = 0;
    for (int row = 0; row < rows; ++row) {
        width = qMax(width, delegate_->sizeHint({}, model()->index(row, modelColumn())).width());
    }
    return {width, kRow * qBound(1, rows, kMostRows)};
}

void OptionList::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
        event->key() == Qt::Key_Space) {
        choose(currentIndex());
        return;
    }
    QListView::keyPressEvent(event);
    if (event->key() == Qt::Key_Escape) {
        event->ignore(); // the popover closes
    }
}

void OptionList::mouseReleaseEvent(QMouseEvent* event)
{
    QListView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton) {
        choose(indexAt(event->position().toPoint()));
    }
}

void OptionList::choose(const QModelIndex& index)
{
    if (index.isValid() && index.flags().testFlag(Qt::ItemIsEnabled)) {
        Q_EMIT chosen(index.row());
    }
}

} // namespace deck
