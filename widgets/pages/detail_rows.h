// Names and values under a heading, as the panels at the right show them.
#pragma once

#include <QWidget>

class QGridLayout;

namespace deck {

class IconButton;
class Label;
class Theme;

class DetailRows final : public QWidget
{
    Q_OBJECT

public:
    /// Without a heading: for a card that has a title.
    DetailRows(Theme& theme, const QString& heading, QWidget* parent = nullptr);

    struct Row
    {
        QString name;
        QString value; ///< rows without one are left out
        bool mono = false;
        QString toolTip = {};
        bool copyable = false; ///< a button at the end copies the value
    };
    void setRows(const QList<Row>& rows);

private:
    struct Line
    {
        Label* name;
        Label* value;
        IconButton* copy; ///< nullptr until it is needed
    };
    void needLines(qsizetype count);
    void syncCopy(Line& line, int at, const Row& row);

    Theme& theme_;
    QGridLayout* grid_;
    QList<Line> lines_; ///< used again: values change several times a second
};

} // namespace deck
