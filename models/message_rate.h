// Messages per second over time, for a spark line: one value a second, the last minutes.
#pragma once

#include <QObject>

#include <deque>

namespace deck {

/// GUI thread.
class MessageRate final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kKept = 150; ///< values

    explicit MessageRate(QObject* parent = nullptr) : QObject(parent) {}

    void add(double perSecond)
    {
        values_.push_back(perSecond);
        if (values_.size() > kKept) {
            values_.pop_front();
        }
        Q_EMIT changed();
    }
    void clear()
    {
        values_.clear();
        Q_EMIT changed();
    }
    const std::deque<double>& values() const { return values_; } ///< oldest first

Q_SIGNALS:
    void changed();

private:
    std::deque<double> values_;
};

} // namespace deck
