#include "base/private_file.h"
#include "tests/support/printing.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <cerrno>
#include <fstream>
#include <memory>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace hub::test {

using namespace std::string_literals;
namespace fs = std::filesystem;

class PrivateFileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void folderIsForItsUserOnly();
    void missingParentsArePrivateToo();
    void existingFolderLosesAccessForOthers();
    void existingFolderKeepsItsContent();
    void fileInTheWayIsNoFolder();
    void folderOfAnotherUserIsRefused();
    void linkToAFolderOfAnotherUserIsRefused();
    void fileIsForItsUserOnly();
    void umaskDoesNotMatter();
    void contentReadsBack_data();
    void contentReadsBack();
    void fileIsReplacedWhole();
    void replacedFileIsForItsUserOnly();
    void nothingIsLeftBesideTheFile();
    void leftoverOfACrashDoesNotMatter();
    void whoHoldsTheFileBesideOpenSeesNothing();
    void failedWriteKeepsTheOldFile();
    void linkInPlaceOfTheFileIsNotFollowed();
    void linkPlantedBesideTheFileIsNotFollowed();
    void writingIntoAMissingFolderFails();
    void missingFileIsNotFound();
    void folderIsNoFileToRead();
    void fileOverTheLimitIsRefused_data();
    void fileOverTheLimitIsRefused();
    void errorNumberBecomesACode_data();
    void errorNumberBecomesACode();
};

namespace {

constexpr uid_t kNobody = 65'534;

unsigned modeOf(const fs::path& path)
{
    struct stat status
    {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0U;
}

void writeFile(const fs::path& path, const std::string& content)
{
    std::ofstream(path, std::ios::binary) << content;
}

std::set<std::string> namesIn(const fs::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

/// Files can be given away by root only.
bool giveAway(const fs::path& path)
{
    return ::lchown(path.c_str(), kNobody, kNobody) == 0;
}

} // namespace

void PrivateFileTest::folderIsForItsUserOnly()
{
    const TemporaryFolder temporary;

    QVERIFY(makePrivateFolder(temporary / "data").has_value());

    QCOMPARE(modeOf(temporary / "data"), 0700U);
    QVERIFY(makePrivateFolder(temporary / "data").has_value()); // a second time is fine
}

void PrivateFileTest::missingParentsArePrivateToo()
{
    const TemporaryFolder temporary;

    QVERIFY(makePrivateFolder(temporary / "a/b/c").has_value());

    QCOMPARE(modeOf(temporary / "a"), 0700U);
    QCOMPARE(modeOf(temporary / "a/b"), 0700U);
    QCOMPARE(modeOf(temporary / "a/b/c"), 0700U);
}

void PrivateFileTest::existingFolderLosesAccessForOthers()
{
    const TemporaryFolder temporary;
    fs::create_directory(temporary / "data");
    fs::permissions(temporary / "data", fs::perms(0755));

    QVERIFY(makePrivateFolder(temporary / "data").has_value());

    QCOMPARE(modeOf(temporary / "data"), 0700U);
}

void PrivateFileTest::existingFolderKeepsItsContent()
{
    const TemporaryFolder temporary;
    fs::create_directory(temporary / "data");
    writeFile(temporary / "data/file", "content");

    QVERIFY(makePrivateFolder(temporary / "data").has_value());

    QCOMPARE(readSmallFile(temporary / "data/file").value(), "content"s);
}

void PrivateFileTest::fileInTheWayIsNoFolder()
{
    const TemporaryFolder temporary;
    writeFile(temporary / "data", "");

    const auto made = makePrivateFolder(temporary / "data");
    const auto below = makePrivateFolder(temporary / "data/inner");

    QVERIFY(!made);
    QCOMPARE(made.error().code, Errc::Io);
    QVERIFY(made.error().detail.find("data") != std::string::npos);
    QVERIFY(!below);
    QCOMPARE(below.error().code, Errc::Io);
}

void PrivateFileTest::folderOfAnotherUserIsRefused()
{
    const TemporaryFolder temporary;
    fs::create_directory(temporary / "foreign");
    if (!giveAway(temporary / "foreign")) {
        QSKIP("only root can give a folder away");
    }

    const auto made = makePrivateFolder(temporary / "foreign");

    QVERIFY(!made);
    QCOMPARE(made.error().code, Errc::PermissionDenied);
}

void PrivateFileTest::linkToAFolderOfAnotherUserIsRefused()
{
    const TemporaryFolder temporary;
    fs::create_directory(temporary / "foreign");
    fs::permissions(temporary / "foreign", fs::perms(0755));
    fs::create_directory_symlink(temporary / "foreign", temporary / "data");
    if (!giveAway(temporary / "foreign")) {
        QSKIP("only root can give a folder away");
    }

    const auto made = makePrivateFolder(temporary / "data");

    QVERIFY(!made);
    QCOMPARE(made.error().code, Errc::PermissionDenied);
    QCOMPARE(modeOf(temporary / "foreign"), 0755U);
}

void PrivateFileTest::fileIsForItsUserOnly()
{
    const TemporaryFolder temporary;

    QVERIFY(writePrivateFile(temporary / "key", "secret").has_value());

    QCOMPARE(modeOf(temporary / "key"), 0600U);
}

void PrivateFileTest::umaskDoesNotMatter()
{
    const TemporaryFolder temporary;
    const mode_t before = ::umask(0);

    const bool madeFolder = makePrivateFolder(temporary / "data/inner").has_value();
    const bool wroteFile = writePrivateFile(temporary / "data/key", "secret").has_value();
    ::umask(before);

    QVERIFY(madeFolder && wroteFile);
    QCOMPARE(modeOf(temporary / "data"), 0700U);
    QCOMPARE(modeOf(temporary / "data/inner"), 0700U);
    QCOMPARE(modeOf(temporary / "data/key"), 0600U);
}

void PrivateFileTest::contentReadsBack_data()
{
    QTest::addColumn<std::string>("content");

    QTest::newRow("empty") << ""s;
    QTest::newRow("text") << "one\ntwo\n"s;
    QTest::newRow("bytes") << "\0\xff\r\n\0"s;
    QTest::newRow("larger than any buffer") << std::string(300'000, 'x');
}

void PrivateFileTest::contentReadsBack()
{
    QFETCH(const std::string, content);
    const TemporaryFolder temporary;

    QVERIFY(writePrivateFile(temporary / "file", content).has_value());

    QVERIFY(readSmallFile(temporary / "file").value() == content);
}

void PrivateFileTest::fileIsReplacedWhole()
{
    const TemporaryFolder temporary;
    QVERIFY(writePrivateFile(temporary / "file", "a long first content").has_value());

    QVERIFY(writePrivateFile(temporary / "file", "short").has_value());

    QCOMPARE(readSmallFile(temporary / "file").value(), "short"s);
}

void PrivateFileTest::replacedFileIsForItsUserOnly()
{
    const TemporaryFolder temporary;
    writeFile(temporary / "file", "open to all");
    fs::permissions(temporary / "file", fs::perms(0666));

    QVERIFY(writePrivateFile(temporary / "file", "secret").has_value());

    QCOMPARE(modeOf(temporary / "file"), 0600U);
}

void PrivateFileTest::nothingIsLeftBesideTheFile()
{
    const TemporaryFolder temporary;

    QVERIFY(writePrivateFile(temporary / "file", "one").has_value());
    QVERIFY(writePrivateFile(temporary / "file", "two").has_value());

    QVERIFY(namesIn(temporary.path()) == std::set<std::string>{"file"});
}

void PrivateFileTest::leftoverOfACrashDoesNotMatter()
{
    const TemporaryFolder temporary;
    writeFile(temporary / "file.new", "half of a longer con");
    fs::permissions(temporary / "file.new", fs::perms(0666));

    QVERIFY(writePrivateFile(temporary / "file", "whole").has_value());

    QCOMPARE(readSmallFile(temporary / "file").value(), "whole"s);
    QCOMPARE(modeOf(temporary / "file"), 0600U);
}

// A folder in place of the file cannot be replaced by one, not even by root.
void PrivateFileTest::whoHoldsTheFileBesideOpenSeesNothing()
{
    const TemporaryFolder temporary;
    writeFile(temporary / "file.new", "laid out by another");
    std::ifstream held(temporary / "file.new");

    QVERIFY(writePrivateFile(temporary / "file", "secret"));

    std::string seen;
    std::getline(held, seen);
    QCOMPARE(seen, "laid out by another"s);
    QCOMPARE(readSmallFile(temporary / "file").value(), "secret"s);
}

void PrivateFileTest::failedWriteKeepsTheOldFile()
{
    const TemporaryFolder temporary;
    fs::create_directories(temporary / "file/inner");

    const auto written = writePrivateFile(temporary / "file", "content");

    QVERIFY(!written);
    QVERIFY(fs::is_directory(temporary / "file/inner"));
    QVERIFY(namesIn(temporary.path()) == std::set<std::string>{"file"}); // no secret lies about
}

void PrivateFileTest::linkInPlaceOfTheFileIsNotFollowed()
{
    const TemporaryFolder temporary;
    writeFile(temporary / "target", "untouched");
    fs::create_symlink(temporary / "target", temporary / "file");

    QVERIFY(writePrivateFile(temporary / "file", "secret").has_value());

    QCOMPARE(readSmallFile(temporary / "target").value(), "untouched"s);
    QVERIFY(!fs::is_symlink(temporary / "file"));
    QCOMPARE(readSmallFile(temporary / "file").value(), "secret"s);
}

void PrivateFileTest::linkPlantedBesideTheFileIsNotFollowed()
{
    const TemporaryFolder temporary;
    writeFile(temporary / "target", "untouched");
    fs::create_symlink(temporary / "target", temporary / "file.new");

    const auto written = writePrivateFile(temporary / "file", "secret");

    QCOMPARE(readSmallFile(temporary / "target").value(), "untouched"s);
    QVERIFY(!written || !fs::is_symlink(temporary / "file"));
}

void PrivateFileTest::writingIntoAMissingFolderFails()
{
    const TemporaryFolder temporary;

    const auto written = writePrivateFile(temporary / "missing/file", "content");

    QVERIFY(!written);
    QVERIFY(written.error().detail.find("missing/file") != std::string::npos);
    QVERIFY(!fs::exists(temporary / "missing"));
}

void PrivateFileTest::missingFileIsNotFound()
{
    const TemporaryFolder temporary;

    const auto content = readSmallFile(temporary / "nothing");

    QVERIFY(!content);
    QCOMPARE(content.error().code, Errc::NotFound);
    QVERIFY(content.error().detail.find("nothing") != std::string::npos);
}

void PrivateFileTest::folderIsNoFileToRead()
{
    const TemporaryFolder temporary;

    const auto content = readSmallFile(temporary.path());

    QVERIFY(!content);
    QCOMPARE(content.error().code, Errc::Io);
}

void PrivateFileTest::fileOverTheLimitIsRefused_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("limit");
    QTest::addColumn<bool>("accepted");

    QTest::newRow("below") << 9 << 10 << true;
    QTest::newRow("at") << 10 << 10 << true;
    QTest::newRow("above") << 11 << 10 << false;
    QTest::newRow("far above") << 100'000 << 10 << false;
    QTest::newRow("empty, limit 0") << 0 << 0 << true;
    QTest::newRow("one byte, limit 0") << 1 << 0 << false;
    QTest::newRow("megabyte") << (1 << 20) << (1 << 20) << true;
}

void PrivateFileTest::fileOverTheLimitIsRefused()
{
    QFETCH(const int, size);
    QFETCH(const int, limit);
    QFETCH(const bool, accepted);
    const TemporaryFolder temporary;
    writeFile(temporary / "file", std::string(static_cast<std::size_t>(size), 'x'));

    const auto content = readSmallFile(temporary / "file", static_cast<std::size_t>(limit));

    QCOMPARE(content.has_value(), accepted);
    QVERIFY(accepted || content.error().code == Errc::MessageTooLarge);
}

void PrivateFileTest::errorNumberBecomesACode_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<Errc>("code");

    QTest::newRow("ENOSPC") << ENOSPC << Errc::DiskFull;
    QTest::newRow("EDQUOT") << EDQUOT << Errc::DiskFull;
    QTest::newRow("EACCES") << EACCES << Errc::PermissionDenied;
    QTest::newRow("EPERM") << EPERM << Errc::PermissionDenied;
    QTest::newRow("ENOENT") << ENOENT << Errc::NotFound;
    QTest::newRow("EIO") << EIO << Errc::Io;
}

void PrivateFileTest::errorNumberBecomesACode()
{
    QFETCH(const int, number);
    QFETCH(const Errc, code);

    errno = number;
    const Error error = errnoError("open", "/some/file");

    QCOMPARE(error.code, code);
    QVERIFY(error.detail.find("open") != std::string::npos);
    QVERIFY(error.detail.find("/some/file") != std::string::npos);
}

std::unique_ptr<QObject> privateFileTest()
{
    return std::make_unique<PrivateFileTest>();
}

} // namespace hub::test

#include "tst_private_file.moc"
