#include "server/ready_file.h"

#include "hub/server.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json.h"
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

void writeListeners(JsonWriter& out, const std::vector<Listener>& listeners)
{
    out.key("listeners").beginArray();
    for (const Listener& each : listeners) {
        out.beginObject()
            .member("protocol", each.protocol)
            .member("address", each.address)
            .count("port", each.port)
            .endObject();
    }
    out.endArray();
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

Result<ReadyFile> readReadyFile(const std::filesystem::path& file)
{
    HUB_TRY(const Bytes text, readSmallFile(file, 65'536));
    HUB_TRY(const json::value document, parseJson(text));
    const JsonView ready(document);
    ReadyFile found;
    HUB_TRY(found.hostName, ready.requiredString("hostName"));
    HUB_TRY(const JsonView listeners, ready.required("listeners"));
    HUB_TRY(const json::array* const all, listeners.array());
    for (const json::value& each : *all) {
        const JsonView view(each, "listeners");
        Listener listener;
        HUB_TRY(listener.protocol, view.requiredString("protocol"));
        HUB_TRY(listener.address, view.requiredString("address"));
        HUB_TRY(const JsonView port, view.required("port"));
        HUB_TRY(const std::uint64_t number, port.notNegative());
        listener.port = static_cast<std::uint16_t>(number);
        found.listeners.push_back(std::move(listener));
    }
    return found;
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
    writer.endArray().count("mqtts", endpoints.mqtts);
    writeListeners(writer, endpoints.listeners);
    writer
        .member("caCertificate", endpoints.caCertificate.string())
        .member("ownerConnectionString", ownerConnectionString.reveal())
        .endObject();
    text += '\n';
    return writePrivateFile(file, text);
}

} // namespace hub
