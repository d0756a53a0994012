// What can be done with the chosen rows, in place of the foot of their table.
#pragma once

#include "widgets/pages/page.h"

#include <QList>

#include <optional>

namespace deck {

class Button;
class IconButton;
class Label;

class BulkBar final : public QWidget
{
    Q_OBJECT

public:
    explicit BulkBar(const PageContext& context);

    struct Shown
    {
        std::optional<quint64> count; ///< nothing: all that match, not counted
        int waiting = 0;              ///< rows of these that are not read yet
        bool isAll = false;
        std::optional<quint64> matching; ///< how many there are in all; nothing: not counted
    };
    void show(const Shown& shown);
    using QWidget::show;

    /// In the order in which the bar shows them.
    enum class Act { Enable, Disable, Tag, Command, Method, Delete };

Q_SIGNALS:
    void wanted(deck::BulkBar::Act act);
    void allWanted();   ///< all that match
    void clearWanted(); ///< no row

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();

    PageContext context_;
    Label* count_;
    Button* all_;
    QList<Button*> acts_;
    IconButton* clear_;
};

} // namespace deck
