#include "bench/support/work_folder.h"

#include <cerrno>
#include <cstring>
#include <linux/magic.h>
#include <stdlib.h>
#include <sys/vfs.h>

namespace hub::bench {

Result<WorkFolder> WorkFolder::make(const std::filesystem::path& parent)
{
    std::error_code ignored; // mkdtemp says it better
    std::filesystem::create_directories(parent, ignored);
    std::string name = std::filesystem::absolute(parent / "ingest-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        return fail(Errc::Io,
                    "cannot make a folder in " + parent.string() + ": " + std::strerror(errno));
    }
    return WorkFolder(name);
}

WorkFolder::~WorkFolder()
{
    if (!path_.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
}

bool WorkFolder::isInMemory() const
{
    struct statfs system = {};
    return ::statfs(path_.c_str(), &system) == 0 &&
           (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC);
}

} // namespace hub::bench
