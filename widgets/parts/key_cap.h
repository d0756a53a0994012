// The keys of a shortcut, drawn as a key cap.
#pragma once

#include <QWidget>

namespace deck {

class Theme;

class KeyCap final : public QWidget
{
    Q_OBJECT

public:
    KeyCap(Theme& theme, const QString& keys, QWidget* parent = nullptr);

    void setKeys(const QString& keys);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    QString keys_;
};

} // namespace deck
