#include "bench/support/report.h"

#include <algorithm>
#include <cstdio>

namespace hub::bench {

double Samples::median() const
{
    std::vector<double> sorted = values;
    std::ranges::sort(sorted);
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double Samples::share(double part) const
{
    std::vector<double> sorted = values;
    std::ranges::sort(sorted);
    return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

std::string Samples::text(const char* unit) const
{
    const auto [least, most] = std::ranges::minmax(values);
    char line[96];
    std::snprintf(line, sizeof line, "%.2f %s (%.2f to %.2f)", median(), unit, least, most);
    return line;
}

const char* Report::judge(bool within)
{
    withinLimits_ = withinLimits_ && within;
    return within ? "ok" : "OVER";
}

void Report::compare(const std::string& what,
                     const Samples& hubd,
                     const Samples& peer,
                     double limit,
                     const char* unit)
{
    const double ratio = hubd.median() / peer.median();
    std::printf("%s\n  hubd       %s\n  mosquitto  %s\n  ratio      %.2f, expected <= %.2f: %s\n",
                what.c_str(), hubd.text(unit).c_str(), peer.text(unit).c_str(), ratio, limit,
                judge(ratio <= limit));
}

void Report::outdo(const std::string& what,
                   const Samples& hubd,
                   const Samples& peer,
                   double limit,
                   const char* unit)
{
    const double ratio = hubd.median() / peer.median();
    std::printf("%s\n  hubd       %s\n  mosquitto  %s\n  ratio      %.2f, expected >= %.2f: %s\n",
                what.c_str(), hubd.text(unit).c_str(), peer.text(unit).c_str(), ratio, limit,
                judge(ratio >= limit));
}

void Report::measure(const std::string& what,
                     const Samples& samples,
                     const char* unit,
                     double limit)
{
    std::printf("%s\n  hubd       %s, expected <= %g %s: %s\n", what.c_str(),
                samples.text(unit).c_str(), limit, unit, judge(samples.median() <= limit));
}

} // namespace hub::bench
