#include "widgets/pages/series_panel.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/label.h"
#include "widgets/plot/plot_view.h"
#include "widgets/theme.h"

#include "models/live_telemetry.h"
#include "models/texts.h"

#include <QAbstractListModel>
#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRow = 44;
constexpr int kValuesEveryMs = 500;
enum Role { PathRole = Qt::UserRole + 1, ValueRole, ColorRole };

} // namespace

class SeriesPanel::Rows final : public QAbstractListModel
{
public:
    Rows(TelemetrySeries& series, QObject* parent) : QAbstractListModel(parent), series_(series)
    {
        read();
    }

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : int(all_.size());
    }

    QVariant data(const QModelIndex& index, int role) const override
    {
        const Series& series = *all_[std::size_t(index.row())];
        switch (role) {
        case Qt::DisplayRole: return series.device;
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole:
            return plainLine(series.device + u", "_s + series.path, 200);
        case PathRole: return plainLine(series.path, 60);
        case ValueRole: return valueText(double(series.points.lastValue()));
        case ColorRole: return quint32(colors_.value(series.device));
        default: return {};
        }
    }

    void read()
    {
        beginResetModel();
        all_ = series_.all();
        std::stable_sort(all_.begin(), all_.end(), [](const auto& a, const auto& b) {
            return a->device < b->device;
        });
        endResetModel();
    }
    void setColors(const QHash<QString, std::size_t>& colors) { colors_ = colors; }

private:
    TelemetrySeries& series_;
    std::vector<std::shared_ptr<const Series>> all_;
    QHash<QString, std::size_t> colors_;
};

class SeriesPanel::RowPainter final : public QStyledItemDelegate
{
public:
    RowPainter(Theme& theme, QObject* parent) : QStyledItemDelegate(parent), theme_(theme) {}

    QSize sizeHint(const QStyleOptionViewItem& /*option*/,
                   const QModelIndex& /*index*/) const override
    {
        return {100, kRow};
    }

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Tokens& t = theme_.tokens();
        const QRect row = option.rect;
        if (option.state.testFlag(QStyle::State_MouseOver)) {
            paintBox(*painter, row, {.fill = t.hover, .radius = kRowRadius});
        }
        const LineLook look = PlotView::lookOf(theme_, index.data(ColorRole).toUInt());
        paintBox(*painter, QRectF(row.left() + 8, row.top() + 8, 4, kRow - 16),
                 {.fill = look.color, .radius = 2});
        const QString value = index.data(ValueRole).toString();
        const int valueWidth = textWidth(value, TextStyle::BodyStrong);
        const int left = row.left() + 22;
        const int right = row.right() - 8;
        const int room = right - left - valueWidth - 12;
        paintText(*painter, QRect(left, row.top() + 4, room, 18),
                  index.data(Qt::DisplayRole).toString(),
                  {.style = TextStyle::BodyMedium, .color = t.text, .elide = Qt::ElideMiddle});
        paintText(*painter, QRect(left, row.top() + 22, room, 17), index.data(PathRole).toString(),
                  {.style = TextStyle::Caption, .color = t.text2});
        paintText(*painter, QRect(right - valueWidth, row.top(), valueWidth, kRow), value,
                  {.style = TextStyle::BodyStrong, .color = t.text, .align = Qt::AlignRight});
    }

private:
    Theme& theme_;
};

SeriesPanel::SeriesPanel(const PageContext& context)
    : Ground(context.theme, &Tokens::surface),
      context_(context),
      rows_(new Rows(context.telemetry.series(), this)),
      list_(new QListView),
      count_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2))
{
    setFixedWidth(kSeriesPanelWidth);
    list_->setObjectName(QStringLiteral("telemetry.series"));
    list_->setAccessibleName(tr("Series"));
    list_->setModel(rows_);
    list_->setItemDelegate(new RowPainter(context.theme, list_));
    list_->setUniformItemSizes(true);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setSelectionMode(QAbstractItemView::NoSelection);
    list_->setMouseTracking(true);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->viewport()->setAutoFillBackground(false);
    auto* title = new QHBoxLayout;
    title->setContentsMargins(8, 0, 8, 0);
    title->addWidget(new Label(context.theme, tr("Series"), TextStyle::CardTitle));
    title->addStretch(1);
    title->addWidget(count_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, kPagePaddingTop, 12, 12);
    column->setSpacing(10);
    column->addLayout(title);
    column->addWidget(list_, 1);
    TelemetrySeries& series = context.telemetry.series();
    connect(&series, &TelemetrySeries::seriesAdded, this, [this] {
        rows_->read();
        updateCount();
    });
    valuesTimer_.setInterval(kValuesEveryMs);
    connect(&valuesTimer_, &QTimer::timeout, list_->viewport(), qOverload<>(&QWidget::update));
    valuesTimer_.start();
    connect(&context.theme, &Theme::changed, list_->viewport(), qOverload<>(&QWidget::update));
    updateCount();
}

void SeriesPanel::setColors(const QHash<QString, std::size_t>& colors)
{
    rows_->setColors(colors);
    list_->viewport()->update();
}

void SeriesPanel::updateCount()
{
    const TelemetrySeries& series = context_.telemetry.series();
    const int left = series.leftOut();
    count_->setText(left > 0 ? tr("%1, %2 more not shown").arg(series.all().size()).arg(left)
                             : QString::number(series.all().size()));
}

} // namespace deck
