// A button on a toast: light on dark whatever the theme. With an icon, the text is only its name.
#pragma once

#include "widgets/icons.h"
#include "widgets/parts/painted_button.h"

#include <optional>

namespace deck {

class ToastButton final : public PaintedButton
{
    Q_OBJECT

public:
    ToastButton(Theme& theme, const QString& text, std::optional<Icon> icon, QWidget* parent);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<Icon> icon_;
};

} // namespace deck
