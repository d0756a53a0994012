// Every series with its colour and newest value, beside the charts.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/ground.h"

#include <QHash>
#include <QTimer>

class QAbstractListModel;
class QListView;

namespace deck {

class Label;

class SeriesPanel final : public Ground
{
    Q_OBJECT

public:
    explicit SeriesPanel(const PageContext& context);

    void setColors(const QHash<QString, std::size_t>& colors);

private:
    class Rows;
    class RowPainter;

    void updateCount();

    PageContext context_;
    Rows* rows_;
    QListView* list_;
    Label* count_;
    QTimer valuesTimer_;
};

} // namespace deck
