// One filter of a list: "Status" while it is off, "Tag: critical" with a cross while it is on. The
// page opens a menu or popover on clicked().
#pragma once

#include "widgets/parts/painted_button.h"

namespace deck {

class FilterChip final : public PaintedButton
{
    Q_OBJECT

public:
    FilterChip(Theme& theme, const QString& name, QWidget* parent = nullptr);

    /// Empty: off.
    void setValue(const QString& value);
    QString value() const { return value_; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void cleared(); ///< by the cross, Delete or Backspace; the value is empty by then

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRect markBox() const;
    QString label() const;
    int valueWidth() const;
    void clear();

    QString value_;
};

} // namespace deck
