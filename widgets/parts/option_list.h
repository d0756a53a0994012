// The list in the popover of a select field: 32 px rows, a tick at the chosen one, the pointer and
// the arrow keys move the same mark.
#pragma once

#include <QListView>

namespace deck {

class Theme;

class OptionList final : public QListView
{
    Q_OBJECT

public:
    /// A word in a quieter colour at the end of the row, where a tick may stand else.
    static constexpr int kHintRole = Qt::UserRole + 40;

    OptionList(Theme& theme, QWidget* parent);

    /// The row with the tick.
    void setChosen(int row);

    /// So that up to ten rows show without scrolling.
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(int row);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    class Delegate;
    void choose(const QModelIndex& index);

    Delegate* delegate_;
};

} // namespace deck
