// What differs between two documents: a path, and under it what was there and what is there now.
#pragma once

#include "models/json_changes.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace deck {

class Theme;

class ChangeRows final : public QWidget
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostShown = 100; ///< the others are counted

    explicit ChangeRows(Theme& theme, QWidget* parent = nullptr);

    /// heading stands above them; empty: none.
    void setChanges(const QString& heading, const std::vector<JsonChange>& changes);

private:
    void addChange(const JsonChange& change);
    void addLine(const QString& value, bool removed);
    void clear();

    Theme& theme_;
    QVBoxLayout* column_;
};

} // namespace deck
