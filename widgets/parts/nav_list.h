// The pages of the console in sections, for the sidebar. One stop for Tab; arrow keys move, Enter
// goes there.
#pragma once

#include "widgets/icons.h"

#include <QList>
#include <QWidget>

class QVBoxLayout;

namespace deck {

class NavItem;
class Theme;

class NavList final : public QWidget
{
    Q_OBJECT

public:
    explicit NavList(Theme& theme, QWidget* parent = nullptr);

    void addSection(const QString& heading);

    /// key names the page, for example "devices".
    void addItem(const QString& key, Icon icon, const QString& text);

    void setCount(const QString& key, const QString& count);
    void setItemEnabled(const QString& key, bool enabled);

    QString current() const { return current_; }
    void setCurrent(const QString& key); ///< without a signal

    /// 56 px wide, icons alone.
    void setCollapsed(bool collapsed);
    bool isCollapsed() const { return collapsed_; }

Q_SIGNALS:
    void activated(const QString& key); ///< by the user

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Item
    {
        QString key;
        NavItem* button;
    };

    NavItem* itemOf(const QString& key) const;
    qsizetype indexOf(const QObject* button) const;
    void focusFrom(qsizetype index, int step);
    void updateTabStop();

    Theme& theme_;
    QVBoxLayout* column_;
    QList<Item> items_;
    QList<QWidget*> headings_;
    QString current_;
    bool collapsed_ = false;
};

} // namespace deck
