// How long the audit log takes to be asked and to be checked when it is large. See bench/README.md.
#include "base/private_file.h"
#include "base/text.h"
#include "bench/support/program.h"
#include "bench/support/report.h"
#include "bench/support/work_folder.h"
#include "services/audit_check.h"
#include "services/audit_trail.h"
#include "storage/sqlite/open.h"

#include <algorithm>
#include <cstdio>
#include <random>
#include <span>

namespace hub::bench {
namespace {

constexpr double kPageLimit = 200;                ///< ms, 99 of 100
constexpr double kSlowestCheck = 1e9 / 300'000.0; ///< ns a record
constexpr AuditSequence kRecordsPerCommit = 10'000;
constexpr std::uint64_t kDevices = 10'000;
constexpr Micros kBetween = std::chrono::milliseconds(31); ///< a million records are nine hours

struct Options
{
    std::filesystem::path folder = ".";
    std::size_t records = 1'000'000;
    std::size_t questions = 200; ///< for each kind of filter
    std::size_t rounds = 3;      ///< of checking
};

/// Goes on as the records do.
class BenchClock final : public Clock
{
public:
    WallTime wall() const override { return wall_; }
    MonoTime mono() const override { return std::chrono::steady_clock::now(); }
    void step() { wall_ += kBetween; }

private:
    WallTime wall_{std::chrono::seconds(1'700'000'000)};
};

/// What a busy fleet leaves: ten thousand devices, few people, errors now and then.
AuditRecord recordOf(std::uint64_t number, std::mt19937_64& random)
{
    static const std::array<const char*, 6> actions{"device.keys.read", "device.update",
                                                    "twin.patch",       "command.enqueue",
                                                    "method.invoke",    "device.disable"};
    AuditRecord record;
    record.actorKind = kActorPolicy;
    record.actor = random() % 50 == 0 ? "iothubowner" : "service";
    record.credential = "primaryKey";
    record.role = "RegistryRead, RegistryWrite, ServiceConnect, DeviceConnect";
    record.address = "10.0.0." + std::to_string(random() % 200);
    record.action = actions.at(random() % actions.size());
    record.target = "thermo-" + std::to_string(random() % kDevices);
    record.before = R"({"enabled":true,"keys":"set","tags":{"site":"berlin"}})";
    record.after = R"({"enabled":false,"keys":"set","tags":{"site":"berlin"}})";
    record.result = random() % 200 == 0 ? "PreconditionFailed" : "ok";
    record.requestId = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + number);
    return record;
}

Result<void> fill(Storage& storage, AuditTrail& trail, BenchClock& clock, std::size_t records)
{
    std::mt19937_64 random(4711);
    HUB_TRY(AuditEnd end, storage.audit().end());
    while (end.sequence < records) {
        HUB_TRYV(storage.transaction([&]() -> Result<void> {
            for (AuditSequence i = 0; i < kRecordsPerCommit && end.sequence + i < records; ++i) {
                clock.step();
                AuditRecord record = recordOf(end.sequence + i, random);
                HUB_TRYV(trail.append(storage, record));
            }
            return success();
        }));
        HUB_TRY(end, storage.audit().end());
    }
    HUB_TRYV(storage.transaction([&] { return trail.seal(storage); }));
    return trail.writeHead(storage);
}

/// A question: a filter with values of its own each time.
struct Question
{
    const char* name;
    void (*ask)(AuditQuery&, std::mt19937_64&, std::size_t records);
};

WallTime timeOf(std::uint64_t number)
{
    return WallTime(std::chrono::seconds(1'700'000'000)) + kBetween * number;
}

constexpr std::array<Question, 12> kQuestions{{
    {"nothing, the newest page", [](AuditQuery&, std::mt19937_64&, std::size_t) {}},
    {"a page far back",
     [](AuditQuery& query, std::mt19937_64& random, std::size_t records) {
         query.before = random() % records + 1;
     }},
    {"a range of time",
     [](AuditQuery& query, std::mt19937_64& random, std::size_t records) {
         query.from = timeOf(random() % records);
         query.to = *query.from + std::chrono::minutes(10);
     }},
    {"actor, rare",
     [](AuditQuery& query, std::mt19937_64&, std::size_t) { query.actor = "iothubowner"; }},
    {"actor, none like it",
     [](AuditQuery& query, std::mt19937_64&, std::size_t) { query.actor = "nobody"; }},
    {"action",
     [](AuditQuery& query, std::mt19937_64&, std::size_t) { query.action = "device.disable"; }},
    {"target",
     [](AuditQuery& query, std::mt19937_64& random, std::size_t) {
         query.target = "thermo-" + std::to_string(random() % kDevices);
     }},
    {"address",
     [](AuditQuery& query, std::mt19937_64& random, std::size_t) {
         query.address = "10.0.0." + std::to_string(random() % 200);
     }},
    {"result",
     [](AuditQuery& query, std::mt19937_64&, std::size_t) { query.result = "PreconditionFailed"; }},
    {"request id",
     [](AuditQuery& query, std::mt19937_64& random, std::size_t records) {
         query.requestId =
             "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + random() % records);
     }},
    {"part of the target",
     [](AuditQuery& query, std::mt19937_64& random, std::size_t) {
         query.targetContains = "-" + std::to_string(random() % kDevices);
     }},
    {"actor, action and result",
     [](AuditQuery& query, std::mt19937_64&, std::size_t) {
         query.actor = "service";
         query.action = "twin.patch";
         query.result = "NothingLikeIt";
     }},
}};

double millisecondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

Result<void> ask(AuditStore& store, const Options& options, Report& report)
{
    std::mt19937_64 random(4712);
    Samples slowest;
    for (const Question& question : kQuestions) {
        std::vector<double> times;
        for (std::size_t i = 0; i < options.questions; ++i) {
            AuditQuery query;
            question.ask(query, random, options.records);
            const auto begin = std::chrono::steady_clock::now();
            HUB_TRYV(store.find(query));
            times.push_back(millisecondsSince(begin));
        }
        std::ranges::sort(times);
        slowest.values.push_back(times[times.size() * 99 / 100]);
        std::printf("  %-26s half within %8.3f ms, 99 of 100 within %8.3f ms\n", question.name,
                    times[times.size() / 2], slowest.values.back());
        std::fflush(stdout);
    }
    const Samples worst{{*std::ranges::max_element(slowest.values)}};
    report.measure("99 of 100 pages of the slowest filter within", worst, "ms", kPageLimit);
    return success();
}

Result<void> check(Storage& storage,
                   const Bytes& publicKey,
                   const std::filesystem::path& folder,
                   const Options& options,
                   Report& report)
{
    Samples perRecord;
    for (std::size_t round = 0; round < options.rounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        HUB_TRY(const AuditReport found, checkAudit(storage, publicKey, folder));
        const double milliseconds = millisecondsSince(begin);
        if (found.fault) {
            return fail(Errc::Corrupt, "the log is broken: " + found.fault->reason);
        }
        perRecord.values.push_back(milliseconds * 1e6 / static_cast<double>(found.count));
        std::printf("  checked %.0f records a second\n", 1e9 / perRecord.values.back());
    }
    report.measure("Checking a record", perRecord, "ns", kSlowestCheck);
    return success();
}

Result<bool> run(const Options& options)
{
    HUB_TRY(const WorkFolder work, WorkFolder::make(options.folder));
    const std::filesystem::path folder = work / "data";
    HUB_TRYV(makePrivateFolder(folder));
    const SecretBox box(Secret(Bytes(32, 'k')));
    BenchClock clock;
    EventHub events(clock);
    const Log log;
    AuditTrail trail({events, log, clock, folder});
    HUB_TRY(const auto writer, sqlite::open({folder, false, false}, box, clock));
    HUB_TRYV(trail.open(*writer));
    const auto begin = std::chrono::steady_clock::now();
    HUB_TRYV(fill(*writer, trail, clock, options.records));
    std::printf("%zu records, %.1f µs each to add, %.0f MB\n\n", options.records,
                millisecondsSince(begin) * 1'000 / static_cast<double>(options.records),
                static_cast<double>(std::filesystem::file_size(folder / "state.db")) / 1e6);
    HUB_TRY(const auto reader, sqlite::open({folder, true}, box, clock));
    Report report;
    std::printf("Pages of 256\n");
    HUB_TRYV(ask(reader->audit(), options, report));
    std::printf("\nChecking all\n");
    HUB_TRYV(check(*reader, trail.key().publicKey(), folder, options, report));
    return report.isWithinLimits();
}

Result<Options> optionsFrom(std::span<char*> arguments)
{
    Options options;
    for (std::size_t i = 1; i + 1 < arguments.size(); i += 2) {
        const std::string_view name = arguments[i];
        const std::string value = arguments[i + 1];
        const auto number = toInteger<std::size_t>(value);
        if (name == "--folder") {
            options.folder = value;
        } else if (name == "--records" && number && *number >= 1'000 && *number <= 100'000'000) {
            options.records = *number;
        } else if (name == "--questions" && number && *number >= 1 && *number <= 100'000) {
            options.questions = *number;
        } else if (name == "--rounds" && number && *number >= 1 && *number <= 100) {
            options.rounds = *number;
        } else if (name != "--hubd") { // bench/run gives it to all
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
    return runProgram("bench_audit", std::span(argv, static_cast<std::size_t>(argc)), optionsFrom, run);
}
