// The outlined box that a field stands in: fill, border and how they change under the pointer, with
// focus and with an error.
#pragma once

#include <QWidget>

class QPainter;

namespace deck {

class Theme;

struct FieldState
{
    bool enabled = true;
    bool hovered = false;
    bool focused = false;
    bool readOnly = false;
    bool error = false;
    bool inset = false; ///< fields in a bar that is itself a surface
};
void paintField(QPainter& painter, const QRect& rect, const FieldState& state, const Theme& theme);

/// The box as a widget for composed fields. The state of its field is told to it.
class FieldFrame final : public QWidget
{
    Q_OBJECT

public:
    explicit FieldFrame(Theme& theme, QWidget* parent = nullptr);

    void setFocused(bool focused);
    void setReadOnly(bool readOnly);
    void setError(bool error);
    void setInset(bool inset);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    FieldState state_;
};

} // namespace deck
