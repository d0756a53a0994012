#include "server/ready_file.h"

#include "hub/server.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json_writer.h"
#include "base/private_file.h"

#include <unistd.h>

#include <cstdlib>

namespace hub {
namespace {

std::filesystem::path environmentPath(const char* name)
{
    const char* const value = std::getenv(name); // read-only use, before threads start
    return value != nullptr ? std::filesystem::path(value) : std::filesystem::path();
}

std::filesystem::path runtimeFolder()
{
    const std::filesystem::path runtime = environmentPath("XDG_RUNTIME_DIR");
    std::error_code error;
    if (!runtime.empty() && std::filesystem::is_directory(runtime, error)) {
        return runtime / "hubdeck";
    }
    const std::filesystem::path state = environmentPath("XDG_STATE_HOME");
    return (state.empty() ? environmentPath("HOME") / ".local" / "state" : state) / "hubdeck" /
           "run";
}

} // namespace

std::filesystem::path defaultReadyFile(const std::filesystem::path& dataFolder)
{
    std::error_code error;
    std::filesystem::path whole = std::filesystem::weakly_canonical(dataFolder, error);
    if (error) {
        whole = std::filesystem::absolute(dataFolder, error);
    }
    const Sha256 hash = sha256(whole.string());
    return runtimeFolder() / (toHex(asBytes(hash).substr(0, 8)) + ".json");
}

Result<void> writeReadyFile(const std::filesystem::path& file,
                            const Endpoints& endpoints,
                            const Secret& ownerConnectionString)
{
    if (file.has_parent_path() && !std::filesystem::exists(file.parent_path())) {
        HUB_TRYV(makePrivateFolder(file.parent_path()));
    }
    std::string text;
    JsonWriter writer(text);
    writer.beginObject()
        .count("pid", ::getpid())
        .member("version", version())
        .member("hostName", endpoints.hostName);
    writer.key("https").beginArray();
    for (const std::uint16_t port : endpoints.https) {
        writer.integer(port);
    }
    writer.endArray()
        .count("mqtts", endpoints.mqtts)
        .member("caCertificate", endpoints.caCertificate.string())
        .member("ownerConnectionString", ownerConnectionString.reveal())
        .endObject();
    text += '\n';
    return writePrivateFile(file, text);
}

} // namespace hub
