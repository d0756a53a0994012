#include "base/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace hub {
namespace {

class Descriptor final
{
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor()
    {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }
    bool ok() const { return fd_ >= 0; }

private:
    int fd_;
};

bool writeAll(int fd, ByteView content)
{
    while (!content.empty()) {
        const ssize_t done = ::write(fd, content.data(), content.size());
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        content.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
}

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : ".";
}

Result<void> syncFolder(const std::filesystem::path& folder)
{
    const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.ok() || ::fsync(fd.get()) != 0) {
        return errnoError("sync", folder);
    }
    return success();
}

Result<void> writeAndSync(const std::filesystem::path& file, ByteView content)
{
    // A new file always: what lies there may be open elsewhere, or belong to somebody else.
    (void)::unlink(file.c_str());
    const Descriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                               S_IRUSR | S_IWUSR));
    if (!fd.ok() || ::fchmod(fd.get(), S_IRUSR | S_IWUSR) != 0 || !writeAll(fd.get(), content) ||
        ::fsync(fd.get()) != 0) {
        return errnoError("write", file);
    }
    return success();
}

} // namespace

Error errnoError(const char* what, const std::filesystem::path& path)
{
    const int number = errno;
    Errc code = Errc::Io;
    if (number == ENOSPC || number == EDQUOT) {
        code = Errc::DiskFull;
    } else if (number == EACCES || number == EPERM || number == EROFS) {
        code = Errc::PermissionDenied;
    } else if (number == ENOENT) {
        code = Errc::NotFound;
    }
    return fail(code, std::string("cannot ") + what + " " + path.string() + ": " +
                          std::strerror(number));
}

Result<void> makePrivateFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    if (!std::filesystem::exists(folder, error)) {
        if (folder.has_parent_path() && !std::filesystem::exists(folder.parent_path(), error)) {
            HUB_TRYV(makePrivateFolder(folder.parent_path()));
        }
        if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
            return errnoError("make folder", folder);
        }
    }
    struct stat status{};
    if (::stat(folder.c_str(), &status) != 0) {
        return errnoError("open folder", folder);
    }
    if (!S_ISDIR(status.st_mode)) {
        return fail(Errc::Io, folder.string() + " is not a folder");
    }
    if (status.st_uid != ::geteuid()) {
        return fail(Errc::PermissionDenied,
                    folder.string() + " belongs to another user; choose a folder of your own");
    }
    if ((status.st_mode & 077) != 0 && ::chmod(folder.c_str(), S_IRWXU) != 0) {
        return errnoError("close to others", folder);
    }
    return success();
}

Result<void> writePrivateFile(const std::filesystem::path& file, ByteView content)
{
    std::filesystem::path beside = file;
    beside += ".new";
    if (auto written = writeAndSync(beside, content); !written) {
        ::unlink(beside.c_str());
        return written.error();
    }
    if (::rename(beside.c_str(), file.c_str()) != 0) {
        const Error error = errnoError("rename", beside);
        ::unlink(beside.c_str());
        return error;
    }
    return syncFolder(folderOf(file));
}

Result<void> moveFile(const std::filesystem::path& from, const std::filesystem::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return errnoError("rename", from);
    }
    return syncFolder(folderOf(to));
}

Result<void> removeFile(const std::filesystem::path& file)
{
    if (::unlink(file.c_str()) != 0) {
        return errno == ENOENT ? Result<void>(success()) : errnoError("remove", file);
    }
    return syncFolder(folderOf(file));
}

Result<Bytes> readSmallFile(const std::filesystem::path& file, std::size_t limitBytes)
{
    const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.ok()) {
        return errnoError("open", file);
    }
    Bytes content;
    std::array<char, 8192> buffer{};
    for (;;) {
        const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return errnoError("read", file);
        }
        if (got == 0) {
            return content;
        }
        content.append(buffer.data(), static_cast<std::size_t>(got));
        if (content.size() > limitBytes) {
            return fail(Errc::MessageTooLarge, file.string() + " is too large");
        }
    }
}

} // namespace hub
