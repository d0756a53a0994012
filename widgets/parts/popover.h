// A small window over the page for a list or a few controls: rounded, with a shadow, gone with a
// click beside it or Esc.
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace deck {

class Theme;

class Popover : public QWidget
{
    Q_OBJECT

public:
    explicit Popover(Theme& theme, QWidget* parent);

    /// Where the contents go.
    QVBoxLayout* body() const { return body_; }

    /// Under the anchor, at its start or end; above it where there is no room below. At least as
    /// wide as the anchor if wanted.
    enum class Align { Start, End };
    void openAt(const QWidget& anchor, Align align = Align::Start, bool atLeastAsWide = false);

    QSize sizeHint() const override;

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    Theme& theme_;
    QVBoxLayout* body_;
};

} // namespace deck
