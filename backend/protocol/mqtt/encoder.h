// MQTT 3.1.1 packets that the hub sends, appended to an output buffer.
#pragma once

#include "protocol/mqtt/packet.h"


namespace hub::mqtt {

void appendConnack(Bytes& out, ConnectCode code, bool sessionPresent);            // §3.2
void appendPuback(Bytes& out, std::uint16_t packetId);                            // §3.4
void appendSuback(Bytes& out, std::uint16_t packetId, ByteView codes);            // §3.9
void appendUnsuback(Bytes& out, std::uint16_t packetId);                          // §3.11
void appendPingresp(Bytes& out);                                                  // §3.13
void appendPublish(Bytes& out, const Publish& publish);                           // §3.3

} // namespace hub::mqtt
