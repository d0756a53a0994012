#include "models/fleet_jobs.h"

#include "models/client/hub_answer.h"
#include "models/client/json_body.h"

#include <chrono>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kNotFound = 404;
constexpr std::chrono::seconds kCountPatience{30}; ///< a hub takes 20 s at the most

QString pathOf(const QString& id, const QString& rest = {})
{
    return u"/admin/jobs/"_s + id + rest;
}

} // namespace

HubError jobError(const HubReply& reply, const HubError& error)
{
    HubError words = error;
    if (reply.status == kNotFound && error.code != "JobNotFound"_L1) {
        words.message = FleetJobs::tr("This hub has no jobs over many devices.");
        words.remedy = FleetJobs::tr("A newer version of it has.");
    }
    return words;
}

FleetJobs::FleetJobs(HubSession& session, QObject* parent) : QObject(parent), session_(session)
{
}

void FleetJobs::start(const BulkAction& action, const BulkTarget& target, Done done)
{
    HubRequest request;
    request.method = "POST"_ba;
    request.path = u"/admin/jobs"_s;
    request.body = "{\"action\":" + actionJson(action) + ",\"target\":" +
                   jsonBody(targetJson(target)) + '}';
    send(std::move(request), tr("The job could not be started."), tr("The job has begun."), true,
         std::move(done));
}

void FleetJobs::cancel(const QString& id, Done done)
{
    HubRequest request;
    request.method = "POST"_ba;
    request.path = pathOf(id, u"/cancel"_s);
    send(std::move(request), tr("The job could not be cancelled."),
         tr("The job is cancelled; what is done stays done."), false, std::move(done));
}

void FleetJobs::retryFailed(const QString& id, Done done)
{
    HubRequest request;
    request.method = "POST"_ba;
    request.path = pathOf(id, u"/retry"_s);
    send(std::move(request), tr("The job could not be repeated."),
         tr("A new job tries again what has failed."), true, std::move(done));
}

void FleetJobs::fetch(const QString& id, Done done)
{
    HubRequest request;
    request.path = pathOf(id);
    send(std::move(request), tr("The job cannot be read."), {}, false, std::move(done));
}

void FleetJobs::count(const QString& condition, TakeCount take)
{
    HubRequest request;
    request.method = "POST"_ba;
    request.path = u"/devices/query"_s;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.patience = kCountPatience;
    const QString where = condition.isEmpty() ? QString() : u" WHERE "_s + condition;
    request.body =
        jsonBody(QJsonObject{{u"query"_s, u"SELECT COUNT() AS n FROM devices"_s + where}});
    session_.client().send(request, this, [this, take = std::move(take)](const HubReply& reply) {
        const QJsonValue count = QJsonDocument::fromJson(reply.body)[0]["n"_L1];
        if (reply.ok() && count.isDouble()) {
            take(quint64(count.toInteger()), {});
        } else {
            const HubError error = rightsError(session_, reply.error);
            take(std::nullopt, (tr("The devices could not be counted.") + u' ' + error.message +
                                u' ' + error.remedy)
                                   .trimmed());
        }
    });
}

void FleetJobs::send(HubRequest request,
                     const QString& failure,
                     const QString& success,
                     bool isNew,
                     Done done)
{
    session_.client().send(
        request, this,
        [this, failure, success, isNew, done = std::move(done)](const HubReply& reply) {
            const HubAnswer<FleetJob> answer = answerFrom(reply, &fleetJobFrom);
            HubReply told = reply;
            told.error = rightsError(session_, jobError(reply, answer.error));
            JobResult result;
            static_cast<ActResult&>(result) = actResultOf(told, failure, success);
            result.job = answer.value;
            if (isNew && result.job) {
                Q_EMIT started(*result.job);
            }
            done(result);
        });
}

} // namespace deck
