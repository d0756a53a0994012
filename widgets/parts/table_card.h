// A DataTable with its rounded frame, its footer and what stands in place of its rows.
#pragma once

#include "widgets/tokens.h"

#include <QPointer>
#include <QWidget>

class QScrollBar;

namespace deck {

class DataTable;
class Label;
class Theme;

class TableCard final : public QWidget
{
    Q_OBJECT

public:
    /// Takes the table over.
    TableCard(Theme& theme, DataTable* table, QWidget* parent = nullptr);

    DataTable* table() const { return table_; }

    void setFooter(const QString& left, const QString& right = {});
    void setFooterVisible(bool visible);

    /// In place of the footer's texts, for example what can be done with the selected rows. nullptr
    /// brings the texts back; the widget stays the caller's to show again, owned by the card.
    void setFooterWidget(QWidget* widget);

    /// In place of the rows, for example an EmptyState; nullptr brings the rows back. Owned by the
    /// card from the first time on.
    void showInstead(QWidget* widget);

    /// What the card lies on; its corners are painted in that colour. The window if not set.
    void setBackdrop(TokenColor color);

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    class Rim;
    class Fade;

    void buildFooter();
    void syncScrollBar();
    void placeOverlays();

    Theme& theme_;
    DataTable* table_;
    QWidget* footer_;
    Label* left_;
    Label* right_;
    QPointer<QWidget> footerWidget_;
    QPointer<QWidget> instead_;
    QScrollBar* scrollBar_; ///< over the rows, so that the heading reaches from side to side
    Fade* fade_;
    Rim* rim_;
};

} // namespace deck
