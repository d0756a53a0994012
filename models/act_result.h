// How an act of a person ended, as a sentence for them.
#pragma once

#include "models/client/hub_reply.h"

#include <QString>

#include <functional>

namespace deck {

class HubSession;

struct ActResult
{
    HubError error;
    QString text; ///< what was done; or what failed, why and what to do

    bool ok() const { return !error.isError(); }
};

/// Called once, unless whoever was asked has gone before.
using ActDone = std::function<void(const ActResult&)>;

/// failure: "The entry could not be added."; success: what was done.
ActResult actResultOf(const HubReply& reply, const QString& failure, const QString& success);

/// Whether a right is missing, or it is about devices that the person does not see: the key itself is
/// good, for the session is there.
bool lacksRight(const HubSession& session, const HubError& error);

/// The error as it is; in that case, in words about rights.
HubError rightsError(const HubSession& session, const HubError& error);

} // namespace deck
