// How far something is: a thin bar, with the part that failed in another colour at its end. What it says in
// figures stands beside it, and is its accessible name.
#pragma once

#include <QWidget>

namespace deck {

class Theme;

class ProgressBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressBar(Theme& theme, QWidget* parent = nullptr);

    /// Both 0 to 1, together at most 1.
    void setFractions(double done, double failed = 0);
    double done() const { return done_; }
    double failed() const { return failed_; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    double done_ = 0;
    double failed_ = 0;
};

} // namespace deck
