// A real hubd in a process of its own, for tests that kill it.
#pragma once

#include "tests/support/http_peer.h"

#include <QProcess>

#include <filesystem>
#include <optional>
#include <string>

namespace hub::test {

class HubdProcess final
{
public:
    /// $HUBD, with --data and a ready file; not started yet.
    explicit HubdProcess(std::filesystem::path dataFolder, QStringList arguments = {});
    ~HubdProcess(); ///< kills it, if it still runs

    /// False when it ends, or is not ready in time.
    bool start();

    void kill();              ///< -9
    std::optional<int> stop(); ///< SIGTERM; its exit code, nothing when it does not end
    std::optional<int> waitForEnd();

    const json::value& ready() const { return ready_; }
    std::uint16_t mqttsPort() const;
    std::string caFile() const;
    HttpPeer http() const; ///< signed in as iothubowner
    QByteArray errorOutput() const; ///< of all its runs
    qint64 pid() const { return process_.processId(); }
    std::filesystem::path readyFile() const { return readyFile_; }

private:
    std::filesystem::path logFile() const; ///< beside the data folder

    std::filesystem::path dataFolder_;
    std::filesystem::path readyFile_;
    QStringList arguments_;
    QProcess process_;
    json::value ready_;
};

} // namespace hub::test
