// A text in one of the console's styles and colours. What it shows is never read as markup, so that
// names from devices are safe in it.
#pragma once

#include "widgets/text_style.h"
#include "widgets/tokens.h"

#include <QLabel>

namespace deck {

class Theme;

class Label final : public QLabel
{
    Q_OBJECT

public:
    Label(Theme& theme,
          const QString& text,
          TextStyle style = TextStyle::Body,
          TokenColor color = &Tokens::text,
          QWidget* parent = nullptr);

    void setTextStyle(TextStyle style);
    void setColor(TokenColor color);

    /// Colours of the dark tokens also in light windows, for toasts.
    void setAlwaysDark(bool dark);

    /// Cut off with an ellipsis when there is too little room; the full text is in the tool tip.
    /// Not together with word wrap or selectable text.
    void setElide(Qt::TextElideMode mode);

    /// By mouse and keyboard.
    void setSelectable(bool selectable);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    bool elides() const;
    bool isCutOff() const;
    void applyColor();

    Theme& theme_;
    TextStyle style_;
    TokenColor color_;
    Qt::TextElideMode elide_ = Qt::ElideNone;
    bool alwaysDark_ = false;
};

} // namespace deck
