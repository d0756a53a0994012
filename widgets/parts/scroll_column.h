// A column that scrolls when the window is too low for it; as wide as it is given, at most wide
// enough to read.
#pragma once

#include <QScrollArea>

class QVBoxLayout;

namespace deck {

class ScrollColumn final : public QScrollArea
{
    Q_OBJECT

public:
    explicit ScrollColumn(QWidget* parent = nullptr);

    /// Around the contents, of a page; None: within a dialog or a popover, which have their own.
    enum class Padding { Page, None };
    explicit ScrollColumn(Padding padding, QWidget* parent = nullptr);

    /// Where the contents go: one part that takes what room is left, or a stretch at the end.
    QVBoxLayout* body() const { return body_; }
    void setMaximumContentWidth(int pixels);

private:
    QWidget* content_;
    QVBoxLayout* body_;
};

} // namespace deck
