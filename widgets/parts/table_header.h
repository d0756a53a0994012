// The heading row of a DataTable: 36 px, quiet, with a chevron beside the sorted heading.
#pragma once

#include <QHeaderView>

namespace deck {

class DataTable;
class Theme;

class TableHeader final : public QHeaderView
{
    Q_OBJECT

public:
    TableHeader(Theme& theme, DataTable& table);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const override;
    QSize sectionSizeFromContents(int logicalIndex) const override;
    bool viewportEvent(QEvent* event) override;

private:
    Theme& theme_;
    DataTable& table_;
    int hovered_ = -1; ///< logical index of the section under the pointer
};

} // namespace deck
