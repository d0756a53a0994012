// Many publishers on one thread.
#pragma once

#include "bench/support/publisher.h"
#include "hub/error.h"

#include <chrono>
#include <memory>
#include <span>
#include <vector>

namespace hub::bench {

class Fleet final
{
public:
    Fleet();
    ~Fleet();
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    /// Signs all devices in. Errors: Unavailable (a connection failed), Timeout, Cancelled.
    Result<void> connect(const PublisherOptions& options, std::span<const DeviceAccount> devices);

    /// Publishes for a time; may be called again. Errors as above.
    Result<void> publish(std::chrono::milliseconds time);

    /// Publishes so many messages a second, whatever is acknowledged, device after device.
    Result<void> publishAtRate(std::chrono::milliseconds time, std::size_t perSecond);

    /// Of all messages that were published at a rate, in milliseconds.
    std::vector<double> takeLatencies();

    /// Waits until nothing is unacknowledged. Errors as above.
    Result<void> drain();

    std::uint64_t acknowledged() const;
    std::string cipher() const { return publishers_.front()->cipher(); }

private:
    void add(const PublisherOptions& options, const DeviceAccount& device);
    Result<void> poll(int milliseconds = 5);
    std::size_t connectedCount() const;

    int epoll_;
    std::vector<std::unique_ptr<Publisher>> publishers_;
};

} // namespace hub::bench
