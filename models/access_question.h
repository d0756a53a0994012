// "Would this device, from this address, be let in now, and what decides?"
#pragma once

#include "models/act_result.h"

#include "api/access.h"

#include <QString>

#include <functional>
#include <optional>

class QObject;

namespace deck {

class HubSession;

struct AccessQuestion
{
    QString device;  ///< an id; or empty
    QString address; ///< without a port; or empty
    QString thumbprint = {};
    QString protocol = QStringLiteral("mqtt"); ///< as the hub names it; also "service" and "admin"
};

struct AccessVerdict
{
    HubError error;
    std::optional<hub::api::AccessExplanation> explanation;
};

/// Asks the hub; changes nothing. answer is called once, unless the context has gone before.
void askAccess(HubSession& session,
               const AccessQuestion& question,
               QObject* context,
               std::function<void(const AccessVerdict&)> answer);

/// "It may connect." or "Refused: on the block list." with what the hub says beside.
QString verdictText(const hub::api::AccessExplanation& explanation);

/// What one step of a decision found, in words.
QString findingText(const hub::api::AccessStep& step);

} // namespace deck
