// How long a command takes from the service's call to the device, next to mosquitto in the same run.
// Loopback only. See bench/README.md.
#include "bench/commands/receivers.h"
#include "bench/support/client_tls.h"
#include "bench/support/hubd_server.h"
#include "bench/support/mosquitto_server.h"
#include "bench/support/patience.h"
#include "bench/support/program.h"
#include "bench/support/report.h"
#include "bench/support/work_folder.h"

#include "base/base64.h"
#include "base/text.h"
#include "tests/support/mqtt_peer.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <random>
#include <unistd.h>

namespace hub::bench {
namespace {

constexpr std::size_t kDevices = 1'000;
constexpr std::size_t kWarmUp = 200;
constexpr double kMedianLimit = 0.6; ///< ms
constexpr double kSlowestLimit = 5;  ///< ms, 99 of 100

struct Options
{
    std::filesystem::path hubd;
    std::filesystem::path mosquitto = findMosquitto().value_or("/usr/sbin/mosquitto");
    std::filesystem::path folder = ".";
    std::size_t rounds = 5;
    std::size_t commands = 1'000; ///< of a round and server
};

/// Sends one command and returns when the server has answered.
using Send = std::function<bool(const std::string& device, const std::string& payload)>;

struct Figures
{
    Samples median;  ///< ms, one a round
    Samples slowest; ///< ms, 99 of 100
};

Send hubdSender(test::HttpPeer& peer)
{
    return [&peer](const std::string& device, const std::string& payload) {
        return peer
                   .request("POST",
                            "/devices/" + device +
                                "/messages/deviceBound?api-version=2021-04-12",
                            payload)
                   .status == 204;
    };
}

Send mosquittoSender(test::MqttPeer& peer)
{
    auto packetId = std::make_shared<std::uint16_t>(std::uint16_t{0});
    return [&peer, packetId](const std::string& device, const std::string& payload) {
        *packetId = static_cast<std::uint16_t>(*packetId % 60'000 + 1);
        return peer.publish("devices/" + device + "/messages/devicebound/x", payload, *packetId) &&
               peer.receive().has_value();
    };
}

Result<double> measureOne(Receivers& receivers,
                          const Send& send,
                          const std::string& device,
                          std::size_t number)
{
    std::string payload = "command " + std::to_string(number) + " ";
    payload.resize(128, 'x');
    const auto begin = std::chrono::steady_clock::now();
    if (!send(device, payload)) {
        return fail(Errc::Unavailable, "the server did not take a command");
    }
    HUB_TRY(const auto arrival, receivers.arrivalOf(payload));
    return std::chrono::duration<double, std::milli>(arrival - begin).count();
}

Result<void> playRound(Receivers& receivers,
                       const Send& send,
                       std::span<const DeviceAccount> devices,
                       const Options& options,
                       Figures& figures)
{
    static std::size_t number = 0;
    static std::mt19937 random(4711);
    std::vector<double> times;
    for (std::size_t i = 0; i < kWarmUp + options.commands; ++i) {
        const std::string& device = devices[random() % devices.size()].id;
        HUB_TRY(const double time, measureOne(receivers, send, device, ++number));
        if (i >= kWarmUp) {
            times.push_back(time);
        }
    }
    std::ranges::sort(times);
    figures.median.values.push_back(times[times.size() / 2]);
    figures.slowest.values.push_back(times[times.size() * 99 / 100]);
    return success();
}

void show(const char* server, const Figures& figures)
{
    std::printf("  %-9s  half within %.3f ms, 99 of 100 within %.3f ms\n", server,
                figures.median.values.back(), figures.slowest.values.back());
    std::fflush(stdout);
}

struct Comparison
{
    Figures hubd;
    Figures mosquitto;
};

Result<void> playAll(const Options& options,
                     HubdServer& hubd,
                     const HubdFiles& files,
                     const WorkFolder& folder,
                     Comparison& figures)
{
    const std::string key = toBase64("0123456789abcdef0123456789abcdef");
    const std::vector<DeviceAccount> devices = deviceAccounts(kDevices, key);
    HUB_TRY(const auto tls, clientTls(files.caCertificate()));
    HUB_TRYV(hubd.addDevices(devices, key));
    HUB_TRY(MosquittoServer mosquitto,
            MosquittoServer::start({options.mosquitto, folder / "mosquitto", files.certificate(),
                                    files.key()}));
    Receivers ofHubd;
    HUB_TRYV(ofHubd.connect(tls.get(), hubd.mqttPort(), devices));
    Receivers ofMosquitto;
    HUB_TRYV(ofMosquitto.connect(tls.get(), mosquitto.mqttPort(), devices));
    ofHubd.start();
    ofMosquitto.start();

    test::HttpPeer service = hubd.owner();
    test::TlsPeer::Options publisherOptions;
    publisherOptions.port = mosquitto.mqttPort();
    publisherOptions.caFile = files.caCertificate().string();
    test::MqttPeer publisher(test::TlsPeer::connect(publisherOptions));
    test::MqttConnect signIn;
    signIn.clientId = "service";
    publisher.connect(signIn);
    for (std::size_t round = 1; round <= options.rounds; ++round) {
        std::printf("round %zu\n", round);
        HUB_TRYV(playRound(ofHubd, hubdSender(service), devices, options, figures.hubd));
        show("hubd", figures.hubd);
        HUB_TRYV(playRound(ofMosquitto, mosquittoSender(publisher), devices, options,
                           figures.mosquitto));
        show("mosquitto", figures.mosquitto);
    }
    return success();
}

Result<bool> run(const Options& options)
{
    HUB_TRY(const WorkFolder folder, WorkFolder::make(options.folder));
    std::printf(
        "A command of 128 bytes to one of 1,000 connected devices, TLS 1.3, QoS 1, one at a time;\n"
        "from the service's call to the device.\n\n"
        "  hubd       HTTPS; the command is synced to disk before it is sent on\n"
        "  mosquitto  MQTT; from memory\n\n");
    const HubdFiles files{options.hubd, folder / "data", folder / "ready.json",
                          folder / "hubd.log"};
    HUB_TRY(HubdServer hubd, HubdServer::start(files));
    Comparison figures;
    HUB_TRYV(playAll(options, hubd, files, folder, figures));
    std::printf("\nMedians of the rounds, and the least and the most\n\n");
    Report report;
    report.measure("Half of the commands arrive within", figures.hubd.median, "ms", kMedianLimit);
    std::printf("  mosquitto  %s, ratio %.2f\n", figures.mosquitto.median.text("ms").c_str(),
                figures.hubd.median.median() / figures.mosquitto.median.median());
    report.measure("99 of 100 arrive within", figures.hubd.slowest, "ms", kSlowestLimit);
    std::printf("  mosquitto  %s, ratio %.2f\n", figures.mosquitto.slowest.text("ms").c_str(),
                figures.hubd.slowest.median() / figures.mosquitto.slowest.median());
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
        } else if (name == "--mosquitto") {
            options.mosquitto = value;
        } else if (name == "--folder") {
            options.folder = value;
        } else if (name == "--rounds" && number && *number >= 1 && *number <= 100) {
            options.rounds = *number;
        } else if (name == "--commands" && number && *number >= 100 && *number <= 100'000) {
            options.commands = *number;
        } else {
            return fail(Errc::InvalidArgument, "what is '" + std::string(name) + " " + value + "'?");
        }
    }
    for (const auto& program : {options.hubd, options.mosquitto}) {
        if (::access(program.c_str(), X_OK) != 0) {
            return fail(Errc::NotFound, "there is no program " + program.string() +
                                            "; ./dev bench builds hubd and installs mosquitto");
        }
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
    return runProgram("bench_commands", std::span(argv, static_cast<std::size_t>(argc)), optionsFrom, run);
}
