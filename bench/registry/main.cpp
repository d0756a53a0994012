// What a full registry costs: reading, listing, searching and asking it at a tenth of its devices and
// at all of them, over HTTPS. Loopback only. See bench/README.md.
#include "bench/support/hubd_server.h"
#include "bench/support/patience.h"
#include "bench/support/program.h"
#include "bench/support/report.h"
#include "bench/support/work_folder.h"

#include "base/base64.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <unistd.h>

namespace hub::bench {
namespace {

constexpr std::size_t kDevicesPerCall = 100; ///< the most that the API takes
constexpr std::size_t kSites = 1'000;
constexpr double kFirstPageLimit = 20; ///< ms, 99 of 100, with all devices
constexpr double kTagQueryLimit = 50;

struct Options
{
    std::filesystem::path hubd;
    std::filesystem::path folder = ".";
    std::size_t devices = 1'000'000;
    std::size_t questions = 100; ///< of each kind
};

struct Call
{
    std::string method = "GET";
    std::string target;
    std::string body{};
};

/// How many there are to be in the end, and how many there are.
struct Stage
{
    std::size_t devices;
    std::size_t present;

    /// Ids are spread, so that they do not come in the order in which they are stored.
    std::string id(std::size_t index) const
    {
        const std::string digits = std::to_string(index * 7'919 % devices);
        return "bench-" + std::string(7 - std::min<std::size_t>(7, digits.size()), '0') + digits;
    }
};

/// A kind of question, with values of its own each time.
struct Question
{
    const char* name;
    Call (*ask)(const Stage& stage, std::mt19937_64& random);
    double limit = 0; ///< ms, with all devices; 0 = none
};

Call query(const std::string& text)
{
    return {"POST", "/devices/query?api-version=2021-04-12", R"({"query":")" + text + R"("})"};
}

std::string site(std::mt19937_64& random)
{
    return "'site-" + std::to_string(random() % kSites) + "'";
}

constexpr std::array<Question, 10> kQuestions{{
    {"one device by its id",
     [](const Stage& stage, std::mt19937_64& random) {
         return Call{"GET", "/devices/" + stage.id(random() % stage.present) +
                                "?api-version=2021-04-12"};
     }},
    {"first page of 256, with its total",
     [](const Stage&, std::mt19937_64&) { return Call{"GET", "/admin/devices?limit=256"}; },
     kFirstPageLimit},
    {"a page of 256 in the middle",
     [](const Stage& stage, std::mt19937_64&) {
         return Call{"GET", "/admin/devices?limit=256&offset=" + std::to_string(stage.present / 2)};
     }},
    {"search for four digits",
     [](const Stage&, std::mt19937_64& random) {
         return Call{"GET", "/admin/devices?search=" + std::to_string(1'000 + random() % 9'000)};
     }},
    {"search for what all have",
     [](const Stage&, std::mt19937_64&) { return Call{"GET", "/admin/devices?search=bench"}; }},
    {"list of those with a tag that a tenth has",
     [](const Stage&, std::mt19937_64& random) {
         return Call{"GET", "/admin/devices?limit=256&query=tags.place.floor%20%3D%20" +
                                std::to_string(random() % 10)};
     },
     kTagQueryLimit},
    {"query by a tag, a page of 100 ids",
     [](const Stage&, std::mt19937_64& random) {
         return query("SELECT deviceId FROM devices WHERE tags.site = " + site(random));
     },
     kTagQueryLimit},
    {"query by two tags, whole twins",
     [](const Stage&, std::mt19937_64& random) {
         return query("SELECT * FROM devices WHERE tags.site = " + site(random) +
                      " AND tags.place.floor >= 5");
     },
     kTagQueryLimit},
    {"COUNT by a tag",
     [](const Stage&, std::mt19937_64& random) {
         return query("SELECT COUNT() AS n FROM devices WHERE tags.site = " + site(random));
     }},
    {"COUNT by a tag that a tenth has",
     [](const Stage&, std::mt19937_64& random) {
         return query("SELECT COUNT() AS n FROM devices WHERE tags.place.floor = " +
                      std::to_string(random() % 10));
     }},
}};

double millisecondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

Result<void> call(test::HttpPeer& peer, const Call& call)
{
    const test::HttpAnswer answer =
        peer.request(call.method, call.target, call.body,
                     {{"Content-Type", "application/json"}});
    return answer.status == 200
               ? Result<void>(success())
               : fail(Errc::Unavailable, call.target + ": " + std::to_string(answer.status) + " " +
                                             answer.body.substr(0, 300));
}

Call creation(const Stage& stage, std::size_t from, std::size_t to, const std::string& key)
{
    Call call{"POST", "/devices?api-version=2021-04-12", "["};
    for (std::size_t i = from; i < to; ++i) {
        call.body += i == from ? "" : ",";
        call.body += R"({"importMode":"create","id":")" + stage.id(i) +
                     R"(","authentication":{"symmetricKey":{"primaryKey":")" + key +
                     R"(","secondaryKey":")" + key + R"("}},"tags":{"site":"site-)" +
                     std::to_string(i % kSites) + R"(","place":{"floor":)" +
                     std::to_string(i / kSites % 10) + "}}}";
    }
    call.body += "]";
    return call;
}

struct Figures
{
    std::vector<double> half; ///< ms, one a question
    std::vector<double> most; ///< 99 of 100
};

/// From as many as there are to as many as the stage has.
Result<void> fill(test::HttpPeer& peer, std::size_t from, const Stage& stage)
{
    const std::string key = toBase64("0123456789abcdef0123456789abcdef");
    std::vector<double> times;
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = from; i < stage.present; i += kDevicesPerCall) {
        const Call creates = creation(stage, i, std::min(stage.present, i + kDevicesPerCall), key);
        const auto asked = std::chrono::steady_clock::now();
        HUB_TRYV(call(peer, creates));
        times.push_back(millisecondsSince(asked));
    }
    std::ranges::sort(times);
    std::printf("  %-36s half within %8.2f ms, 99 of 100 within %8.2f ms, %.0f devices a second\n",
                "create 100 devices in one call", times[times.size() / 2],
                times[times.size() * 99 / 100],
                static_cast<double>(stage.present - from) * 1'000 / millisecondsSince(begin));
    return success();
}

Result<Figures> ask(test::HttpPeer& peer, const Stage& stage, std::size_t questions)
{
    std::mt19937_64 random(4711);
    Figures figures;
    for (const Question& question : kQuestions) {
        std::vector<double> times;
        for (std::size_t i = 0; i < questions; ++i) {
            const Call asked = question.ask(stage, random);
            const auto begin = std::chrono::steady_clock::now();
            HUB_TRYV(call(peer, asked));
            times.push_back(millisecondsSince(begin));
        }
        std::ranges::sort(times);
        figures.half.push_back(times[times.size() / 2]);
        figures.most.push_back(times[times.size() * 99 / 100]);
        std::printf("  %-36s half within %8.2f ms, 99 of 100 within %8.2f ms\n", question.name,
                    figures.half.back(), figures.most.back());
        std::fflush(stdout);
    }
    return figures;
}

Result<Figures> measure(HubdServer& hubd, std::size_t from, const Stage& stage,
                        std::size_t questions)
{
    test::HttpPeer peer = hubd.owner();
    std::printf("%zu devices\n", stage.present);
    HUB_TRYV(fill(peer, from, stage));
    HUB_TRY(Figures figures, ask(peer, stage, questions));
    std::printf("  resident memory of hubd: %.0f MB\n\n",
                static_cast<double>(hubd.process().residentBytes()) / 1e6);
    return figures;
}

Result<bool> run(const Options& options)
{
    HUB_TRY(const WorkFolder work, WorkFolder::make(options.folder));
    const HubdFiles files{options.hubd, work / "data", work / "ready.json", work / "hubd.log"};
    HUB_TRY(HubdServer hubd, HubdServer::start(files));
    const std::size_t tenth = options.devices / 10;
    const Stage first{options.devices, tenth};
    const Stage last{options.devices, options.devices};
    HUB_TRY(const Figures few, measure(hubd, 0, first, options.questions));
    HUB_TRY(const Figures all, measure(hubd, tenth, last, options.questions));
    std::printf("Ten times the devices take (medians)\n");
    Report report;
    for (std::size_t i = 0; i < kQuestions.size(); ++i) {
        std::printf("  %-36s %5.1f times as long\n", kQuestions[i].name,
                    all.half[i] / few.half[i]);
    }
    for (std::size_t i = 0; i < kQuestions.size(); ++i) {
        if (kQuestions[i].limit > 0) {
            report.measure(std::string("99 of 100: ") + kQuestions[i].name,
                           Samples{{all.most[i]}}, "ms", kQuestions[i].limit);
        }
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
        } else if (name == "--devices" && number && *number >= 10'000 && *number <= 1'000'000) {
            options.devices = *number;
        } else if (name == "--questions" && number && *number >= 1 && *number <= 100'000) {
            options.questions = *number;
        } else {
            return fail(Errc::InvalidArgument,
                        "what is '" + std::string(name) + " " + value + "'?");
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
    return runProgram("bench_registry", std::span(argv, static_cast<std::size_t>(argc)), optionsFrom,
                      run);
}
