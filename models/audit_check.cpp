#include "models/audit_check.h"

#include "models/act_result.h"
#include "models/client/hub_answer.h"

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kPatience = 10min; ///< about 3 s for a million records

} // namespace

AuditCheck::AuditCheck(HubSession& session, QObject* parent) : QObject(parent), session_(session)
{
    connect(&session, &HubSession::deviceEvent, this, &AuditCheck::takeEvent);
}

void AuditCheck::run()
{
    if (state_ == State::Running) {
        return;
    }
    state_ = State::Running;
    HubRequest request;
    request.path = u"/admin/audit/verify"_s;
    request.patience = kPatience;
    session_.client().send(request, this, [this](const HubReply& reply) { take(reply); });
    Q_EMIT changed();
}

void AuditCheck::take(const HubReply& reply)
{
    const auto answer = answerFrom(reply, &hub::api::auditVerdictFrom);
    error_ = rightsError(session_, answer.error);
    verdict_ = answer.value;
    if (!verdict_) {
        state_ = State::Failed;
    } else if (verdict_->broken) {
        state_ = State::Broken;
        brokenAt_ = verdict_->broken->sequence;
        reason_ = QString::fromStdString(verdict_->broken->reason);
    } else {
        state_ = State::Whole;
    }
    Q_EMIT changed();
}

/// The hub checks too, when it starts.
void AuditCheck::takeEvent(const hub::api::Event& event)
{
    if (event.type != "audit-broken" || state_ == State::Running) {
        return;
    }
    const hub::JsonView data(*event.data);
    const auto member = data.member("sequence");
    const auto sequence = member ? member->notNegative() : hub::Result<std::uint64_t>(0);
    const auto reason = data.stringOr("reason", {});
    state_ = State::Broken;
    brokenAt_ = sequence ? sequence.value() : 0;
    reason_ = reason ? QString::fromStdString(reason.value()) : QString();
    Q_EMIT changed();
}

} // namespace deck
