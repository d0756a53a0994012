#include "tests/support/hubd_process.h"

#include "tests/support/test_hub.h"

#include "domain/connection_string.h"

#include <boost/json/parse.hpp>

#include <QElapsedTimer>
#include <QFile>
#include <QThread>

namespace hub::test {
namespace {

constexpr int kPatienceMs = 20'000;

} // namespace

HubdProcess::HubdProcess(std::filesystem::path dataFolder, QStringList arguments)
    : dataFolder_(std::move(dataFolder)), readyFile_(dataFolder_), arguments_(std::move(arguments))
{
    readyFile_ += ".ready.json";
    if (!arguments_.contains("--mqtts-port")) {
        arguments_ << "--mqtts-port" << "0" << "--https-port" << "0";
    }
    arguments_ << "--data" << QString::fromStdString(dataFolder_.string()) << "--ready-file"
               << QString::fromStdString(readyFile_.string());
}

HubdProcess::~HubdProcess()
{
    kill();
}

bool HubdProcess::start()
{
    QFile::remove(QString::fromStdString(readyFile_.string()));
    process_.setStandardErrorFile(QString::fromStdString(logFile().string()), QFile::Append);
    process_.start(qEnvironmentVariable("HUBD"), arguments_);
    if (!process_.waitForStarted()) {
        return false;
    }
    QElapsedTimer timer;
    timer.start();
    QFile file(QString::fromStdString(readyFile_.string()));
    while (!file.open(QIODevice::ReadOnly)) {
        if (process_.waitForFinished(0) || timer.elapsed() > kPatienceMs) {
            return false;
        }
        QThread::msleep(5);
    }
    ready_ = json::parse(file.readAll().toStdString());
    return true;
}

QByteArray HubdProcess::errorOutput() const
{
    QFile file(QString::fromStdString(logFile().string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::filesystem::path HubdProcess::logFile() const
{
    return dataFolder_.string() + ".log";
}

void HubdProcess::kill()
{
    if (process_.state() != QProcess::NotRunning) {
        process_.kill();
        process_.waitForFinished();
    }
}

std::optional<int> HubdProcess::stop()
{
    process_.terminate();
    return waitForEnd();
}

std::optional<int> HubdProcess::waitForEnd()
{
    if (process_.state() != QProcess::NotRunning && !process_.waitForFinished(kPatienceMs)) {
        return std::nullopt;
    }
    return process_.exitStatus() == QProcess::NormalExit ? std::optional(process_.exitCode())
                                                         : std::nullopt;
}

std::uint16_t HubdProcess::mqttsPort() const
{
    return static_cast<std::uint16_t>(ready_.at("mqtts").as_int64());
}

std::string HubdProcess::caFile() const
{
    return std::string(ready_.at("caCertificate").as_string());
}

HttpPeer HubdProcess::http() const
{
    TlsPeer::Options options;
    options.port = static_cast<std::uint16_t>(ready_.at("https").at(0).as_int64());
    options.caFile = caFile();
    HttpPeer peer(options);
    const ConnectionString owner =
        parseConnectionString(std::string(ready_.at("ownerConnectionString").as_string())).value();
    peer.setHeader("Authorization", policyToken(owner.policy, owner.key));
    return peer;
}

} // namespace hub::test
