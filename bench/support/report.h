// Figures, their medians, and whether they are within what is expected.
#pragma once

#include <string>
#include <vector>

namespace hub::bench {

/// Several measurements of one thing.
struct Samples
{
    std::vector<double> values;

    double median() const;
    std::string text(const char* unit) const; ///< "2.61 µs (2.40 to 3.02)"
};

class Report final
{
public:
    void compare(const std::string& what, const Samples& hubd, const Samples& peer, double limit);
    void measure(const std::string& what, const Samples& samples, const char* unit, double limit);

    bool isWithinLimits() const { return withinLimits_; }

private:
    const char* judge(double value, double limit);
    bool withinLimits_ = true;
};

} // namespace hub::bench
