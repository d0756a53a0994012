// How the fleet is doing: one stacked bar, and each part of it with its count.
#pragma once

#include "widgets/parts/status_mark.h"

#include <QWidget>

#include <array>
#include <cstdint>

namespace deck {

class Theme;

class HealthBar final : public QWidget
{
    Q_OBJECT

public:
    explicit HealthBar(Theme& theme, QWidget* parent = nullptr);

    void setCounts(std::uint64_t connected, std::uint64_t offline, std::uint64_t disabled);

    QSize sizeHint() const override { return {400, 56}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Part
    {
        Status status;
        QString word;
        std::uint64_t count = 0;
    };
    void paintBar(QPainter& painter) const;

    Theme& theme_;
    std::array<Part, 3> parts_;
};

} // namespace deck
