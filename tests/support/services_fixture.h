// The services over a real store in a folder of its own, with a clock that a test moves and faults
// that it switches on. One I/O thread, which is the test itself: run() lets it work.
#pragma once

#include "tests/support/failing_storage.h"
#include "tests/support/log_file.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_folder.h"

#include "services/access_control.h"
#include "services/access_groups.h"
#include "services/audit.h"
#include "services/authorities.h"
#include "services/commands.h"
#include "services/configurations.h"
#include "services/eraser.h"
#include "services/event_subscription.h"
#include "services/history.h"
#include "services/ip_filter.h"
#include "services/jobs.h"
#include "services/key_rollover.h"
#include "services/methods.h"
#include "services/registry.h"
#include "services/service_access.h"
#include "services/sessions.h"
#include "services/telemetry_tap.h"
#include "services/twins.h"

#include "storage/secret_box.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>

namespace hub::test {

class ServicesFixture
{
public:
    /// Durability::None: commits do not wait for the disk, for tests of many steps.
    enum class Durability { Full, None };
    explicit ServicesFixture(Durability durability = Durability::Full);
    ~ServicesFixture();

    /// Ends the services and starts them anew in the same folder.
    void restart();

    /// Waits until the writer has done what was asked of it.
    void flush();

    /// Runs the I/O thread's work until the condition holds; false when it takes too long.
    template <class Condition>
    bool runUntil(Condition condition)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end) {
                return false;
            }
            io.restart();
            io.run_for(std::chrono::milliseconds(1));
        }
        return true;
    }

    /// The result of a coroutine.
    template <class T>
    T await(boost::asio::awaitable<T> task)
    {
        std::optional<T> result;
        boost::asio::co_spawn(io, keep(std::move(task), result), [](const std::exception_ptr&) {});
        if (!runUntil([&result] { return result.has_value(); })) {
            qFatal("a coroutine does not end");
        }
        return std::move(*result);
    }

    DeviceIdentity addDevice(const std::string& id, IdentityUpdate update = {});
    void append(DeviceKey device, const std::string& body, const Ack* ack = nullptr);

    TemporaryFolder folder;
    ManualClock clock;
    static constexpr std::string_view kStoreKey = "key-encryption key of a fixture.";
    SecretBox box{Secret(Bytes(kStoreKey))};
    Faults faults;
    boost::asio::io_context io{1};
    Log log{logTo(folder / "services.log")};
    EventHub events{clock};
    Denials denials{{events, log, clock, guardRulesFor(0, false), {}}};
    SessionDirectory directory;
    ActiveAccess access;
    LiveAccess live{access, directory, clock};
    Authenticator authenticator{AuthRules{HostNames({"localhost"}, false)}, access, clock};
    IngestShard shard{io.get_executor()};
    std::vector<Ack> acked;
    std::optional<Error> failure;
    std::atomic<std::size_t> commitCount{0};
    std::optional<Writer> writer;
    std::optional<Readers> readers;
    std::optional<Workers> workers;
    std::optional<Alerts> alerts;
    std::optional<People> people;
    std::optional<KeyUseLog> keyUse;
    std::optional<Sessions> sessions;
    std::optional<KeyRollover> keyRollover;
    std::optional<Registry> registry;
    std::optional<Twins> twins;
    std::optional<Authorities> authorities;
    std::optional<AccessControl> accessControl;
    std::optional<AccessGroups> accessGroups;
    std::optional<IpFilter> ipFilter;
    std::optional<History> history;
    std::optional<Commands> commands;
    std::optional<Methods> methods;
    std::optional<AuditTrail> trail;
    std::optional<Jobs> jobs;
    std::optional<TwinQueries> queries;
    std::optional<Configurations> configurations;
    std::optional<Audit> audit;
    std::chrono::days auditRetention{0};
    CommandRules commandRules;

private:
    void open();
    void close();
    template <class T>
    static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> task,
                                             std::optional<T>& result)
    {
        result.emplace(co_await std::move(task));
    }

    Durability durability_;
};

} // namespace hub::test
