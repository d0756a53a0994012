// A live connection that remembers what it was told.
#pragma once

#include "services/device_link.h"

#include <optional>
#include <vector>

namespace hub::test {

class FakeLink final : public DeviceLink
{
public:
    struct Invocation
    {
        std::uint64_t request = 0;
        std::string name;
        std::string payload;
    };

    void close(CloseReason why) override { reason = why; }
    void deliver(std::shared_ptr<const Command> command) override
    {
        commands.push_back(std::move(command));
    }
    void desiredChanged(std::uint64_t version, std::shared_ptr<const std::string> patch) override
    {
        desired.emplace_back(version, *patch);
    }
    void invoke(std::uint64_t request,
                std::shared_ptr<const std::string> name,
                std::shared_ptr<const std::string> payload) override
    {
        invocations.push_back({request, *name, *payload});
    }

    std::optional<CloseReason> reason;
    std::vector<std::shared_ptr<const Command>> commands;
    std::vector<std::pair<std::uint64_t, std::string>> desired;
    std::vector<Invocation> invocations;
};

} // namespace hub::test
