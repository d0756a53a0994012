// A push button, 32 px high.
#pragma once

#include "widgets/icons.h"
#include "widgets/parts/painted_button.h"
#include "widgets/tokens.h"

#include <optional>

namespace deck {

class Spinner;

class Button final : public PaintedButton
{
    Q_OBJECT

public:
    enum class Kind {
        Primary,   ///< the one main act of a page or dialog
        Secondary, ///< outlined
        Quiet,     ///< no border until the pointer is over it
        Danger,    ///< outlined, in the colour of what cannot be taken back
        Link,      ///< text in the accent colour, for acts beside a heading
    };

    Button(Theme& theme, const QString& text, Kind kind, QWidget* parent = nullptr);
    Button(Theme& theme, const QString& text, Icon icon, Kind kind, QWidget* parent = nullptr);

    Kind kind() const { return kind_; }
    void setKind(Kind kind);
    void setIconName(std::optional<Icon> icon);

    /// A chevron at the end: a click opens a menu.
    void setMenuMark(bool mark);

    /// Takes no clicks and shows a spinner in place of the icon; keeps width and focus.
    void setBusy(bool busy);
    bool isBusy() const { return busy_; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Look
    {
        QColor fill = Qt::transparent;
        QColor border = Qt::transparent;
        QColor text;
        QColor icon;
    };

    Look look() const;
    Look primaryLook() const;
    Look outlinedLook() const;
    Look quietLook() const;
    TokenColor spinnerColor() const;
    int padding() const;
    void paintContents(QPainter& painter, const Look& look) const;
    QRect iconBox() const;
    void placeSpinner();

    Kind kind_;
    std::optional<Icon> icon_;
    bool menuMark_ = false;
    bool busy_ = false;
    Spinner* spinner_ = nullptr; ///< made when first busy
};

} // namespace deck
