// A store whose commits fail on demand, around a real one.
#pragma once

#include "storage/storage.h"

#include <atomic>
#include <memory>

namespace hub::test {

/// What the wrapped store answers instead of committing; changed from any thread.
struct Faults
{
    std::atomic<bool> diskFull{false};
    std::atomic<bool> broken{false};
    std::atomic<bool> busy{false}; ///< no transaction begins; what should run in it does not
    std::atomic<int> appends{0}; ///< tries to append telemetry
    std::atomic<int> transactions{0};
};

std::unique_ptr<Storage> failingStorage(std::unique_ptr<Storage> real, Faults& faults);

} // namespace hub::test
