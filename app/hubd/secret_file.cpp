#include "app/hubd/secret_file.h"

#include <sys/stat.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace hubd {
namespace {

hub::Error wrong(const std::string& option, const std::string& what)
{
    return hub::fail(hub::Errc::InvalidArgument, option + ": " + what);
}

} // namespace

hub::Result<std::string> secretFile(const std::string& option,
                                    const std::string& name,
                                    std::size_t atMost)
{
    struct stat status{};
    if (::stat(name.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return wrong(option, "others can open " + name + "; chmod 600 it");
    }
    return readSecret(option, name, atMost);
}

hub::Result<std::string> readSecret(const std::string& option,
                                    const std::string& name,
                                    std::size_t atMost)
{
    struct stat status{};
    if (::stat(name.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return wrong(option, "cannot read " + name);
    }
    if (static_cast<std::size_t>(status.st_size) > atMost) {
        return wrong(option, name + " is too long; it may have " + std::to_string(atMost) + " bytes");
    }
    std::ifstream file(name);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file || text.empty()) {
        return wrong(option, "cannot read " + name);
    }
    return text;
}

hub::Result<std::string> takeSecretVariable(const std::string& option, const std::string& name)
{
    char* const value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') {
        return wrong(option, "the environment has no variable " + name);
    }
    const std::string secret = value;
    std::memset(value, 0, secret.size());
    ::unsetenv(name.c_str());
    return secret;
}

} // namespace hubd
