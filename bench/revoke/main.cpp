// How long it takes until a device that loses its access is disconnected. Loopback only. See
// bench/README.md.
#include "bench/revoke/fleet.h"
#include "bench/support/client_tls.h"
#include "bench/support/hubd_server.h"
#include "bench/support/patience.h"
#include "bench/support/program.h"
#include "bench/support/report.h"
#include "bench/support/work_folder.h"

#include "base/base64.h"
#include "base/text.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <random>
#include <unistd.h>

namespace hub::bench {
namespace {

constexpr std::size_t kTalkers = 50;
constexpr std::size_t kGroup = 1'000;
constexpr std::size_t kDevicesPerCall = 1'000;
constexpr double kOneLimit = 50;     ///< ms, 99 of 100
constexpr double kGroupLimit = 1'000; ///< ms, the last of them

struct Options
{
    std::filesystem::path hubd;
    std::filesystem::path folder = ".";
    std::size_t devices = 5'000;
    std::size_t trials = 200;
};

using Time = Fleet::Time;

double msBetween(Time begin, Time end)
{
    return std::chrono::duration<double, std::milli>(end - begin).count();
}

double percentile(std::vector<double> values, std::size_t percent)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[std::min(values.size() - 1, values.size() * percent / 100)];
}

/// Calls that must work.
Result<void> call(test::HttpPeer& peer,
                  const std::string& method,
                  const std::string& target,
                  const std::string& body,
                  const std::map<std::string, std::string>& headers = {})
{
    const test::HttpAnswer answer = peer.request(method, target, body, headers);
    return answer.status == 200 ? Result<void>(success())
                                : fail(Errc::Unavailable, method + " " + target + ": " +
                                                              std::to_string(answer.status) + " " +
                                                              answer.body);
}

Result<void> disable(test::HttpPeer& peer, const std::string& id, const std::string& key)
{
    return call(peer, "PUT", "/devices/" + id + "?api-version=2021-04-12",
                R"({"status":"disabled","authentication":{"symmetricKey":{"primaryKey":")" + key +
                    R"(","secondaryKey":")" + key + R"("}}})",
                {{"If-Match", "*"}});
}

void showTraffic(const char* when, Fleet& fleet)
{
    const std::vector<double> took = fleet.takeLatencies();
    std::printf("  others' messages %-22s %zu, half acknowledged within %.1f ms, 99 of 100 within "
                "%.1f ms\n",
                when, took.size(), percentile(took, 50), percentile(took, 99));
    std::fflush(stdout);
}

/// One after the other, from the front of the fleet.
Result<void> disableSome(Fleet& fleet,
                         test::HttpPeer& peer,
                         std::span<const DeviceAccount> devices,
                         std::size_t trials,
                         const std::string& key,
                         Report& report)
{
    std::vector<double> times;
    for (std::size_t i = 0; i < trials; ++i) {
        const std::array<std::size_t, 1> one{i};
        const Time begin = std::chrono::steady_clock::now();
        HUB_TRYV(disable(peer, devices[i].id, key));
        HUB_TRY(const Time closed, fleet.closedAt(one));
        times.push_back(msBetween(begin, closed));
    }
    Samples half{{percentile(times, 50)}};
    Samples most{{percentile(times, 99)}};
    report.measure("Disable one: half of them disconnected within", half, "ms", kOneLimit);
    report.measure("Disable one: 99 of 100 disconnected within", most, "ms", kOneLimit);
    return success();
}

Result<void> makeGroup(test::HttpPeer& peer, std::span<const DeviceAccount> members)
{
    HUB_TRYV(call(peer, "PUT", "/admin/access/groups/bench", "{}"));
    std::string ids;
    for (const DeviceAccount& member : members) {
        ids += (ids.empty() ? "\"" : ",\"") + member.id + "\"";
    }
    return call(peer, "POST", "/admin/access/groups/bench/members", R"({"add":[)" + ids + "]}");
}

Result<void> blockGroup(Fleet& fleet,
                        test::HttpPeer& peer,
                        std::span<const DeviceAccount> devices,
                        std::size_t first,
                        Report& report)
{
    HUB_TRYV(makeGroup(peer, devices.subspan(first, kGroup)));
    std::vector<std::size_t> members(kGroup);
    std::iota(members.begin(), members.end(), first);
    const Time begin = std::chrono::steady_clock::now();
    HUB_TRYV(call(peer, "POST", "/admin/access/entries",
                  R"({"list":"block","kind":"group","value":"bench"})"));
    HUB_TRY(const Time closed, fleet.closedAt(members));
    const Samples last{{msBetween(begin, closed)}};
    report.measure("Block a group of 1,000: the last disconnected within", last, "ms", kGroupLimit);
    return success();
}

Result<bool> run(const Options& options)
{
    HUB_TRY(const WorkFolder folder, WorkFolder::make(options.folder));
    std::printf("%zu devices are connected, TLS 1.3; %zu of them send 20 messages a second each.\n"
                "From the call of the API to the end of the connection, as the device sees it.\n\n",
                options.devices, kTalkers);
    const HubdFiles files{options.hubd, folder / "data", folder / "ready.json",
                          folder / "hubd.log"};
    HUB_TRY(HubdServer hubd, HubdServer::start(files));
    const std::string key = toBase64("0123456789abcdef0123456789abcdef");
    const std::vector<DeviceAccount> devices = deviceAccounts(options.devices, key);
    for (std::size_t i = 0; i < devices.size(); i += kDevicesPerCall) {
        const std::size_t count = std::min(kDevicesPerCall, devices.size() - i);
        HUB_TRYV(hubd.addDevices(std::span(devices).subspan(i, count), key));
    }
    HUB_TRY(const auto tls, clientTls(files.caCertificate()));
    Fleet fleet;
    HUB_TRYV(fleet.connect(tls.get(), hubd.mqttPort(), devices));
    fleet.start(kTalkers);
    test::HttpPeer peer = hubd.owner();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    showTraffic("before", fleet);

    Report report;
    HUB_TRYV(disableSome(fleet, peer, devices, options.trials, key, report));
    showTraffic("while one is disabled", fleet);
    HUB_TRYV(blockGroup(fleet, peer, devices, options.trials, report));
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    showTraffic("while a group goes", fleet);
    if (const std::size_t closed = fleet.closedCount(); closed != options.trials + kGroup) {
        return fail(Errc::Unavailable, std::to_string(closed) + " devices were disconnected, not " +
                                           std::to_string(options.trials + kGroup));
    }
    return report.isWithinLimits();
}

Result<Options> optionsFrom(std::span<char*> arguments)
{
    Options options;
    for (std::size_t i = 1; i + 1 < arguments.size(); i += 2) {
        const std::string_view name = arguments[i];
        const std::string value = arguments[i + 1];
        const auto number = toInteger<std::size_t>(value);
        if (name == "--hubd") {
            options.hubd = value;
        } else if (name == "--folder") {
            options.folder = value;
        } else if (name == "--devices" && number && *number >= 2'000 && *number <= 20'000) {
            options.devices = *number;
        } else if (name == "--trials" && number && *number >= 10 && *number <= 900) {
            options.trials = *number;
        } else {
            return fail(Errc::InvalidArgument, "what is '" + std::string(name) + " " + value + "'?");
        }
    }
    if (::access(options.hubd.c_str(), X_OK) != 0) {
        return fail(Errc::NotFound, "there is no program " + options.hubd.string() +
                                        "; ./dev bench builds it");
    }
    return options;
}

} // namespace
} // namespace hub::bench

int main(int argc, char** argv)
{
    using namespace hub::bench;
    catchSignals();
    allowManyFiles();
    return runProgram("bench_revoke", std::span(argv, static_cast<std::size_t>(argc)), optionsFrom, run);
}
