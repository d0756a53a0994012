// What back ends, devices and people do with the queue of one device, in short words.
#pragma once

#include "tests/support/fake_link.h"
#include "tests/support/services_fixture.h"

#include "domain/properties.h"

#include <QStringList>

namespace hub::test {

inline NewCommand newCommand(const std::string& body,
                             CommandAck ack = CommandAck::None,
                             std::optional<WallTime> expires = std::nullopt)
{
    Properties properties;
    properties.addSystem(SystemProperty::MessageId, "id-" + body);
    properties.addApplication("kind", body.substr(0, 1));
    return {Bytes(properties.packed()), body, ack, expires};
}

class CommandDesk final
{
public:
    explicit CommandDesk(ServicesFixture& fixture, const std::string& device = "dev1")
        : fixture_(fixture), identity_(fixture.addDevice(device))
    {
    }

    const IdentityId& id() const { return identity_.id; }
    DeviceKey key() const { return identity_.key; }

    // Back ends.

    Result<CommandId> trySend(NewCommand command)
    {
        return fixture_.await(fixture_.commands->enqueue(id(), std::move(command), {"service", "p"}));
    }
    CommandId send(const std::string& body,
                   CommandAck ack = CommandAck::None,
                   std::optional<WallTime> expires = std::nullopt)
    {
        return trySend(newCommand(body, ack, expires)).value();
    }
    std::uint64_t purgeAll()
    {
        return fixture_.await(fixture_.commands->purgeAll(id(), {"service", "p"})).value();
    }

    // Connections.

    std::shared_ptr<FakeLink> attach(SessionNumber session)
    {
        auto link = links_.emplace_back(std::make_shared<FakeLink>());
        fixture_.commands->attach(receiver(session, link));
        fixture_.flush();
        return link;
    }
    Commands::Receiver receiver(SessionNumber session, const std::shared_ptr<FakeLink>& link) const
    {
        return {session, id(), key(), link, {"mqtt", "10.0.0.1:5000"}};
    }
    void detach(SessionNumber session)
    {
        fixture_.commands->detach(key(), session);
        fixture_.flush();
    }
    void acknowledge(SessionNumber session, CommandId command)
    {
        const auto found = fixture_.await(fixture_.commands->item(id(), command));
        acknowledge(session, {command, found ? found.value().command.sequence : 0});
    }
    void acknowledge(SessionNumber session, const Commands::Handed& item)
    {
        fixture_.commands->completed(key(), session, item);
        fixture_.flush();
    }

    // HTTP.

    std::optional<Command> receive()
    {
        return fixture_.await(fixture_.commands->receive(key(), {"https", "10.0.0.2:6000"})).value();
    }
    Result<void> settle(const std::string& token, Settlement settlement)
    {
        return fixture_.await(
            fixture_.commands->settle(key(), token, settlement, {"https", "10.0.0.2:6000"}));
    }

    // People.

    QueueView look(CommandQuery query = {})
    {
        query.id = id();
        return fixture_.await(fixture_.commands->look(query)).value();
    }
    Commands::Item item(CommandId command)
    {
        return fixture_.await(fixture_.commands->item(id(), command)).value();
    }
    QStringList life(CommandId command)
    {
        QStringList words;
        for (const CommandEvent& event : item(command).life) {
            words << QString::fromStdString(event.what);
        }
        return words;
    }
    /// Bodies and states: "a waiting", "b dead rejected", with the count of deliveries when it is
    /// not 0: "c waiting 2".
    QStringList queue()
    {
        QStringList rows;
        for (const Command& command : look().commands) {
            rows << row(command);
        }
        return rows;
    }
    static QString row(const Command& command)
    {
        std::string text = command.body;
        text += " ";
        text += nameOf(command.state);
        if (command.reason != DeadReason::None) {
            text += " ";
            text += nameOf(command.reason);
        }
        if (command.deliveryCount > 0) {
            text += " " + std::to_string(command.deliveryCount);
        }
        return QString::fromStdString(text);
    }
    std::uint64_t requeue(std::vector<CommandId> commands)
    {
        return fixture_.await(fixture_.commands->requeue(id(), std::move(commands), admin())).value();
    }
    void hold() { (void)fixture_.await(fixture_.commands->hold(id(), "repair", admin())).value(); }
    void resume() { (void)fixture_.await(fixture_.commands->resume(id(), admin())).value(); }
    void sweep()
    {
        fixture_.commands->sweep();
        fixture_.flush();
    }
    static CommandActor admin() { return {"admin", "iothubowner"}; }

private:
    ServicesFixture& fixture_;
    DeviceIdentity identity_;
    std::vector<std::shared_ptr<FakeLink>> links_; ///< kept, as their connections would
};

/// Bodies of what a link was handed.
inline QStringList bodies(const FakeLink& link)
{
    QStringList result;
    for (const auto& command : link.commands) {
        result << QString::fromStdString(command->body);
    }
    return result;
}

} // namespace hub::test
