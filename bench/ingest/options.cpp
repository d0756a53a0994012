#include "bench/ingest/options.h"

#include "base/text.h"

namespace hub::bench {
namespace {

Result<std::size_t> numberIn(std::string_view text, std::size_t most)
{
    const auto number = toInteger<std::size_t>(text);
    if (!number || *number < 1 || *number > most) {
        return fail(Errc::InvalidArgument, "'" + std::string(text) +
                                               "' must be a number from 1 to " +
                                               std::to_string(most));
    }
    return *number;
}

Result<void> setOption(Options& options, std::string_view name, std::string_view value)
{
    if (name == "--hubd") {
        options.hubd = value;
    } else if (name == "--mosquitto") {
        options.mosquitto = value;
    } else if (name == "--folder") {
        options.folder = value;
    } else if (name == "--rounds") {
        HUB_TRY(options.rounds, numberIn(value, 100));
    } else if (name == "--case") {
        HUB_TRY(options.only, numberIn(value, 5));
    } else if (name == "--seconds") {
        HUB_TRY(const std::size_t seconds, numberIn(value, 60));
        options.time = std::chrono::seconds(seconds);
    } else {
        return fail(Errc::InvalidArgument, "unknown option " + std::string(name));
    }
    return success();
}

} // namespace

Result<Options> parseOptions(int argc, const char* const* argv)
{
    Options options;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view name = argv[i];
        if (name == "--help" || name == "-h") {
            options.help = true;
            return options;
        }
        if (i + 1 == argc) {
            return fail(Errc::InvalidArgument, std::string(name) + " needs a value");
        }
        HUB_TRYV(setOption(options, name, argv[i + 1]));
    }
    if (options.hubd.empty()) {
        return fail(Errc::InvalidArgument, "--hubd PROGRAM is missing");
    }
    return options;
}

const char* helpText()
{
    return "bench_ingest: what a durable message costs hubd, next to mosquitto\n\n"
           "  --hubd PROGRAM       the hub to measure\n"
           "  --mosquitto PROGRAM  else /usr/sbin, /usr/bin and the PATH are searched\n"
           "  --folder DIR         where the servers keep their data meanwhile; on a disk (.)\n"
           "  --rounds N           measurements of each case (5)\n"
           "  --case N             only the one with this place in the list, from 1 (all)\n"
           "  --seconds N          length of one measurement (3)\n\n"
           "Exit code: 0 all within the limits, 1 a limit is exceeded, 2 nothing could be "
           "measured.\n";
}

} // namespace hub::bench
