// Queues as a hub answers, and hubs that have some, for tests of what shows them.
#pragma once

#include "models/hub_session.h"
#include "tests/support/fake_hub.h"

#include "api/capabilities.h"
#include "api/health.h"
#include "api/queue.h"
#include "base/json_writer.h"

#include <QTest>

#include <string>
#include <vector>

namespace deck::test {

inline const hub::WallTime kQueueTime = hub::wallFromMicros(1'795'354'326'000'000);

inline hub::api::Command command(const std::string& id, const std::string& state = "waiting")
{
    hub::api::Command command;
    command.id = id;
    command.state = state;
    command.ack = "none";
    command.enqueued = kQueueTime - std::chrono::minutes(5);
    command.expires = kQueueTime + std::chrono::hours(40);
    command.messageId = "m-" + id;
    command.body = "body " + id;
    if (state == "completed" || state == "dead") {
        command.ended = kQueueTime;
    }
    if (state == "dead") {
        command.reason = "expired";
    }
    return command;
}

inline std::vector<hub::api::Command> commands(const std::vector<std::string>& ids,
                                               const std::string& state = "waiting")
{
    std::vector<hub::api::Command> all;
    for (const std::string& id : ids) {
        all.push_back(command(id, state));
    }
    return all;
}

template <class T>
QByteArray jsonOf(const T& value)
{
    std::string out;
    hub::JsonWriter writer(out);
    write(writer, value);
    return QByteArray::fromStdString(out);
}

inline QByteArray queueJson(const std::vector<hub::api::Command>& commands,
                            const std::string& next = {})
{
    hub::api::Queue queue;
    queue.deviceId = "pump";
    queue.counts.waiting = commands.size();
    queue.commands = commands;
    queue.next = next;
    queue.asOf = kQueueTime;
    return jsonOf(queue);
}

inline QByteArray capabilitiesWith(const std::vector<std::string>& features)
{
    hub::api::Capabilities capabilities;
    capabilities.product = "Hubdeck";
    capabilities.hubId = "fake";
    capabilities.features = features;
    return jsonOf(capabilities);
}

/// A session of a fake hub that has queues, and whose clock starts at kQueueTime.
struct QueueHub
{
    FakeHub fake;
    HubSession session;

    explicit QueueHub(const std::vector<std::string>& features = {"queues"})
        : session(fake.profile())
    {
        fake.answer("/admin/capabilities", 200, capabilitiesWith(features));
        hub::api::Health health;
        health.state = "running";
        health.time = kQueueTime;
        fake.answer("/admin/health", 200, jsonOf(health));
    }

    bool online()
    {
        session.start();
        return QTest::qWaitFor([this] { return session.isOnline() && fake.openStreams() == 1; }, 20'000);
    }
};

} // namespace deck::test
