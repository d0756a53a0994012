// A tree of names and values with columns, for documents: opened by a click on its chevron or the
// arrow keys; Ctrl+C copies.
#pragma once

#include "widgets/icons.h"
#include "widgets/text_style.h"
#include "widgets/tokens.h"

#include <QTreeView>

#include <functional>
#include <optional>

namespace deck {

class Theme;

/// How one cell is painted.
struct TreeCell
{
    TextStyle style = TextStyle::Body;
    TokenColor color = &Tokens::text;
    std::optional<Icon> icon = std::nullopt; ///< before the text
    TokenColor iconColor = &Tokens::text2;
};

/// Reaches from side to side of what it lies on; rounded frames are their owner's matter.
class DataTree final : public QTreeView
{
    Q_OBJECT

public:
    static constexpr int kIndent = 18;

    /// name is what a screen reader says.
    DataTree(Theme& theme, const QString& name, QWidget* parent = nullptr);

    /// The looks of cells and of rows that are to stand out. Before the model is set.
    void setCellOf(std::function<TreeCell(const QModelIndex&)> cellOf);
    void setStandsOut(std::function<bool(const QModelIndex&)> standsOut);

    /// The first column gets that share of the width, the last one that many pixels, the one
    /// between what is left.
    void setShares(double first, int last);

    void setModel(QAbstractItemModel* model) override;
    void keyboardSearch(const QString& /*text*/) override {} // letters are shortcuts of the page

Q_SIGNALS:
    void copyWanted(const QModelIndex& index);
    void menuWanted(const QModelIndex& index, const QPoint& globalPosition);

protected:
    void drawRow(QPainter* painter,
                 const QStyleOptionViewItem& option,
                 const QModelIndex& index) const override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    class Header;
    class Delegate;

    void fitColumns();
    int depthOf(QModelIndex index) const;
    QRect roomOf(const QModelIndex& index, const QRect& row) const;
    void drawCell(QPainter& painter, const QRect& row, const QModelIndex& index) const;

    Theme& theme_;
    std::function<TreeCell(const QModelIndex&)> cellOf_;
    std::function<bool(const QModelIndex&)> standsOut_;
    double firstShare_ = 0.45;
    int lastWidth_ = 90;
};

} // namespace deck
