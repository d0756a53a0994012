// Access control as a hub answers, for tests of what shows and edits it.
#pragma once

#include "models/hub_session.h"
#include "tests/models/queues.h"

#include "api/access.h"
#include "api/access_group.h"
#include "api/ip_rules.h"

namespace deck::test {

inline hub::IpRule ipRule(const std::string& name, const std::string& network, bool accepts = true)
{
    hub::IpRule rule;
    rule.name = name;
    rule.network = hub::IpNetwork::parse(network).value();
    rule.accepts = accepts;
    return rule;
}

inline hub::api::AccessEntry accessEntry(const std::string& id, const std::string& value)
{
    hub::api::AccessEntry entry;
    entry.id = id;
    entry.list = "block";
    entry.kind = "device";
    entry.value = value;
    entry.reason = "stolen";
    entry.by = "iothubowner";
    entry.since = kQueueTime;
    entry.etag = "e" + id;
    return entry;
}

/// A session of a fake hub that has all of access control.
struct AccessHub : QueueHub
{
    AccessHub() : QueueHub({"access", "denied", "alerts", "audit"}) {}

    QByteArray lastBody(const QByteArray& path, const QByteArray& method) const
    {
        QByteArray body;
        for (const FakeHub::Request& request : fake.requestsOf(path)) {
            body = request.method == method ? request.body : body;
        }
        return body;
    }
};

} // namespace deck::test
