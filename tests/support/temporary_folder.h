// A folder of a test's own, gone with the test. At its end nobody may have left a secret there: every
// data folder and every log in it is looked through (secret_scan.h), so that no suite can forget to.
#pragma once

#include <QDir>
#include <QTemporaryDir>

#include <filesystem>

namespace hub::test {

void checkForSecrets(const std::filesystem::path& folder);

class TemporaryFolder final
{
public:
    TemporaryFolder() : folder_(QDir::tempPath() + "/hubdeck-test-XXXXXX") {}
    ~TemporaryFolder() { checkForSecrets(path()); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::filesystem::path path() const { return folder_.path().toStdString(); }
    std::filesystem::path operator/(const char* name) const { return path() / name; }

private:
    QTemporaryDir folder_;
};

} // namespace hub::test
