// The dead commands of all devices of a hub, newest first.
#pragma once

#include "models/command_table.h"

namespace deck {

/// GUI thread; lives no longer than its session.
class DeadLetters final : public CommandTable
{
    Q_OBJECT

public:
    explicit DeadLetters(HubSession& session, QObject* parent = nullptr);

protected:
    std::optional<HubRequest> pageRequest() const override;
    HubAnswer<CommandPage> readCommands(const HubReply& reply) override;

private:
    void takeEvent(const hub::api::Event& event);
};

} // namespace deck
