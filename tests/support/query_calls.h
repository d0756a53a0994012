// Queries over HTTPS, and a small fleet for them.
#pragma once

#include "tests/support/test_hub.h"

#include <QString>
#include <QStringList>

#include <map>
#include <string>

namespace hub::test {

inline const std::string kVersion = "?api-version=2021-04-12";
inline const std::string kQuery = "/devices/query" + kVersion;

using Headers = std::map<std::string, std::string>;

HttpAnswer ask(HttpPeer& http, const std::string& query, const Headers& headers = {});

std::string header(const HttpAnswer& answer, const std::string& name); ///< empty = absent
bool hasMore(const HttpAnswer& answer); ///< the header is there, whatever is in it

/// The rows as texts in an order of their own, since queries promise none. 7.0 and 7 are the same number,
/// members in any order the same object.
QStringList rowsOf(const json::value& body);

/// "400 ArgumentInvalid;…": the status and the message, whose code must be the header's.
QString errorOf(const HttpAnswer& answer);

/// Ends the test program unless the answer is a success.
void must(const HttpAnswer& answer);

/// PATCH of a twin; id: of a device, or device/modules/module.
void patchTwin(HttpPeer& http, const std::string& id, const std::string& twin);

/// d1 to d4 and edge1, which is one of IoT Edge; d1 has the module m1, d2 is disabled.
void addQueryFleet(const TestHub& hub);

} // namespace hub::test
