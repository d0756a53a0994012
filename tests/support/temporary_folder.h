// A folder of a test's own, gone with the test.
#pragma once

#include <QDir>
#include <QTemporaryDir>

#include <filesystem>

namespace hub::test {

class TemporaryFolder final
{
public:
    TemporaryFolder() : folder_(QDir::tempPath() + "/hubdeck-test-XXXXXX") {}
    std::filesystem::path path() const { return folder_.path().toStdString(); }
    std::filesystem::path operator/(const char* name) const { return path() / name; }

private:
    QTemporaryDir folder_;
};

} // namespace hub::test
