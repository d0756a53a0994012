// How full a queue is: a number of what it takes, and a bar that turns amber, then red, near its
// end.
#pragma once

#include <QWidget>

class QPainter;

namespace deck {

class Theme;
struct Tokens;

/// The bar alone, as high as rect; part from 0 to 1.
void paintDepth(QPainter& painter, const QRectF& rect, double part, const Tokens& tokens);

class DepthBar final : public QWidget
{
    Q_OBJECT

public:
    explicit DepthBar(Theme& theme, QWidget* parent = nullptr);

    /// Before the first: a grey bar.
    void setDepth(unsigned waiting, unsigned inFlight, unsigned limit);
    void clear();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    QString number_; ///< "3 of 50"
    QString words_;  ///< "2 waiting, 1 in flight"
    double part_ = 0;
};

} // namespace deck
