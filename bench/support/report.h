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
    double share(double part) const; ///< so great a part of them is at most this; 0.99: 99 of 100
    std::string text(const char* unit) const; ///< "2.61 µs (2.40 to 3.02)"
};

class Report final
{
public:
    /// limit: of the ratio hubd to peer.
    void compare(const std::string& what,
                 const Samples& hubd,
                 const Samples& peer,
                 double limit,
                 const char* unit = "µs");

    /// Where more is better: limit is what the ratio must reach.
    void outdo(const std::string& what,
               const Samples& hubd,
               const Samples& peer,
               double limit,
               const char* unit);
    void measure(const std::string& what, const Samples& samples, const char* unit, double limit);

    bool isWithinLimits() const { return withinLimits_; }

private:
    const char* judge(bool within);
    bool withinLimits_ = true;
};

} // namespace hub::bench
