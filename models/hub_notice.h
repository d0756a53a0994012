// The one message that stands above every page: the most severe thing that is wrong with the hub.
#pragma once

#include "models/hub_session.h"
#include "models/local_hub_status.h"

#include <QString>

#include <optional>

namespace deck {

struct HubNotice
{
    enum class Weight { Info, Warning, Bad };
    enum class Action { None, RestartLocalHub, RetryNow, ConnectAgain, EnterCode };

    Weight weight = Weight::Info;
    QString sentence;
    QString detail = {};
    Action action = Action::None;
    bool operator==(const HubNotice&) const = default;
};

/// session may be nullptr. Nothing when all is well.
std::optional<HubNotice> noticeFor(const LocalHubStatus& local, const HubSession* session);

/// "Connected to hub.example:443", "hub.example:443: signed out".
QString connectionText(const HubSession& session);

/// "Connected", "Connecting", …
QString textOf(HubSession::State state);

} // namespace deck
