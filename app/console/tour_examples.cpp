#include "app/console/tour_examples.h"

#include <array>
#include <string>

namespace deck {

std::vector<hub::api::CommandDraft> exampleCommands()
{
    std::vector<hub::api::CommandDraft> drafts(4);
    drafts[0].body = R"({"mode":"eco","until":"18:00"})";
    drafts[0].messageId = "eco-1";
    drafts[0].contentType = "application/json";
    drafts[0].ack = "full";
    drafts[0].timeToLiveSeconds = 172'800;
    drafts[0].properties = {{"priority", "high"}, {"site", "works"}};
    drafts[1].body = "restart";
    drafts[1].messageId = "restart-7";
    drafts[1].timeToLiveSeconds = 600;
    drafts[2].body = std::string("\x01\x0a\xff\x20\x00", 5);
    drafts[2].timeToLiveSeconds = 86'400;
    drafts[3].body = R"({"firmware":"4.2.7","url":"https://updates.example/4.2.7.bin"})";
    drafts[3].messageId = "update-3";
    drafts[3].ack = "negative";
    return drafts;
}

std::vector<hub::api::AccessEntry> exampleEntries()
{
    constexpr std::array<std::array<const char*, 4>, 4> kEntries{
        {{"block", "pattern", "rogue-*", "firmware 1.0 floods the hub"},
         {"block", "network", "203.0.113.0/24", "scans since Monday"},
         {"block", "device", "stolen-7", "reported by the plant, ticket 81"},
         {"allow", "pattern", "sample-*", "the samples of the console"}}};
    std::vector<hub::api::AccessEntry> entries;
    for (const auto& [list, kind, value, reason] : kEntries) {
        hub::api::AccessEntry& entry = entries.emplace_back();
        entry.list = list;
        entry.kind = kind;
        entry.value = value;
        entry.reason = reason;
    }
    return entries;
}

hub::IpRules exampleRules()
{
    hub::IpRules rules;
    const auto add = [&rules](const char* name, const char* network, bool accepts) {
        hub::IpRule rule;
        rule.name = name;
        rule.network = hub::IpNetwork::parse(network).value();
        rule.accepts = accepts;
        rules.rules.push_back(rule);
    };
    add("printer", "192.0.2.13", false);
    add("office", "192.0.2.0/24", true);
    add("meeting-room", "192.0.2.128/25", true);
    add("loopback", "127.0.0.0/8", true);
    rules.rules[1].scopes = {true, true, false};
    rules.rules[2].scopes = {true, false, false};
    return rules;
}

} // namespace deck
