#include "app/console/samples/sample_work.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr double kLeastSeconds = 0.1;
constexpr double kMostSeconds = 3'600;

QByteArray compact(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

SampleWork::SampleWork(const SampleKind& kind) : kind_(kind), interval_(kind.interval)
{
    running_.start();
}

SampleWork::Answer SampleWork::answer(const QString& method, const QByteArray& payload)
{
    if (method == "ping"_L1) {
        return ping();
    }
    if (method != "setInterval"_L1) {
        return {404, compact({{"error"_L1, u"There is no method "_s + method + u'.'},
                              {"methods"_L1, QJsonArray{u"ping"_s, u"setInterval"_s}}})};
    }
    const QJsonObject wish = QJsonDocument::fromJson(payload).object();
    if (!setSeconds(wish["seconds"_L1])) {
        return {400, compact({{"error"_L1, u"\"seconds\" must be a number from 0.1 to 3600."_s}})};
    }
    return {200, compact({{"seconds"_L1, wish["seconds"_L1]}})};
}

SampleWork::Answer SampleWork::ping() const
{
    return {200, compact({{"device"_L1, QString(kind_.id)},
                          {"upSeconds"_L1, running_.elapsed() / 1'000},
                          {"commands"_L1, commands_}})};
}

bool SampleWork::takeDesired(const QJsonObject& desired)
{
    return setSeconds(desired["interval"_L1]);
}

bool SampleWork::setSeconds(const QJsonValue& seconds)
{
    const double value = seconds.toDouble(-1);
    if (value < kLeastSeconds || value > kMostSeconds) {
        return false;
    }
    interval_ = std::chrono::milliseconds(qint64(value * 1'000));
    return true;
}

QJsonObject SampleWork::reported() const
{
    return {{"firmware"_L1, QString(kind_.firmware)},
            {"interval"_L1, double(interval_.count()) / 1'000}};
}

} // namespace deck
