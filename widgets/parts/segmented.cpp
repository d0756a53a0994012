#include "widgets/parts/segmented.h"

#include "widgets/paint.h"
#include "widgets/parts/painted_button.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace deck {

namespace {

constexpr int kTrackPadding = 3;
constexpr int kSegmentHeight = kControlHeight - 2 * kTrackPadding;
constexpr int kSegmentRadius = 5;
constexpr int kSegmentPadding = 12;
constexpr int kLeastSegment = 46;

class Segment final : public PaintedButton
{
public:
    Segment(Theme& theme, const QString& text, QWidget* parent)
        : PaintedButton(theme, parent, kSegmentRadius)
    {
        setCheckable(true);
        setText(text);
        setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override
    {
        const int text = textWidth(this->text(), TextStyle::BodyStrong);
        return {qMax(kLeastSegment, text + 2 * kSegmentPadding), kSegmentHeight};
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        const Tokens& t = theme_.tokens();
        QPainter painter(this);
        if (isChecked()) {
            const QColor fill = theme_.isDark() ? t.toast : t.raised;
            paintBox(painter, rect(),
                     {.fill = fill, .border = t.borderStrong, .radius = kSegmentRadius});
        } else if (isHovered() || isDown()) {
            paintBox(painter, rect(),
                     {.fill = faded(t.text, isDown() ? 0.10 : 0.05), .radius = kSegmentRadius});
        }
        const QColor color = !isEnabled() ? t.text3 : isChecked() ? t.text : t.text2;
        paintText(painter, rect(), text(),
                  {.style = isChecked() ? TextStyle::BodyStrong : TextStyle::BodyMedium,
                   .color = color,
                   .align = Qt::AlignHCenter});
    }
};

} // namespace

Segmented::Segmented(Theme& theme, const QString& name, QWidget* parent)
    : QWidget(parent), theme_(theme), row_(new QHBoxLayout(this)), group_(new QButtonGroup(this))
{
    setAccessibleName(name);
    setFixedHeight(kControlHeight);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    row_->setContentsMargins(kTrackPadding, kTrackPadding, kTrackPadding, kTrackPadding);
    row_->setSpacing(0);
    group_->setExclusive(true);
    connect(group_, &QButtonGroup::idToggled, this, [this](int index, bool checked) {
        if (checked) {
            updateTabStop();
            Q_EMIT currentChanged(index);
        }
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

int Segmented::addSegment(const QString& text)
{
    auto* segment = new Segment(theme_, text, this);
    const int index = count();
    row_->addWidget(segment);
    group_->addButton(segment, index);
    if (index == 0) {
        const QSignalBlocker quiet(this);
        segment->setChecked(true);
    }
    updateTabStop();
    return index;
}

void Segmented::setSegmentText(int index, const QString& text)
{
    if (QAbstractButton* segment = group_->button(index)) {
        segment->setText(text);
        segment->updateGeometry();
    }
}

int Segmented::count() const
{
    return static_cast<int>(group_->buttons().size());
}

int Segmented::current() const
{
    return group_->checkedId();
}

void Segmented::setCurrent(int index)
{
    if (QAbstractButton* segment = group_->button(index)) {
        segment->setChecked(true);
    }
}

/// Qt does this only once a segment has the focus, so that Tab first led to the wrong one.
void Segmented::updateTabStop()
{
    for (QAbstractButton* segment : group_->buttons()) {
        segment->setFocusPolicy(segment->isChecked() ? Qt::StrongFocus : Qt::ClickFocus);
    }
}

void Segmented::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = theme_.tokens();
    QPainter painter(this);
    paintBox(painter, rect(), {.fill = t.inset, .border = t.border, .radius = kControlRadius});
}

} // namespace deck
