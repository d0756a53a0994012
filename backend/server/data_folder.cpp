#include "server/data_folder.h"

#include "base/private_file.h"
#include "base/text.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace hub {
namespace {

constexpr int kFormat = 1;
constexpr std::string_view kFormatWord = "hubdeck ";

std::string formatText()
{
    return std::string(kFormatWord) + std::to_string(kFormat) + "\n";
}

Result<void> writeLockText(int fd, const std::filesystem::path& file, const std::string& readyFile)
{
    const std::string text = std::to_string(::getpid()) + "\n" + readyFile + "\n";
    if (::ftruncate(fd, 0) != 0 ||
        ::pwrite(fd, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
        return errnoError("write", file);
    }
    return success();
}

std::optional<RunningHub> readLockText(const std::filesystem::path& file)
{
    const Result<Bytes> text = readSmallFile(file, 65'536);
    if (!text) {
        return std::nullopt;
    }
    const auto lines = split(text.value(), '\n');
    const auto pid = toInteger<long long>(lines[0]);
    if (!pid || lines.size() < 2) {
        return std::nullopt;
    }
    return RunningHub{*pid, std::filesystem::path(lines[1])};
}

Error lockedError(const std::filesystem::path& folder)
{
    const auto holder = readLockText(folder / "hub.lock");
    const std::string who = holder ? "process " + std::to_string(holder->pid) : "another process";
    return fail(Errc::Locked, folder.string() + " is in use by " + who +
                                  "; stop it, or choose another data folder");
}

} // namespace

Result<DataFolder> DataFolder::open(const std::filesystem::path& path,
                                    const std::filesystem::path& readyFile)
{
    HUB_TRYV(makePrivateFolder(path));
    const std::filesystem::path lockFile = path / "hub.lock";
    const int lock = ::open(lockFile.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                            S_IRUSR | S_IWUSR);
    if (lock < 0) {
        return errnoError("open", lockFile);
    }
    DataFolder folder(path, lock);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK ? lockedError(path) : errnoError("lock", lockFile);
    }
    if (!std::filesystem::exists(path / "format")) {
        HUB_TRYV(writePrivateFile(path / "format", formatText()));
    }
    HUB_TRYV(checkFormat(path));
    HUB_TRYV(writeLockText(lock, lockFile, readyFile.string()));
    return folder;
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1))
{
}

DataFolder::~DataFolder()
{
    if (lock_ >= 0) {
        ::close(lock_); // unlocks
    }
}

Result<void> checkFormat(const std::filesystem::path& dataFolder)
{
    HUB_TRY(const Bytes text, readSmallFile(dataFolder / "format", 256));
    if (text == formatText()) {
        return success();
    }
    const std::string_view line = cut(text, '\n').first;
    const auto number = line.starts_with(kFormatWord)
                            ? toInteger<int>(line.substr(kFormatWord.size()))
                            : std::nullopt;
    if (number && *number > kFormat) {
        return fail(Errc::NewerFormat, dataFolder.string() + " has format " +
                                           std::to_string(*number) +
                                           ", this program knows up to " +
                                           std::to_string(kFormat) + "; use a newer Hubdeck");
    }
    return fail(Errc::Corrupt, dataFolder.string() + " is not a data folder of Hubdeck");
}

std::optional<RunningHub> runningHub(const std::filesystem::path& dataFolder)
{
    const std::filesystem::path file = dataFolder / "hub.lock";
    const int lock = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (lock < 0) {
        return std::nullopt;
    }
    const bool held = ::flock(lock, LOCK_EX | LOCK_NB) != 0;
    ::close(lock);
    return held ? readLockText(file) : std::nullopt;
}

} // namespace hub
