// hubd: the hub as a program of its own. Runs until SIGTERM or SIGINT.
// Exit codes: 0 stopped cleanly, 1 could not start, the audit log is broken or the doctor warns,
// 2 wrong options, 3 the store failed.
#include "app/hubd/doctor.h"
#include "app/hubd/options.h"

#include "hub/audit.h"
#include "hub/server.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>

namespace {

enum ExitCode { kStopped = 0, kNotStarted = 1, kBroken = 1, kUsage = 2, kStoreFailed = 3 };

const char* nameOf(hub::LogLevel level)
{
    switch (level) {
    case hub::LogLevel::Debug: return "debug";
    case hub::LogLevel::Info: return "info";
    case hub::LogLevel::Warning: return "warning";
    case hub::LogLevel::Error: return "error";
    }
    return "";
}

/// One write for each line, so that lines of several threads do not mix.
void logLine(hub::LogLevel level, std::string_view line)
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char time[32];
    std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", &utc);
    std::string text = std::string(time) + " level=" + nameOf(level) + " ";
    text += line;
    text += '\n';
    (void)!::write(STDERR_FILENO, text.data(), text.size());
}

int printConnectionString(const hubd::Options& options)
{
    const hub::Result<std::string> text =
        hub::connectionString(options.config.dataFolder, options.policy, options.device,
                              options.config.key);
    if (!text) {
        std::cerr << "hubd: " << text.error().detail << '\n';
        return kNotStarted;
    }
    std::cout << text.value() << '\n';
    return kStopped;
}

int rekey(const hubd::Options& options)
{
    const hub::Result<void> done =
        hub::rekey(options.config.dataFolder, options.config.key, options.newKey);
    if (!done) {
        std::cerr << "hubd: " << done.error().detail << '\n';
        return kNotStarted;
    }
    std::cout << "All stored keys are encrypted under "
              << (options.newKey.isFile() ? "a new secret.key" : options.newKey.name)
              << " now. Copies of the folder from before still open with the old key.\n";
    return kStopped;
}

int printAuditVerdict(const hubd::Options& options)
{
    const hub::Result<hub::AuditSummary> summary =
        hub::verifyAudit(options.config.dataFolder, options.config.key);
    if (!summary) {
        std::cerr << "hubd: " << summary.error().detail << '\n';
        return kNotStarted;
    }
    const hub::AuditSummary& audit = summary.value();
    if (!audit.isWhole) {
        std::cout << "broken at record " << audit.brokenAt << ": " << audit.reason << '\n';
        return kBroken;
    }
    std::cout << "whole: " << audit.count << " records up to " << audit.last << ", signed up to "
              << audit.sealed << "\nhash of the last one: " << audit.hash << '\n';
    return kStopped;
}

int printAudit(const hubd::Options& options)
{
    const auto print = [](std::string_view lines) {
        std::cout << lines;
        return std::cout.good();
    };
    const hub::Result<void> done =
        hub::exportAudit(options.config.dataFolder, print, options.config.key);
    if (!done) {
        std::cerr << "hubd: " << done.error().detail << '\n';
        return kNotStarted;
    }
    std::cout.flush();
    return kStopped;
}

void printWelcome(const hub::Server& server)
{
    const hub::Endpoints& endpoints = server.endpoints();
    for (const std::string& notice : endpoints.notices) {
        std::cout << notice << '\n';
    }
    std::cout << "Hubdeck hub " << hub::version() << " is listening on " << endpoints.bindAddress
              << ": MQTT " << endpoints.mqtts << ", HTTPS";
    for (const std::uint16_t port : endpoints.https) {
        std::cout << ' ' << port;
    }
    std::cout << "\nCertificate authority: " << endpoints.caCertificate.string()
              << "\nStop with Ctrl+C." << std::endl;
}

int serve(hubd::Options options)
{
    // All threads inherit the blocked signals; this one waits for them.
    sigset_t stopSignals;
    sigemptyset(&stopSignals);
    sigaddset(&stopSignals, SIGTERM);
    sigaddset(&stopSignals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stopSignals, nullptr);
    signal(SIGPIPE, SIG_IGN);

    options.config.log = [verbose = options.verbose](hub::LogLevel level, std::string_view line) {
        if (verbose || level != hub::LogLevel::Debug) {
            logLine(level, line);
        }
    };
    hub::Result<std::unique_ptr<hub::Server>> server = hub::Server::start(options.config);
    if (!server) {
        std::cerr << "hubd: " << server.error().detail << '\n';
        return kNotStarted;
    }
    std::atomic<bool> failed{false};
    server.value()->onFailure([&failed](const hub::Error&) {
        failed = true;
        kill(getpid(), SIGTERM);
    });
    printWelcome(*server.value());
    int received = 0;
    sigwait(&stopSignals, &received);
    server.value()->stop();
    return failed ? kStoreFailed : kStopped;
}

} // namespace

int main(int argc, char** argv)
{
    mallopt(M_ARENA_MAX, 2); // a dozen mostly sleeping threads need no heap each
    hub::Result<hubd::Options> options = hubd::parseOptions(argc, argv);
    if (!options) {
        std::cerr << "hubd: " << options.error().detail << "\nTry hubd --help.\n";
        return kUsage;
    }
    switch (options.value().command) {
    case hubd::Command::Help: std::cout << hubd::helpText(); return kStopped;
    case hubd::Command::Version: std::cout << "hubd " << hub::version() << '\n'; return kStopped;
    case hubd::Command::ConnectionString: return printConnectionString(options.value());
    case hubd::Command::Rekey: return rekey(options.value());
    case hubd::Command::AuditVerify: return printAuditVerdict(options.value());
    case hubd::Command::AuditExport: return printAudit(options.value());
    case hubd::Command::Doctor: return hubd::printCheckup(options.value());
    case hubd::Command::Serve: return serve(std::move(options.value()));
    }
    return kUsage;
}
