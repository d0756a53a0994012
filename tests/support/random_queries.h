// Random fleets and random conditions about them. The same seed gives the same ones on every machine.
#pragma once

#include "base/json.h"

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace hub::test {

/// Numbers that do not depend on the library's distributions.
class Dice final
{
public:
    explicit Dice(std::uint32_t seed) : engine_(seed) {}

    std::size_t below(std::size_t end) { return engine_() % end; }
    bool oneIn(std::size_t chances) { return below(chances) == 0; }

    template <class List>
    const auto& anyOf(const List& list)
    {
        return list[below(std::size(list))];
    }

private:
    std::mt19937 engine_;
};

/// A device or module with its twin, as a store keeps them.
struct RandomTwin
{
    std::string deviceId;
    std::string moduleId; ///< empty for a device; a module follows its device
    bool enabled = true;
    bool edge = false;
    std::string statusReason;
    std::size_t authType = 0;    ///< AuthType's number
    std::int64_t heardHours = -1; ///< after 2025-01-01T00:00:00Z; -1 = never
    std::string modelId;
    json::object tags;
    json::object desired;
    json::object reported;
    std::uint64_t etag = 1;
    std::uint64_t version = 2;
    std::uint64_t desiredVersion = 1;
    std::uint64_t reportedVersion = 1;
    bool written = false; ///< else nobody has written to the twin: all below modelId is as new
};

/// So many devices, and modules of some.
std::vector<RandomTwin> randomFleet(std::uint32_t seed, std::size_t devices);

/// Conditions that are true of some, undefined for others, and now and then for all; values are those of
/// randomFleet(), some beside them, and some of a wrong type. All are right.
class RandomConditions final
{
public:
    explicit RandomConditions(std::uint32_t seed) : dice_(seed) {}

    std::string next();

private:
    struct Place
    {
        std::string_view path;
        const std::vector<std::string>* values; ///< as literals
    };

    std::string condition(int depth);
    std::string joined(int depth);
    std::string leaf();
    std::string comparison();
    std::string membership();
    std::string typeCall();
    std::string textCall();
    std::string numberCall();
    std::string arrayCall();
    std::string sum();
    std::string bare();
    Place place();
    std::string written(std::string_view path);
    std::string word(std::string_view keyword);
    std::string literalFor(const Place& place);
    std::string comparisonSign();
    std::string list(const Place& place);

    Dice dice_;
};

} // namespace hub::test
