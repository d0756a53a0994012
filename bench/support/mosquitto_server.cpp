#include "bench/support/mosquitto_server.h"

#include "base/private_file.h"
#include "base/text.h"
#include "bench/support/patience.h"

#include <arpa/inet.h>
#include <cstdlib>
#include <sys/socket.h>
#include <unistd.h>

namespace hub::bench {
namespace {

constexpr std::chrono::seconds kStartTime{20};

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// mosquitto cannot choose a port by itself.
std::uint16_t freePort()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(fd, reinterpret_cast<const sockaddr*>(&address), size);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(fd);
    return ntohs(address.sin_port);
}

bool accepts(std::uint16_t port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool connected =
        ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return connected;
}

} // namespace

std::string MosquittoServer::settings(const MosquittoFiles& files, Ports ports)
{
    return "listener " + std::to_string(ports.plain) + " 127.0.0.1\nlistener " +
           std::to_string(ports.tls) +
           " 127.0.0.1\n" //
           "certfile " +
           files.certificate.string() +
           "\n" //
           "keyfile " +
           files.key.string() +
           "\n" //
           "allow_anonymous true\n"
           "user root\n" // only counts for root, who may read the key
           "persistence true\n"
           "persistence_location " +
           files.folder.string() +
           "/\n" //
           "autosave_interval 1\n"
           "log_type error\n";
}

std::optional<std::filesystem::path> findMosquitto()
{
    const char* const path = std::getenv("PATH");
    const std::string folders = std::string("/usr/sbin:/usr/bin:") + (path != nullptr ? path : "");
    for (const std::string_view folder : split(folders, ':')) {
        const std::filesystem::path program = std::filesystem::path(folder) / "mosquitto";
        if (::access(program.c_str(), X_OK) == 0) {
            return program;
        }
    }
    return std::nullopt;
}

Result<MosquittoServer> MosquittoServer::start(const MosquittoFiles& files)
{
    HUB_TRYV(makePrivateFolder(files.folder));
    const Ports ports{freePort(), freePort()};
    const std::filesystem::path config = files.folder / "mosquitto.conf";
    const std::filesystem::path log = files.folder / "mosquitto.log";
    HUB_TRYV(writePrivateFile(config, settings(files, ports)));
    HUB_TRY(ChildProcess process,
            ChildProcess::start({files.program.string(), "-c", config.string()}, log));
    const Patience patience(kStartTime);
    while (!accepts(ports.tls) || !accepts(ports.plain)) {
        if (!process.isRunning()) {
            return fail(Errc::Unavailable, "mosquitto ended at once: " + process.output());
        }
        HUB_TRYV(patience.check("mosquitto to listen"));
        pause();
    }
    return MosquittoServer(std::move(process), ports);
}

} // namespace hub::bench
