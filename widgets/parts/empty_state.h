// What a page or table shows when there is nothing to show: why, and what to do next.
#pragma once

#include "widgets/icons.h"

#include <QWidget>

#include <optional>

namespace deck {

class Button;
class Label;
class Spinner;
class Theme;

class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    EmptyState(Theme& theme, Icon icon, QWidget* parent = nullptr);

    void setIcon(Icon icon);
    void setTexts(const QString& sentence, const QString& help);

    /// Empty texts hide the buttons.
    void setPrimary(const QString& text, std::optional<Icon> icon = std::nullopt);
    void setSecondary(const QString& text);

    /// A spinner in place of the icon: what is missing is on its way.
    void setBusy(bool busy);

    Button* primaryButton() const { return primary_; }
    Button* secondaryButton() const { return secondary_; }

Q_SIGNALS:
    void primaryClicked();
    void secondaryClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();

    Theme& theme_;
    Icon icon_;
    QWidget* disc_; ///< where the icon is painted
    Spinner* spinner_;
    Label* sentence_;
    Label* help_;
    Button* primary_;
    Button* secondary_;
};

} // namespace deck
