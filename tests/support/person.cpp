#include "tests/support/person.h"

#include "domain/identity.h"

namespace hub::test {

HttpPeer personWith(const TestHub& hub, const std::string& name, const Secret& key)
{
    HttpPeer peer = hub.http();
    peer.setHeader("Authorization", policyToken(name, key));
    return peer;
}

HttpPeer personAt(const TestHub& hub, const std::string& name, const std::string& members)
{
    HttpPeer owner = hub.http();
    const HttpAnswer answer = owner.request("PUT", "/admin/people/" + name, "{" + members + "}");
    if (answer.status != 200) {
        qFatal("%s", answer.body.c_str());
    }
    return personWith(hub, name,
                      parseKey(std::string(answer.parsed().at("key").as_string())).value());
}

} // namespace hub::test
