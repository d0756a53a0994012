// A few choices side by side, exactly one of which is chosen. One stop for Tab; arrow keys choose.
#pragma once

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace deck {

class Theme;

class Segmented final : public QWidget
{
    Q_OBJECT

public:
    /// name is what a screen reader calls the whole.
    Segmented(Theme& theme, const QString& name, QWidget* parent = nullptr);

    /// Gives its index. The first one is chosen.
    int addSegment(const QString& text);
    void setSegmentText(int index, const QString& text);
    int count() const;

    int current() const;
    void setCurrent(int index);

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void updateTabStop();

    Theme& theme_;
    QHBoxLayout* row_;
    QButtonGroup* group_;
};

} // namespace deck
