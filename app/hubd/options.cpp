#include "app/hubd/options.h"

#include "app/hubd/key_options.h"
#include "app/hubd/secret_file.h"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>

#include <fstream>
#include <map>
#include <sstream>

namespace hubd {
namespace {

namespace po = boost::program_options;

constexpr std::size_t kMaxConnectionString = 4'096;
constexpr std::size_t kMaxWebhookAddress = 2'048;
constexpr long kMaxRetentionDays = 36'500;

po::options_description settings()
{
    po::options_description options("Settings (also keys of the config file)");
    options.add_options()                                                                      //
        ("data", po::value<std::string>()->value_name("DIR"), "data folder, made if missing") //
        ("bind", po::value<std::string>()->value_name("ADDRESS")->default_value("127.0.0.1"),
         "address to listen on")                                                               //
        ("host-name", po::value<std::string>()->value_name("NAME")->default_value("localhost"),
         "name in certificates and connection strings")                                        //
        ("https-port", po::value<std::vector<std::uint16_t>>()->value_name("N"),
         "HTTPS port, may be given several times; 0 = any free one. Without it: 443 where "
         "allowed, and 8443 or the next free one")                                             //
        ("mqtts-port", po::value<std::uint16_t>()->value_name("N"),
         "MQTT port; 0 = any free one. Without it: 8883 or the next free one")                 //
        ("plain-mqtt-port", po::value<std::uint16_t>()->value_name("N"),
         "a further MQTT port, without TLS, on 127.0.0.1 alone; 0 = any free one. Without it: none") //
        ("ready-file", po::value<std::string>()->value_name("PATH"),
         "where to write how the hub can be reached; empty = nowhere")                         //
        ("io-threads", po::value<unsigned>()->value_name("N")->default_value(0),
         "threads that move bytes; 0 = one per core")                                          //
        ("max-connections", po::value<std::size_t>()->value_name("N")->default_value(0),
         "devices connected at a time; 0 = what the descriptor limit allows")                  //
        ("authentication-deadline",
         po::value<long>()->value_name("SECONDS")->default_value(10),
         "from connecting to being signed in")                                                 //
        ("token-expiry-grace", po::value<long>()->value_name("SECONDS")->default_value(600),
         "how long a connection outlives its token")                                           //
        ("max-failed-sign-ins", po::value<unsigned>()->value_name("N")->default_value(20),
         "in a minute from one address, half of it for one id there; then it is locked out. "
         "0 = never")                                                                          //
        ("throttle", po::value<std::string>()->value_name("TIER")->default_value("none"),
         "how often the service API may be used: as with one unit of Azure's tier f1, s1, s2 "
         "or s3; none = at will")                                                              //
        ("key-in-use-hours", po::value<long>()->value_name("HOURS")->default_value(24),
         "so long after its last use a key is not retired unless forced; 0 to 8760")           //
        ("clock-skew", po::value<long>()->value_name("SECONDS")->default_value(300),
         "how long past its end a token is still taken")                                       //
        ("command-ttl", po::value<long>()->value_name("SECONDS")->default_value(3600),
         "life of a command that names no expiry, 60 to 172800")                               //
        ("command-lock", po::value<long>()->value_name("SECONDS")->default_value(60),
         "how long a device that fetched a command over HTTPS holds it, 5 to 300")             //
        ("max-deliveries", po::value<unsigned>()->value_name("N")->default_value(10),
         "how often a command may come back before it is dead, 1 to 100")                      //
        ("close-on-unknown-filter", po::bool_switch(),
         "close a device that subscribes to what is not its own, as Azure does")               //
        ("check-thumbprint-dates", po::bool_switch(),
         "refuse certificates out of their time though registered by thumbprint")              //
        ("file-storage-file", po::value<std::string>()->value_name("PATH"),
         "file, mode 0600, with the connection string of a blob store for files from devices")  //
        ("file-container", po::value<std::string>()->value_name("NAME"),
         "container of that store; must exist")                                                //
        ("job-storage", po::value<std::vector<std::string>>()->value_name("HOST")->composing(),
         "blob store that import and export jobs may use, host[:port]; may be repeated")        //
        ("alert-webhook-file", po::value<std::string>()->value_name("PATH"),
         "file, mode 0600, with the https:// address that alerts are posted to")               //
        ("audit-retention",
         po::value<unsigned>()->value_name("DAYS")->default_value(365),
         "how long the audit log is kept, up to 36500; 0 = all of it")                         //
        ("verbose", po::bool_switch(), "also log debug lines");
    addKeyOptions(options.add_options());
    return options;
}

po::options_description commands()
{
    po::options_description options("Other");
    options.add_options()                                                                     //
        ("config", po::value<std::string>()->value_name("FILE"), "read settings from a file") //
        ("policy", po::value<std::string>()->value_name("NAME")->default_value("iothubowner"),
         "connection-string: of which policy")                                                //
        ("device", po::value<std::string>()->value_name("ID")->default_value(""),
         "connection-string: of a device instead")                                            //
        ("json", po::bool_switch(), "doctor: print the findings as JSON")                     //
        ("help,h", "show this text")                                                          //
        ("version", "show the version");
    addNewKeyOptions(options.add_options());
    return options;
}

hub::Error outOfRange(const char* name, long least, long most)
{
    return hub::fail(hub::Errc::InvalidArgument, std::string("--") + name + " must be from " +
                                                     std::to_string(least) + " to " +
                                                     std::to_string(most));
}

hub::Result<std::chrono::seconds> secondsOf(const po::variables_map& values,
                                            const char* name,
                                            long least = 0,
                                            long most = 86'400)
{
    const long seconds = values[name].as<long>();
    if (seconds < least || seconds > most) {
        return outOfRange(name, least, most);
    }
    return std::chrono::seconds(seconds);
}

hub::Result<void> readCommandRules(const po::variables_map& values, hub::Config& config)
{
    HUB_TRY(config.commandTimeToLive, secondsOf(values, "command-ttl", 60, 172'800));
    HUB_TRY(config.commandLock, secondsOf(values, "command-lock", 5, 300));
    config.maxDeliveries = values["max-deliveries"].as<unsigned>();
    if (config.maxDeliveries < 1 || config.maxDeliveries > 100) {
        return outOfRange("max-deliveries", 1, 100);
    }
    return hub::success();
}

hub::Result<void> readFileStorage(const po::variables_map& values, hub::Config& config)
{
    const bool hasFile = values.count("file-storage-file") > 0;
    if (hasFile != (values.count("file-container") > 0)) {
        return hub::fail(hub::Errc::InvalidArgument,
                         "--file-storage-file and --file-container need each other");
    }
    if (hasFile) {
        HUB_TRY(config.fileStorage,
                secretFile("--file-storage-file", values["file-storage-file"].as<std::string>(),
                           kMaxConnectionString));
        config.fileContainer = values["file-container"].as<std::string>();
    }
    return hub::success();
}

hub::Result<hub::ThrottleTier> throttleTier(const std::string& name)
{
    using hub::ThrottleTier;
    const std::map<std::string, ThrottleTier> tiers{{"none", ThrottleTier::None},
                                                    {"f1", ThrottleTier::F1},
                                                    {"s1", ThrottleTier::S1},
                                                    {"s2", ThrottleTier::S2},
                                                    {"s3", ThrottleTier::S3}};
    const auto found = tiers.find(name);
    if (found == tiers.end()) {
        return hub::fail(hub::Errc::InvalidArgument,
                         "--throttle must be none, f1, s1, s2 or s3, not '" + name + "'");
    }
    return found->second;
}

hub::Result<hub::Config> configFrom(const po::variables_map& values)
{
    hub::Config config;
    if (values.count("data") == 0) {
        return hub::fail(hub::Errc::InvalidArgument,
                         "--data DIR is missing: the folder that keeps the hub's data");
    }
    config.dataFolder = values["data"].as<std::string>();
    config.bindAddress = values["bind"].as<std::string>();
    config.hostName = values["host-name"].as<std::string>();
    if (values.count("https-port") > 0) {
        config.httpsPorts = values["https-port"].as<std::vector<std::uint16_t>>();
    }
    if (values.count("mqtts-port") > 0) {
        config.mqttsPort = values["mqtts-port"].as<std::uint16_t>();
    }
    if (values.count("plain-mqtt-port") > 0) {
        config.plainMqttPort = values["plain-mqtt-port"].as<std::uint16_t>();
    }
    if (values.count("ready-file") > 0) {
        config.readyFile = values["ready-file"].as<std::string>();
    }
    config.ioThreads = values["io-threads"].as<unsigned>();
    config.maxConnections = values["max-connections"].as<std::size_t>();
    HUB_TRY(config.throttle, throttleTier(values["throttle"].as<std::string>()));
    config.maxFailedSignIns = values["max-failed-sign-ins"].as<unsigned>();
    HUB_TRYV(readFileStorage(values, config));
    if (values.count("job-storage") > 0) {
        config.jobStorage = values["job-storage"].as<std::vector<std::string>>();
    }
    HUB_TRY(config.key, keySource(values));
    const long hours = values["key-in-use-hours"].as<long>();
    if (hours < 0 || hours > 8'760) {
        return outOfRange("key-in-use-hours", 0, 8'760);
    }
    config.keyInUse = std::chrono::hours(hours);
    HUB_TRY(config.authenticationDeadline, secondsOf(values, "authentication-deadline"));
    HUB_TRY(config.tokenExpiryGrace, secondsOf(values, "token-expiry-grace"));
    HUB_TRY(config.clockSkew, secondsOf(values, "clock-skew"));
    config.closeOnUnknownFilter = values["close-on-unknown-filter"].as<bool>();
    config.checkThumbprintDates = values["check-thumbprint-dates"].as<bool>();
    HUB_TRYV(readCommandRules(values, config));
    if (values.count("alert-webhook-file") > 0) {
        HUB_TRY(config.alertWebhook,
                secretFile("--alert-webhook-file", values["alert-webhook-file"].as<std::string>(),
                           kMaxWebhookAddress));
    }
    config.auditRetentionDays = values["audit-retention"].as<unsigned>();
    if (config.auditRetentionDays > kMaxRetentionDays) {
        return outOfRange("audit-retention", 0, kMaxRetentionDays);
    }
    return config;
}

std::vector<std::string> commandWords(const po::variables_map& values)
{
    return values.count("command") > 0 ? values["command"].as<std::vector<std::string>>()
                                       : std::vector<std::string>();
}

/// Throws po::error.
void checkCommand(const std::vector<std::string>& words)
{
    using Words = std::vector<std::string>;
    const bool known = words.empty() || words == Words{"connection-string"} ||
                       words == Words{"rekey"} || words == Words{"doctor"} ||
                       words == Words{"audit", "verify"} || words == Words{"audit", "export"};
    if (!known) {
        std::string text;
        for (const std::string& word : words) {
            text += (text.empty() ? "" : " ") + word;
        }
        throw po::error("unknown command '" + text + "'");
    }
}

Command commandFrom(const po::variables_map& values)
{
    if (values.count("help") > 0) {
        return Command::Help;
    }
    if (values.count("version") > 0) {
        return Command::Version;
    }
    const std::vector<std::string> words = commandWords(values);
    if (words.empty()) {
        return Command::Serve;
    }
    if (words[0] == "connection-string") {
        return Command::ConnectionString;
    }
    if (words[0] == "rekey") {
        return Command::Rekey;
    }
    if (words[0] == "doctor") {
        return Command::Doctor;
    }
    return words[1] == "verify" ? Command::AuditVerify : Command::AuditExport;
}

/// Flags first, then the file: what the command line says counts more.
po::variables_map readAll(int argc, const char* const* argv)
{
    po::options_description all;
    all.add(settings()).add(commands());
    all.add_options()("command", po::value<std::vector<std::string>>());
    po::positional_options_description positions;
    positions.add("command", 2);
    po::variables_map values;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positions).run(),
              values);
    checkCommand(commandWords(values));
    if (values.count("config") > 0) {
        const auto& name = values["config"].as<std::string>();
        std::ifstream file(name);
        if (!file) {
            throw po::error("cannot read the config file " + name);
        }
        po::store(po::parse_config_file(file, settings()), values);
    }
    po::notify(values);
    return values;
}

} // namespace

hub::Result<Options> parseOptions(int argc, const char* const* argv)
{
    try {
        const po::variables_map values = readAll(argc, argv);
        Options options;
        options.command = commandFrom(values);
        if (options.command == Command::Help || options.command == Command::Version) {
            return options;
        }
        HUB_TRY(options.config, configFrom(values));
        if (options.command == Command::Rekey) {
            HUB_TRY(options.newKey, newKeySource(values));
        }
        options.verbose = values["verbose"].as<bool>();
        options.policy = values["policy"].as<std::string>();
        options.device = values["device"].as<std::string>();
        options.json = values["json"].as<bool>();
        return options;
    } catch (const po::error& error) {
        return hub::fail(hub::Errc::InvalidArgument, error.what());
    }
}

std::string helpText()
{
    std::ostringstream text;
    text << "hubd: the Hubdeck hub without a screen\n\n"
            "  hubd --data DIR [settings]\n"
            "  hubd connection-string --data DIR [--policy NAME | --device ID]\n"
            "  hubd rekey --data DIR [--key-file PATH] [--new-key-file PATH]\n"
            "  hubd doctor --data DIR [settings] [--json]\n"
            "  hubd audit verify --data DIR\n"
            "  hubd audit export --data DIR\n\n"
         << settings() << '\n'
         << commands();
    return text.str();
}

} // namespace hubd
