#include "server/checkup_folder.h"

#include "base/private_file.h"
#include "hub/server.h"
#include "net/certificate.h"
#include "net/port_binder.h"
#include "server/ready_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <sys/stat.h>

namespace hub {
namespace {

constexpr std::size_t kMostFiles = 50'000; // one day of telemetry has three at most
constexpr std::uint16_t kDefaultMqtts = 8883;
constexpr std::uint16_t kDefaultHttps = 8443;
constexpr std::array<std::string_view, 4> kSecretFiles{"secret.key", "secret.key.next", "ca.key",
                                                       "server.key"};
constexpr std::array<std::string_view, 2> kPublicFiles{"ca.pem", "server.pem"};

bool isOneOf(std::span<const std::string_view> names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Nothing: it is gone.
std::optional<CheckedFile> look(const std::filesystem::path& path, std::string name, uid_t owner)
{
    struct stat status
    {};
    if (::stat(path.c_str(), &status) != 0) {
        return std::nullopt;
    }
    CheckedFile file;
    file.name = std::move(name);
    file.mode = status.st_mode & 07777U;
    file.isSecret = isOneOf(kSecretFiles, path.filename().string());
    file.isForeign = status.st_uid != owner;
    return file;
}

void gatherFiles(const std::filesystem::path& folder, std::vector<CheckedFile>& files)
{
    struct stat status
    {};
    if (::stat(folder.c_str(), &status) != 0) {
        return;
    }
    const auto note = [&](const std::filesystem::path& path, const std::string& name) {
        if (auto file = look(path, name, status.st_uid)) {
            files.push_back(std::move(*file));
        }
    };
    note(folder, folder.string());
    std::error_code error;
    std::filesystem::recursive_directory_iterator each(folder, error);
    for (; !error && each != std::filesystem::recursive_directory_iterator() &&
           files.size() < kMostFiles;
         each.increment(error)) {
        if (!isOneOf(kPublicFiles, each->path().filename().string())) {
            note(each->path(), each->path().lexically_relative(folder).string());
        }
    }
}

void gatherReadyFile(const std::filesystem::path& path, CheckupFacts& facts)
{
    struct stat status
    {};
    if (::stat(facts.folder.c_str(), &status) == 0) {
        if (auto file = look(path, path.string(), status.st_uid)) {
            file->isSecret = true;
            facts.files.push_back(std::move(*file));
        }
    }
    const Result<ReadyFile> ready = readReadyFile(path);
    facts.reach.isKnown = ready.has_value();
    if (ready) {
        facts.tls.name = ready.value().hostName;
        for (const Listener& listener : ready.value().listeners) {
            facts.reach.listeners.push_back({listener, !net::isLoopback(listener.address)});
        }
    }
}

void planReach(const Config& config, CheckedReach& reach)
{
    const bool isOpen = !net::isLoopback(config.bindAddress);
    reach.maxFailedSignIns = config.maxFailedSignIns;
    reach.listeners.push_back(
        {{"mqtts", config.bindAddress, config.mqttsPort.value_or(kDefaultMqtts)}, isOpen});
    if (config.plainMqttPort) {
        reach.listeners.push_back({{"mqtt", "127.0.0.1", *config.plainMqttPort}, false});
    }
    std::vector<std::uint16_t> ports = config.httpsPorts;
    if (ports.empty()) {
        ports.push_back(kDefaultHttps);
    }
    for (const std::uint16_t port : ports) {
        reach.listeners.push_back({{"https", config.bindAddress, port}, isOpen});
    }
}

struct Pair
{
    net::Certificate certificate;
    net::PrivateKey key;
};

Result<Pair> pairIn(const std::filesystem::path& folder, const std::string& name)
{
    HUB_TRY(const Bytes certificate, readSmallFile(folder / (name + ".pem")));
    HUB_TRY(Bytes text, readSmallFile(folder / (name + ".key")));
    const Secret key(std::move(text));
    HUB_TRY(net::Certificate parsed, net::Certificate::fromPem(certificate));
    HUB_TRY(net::PrivateKey own, net::PrivateKey::fromPem(key.reveal()));
    return Pair{std::move(parsed), std::move(own)};
}

CheckedCertificate checked(const Pair& pair)
{
    return {pair.certificate.daysLeft(), pair.key.kind(), pair.key.securityBits(),
            pair.certificate.isOf(pair.key)};
}

Result<void> gatherPairs(const std::filesystem::path& folder, CheckedTls& tls)
{
    HUB_TRY(const Pair server, pairIn(folder, "server"));
    HUB_TRY(const Pair authority, pairIn(folder, "ca"));
    tls.server = checked(server);
    tls.authority = checked(authority);
    tls.isSigned = server.certificate.isSignedBy(authority.certificate);
    tls.coversName = server.certificate.covers(tls.name);
    return success();
}

} // namespace

void gatherFolder(const Config& config, CheckupFacts& facts)
{
    facts.folder = config.dataFolder.string();
    gatherFiles(config.dataFolder, facts.files);
    const std::optional<RunningHub> hub = runningHub(config.dataFolder);
    facts.reach.runs = hub.has_value();
    if (hub) {
        gatherReadyFile(hub->readyFile, facts);
    } else {
        planReach(config, facts.reach);
    }
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(config.dataFolder, error);
    facts.freeBytes = error ? 0 : space.available;
}

void gatherCertificates(const Config& config, CheckupFacts& facts)
{
    if (const Result<void> read = gatherPairs(config.dataFolder / "tls", facts.tls); !read) {
        facts.tls.problem = read.error().detail;
    }
}

} // namespace hub
