// The state of a device or hub as shape, colour and word, so that it reads without seeing colours.
#pragma once

#include "widgets/tokens.h"

#include <QRectF>
#include <QWidget>

class QPainter;

namespace deck {

class Theme;

enum class Status {
    Online,  ///< a filled disc
    Stale,   ///< half a disc
    Offline, ///< a ring
    Blocked, ///< a ring with a slash
    Warning, ///< a triangle
    Failed,  ///< a triangle in the colour of blocked
};

inline constexpr int kStatusMarkSide = 10;

/// The shape, in the middle of box.
void paintStatus(QPainter& painter, const QRectF& box, Status status, const Tokens& tokens);

TokenColor statusColor(Status status);

/// Only exceptions have coloured words, so that the eye finds trouble.
TokenColor statusWordColor(Status status);

/// Shape and word as a widget.
class StatusMark final : public QWidget
{
    Q_OBJECT

public:
    StatusMark(Theme& theme, Status status, const QString& word, QWidget* parent = nullptr);

    void setStatus(Status status, const QString& word);
    Status status() const { return status_; }

    /// On a soft ground in the colour of the state.
    void setPill(bool pill);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& theme_;
    Status status_;
    QString word_;
    bool pill_ = false;
};

} // namespace deck
