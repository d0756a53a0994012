// The life of a command, oldest first: what happened, when, over what.
#pragma once

#include "models/command_texts.h"

#include <QWidget>

namespace deck {

class Theme;

class LifeLineView final : public QWidget
{
    Q_OBJECT

public:
    explicit LifeLineView(Theme& theme, QWidget* parent = nullptr);

    void setEvents(const std::vector<hub::api::CommandEvent>& events);

    /// One line each, for the clipboard.
    QString text() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Line
    {
        LifeLine line;
        QString time;  ///< as shown
        QString whole; ///< with date and zone
    };
    int topOf(qsizetype line) const;
    int heightOf(const Line& line) const;

    Theme& theme_;
    QList<Line> lines_;
};

} // namespace deck
