#include "models/access_mode.h"

#include "models/client/hub_answer.h"

#include "api/access.h"

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshAfter = 200ms;

} // namespace

AccessMode::AccessMode(HubSession& session, QObject* parent) : QObject(parent), session_(session)
{
    soon_.setSingleShot(true);
    soon_.setInterval(kRefreshAfter);
    connect(&soon_, &QTimer::timeout, this, &AccessMode::refresh);
    connect(&session, &HubSession::reconnected, this, &AccessMode::refresh);
    connect(&session, &HubSession::eventsMissed, this, &AccessMode::refresh);
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (event.type == "access" && !soon_.isActive()) {
            soon_.start();
        }
    });
    refresh();
}

void AccessMode::refresh()
{
    if (asking_) {
        again_ = true;
    } else if (session_.isOnline() && session_.supports("access")) {
        asking_ = true;
        HubRequest request;
        request.path = u"/admin/access/mode"_s;
        session_.client().send(request, this, [this](const HubReply& reply) { take(reply); });
    }
}

void AccessMode::take(const HubReply& reply)
{
    asking_ = false;
    const auto answer = answerFrom(reply, &hub::api::accessModeFrom);
    error_ = answer.error;
    if (answer.value) {
        known_ = true;
        allowListOnly_ = answer.value->mode == "allowListOnly";
        etag_ = QString::fromStdString(answer.value->etag);
    }
    Q_EMIT changed();
    if (std::exchange(again_, false)) {
        refresh();
    }
}

} // namespace deck
