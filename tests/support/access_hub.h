// A hub whose access lists and IP rules a test changes over the admin API, and devices that come to it
// from addresses of the test's choice.
#pragma once

#include "tests/support/access_table.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_hub.h"

#include <memory>
#include <string>

namespace hub::test {

class AccessHub final
{
public:
    explicit AccessHub(const TestHub::Adjust& adjust = {});

    TestHub& hub() { return hub_; }
    const TestCertificate& certificate() const { return certificate_; } ///< of cert1
    HttpPeer& http() { return http_; } ///< signed in as iothubowner, from 127.0.0.1

    // Requests end the test program when they are not answered with 200 or 204.

    json::value call(const std::string& method,
                     const std::string& target,
                     const std::string& body = {},
                     const std::map<std::string, std::string>& headers = {});

    /// The devices of access_table.txt, and its groups.
    void addTableIdentities();
    void addDevice(const std::string& id, const std::string& members = {});
    void addCertificateDevice(const std::string& id);
    void setTags(const std::string& id, const std::string& tags);

    /// Gives the number of the entry. more: further members, such as ,"until":"…".
    std::string addEntry(const std::string& list,
                         const std::string& kind,
                         const std::string& value,
                         const std::string& more = {});
    void removeEntry(const std::string& number);
    void removeAllEntries();
    void setMode(const std::string& mode);
    void applyRules(const IpRules& rules); ///< and confirms them

    // Devices. from: 127.0.0.N, empty = any.

    TlsPeer::Options options(std::uint16_t port, const std::string& from, bool certificate) const;

    /// Past TLS; nothing when the hub does not take the connection. protocol: "mqtt", "mqtt-ws".
    std::unique_ptr<MqttPeer> open(const std::string& protocol,
                                   const std::string& from = {},
                                   bool certificate = false) const;

    /// Signed in; ends the test program when it is refused.
    std::unique_ptr<MqttPeer> online(const std::string& protocol,
                                     const std::string& id,
                                     const std::string& from = {},
                                     bool certificate = false) const;

    /// The status of a message that a device sends over HTTPS.
    int send(const std::string& id, const std::string& from = {}, bool certificate = false) const;

private:
    TestHub hub_;
    TestCertificate certificate_ = TestCertificate::device("cert1");
    HttpPeer http_;
};

} // namespace hub::test
