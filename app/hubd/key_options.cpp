#include "app/hubd/key_options.h"

#include "app/hubd/secret_file.h"

#include <cstdlib>
#include <string>
#include <utility>

namespace hubd {
namespace {

namespace po = boost::program_options;

constexpr std::size_t kMaxPassphrase = 4'096;

/// Of its first line; a file's end of line is no part of it.
std::string firstLine(const std::string& text)
{
    const std::size_t end = text.find_first_of("\r\n");
    return text.substr(0, end);
}

hub::Result<std::string> readCredential(const std::string& option, const std::string& name)
{
    const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || name.find('/') != std::string::npos) {
        return hub::fail(hub::Errc::InvalidArgument,
                         option + " " + name +
                             (folder == nullptr
                                  ? ": there are no credentials; the unit needs LoadCredential=" +
                                        name + ":FILE"
                                  : ": the name of a credential has no slash"));
    }
    return readSecret(option, std::string(folder) + "/" + name, kMaxPassphrase);
}

hub::Result<std::string> read(const std::string& option, const std::string& value)
{
    if (option.ends_with("key-variable")) {
        return takeSecretVariable("--" + option, value);
    }
    return option.ends_with("key-credential") ? readCredential("--" + option, value)
                                              : secretFile("--" + option, value, kMaxPassphrase);
}

hub::Result<hub::KeySource> sourceFrom(const po::variables_map& values, const std::string& prefix)
{
    hub::KeySource source;
    for (const char* const kind : {"key-file", "key-variable", "key-credential"}) {
        const std::string option = prefix + kind;
        if (values.count(option) == 0) {
            continue;
        }
        const auto value = values[option].as<std::string>();
        if (!source.name.empty()) {
            return hub::fail(hub::Errc::InvalidArgument,
                             source.name + " and --" + option + " exclude each other");
        }
        source.name = "--" + option + " " + value;
        HUB_TRY(const std::string text, read(option, value));
        source.passphrase = firstLine(text);
        if (source.passphrase.empty()) {
            return hub::fail(hub::Errc::InvalidArgument, source.name + ": the first line is empty");
        }
    }
    return source;
}

po::typed_value<std::string>* named(const char* name)
{
    return po::value<std::string>()->value_name(name);
}

} // namespace

void addKeyOptions(po::options_description_easy_init add)
{
    add("key-file", named("PATH"),
        "file, mode 0600, whose first line is the passphrase under which the stored keys are "
        "encrypted. Without this and the next two: secret.key in the data folder") //
        ("key-variable", named("NAME"),
         "environment variable with that passphrase; it is wiped once it is read") //
        ("key-credential", named("NAME"),
         "systemd credential with that passphrase (LoadCredential=)");
}

void addNewKeyOptions(po::options_description_easy_init add)
{
    add("new-key-file", named("PATH"),
        "rekey: to the passphrase in this file. Without this and the next one: to a new secret.key") //
        ("new-key-variable", named("NAME"), "rekey: to the passphrase in this environment variable");
}

hub::Result<hub::KeySource> keySource(const po::variables_map& values)
{
    return sourceFrom(values, "");
}

hub::Result<hub::KeySource> newKeySource(const po::variables_map& values)
{
    return sourceFrom(values, "new-");
}

} // namespace hubd
