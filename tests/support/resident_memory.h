// How much memory this process holds, for tests that something costs none.
#pragma once

#include <QFile>

#include <cstddef>

namespace hub::test {

/// 0 where it cannot be known. Sanitizers keep memory of their own for every access: nothing can be
/// said then, and it is 0 too.
inline std::size_t residentKilobytes()
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    return 0;
#else
    QFile status("/proc/self/status");
    if (!status.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:")) {
            return line.mid(6).trimmed().split(' ').at(0).toULongLong();
        }
    }
    return 0;
#endif
}

} // namespace hub::test
