// Names and values under a heading, as the panels at the right show them.
#pragma once

#include <QWidget>

class QGridLayout;

namespace deck {

class Label;
class Theme;

class DetailRows final : public QWidget
{
    Q_OBJECT

public:
    DetailRows(Theme& theme, const QString& heading, QWidget* parent = nullptr);

    struct Row
    {
        QString name;
        QString value; ///< rows without one are left out
        bool mono = false;
        QString toolTip = {};
    };
    void setRows(const QList<Row>& rows);

private:
    struct Line
    {
        Label* name;
        Label* value;
    };
    void needLines(qsizetype count);

    Theme& theme_;
    QGridLayout* grid_;
    QList<Line> lines_; ///< used again: values change several times a second
};

} // namespace deck
