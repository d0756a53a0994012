// What the sample devices are and what they measure: made-up figures that look like real ones.
#pragma once

#include <QByteArray>
#include <QLatin1StringView>

#include <chrono>
#include <random>
#include <span>
#include <vector>

namespace deck {

/// One number in a reading: a slow wave, and on it a random walk that finds back.
struct SampleQuantity
{
    QLatin1StringView name;
    double mean;
    double swing;  ///< of the wave, up and down
    double period; ///< of the wave, in seconds
    double jitter; ///< of one step of the walk
    int decimals;
};

struct SampleKind
{
    QLatin1StringView id; ///< of the device
    QLatin1StringView site;
    std::chrono::milliseconds interval;
    std::span<const SampleQuantity> quantities;
    QLatin1StringView firmware; ///< what it reports in its twin
};

/// All of them; SampleDevices::kCount.
std::span<const SampleKind> sampleKinds();

/// The readings of one device, one after the other.
class SampleModel final
{
public:
    SampleModel(const SampleKind& kind, unsigned seed);

    QByteArray next(); ///< a JSON object

private:
    double nextOf(std::size_t quantity);

    const SampleKind& kind_;
    std::mt19937 random_;
    std::vector<double> walks_; ///< one per quantity
    double seconds_ = 0;        ///< since the first reading
};

} // namespace deck
