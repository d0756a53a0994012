// Words to choose from under a field that keeps the focus and the keys: it tells this list where to go. In the
// field's window, over all else; no window of its own.
#pragma once

#include <QList>
#include <QWidget>

class QStandardItemModel;

namespace deck {

class OptionList;
class Theme;

class SuggestionList final : public QWidget
{
    Q_OBJECT

public:
    /// name is what a screen reader says. Goes with its field.
    SuggestionList(Theme& theme, const QString& name, QWidget& field);

    struct Row
    {
        QString text;
        QString hint = {}; ///< what kind of word it is, at the end of the row
    };

    /// Under the field, x pixels from its left; as wide as the field when whole. Without rows it closes.
    void open(const QList<Row>& rows, int x, bool whole = false);

    int current() const; ///< -1: none is marked
    void move(int step); ///< from none: to the first or the last; around at the ends
    void setCurrent(int row);

Q_SIGNALS:
    void chosen(int row); ///< with the mouse; keys are the field's

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void place(int x, bool whole);

    Theme& theme_;
    QWidget& field_;
    OptionList* list_;
    QStandardItemModel* model_;
};

} // namespace deck
