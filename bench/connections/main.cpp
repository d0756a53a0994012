// What a connection costs: CPU time and time to sign in, and the memory of one that is idle, next to
// mosquitto in the same run. Loopback only. See bench/README.md.
#include "bench/support/client_tls.h"
#include "bench/support/fleet.h"
#include "bench/support/hubd_server.h"
#include "bench/support/mosquitto_server.h"
#include "bench/support/patience.h"
#include "bench/support/program.h"
#include "bench/support/report.h"
#include "bench/support/work_folder.h"

#include "base/base64.h"
#include "base/text.h"

#include <cstdio>
#include <thread>

namespace hub::bench {
namespace {

constexpr std::size_t kWarmUp = 50; // first connections, whose cost is the server's own
constexpr std::chrono::seconds kSettle{1};

struct Options
{
    std::filesystem::path hubd;
    std::filesystem::path mosquitto = findMosquitto().value_or("/usr/sbin/mosquitto");
    std::filesystem::path folder = ".";
    std::size_t rounds = 3;
    std::size_t connections = 2'000;
};

struct Side
{
    Samples cpu;   ///< µs a connection, with the handshake and the sign-in
    Samples rate;  ///< connections a second
    Samples bytes; ///< RSS of an idle connection
};

struct Case
{
    const char* name;
    bool tls;
    Side hubd{};
    Side mosquitto{};
};

struct Setting
{
    const Options& options;
    HubdFiles hubd;
    MosquittoFiles mosquitto;
    std::vector<DeviceAccount> devices;
    std::shared_ptr<SSL_CTX> tls;
};

Result<void> idle()
{
    std::this_thread::sleep_for(kSettle);
    return Patience(std::chrono::seconds(1)).check("the servers to settle");
}

template <class Server>
Result<void> measure(Server& server, const char* name, const Case& load, const Setting& setting, Side& side)
{
    const PublisherOptions options{load.tls ? setting.tls.get() : nullptr,
                                   load.tls ? server.mqttPort() : server.plainPort()};
    const std::span<const DeviceAccount> devices = setting.devices;
    Fleet first;
    HUB_TRYV(first.connect(options, devices.first(kWarmUp)));
    HUB_TRYV(idle());
    const auto count = static_cast<double>(devices.size() - kWarmUp);
    const auto bytesBefore = static_cast<double>(server.process().residentBytes());
    const auto cpuBefore = server.process().cpuTime();
    const auto begin = Patience::Clock::now();
    Fleet fleet;
    HUB_TRYV(fleet.connect(options, devices.subspan(kWarmUp)));
    const std::chrono::duration<double> time = Patience::Clock::now() - begin;
    const std::chrono::duration<double, std::micro> cpu = server.process().cpuTime() - cpuBefore;
    HUB_TRYV(idle());
    const auto bytesAfter = static_cast<double>(server.process().residentBytes());
    side.cpu.values.push_back(cpu.count() / count);
    side.rate.values.push_back(count / time.count());
    side.bytes.values.push_back((bytesAfter - bytesBefore) / count);
    std::printf("  %-5s  %-9s  %7.0f µs of CPU, %6.0f connections/s, %6.0f bytes each when idle\n",
                load.name, name, side.cpu.values.back(), side.rate.values.back(),
                side.bytes.values.back());
    std::fflush(stdout);
    return success();
}

/// Servers of their own for each measurement, so that none profits from the memory of the one before.
Result<void> playRound(Case& load, const Setting& setting)
{
    {
        HUB_TRY(HubdServer hubd, HubdServer::start(setting.hubd));
        HUB_TRYV(measure(hubd, "hubd", load, setting, load.hubd));
    }
    HUB_TRY(MosquittoServer mosquitto, MosquittoServer::start(setting.mosquitto));
    return measure(mosquitto, "mosquitto", load, setting, load.mosquitto);
}

bool report(const std::vector<Case>& cases)
{
    const Case& tls = cases[0];
    const Case& plain = cases[1];
    std::printf("\nMedians, and the least and the most\n\n");
    Report report;
    report.compare("Memory of an idle connection, TLS 1.3 [8]", tls.hubd.bytes, tls.mosquitto.bytes,
                   1.0, "bytes");
    report.compare("Memory of an idle connection, plain [9]", plain.hubd.bytes,
                   plain.mosquitto.bytes, 1.2, "bytes");
    report.compare("CPU time of a TLS connection, signed in [10]", tls.hubd.cpu, tls.mosquitto.cpu,
                   0.9);
    report.outdo("TLS connections a second [11]", tls.hubd.rate, tls.mosquitto.rate, 1.5, "/s");
    return report.isWithinLimits();
}

Result<bool> run(const Options& options)
{
    const std::string key = toBase64("0123456789abcdef0123456789abcdef");
    catchSignals();
    allowManyFiles();
    HUB_TRY(const WorkFolder folder, WorkFolder::make(options.folder));
    Setting setting{options,
                    {options.hubd, folder / "data", folder / "ready.json", folder / "hubd.log"},
                    {options.mosquitto, folder / "mosquitto", {}, {}},
                    deviceAccounts(options.connections + kWarmUp, key),
                    {}};
    setting.mosquitto.certificate = setting.hubd.certificate();
    setting.mosquitto.key = setting.hubd.key();
    {
        HUB_TRY(const HubdServer hubd, HubdServer::start(setting.hubd));
        HUB_TRY(setting.tls, clientTls(setting.hubd.caCertificate()));
        HUB_TRYV(hubd.addDevices(setting.devices, key));
    }
    std::printf("%zu connections that sign in, 64 at a time, and then are silent; rounds: %zu. hubd checks "
                "each device's token,\nmosquitto lets anyone in. The client runs on the same "
                "machine.\n\n",
                options.connections, options.rounds);
    std::vector<Case> cases{{"TLS", true}, {"plain", false}};
    for (std::size_t round = 0; round < options.rounds; ++round) {
        for (Case& load : cases) {
            HUB_TRYV(playRound(load, setting));
        }
    }
    return report(cases);
}

Result<Options> optionsFrom(std::span<char*> arguments)
{
    Options options;
    for (std::size_t i = 1; i + 1 < arguments.size(); i += 2) {
        const std::string_view name = arguments[i];
        const std::string_view value = arguments[i + 1];
        if (name == "--hubd") {
            options.hubd = value;
        } else if (name == "--mosquitto") {
            options.mosquitto = value;
        } else if (name == "--folder") {
            options.folder = value;
        } else if (name == "--rounds") {
            options.rounds = toInteger<std::size_t>(value).value_or(0);
        } else if (name == "--connections") {
            options.connections = toInteger<std::size_t>(value).value_or(0);
        } else {
            return fail(Errc::InvalidArgument, "unknown option " + std::string(name));
        }
    }
    if (arguments.size() % 2 == 0 || options.hubd.empty() || options.rounds < 1 ||
        options.rounds > 100 || options.connections < 100 || options.connections > 8'000) {
        return fail(Errc::InvalidArgument,
                    "usage: bench_connections --hubd PROGRAM [--mosquitto PROGRAM] [--folder DIR] "
                    "[--rounds 1 to 100] [--connections 100 to 8000]");
    }
    return options;
}

} // namespace
} // namespace hub::bench

int main(int argc, char** argv)
{
    using namespace hub::bench;
    return runProgram<Options>("bench_connections", std::span(argv, static_cast<std::size_t>(argc)),
                               &optionsFrom, &run);
}
