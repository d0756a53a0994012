#include "widgets/parts/table_card.h"

#include "widgets/metrics.h"
#include "widgets/paint.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>

namespace deck {

namespace {

constexpr int kSide = 16;
constexpr int kFadeHeight = 20;
constexpr int kScrollBarWidth = 10;
constexpr int kScrollBarInset = 3;

} // namespace

/// Rounded corners, frame and focus over the square table; a mask on the table would cost a copy of
/// each frame.
class TableCard::Rim final : public QWidget
{
public:
    Rim(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

    void setFocused(bool focused)
    {
        focused_ = focused;
        update();
    }

    TokenColor backdrop = &Tokens::window;

protected:
    void resizeEvent(QResizeEvent* /*event*/) override
    {
        // Only the frame itself, so that rows repaint without it.
        QRegion region(rect());
        region -= rect().adjusted(kCardRadius, 2, -kCardRadius, -2);
        region -= rect().adjusted(2, kCardRadius, -2, -kCardRadius);
        setMask(region);
    }

    void paintEvent(QPaintEvent* /*event*/) override
    {
        const Tokens& t = theme_.tokens();
        QPainterPath outside;
        outside.addRect(rect());
        QPainterPath inside;
        inside.addRoundedRect(rect(), kCardRadius, kCardRadius);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillPath(outside - inside, t.*backdrop);
        const qreal width = focused_ ? 2 : 1;
        painter.setPen(QPen(focused_ ? t.accent : t.border, width));
        const qreal half = width / 2;
        painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half),
                                kCardRadius - half, kCardRadius - half);
    }

private:
    const Theme& theme_;
    bool focused_ = false;
};

/// The last row dissolves: there is more below.
class TableCard::Fade final : public QWidget
{
public:
    Fade(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        const QColor surface = theme_.tokens().surface;
        QLinearGradient gradient(0, 0, 0, height());
        gradient.setColorAt(0, faded(surface, 0));
        gradient.setColorAt(1, surface);
        QPainter painter(this);
        painter.fillRect(rect(), gradient);
    }

private:
    const Theme& theme_;
};

TableCard::TableCard(Theme& theme, DataTable* table, QWidget* parent)
    : QWidget(parent),
      theme_(theme),
      table_(table),
      footer_(new QWidget(this)),
      left_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2)),
      right_(new Label(theme, {}, TextStyle::Caption, &Tokens::text3)),
      scrollBar_(new QScrollBar(Qt::Vertical, this)),
      fade_(new Fade(theme, this)),
      rim_(new Rim(theme, this))
{
    buildFooter();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(table, 1);
    column->addWidget(footer_);
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->viewport()->installEventFilter(this);
    scrollBar_->setAttribute(Qt::WA_OpaquePaintEvent, false);
    scrollBar_->setFocusPolicy(Qt::NoFocus);
    QScrollBar* source = table->verticalScrollBar();
    connect(source, &QScrollBar::rangeChanged, this, &TableCard::syncScrollBar);
    connect(source, &QScrollBar::valueChanged, this, &TableCard::syncScrollBar);
    connect(scrollBar_, &QScrollBar::valueChanged, source, &QScrollBar::setValue);
    connect(table, &DataTable::keyboardFocusChanged, this,
            [this](bool focused) { rim_->setFocused(focused); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    syncScrollBar();
}

void TableCard::buildFooter()
{
    footer_->setFixedHeight(kFooterHeight);
    left_->setElide(Qt::ElideRight);
    right_->setElide(Qt::ElideRight);
    auto* row = new QHBoxLayout(footer_);
    row->setContentsMargins(kSide - 1, 1, kSide - 1, 0);
    row->setSpacing(kSide);
    row->addWidget(left_);
    row->addStretch(1);
    row->addWidget(right_);
}

void TableCard::setFooter(const QString& left, const QString& right)
{
    left_->setText(left);
    right_->setText(right);
}

void TableCard::setFooterVisible(bool visible)
{
    footer_->setVisible(visible);
}

void TableCard::setFooterWidget(QWidget* widget)
{
    if (footerWidget_ && footerWidget_ != widget) {
        footerWidget_->hide();
    }
    auto* const row = static_cast<QHBoxLayout*>(footer_->layout());
    if (widget != nullptr && row->indexOf(widget) < 0) {
        row->insertWidget(0, widget, 1);
    }
    row->setStretch(row->indexOf(right_) - 1, widget == nullptr ? 1 : 0); // else they would share the room
    footerWidget_ = widget;
    left_->setVisible(widget == nullptr);
    right_->setVisible(widget == nullptr);
    if (widget != nullptr) {
        widget->show();
    }
}

void TableCard::showInstead(QWidget* widget)
{
    if (instead_ && instead_ != widget) {
        instead_->hide();
    }
    instead_ = widget;
    if (widget != nullptr) {
        widget->setParent(this);
        widget->setBackgroundRole(QPalette::Base);
        widget->setAutoFillBackground(true);
        widget->show();
    }
    syncScrollBar();
    placeOverlays();
}

void TableCard::setBackdrop(TokenColor color)
{
    rim_->backdrop = color;
    rim_->update();
}

bool TableCard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Move) {
        placeOverlays();
        syncScrollBar();
    }
    return QWidget::eventFilter(watched, event);
}

void TableCard::syncScrollBar()
{
    const QScrollBar* source = table_->verticalScrollBar();
    const bool scrolls = source->maximum() > source->minimum() && !instead_;
    {
        const QSignalBlocker quiet(scrollBar_);
        scrollBar_->setRange(source->minimum(), source->maximum());
        scrollBar_->setPageStep(source->pageStep());
        scrollBar_->setSingleStep(source->singleStep());
        scrollBar_->setValue(source->value());
    }
    scrollBar_->setVisible(scrolls);
    fade_->setVisible(scrolls && source->value() < source->maximum());
}

void TableCard::placeOverlays()
{
    const QWidget* viewport = table_->viewport();
    const QRect rows(viewport->mapTo(this, QPoint()), viewport->size());
    scrollBar_->setGeometry(rows.right() + 1 - kScrollBarWidth, rows.top() + kScrollBarInset,
                            kScrollBarWidth, rows.height() - 2 * kScrollBarInset);
    rim_->setGeometry(rect());
    fade_->setGeometry(rows.left(), rows.bottom() + 1 - kFadeHeight, rows.width(), kFadeHeight);
    if (instead_) {
        instead_->setGeometry(rows);
        instead_->raise();
    }
    for (QWidget* over : {static_cast<QWidget*>(fade_), static_cast<QWidget*>(scrollBar_),
                          static_cast<QWidget*>(rim_)}) {
        over->raise();
    }
}

void TableCard::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeOverlays();
}

void TableCard::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    paintBox(painter, rect(), {.fill = t.surface, .radius = kCardRadius});
    if (!footer_->isHidden()) {
        painter.fillRect(0, footer_->y(), width(), 1, t.border);
    }
}

} // namespace deck
