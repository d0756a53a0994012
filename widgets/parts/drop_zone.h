// Where a file is dropped or, with a click or Enter, chosen.
#pragma once

#include "widgets/parts/painted_button.h"

namespace deck {

class DropZone final : public PaintedButton
{
    Q_OBJECT

public:
    /// text while there is no file: "Drop a file here, or choose one".
    DropZone(Theme& theme, const QString& text, QWidget* parent = nullptr);

    /// Its name and what is to be said of it; empty: none.
    void setFile(const QString& name, const QString& detail);

    QSize sizeHint() const override;

Q_SIGNALS:
    void dropped(const QString& fileName); ///< one that is on this computer

protected:
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QString name_;
    QString detail_;
    bool hovering_ = false; ///< a file is over it
};

} // namespace deck
