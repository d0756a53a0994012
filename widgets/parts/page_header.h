// The first row of a page: its title, how much of what it shows, and its acts at the right.
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace deck {

class Label;
class Theme;

class PageHeader final : public QWidget
{
    Q_OBJECT

public:
    PageHeader(Theme& theme, const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);

    /// "412,806 of 1,000,000"; empty hides it.
    void setDetail(const QString& detail);
    QString detail() const;

    /// After the ones added before.
    void addAction(QWidget* action);
    using QWidget::addAction;

private:
    Label* title_;
    Label* detail_;
    QHBoxLayout* actions_;
};

} // namespace deck
