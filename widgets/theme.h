// Which colours, fonts, icons and motion the console uses now. The application owns the one Theme,
// makes it before its first window and hands it to every part; GUI thread only.
#pragma once

#include "widgets/icons.h"
#include "widgets/shadow.h"
#include "widgets/tokens.h"

#include <QObject>

#include <memory>

class QApplication;

namespace deck {

class DeckStyle;
class SystemScheme;

class Theme final : public QObject
{
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };

    /// Loads fonts and sets style, palette and font of the application; follows the system. Takes
    /// the application only to say that there must be one already.
    explicit Theme(QApplication& application, QObject* parent = nullptr);
    ~Theme() override;

    void setChoice(Choice choice);
    Choice choice() const { return choice_; }
    bool isDark() const { return dark_; }

    const Tokens& tokens() const { return dark_ ? darkTokens() : lightTokens(); }
    const Icons& icons() const { return icons_; }
    const Shadow& shadow() const { return shadow_; }

    /// Spinners stand still and nothing fades.
    void setReduceMotion(bool reduce);
    bool reduceMotion() const { return reduceMotion_; }

Q_SIGNALS:
    /// Colours or motion are others now: repaint.
    void changed();

private:
    bool wantsDark() const;
    void follow();
    void apply();

    DeckStyle* style_; ///< owned by the application
    std::unique_ptr<SystemScheme> system_;
    Icons icons_;
    Shadow shadow_;
    Choice choice_ = Choice::System;
    bool startedDark_; ///< what the palette said before we changed it
    bool dark_;
    bool reduceMotion_ = false;
};

} // namespace deck
