// What a durable QoS 1 message costs hubd, over TLS and plain, next to mosquitto in the same run, and what an
// idle hubd costs. Loopback only. See bench/README.md.
#include "base/base64.h"
#include "bench/support/fleet.h"
#include "bench/support/client_tls.h"
#include "bench/support/hubd_server.h"
#include "bench/support/mosquitto_server.h"
#include "bench/ingest/options.h"
#include "bench/support/patience.h"
#include "bench/support/report.h"
#include "bench/support/work_folder.h"

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <unistd.h>

namespace hub::bench {
namespace {

enum ExitCode { kWithinLimits = 0, kOverLimits = 1, kNotMeasured = 2 };

constexpr std::chrono::seconds kWarmUp{1};
constexpr std::chrono::seconds kIdleTime{
    2}; // from listening to the reading of an idle hub's memory
constexpr int kStarts = 5;
constexpr double kMegabyte = 1e6;

struct Case
{
    const char* name;
    bool tls;
    std::size_t connections;
    std::size_t inFlight;
    std::size_t perSecond; ///< 0 = as fast as messages are acknowledged
    double limit;          ///< of CPU time, hubd to mosquitto
    double rateLimit = 0;  ///< of messages a second, hubd to mosquitto; 0 = not looked at
    struct Side
    {
        Samples cpu{};
        Samples rate{};
        Samples half{};  ///< of the time to the acknowledgement, ms
        Samples worst{}; ///< 99 of 100
    };
    Side hubd{};
    Side mosquitto{};
};

// The goals stand in docs/performance.md, by these numbers.
std::vector<Case> allCases()
{
    return {{"TLS, 10 connections, 16 in flight [1]", true, 10, 16, 0, 0.15},
            {"plain, 100 connections, 64 in flight [2, 3]", false, 100, 64, 0, 0.08, 10},
            {"TLS, 1,000 connections, 1 in flight [4]", true, 1'000, 1, 0, 0.75},
            {"plain, 1,000 connections, 1 in flight [5]", false, 1'000, 1, 0, 0.65},
            {"TLS, 1,000 connections, 5,000 a second [6, 7]", true, 1'000, 1, 5'000, 1.0}};
}

struct Setting
{
    const Options& options;
    HubdFiles files;
    std::vector<DeviceAccount> devices;
    std::shared_ptr<SSL_CTX> tls;
    std::uint64_t acknowledgedByHub = 0;
};

struct Measurement
{
    double cpuMicroseconds = 0; ///< for one acknowledged message
    double perSecond = 0;
    std::uint64_t acknowledged = 0; ///< the warm-up included
    std::string cipher;
    Samples latencies; ///< ms; at a fixed rate only
};

Result<void> publish(Fleet& fleet, const Case& load, std::chrono::milliseconds time)
{
    return load.perSecond > 0 ? fleet.publishAtRate(time, load.perSecond) : fleet.publish(time);
}

template <class Server>
Result<Measurement> measure(Server& server, const Case& load, const Setting& setting)
{
    Fleet fleet;
    const PublisherOptions options{load.tls ? setting.tls.get() : nullptr,
                                   load.tls ? server.mqttPort() : server.plainPort(), load.inFlight};
    HUB_TRYV(fleet.connect(options, std::span(setting.devices).first(load.connections)));
    HUB_TRYV(publish(fleet, load, kWarmUp));
    (void)fleet.takeLatencies();
    const auto cpuBefore = server.process().cpuTime();
    const auto countBefore = fleet.acknowledged();
    const auto begin = Patience::Clock::now();
    HUB_TRYV(publish(fleet, load, setting.options.time));
    const std::chrono::duration<double> time = Patience::Clock::now() - begin;
    const std::chrono::duration<double, std::micro> cpu = server.process().cpuTime() - cpuBefore;
    const auto count = static_cast<double>(fleet.acknowledged() - countBefore);
    HUB_TRYV(fleet.drain());
    if (count < 1) {
        return fail(Errc::Unavailable, "no message was acknowledged");
    }
    return Measurement{cpu.count() / count, count / time.count(), fleet.acknowledged(),
                       fleet.cipher(), {fleet.takeLatencies()}};
}

void note(std::size_t round, const char* server, const char* load, const Measurement& seen, Case::Side& side)
{
    side.cpu.values.push_back(seen.cpuMicroseconds);
    side.rate.values.push_back(seen.perSecond);
    std::printf("  round %zu  %-9s  %-46s  %7.2f µs  %8.0f messages/s  %s", round, server, load,
                seen.cpuMicroseconds, seen.perSecond, seen.cipher.c_str());
    if (!seen.latencies.values.empty()) {
        side.half.values.push_back(seen.latencies.median());
        side.worst.values.push_back(seen.latencies.share(0.99));
        std::printf("  half %.2f ms, 99 of 100 %.2f ms", side.half.values.back(),
                    side.worst.values.back());
    }
    std::printf("\n");
    std::fflush(stdout);
}

Result<void> playRound(
    std::size_t round, Case& load, Setting& setting, HubdServer& hubd, MosquittoServer& mosquitto)
{
    HUB_TRY(const Measurement ours, measure(hubd, load, setting));
    note(round, "hubd", load.name, ours, load.hubd);
    setting.acknowledgedByHub += ours.acknowledged;
    HUB_TRY(const Measurement theirs, measure(mosquitto, load, setting));
    note(round, "mosquitto", load.name, theirs, load.mosquitto);
    return success();
}

/// An acknowledged message that the hub did not store would make every figure a lie.
Result<void> checkStored(const HubdServer& hubd, std::uint64_t acknowledged)
{
    HUB_TRY(const std::uint64_t stored, hubd.messagesStored());
    std::printf("\nhubd acknowledged %llu messages and stored %llu\n",
                static_cast<unsigned long long>(acknowledged),
                static_cast<unsigned long long>(stored));
    if (stored < acknowledged) {
        return fail(Errc::StorageFailed, "hubd acknowledged more messages than it stored");
    }
    return success();
}

Result<void> playAll(std::vector<Case>& cases,
                     Setting& setting,
                     HubdServer& hubd,
                     const std::filesystem::path& mosquittoFolder)
{
    HUB_TRY(MosquittoServer mosquitto,
            MosquittoServer::start({setting.options.mosquitto, mosquittoFolder,
                                    setting.files.certificate(), setting.files.key()}));
    for (std::size_t round = 1; round <= setting.options.rounds; ++round) {
        for (Case& load : cases) {
            HUB_TRYV(playRound(round, load, setting, hubd, mosquitto));
        }
    }
    return checkStored(hubd, setting.acknowledgedByHub);
}

struct Idle
{
    Samples startMilliseconds;
    Samples megabytes;
};

/// On the data that the rounds have left behind.
Result<Idle> measureIdle(const HubdFiles& files)
{
    Idle idle;
    for (int i = 0; i < kStarts; ++i) {
        const auto begin = Patience::Clock::now();
        HUB_TRY(HubdServer hubd, HubdServer::start(files));
        const std::chrono::duration<double, std::milli> time = Patience::Clock::now() - begin;
        idle.startMilliseconds.values.push_back(time.count());
        std::this_thread::sleep_for(kIdleTime);
        const auto bytes = static_cast<double>(hubd.process().residentBytes());
        idle.megabytes.values.push_back(bytes / kMegabyte);
    }
    return idle;
}

void explain(const Options& options, const WorkFolder& folder)
{
    double load = 0;
    ::getloadavg(&load, 1);
    std::printf(
        "QoS 1 over TLS 1.3 and plain, 128 bytes a message, %.0f s each, rounds: %zu; CPU time of the "
        "server's\n"
        "process, user and system, for each acknowledged message. Load average before: %.2f\n\n"
        "  hubd       checks each device's token, and acknowledges a message when it is committed\n"
        "             and synced to disk: what is acknowledged survives a power cut\n"
        "  mosquitto  lets anyone in, and acknowledges from memory. Its persistence is on (a\n"
        "             snapshot each second), but it keeps sessions and queued or retained\n"
        "             messages only: of these messages, which nobody subscribes to, it keeps "
        "none\n\n",
        std::chrono::duration<double>(options.time).count(), options.rounds, load);
    if (folder.isInMemory()) {
        std::printf("The folder is in memory, not on a disk: hubd's figures are too good.\n\n");
    }
}

Result<bool> run(const Options& options)
{
    const std::string key = toBase64("0123456789abcdef0123456789abcdef");
    std::vector<Case> cases = allCases();
    if (options.only > 0) {
        cases = {cases.at(options.only - 1)};
    }
    HUB_TRY(const WorkFolder folder, WorkFolder::make(options.folder));
    explain(options, folder);
    const HubdFiles files{options.hubd, folder / "data", folder / "ready.json",
                          folder / "hubd.log"};
    Setting setting{options, files, deviceAccounts(1'000, key), {}};
    {
        HUB_TRY(HubdServer hubd, HubdServer::start(files));
        HUB_TRY(setting.tls, clientTls(files.caCertificate()));
        HUB_TRYV(hubd.addDevices(setting.devices, key));
        HUB_TRYV(playAll(cases, setting, hubd, folder / "mosquitto"));
    }
    HUB_TRY(const Idle idle, measureIdle(files));

    std::printf("\nMedians, and the least and the most\n\n");
    Report report;
    for (const Case& load : cases) {
        const std::string name = load.name;
        report.compare("CPU time for a message, " + name, load.hubd.cpu, load.mosquitto.cpu, load.limit);
        if (load.rateLimit > 0) {
            report.outdo("Messages a second, " + name, load.hubd.rate, load.mosquitto.rate,
                         load.rateLimit, "/s");
        }
        if (load.perSecond > 0) {
            report.measure("Acknowledged, half of them, " + name, load.hubd.half, "ms", 3);
            report.measure("Acknowledged, 99 of 100, " + name, load.hubd.worst, "ms", 10);
        }
    }
    report.measure("From exec to listening, on the data of these rounds [14]", idle.startMilliseconds,
                   "ms", 150);
    report.measure("Memory (RSS) of an idle hub [15]", idle.megabytes, "MB", 14);
    return report.isWithinLimits();
}

int complain(const std::string& sentence)
{
    std::fflush(stdout);
    std::fprintf(stderr, "bench_ingest: %s\n", sentence.c_str());
    return kNotMeasured;
}

} // namespace
} // namespace hub::bench

int main(int argc, char** argv)
{
    using namespace hub::bench;
    hub::Result<Options> options = parseOptions(argc, argv);
    if (!options) {
        return complain(options.error().detail);
    }
    if (options.value().help) {
        std::fputs(helpText(), stdout);
        return kWithinLimits;
    }
    if (options.value().mosquitto.empty()) {
        options.value().mosquitto = findMosquitto().value_or("/usr/sbin/mosquitto");
    }
    for (const auto& program : {options.value().hubd, options.value().mosquitto}) {
        if (::access(program.c_str(), X_OK) != 0) {
            return complain("there is no program " + program.string() +
                            ", and without it there is nothing to compare. ./dev bench builds "
                            "hubd and installs mosquitto.");
        }
    }
    catchSignals();
    allowManyFiles();
    const hub::Result<bool> within = run(options.value());
    if (!within) {
        return complain(within.error().detail);
    }
    return within.value() ? kWithinLimits : kOverLimits;
}
