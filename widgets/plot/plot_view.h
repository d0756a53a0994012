// A live chart: lines of series over a window of time that ends now, or at the moment of a pause.
// Qt Charts gives axes and grid and is named nowhere outside of this folder.
#pragma once

#include "widgets/plot/plot_frame.h"
#include "widgets/plot/plot_item.h"
#include "widgets/plot/value_scale.h"

#include <QElapsedTimer>
#include <QWidget>

#include <functional>
#include <optional>

class QCategoryAxis;
class QChart;
class QChartView;
class QValueAxis;

namespace deck {

class FrameClock;
class PlotOverlay;
class Theme;

/// GUI thread. Draws only while it is visible.
class PlotView final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMostLines = 32;

    /// name is what a screen reader says. Milliseconds since 1970 by the hub's clock come from now.
    PlotView(Theme& theme,
             FrameClock& clock,
             const QString& name,
             std::function<std::int64_t()> now,
             QWidget* parent = nullptr);
    ~PlotView() override;

    /// The first kMostLines of them, each in its colour: 0 to 7, then the same ones with dashes, then
    /// with dots.
    void setLines(PlotFrame::Lines lines, std::vector<std::size_t> colors);
    const PlotFrame::Lines& lines() const { return lines_; }

    void setWindow(std::chrono::milliseconds window);

    /// Stands still at that time; nothing = live.
    void setFrozenAt(std::optional<std::int64_t> endMs);

    /// New points are there: the next frame draws.
    void invalidate() { dirty_ = true; }

    static LineLook lookOf(const Theme& theme, std::size_t color);

    /// Draws at once, for pictures and tests.
    void refreshNow();

    QSize minimumSizeHint() const override { return {240, 140}; }

Q_SIGNALS:
    /// Time at the cursor, ms since 1970; nothing when there is no cursor.
    void cursorMoved(std::optional<qint64> timeMs);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void buildChart();
    void applyTheme();
    void onTick();
    void layOut();
    void layOutTimeAxis();
    void layOutValueAxis();
    void draw();
    void updateScale();
    void updateEnds();
    void moveCursor(std::optional<int> column);
    void updateCursor();
    double xOf(int column) const;
    int leftMargin() const;
    int pixels() const;
    std::int64_t end() const;

    Theme& theme_;
    FrameClock& clock_;
    std::function<std::int64_t()> now_;
    QChart* chart_;
    QChartView* view_;
    QCategoryAxis* timeAxis_;
    QValueAxis* valueAxis_;
    PlotItem* item_;
    PlotOverlay* overlay_;

    PlotFrame::Lines lines_;
    std::vector<std::size_t> colors_; ///< one for each line
    std::vector<LineLook> looks_;     ///< likewise
    PlotFrame frame_;
    ValueScale scale_;
    std::chrono::milliseconds window_{std::chrono::minutes(5)};
    std::optional<std::int64_t> frozenAt_;
    std::optional<int> cursor_; ///< column
    QRectF area_;
    bool dirty_ = true;
};

} // namespace deck
