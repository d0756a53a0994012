// A field that holds one of several choices. A QComboBox in all but looks and list, so that keys,
// models and screen readers work as everywhere.
#pragma once

#include <QComboBox>

namespace deck {

class OptionList;
class Popover;
class Theme;

class SelectField final : public QComboBox
{
    Q_OBJECT

public:
    /// name is what a screen reader says.
    SelectField(Theme& theme, const QString& name, QWidget* parent = nullptr);

    /// "Status: " before the chosen value, for filters that have no label beside them.
    void setPrefix(const QString& prefix);

    void setError(bool error);

    void showPopup() override;
    void hidePopup() override;
    bool isPopupOpen() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void needPopup();

    Theme& theme_;
    QString prefix_;
    bool error_ = false;
    Popover* popup_ = nullptr; ///< made when first opened
    OptionList* list_ = nullptr;
};

} // namespace deck
