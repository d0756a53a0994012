#include "app/console/samples/sample_model.h"

#include "models/sample_devices.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <cmath>
#include <numbers>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr double kWalkReturns = 0.05; ///< share of its way that a walk goes back per step

constexpr std::array kColdStore{
    SampleQuantity{"temperature"_L1, 4.0, 1.2, 180, 0.05, 2}, // °C
    SampleQuantity{"humidity"_L1, 62.0, 6.0, 240, 0.3, 1},    // %
};
constexpr std::array kPump{
    SampleQuantity{"pressure"_L1, 3.4, 0.35, 60, 0.01, 3}, // bar
    SampleQuantity{"flow"_L1, 118.0, 9.0, 45, 0.4, 1},     // l/min
    SampleQuantity{"vibration"_L1, 1.8, 0.6, 20, 0.06, 3}, // mm/s
};
constexpr std::array kBoiler{
    SampleQuantity{"temperature"_L1, 71.0, 5.0, 300, 0.1, 1}, // °C
    SampleQuantity{"pressure"_L1, 1.6, 0.12, 300, 0.005, 3},  // bar
    SampleQuantity{"burner"_L1, 55.0, 30.0, 120, 1.0, 0},     // %
};
constexpr std::array kGate{
    SampleQuantity{"battery"_L1, 86.0, 9.0, 1'800, 0.02, 1}, // %
    SampleQuantity{"signal"_L1, -67.0, 6.0, 90, 0.8, 0},     // dBm
};
constexpr std::array kMeter{
    SampleQuantity{"power"_L1, 1'850.0, 900.0, 150, 25.0, 0}, // W
    SampleQuantity{"voltage"_L1, 230.5, 1.6, 75, 0.15, 1},    // V
};

constexpr std::array kKinds{
    SampleKind{"sample-cold-store-1"_L1, "north"_L1, 1'000ms, kColdStore, "2.4.1"_L1},
    SampleKind{"sample-pump-2"_L1, "north"_L1, 100ms, kPump, "1.9.0"_L1},
    SampleKind{"sample-boiler-3"_L1, "works"_L1, 1'000ms, kBoiler, "3.0.2"_L1},
    SampleKind{"sample-gate-4"_L1, "yard"_L1, 1'000ms, kGate, "2.4.1"_L1},
    SampleKind{"sample-meter-5"_L1, "works"_L1, 1'000ms, kMeter, "5.1.7"_L1},
};
static_assert(kKinds.size() == SampleDevices::kCount);

double rounded(double value, int decimals)
{
    const double scale = std::pow(10.0, decimals);
    return std::round(value * scale) / scale;
}

} // namespace

std::span<const SampleKind> sampleKinds()
{
    return kKinds;
}

SampleModel::SampleModel(const SampleKind& kind, unsigned seed)
    : kind_(kind), random_(seed), walks_(kind.quantities.size())
{}

QByteArray SampleModel::next()
{
    QJsonObject reading;
    for (std::size_t i = 0; i < kind_.quantities.size(); ++i) {
        reading[kind_.quantities[i].name] = nextOf(i);
    }
    seconds_ += std::chrono::duration<double>(kind_.interval).count();
    return QJsonDocument(reading).toJson(QJsonDocument::Compact);
}

double SampleModel::nextOf(std::size_t quantity)
{
    const SampleQuantity& what = kind_.quantities[quantity];
    std::normal_distribution<double> step(0, what.jitter);
    double& walk = walks_[quantity];
    walk += step(random_) - kWalkReturns * walk;
    const double wave = std::sin(2 * std::numbers::pi * seconds_ / what.period);
    return rounded(what.mean + what.swing * wave + walk, what.decimals);
}

} // namespace deck
